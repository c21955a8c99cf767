// Compiles commands/ and src/ to dist/ and writes the command manifest, so that a command starts without a scan.
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'

const run = (file, args) => execFileSync(process.execPath, [file, ...args], { stdio: 'inherit' })

rmSync('dist', { recursive: true, force: true })
run('node_modules/typescript/bin/tsc', ['-p', 'tsconfig.build.json'])
