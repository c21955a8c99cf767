// `npm run bench`: the numbers to reach, each against its yardstick in the same run. See test/bench.
import { spawnSync } from 'node:child_process'
import { ensureBuilt, ensureInstalled } from './ensure.mjs'

ensureInstalled()
ensureBuilt()
const { status } = spawnSync(process.execPath, ['--import', 'tsx', 'test/bench/main.ts', ...process.argv.slice(2)], { stdio: 'inherit' })
process.exitCode = status ?? 1
