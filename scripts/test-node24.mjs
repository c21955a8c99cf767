// Runs the tests on Node 24. The npm package `node` ships the binary; it is kept apart from the project's own packages.
import { existsSync, mkdirSync } from 'node:fs'
import { delimiter, resolve } from 'node:path'
import { ensureBuilt, ensureInstalled, run } from './ensure.mjs'

const folder = resolve('.cache/node24')
const binary = resolve(folder, 'node_modules/node/bin')

ensureInstalled()
if (!existsSync(resolve(binary, 'node'))) {
  mkdirSync(folder, { recursive: true })
  run('npm', ['install', '--prefix', folder, '--no-save', '--no-package-lock', '--loglevel=error', 'node@24'])
}
ensureBuilt()
// Another Node shows in any part of the long tests: see test/support/share.ts.
const env = { ML_TEST_SHARE: '0.2', ...process.env, PATH: `${binary}${delimiter}${process.env.PATH}` }
run(resolve(binary, 'node'), ['--version'], { env })
run(resolve(binary, 'node'), ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)], { env })
