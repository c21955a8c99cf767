// Installs and builds what is missing or out of date, so that one npm script is enough on a fresh clone.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'

const STAMP = 'node_modules/.ml-connector-installed'

/** Runs a command and shows what it says; where it fails, ends this script with its exit code. */
export const run = (file, args, options = {}) => {
  const { status, error } = spawnSync(file, args, { stdio: 'inherit', ...options })
  if (error) throw error
  if (status !== 0) process.exit(status ?? 1)
}

const lockDigest = () => createHash('sha256').update(readFileSync('package-lock.json')).digest('hex')

/** `npm ci` when the installed packages are not those of the lock file. */
export const ensureInstalled = () => {
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lockDigest()) return
  console.error('Installing packages …')
  const { status } = spawnSync('npm', ['ci', '--loglevel=error'], { stdio: ['ignore', 'ignore', 'inherit'] })
  if (status !== 0) {
    console.error('The packages could not be installed: npm says why above. Check the network and the npm registry, then try again.')
    process.exit(1)
  }
  writeFileSync(STAMP, lockDigest())
}

const newest = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true }).reduce(
    (latest, entry) => (entry.isFile() ? Math.max(latest, statSync(join(entry.parentPath, entry.name)).mtimeMs) : latest),
    0,
  )

/** Builds when a source is newer than the build. */
export const ensureBuilt = () => {
  const built = existsSync('dist/.built') ? statSync('dist/.built').mtimeMs : 0
  if (built > Math.max(newest('src'), newest('commands'), statSync('package.json').mtimeMs)) return
  console.error('Building …')
  run(process.execPath, ['scripts/build.mjs'])
}
