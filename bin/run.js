#!/usr/bin/env node
// Answers `--version` and refuses an old Node before anything is loaded: both must work everywhere.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const NODE_NEEDED = [20, 19]
/** A native call that hangs, such as a keychain that does not answer, must not hold a finished command. */
const LINGER_MS = 2_000
/** By default the heap grows in steps that fit the machine, not the work: twice the memory for 5 % less time. */
const HEAP_FLAGS = ['--semi-space-growth-factor=1', '--heap-growing-percent=20']

const root = join(import.meta.dirname ?? '.', '..')
const { name, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const argv = process.argv.slice(2)

const nodeIsOld = () => {
  const [major, minor] = process.versions.node.split('.').map(Number)
  return major < NODE_NEEDED[0] || (major === NODE_NEEDED[0] && minor < NODE_NEEDED[1])
}

const compileCacheFolder = ({ CACHE_DIRECTORY, XDG_CACHE_HOME, HOME } = process.env) => {
  if (CACHE_DIRECTORY) return join(CACHE_DIRECTORY.split(':')[0], 'compiled')
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, name, 'compiled')
  return HOME ? join(HOME, '.cache', name, 'compiled') : null
}

const keepHeapSmall = async () => {
  const { setFlagsFromString } = await import('node:v8')
  for (const flag of HEAP_FLAGS) setFlagsFromString(flag)
}

/** Not in the shared temporary folder, which is Node's default: compiled code is code. */
const enableCompileCache = async () => {
  const { default: module } = await import('node:module')
  const folder = compileCacheFolder()
  if (folder && !process.env.NODE_COMPILE_CACHE) module.enableCompileCache?.(folder)
}

const main = async () => {
  const { version: node } = process
  if (argv[0] === '--version') return process.stdout.write(`${name}/${version} node-${node}\n`)
  if (nodeIsOld()) return refuse(`${name} needs Node ${NODE_NEEDED.join('.')} or newer; this is ${node}`)
  if (!existsSync(join(root, 'dist'))) return refuse(`${name} is not built yet. Run: npm run build`)
  await keepHeapSmall()
  await enableCompileCache()
  const { runCli } = await import('../dist/src/cli/run.js')
  await runCli(argv, import.meta.url)
  setTimeout(() => process.exit(), LINGER_MS).unref()
}

const refuse = (message) => {
  process.stderr.write(`✖ ${message}\n`)
  process.exitCode = 2
}

await main()
