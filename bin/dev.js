#!/usr/bin/env node
// Development entry: runs the TypeScript sources as they are, through tsx.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { settings } from '@oclif/core'
import { register } from 'tsx/esm/api'

const root = join(import.meta.dirname, '..')
const pjson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const toSource = ([name, hook]) => [name, { ...hook, target: `${sourceOf(hook.target)}.ts` }]
const hooks = Object.fromEntries(Object.entries(pjson.oclif.hooks).map(toSource))

// oclif would register tsx a second time, and fail.
settings.enableAutoTranspile = false
process.env.NODE_ENV = 'development'
register()
const { runCli } = await import('../src/cli/run.ts')
const oclif = { ...pjson.oclif, commands: sourceOf(pjson.oclif.commands), hooks }
await runCli(process.argv.slice(2), { root, pjson: { ...pjson, oclif }, ignoreManifest: true })

function sourceOf(path) {
  return path.replace('./dist/', './')
}
