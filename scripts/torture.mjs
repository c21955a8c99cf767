// `npm run torture` and its kin: simulated histories and crashes by the thousand, and the shipped program under kills
// and under failing system calls. See test/torture.
import { spawnSync } from 'node:child_process'
import { ensureBuilt, ensureInstalled, run } from './ensure.mjs'

const [what, ...args] = process.argv.slice(2)

ensureInstalled()
if (what === 'syscalls') run('sh', ['scripts/setup-test-system.sh'])
ensureBuilt()
const { status } = spawnSync(process.execPath, ['--import', 'tsx', `test/torture/${what}-main.ts`, ...args], { stdio: 'inherit' })
process.exitCode = status ?? 1
