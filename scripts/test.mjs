// `npm test`: installs what is missing, builds, and runs every test.
import { ensureBuilt, ensureInstalled, run } from './ensure.mjs'

ensureInstalled()
run('sh', ['scripts/setup-test-system.sh'])
ensureBuilt()
run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)])
