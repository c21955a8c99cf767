// `npm run mutate-guards`: takes each guard away, one at a time, and asks the tests whether they miss it. See test/mutate.
import { spawnSync } from 'node:child_process'
import { ensureInstalled, run } from './ensure.mjs'

ensureInstalled()
run('sh', ['scripts/setup-test-system.sh'])
const { status } = spawnSync(process.execPath, ['--import', 'tsx', 'test/mutate/main.ts', ...process.argv.slice(2)], { stdio: 'inherit' })
process.exitCode = status ?? 1
