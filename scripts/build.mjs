// Compiles commands/ and src/ to dist/ and writes the command manifest, so that a command starts without a scan.
import { rmSync, writeFileSync } from 'node:fs'
import { Config } from '@oclif/core/config'
import { run } from './ensure.mjs'

rmSync('dist', { recursive: true, force: true })
rmSync('oclif.manifest.json', { force: true })
run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'])

const config = await Config.load({ root: process.cwd(), ignoreManifest: true })
const commands = {}
for (const plugin of config.plugins.values()) {
  if (!plugin.isRoot) continue
  for (const command of plugin.commands) {
    const plain = { ...command }
    delete plain.load
    commands[command.id] = plain
  }
}
writeFileSync('oclif.manifest.json', `${JSON.stringify({ commands, version: config.version })}\n`)
writeFileSync('dist/.built', '')
