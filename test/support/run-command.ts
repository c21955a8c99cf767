import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Config, type Interfaces } from '@oclif/core'
import { vi } from 'vitest'

interface CommandClass {
  run(argv: string[], config: Interfaces.LoadOptions): Promise<unknown>
}

/** What one run of a command left behind. */
export interface CommandRun {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
  readonly result: unknown
}

/** Runs a command class in this process, without a terminal, and collects what it writes. */
export const runCommand = async (
  command: CommandClass,
  argv: readonly string[] = [],
): Promise<CommandRun> => {
  const root = join(import.meta.dirname, '../..')
  const config = await Config.load({ root, ignoreManifest: true, pjson: { ...BARE_PACKAGE } })
  const written = { stdout: '', stderr: '' }
  const collect = (stream: 'stdout' | 'stderr') => (text: unknown) => {
    written[stream] += String(text)
    return true
  }
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(collect('stdout')),
    vi.spyOn(process.stderr, 'write').mockImplementation(collect('stderr')),
    vi.spyOn(console, 'log').mockImplementation((text) => void collect('stdout')(`${text}\n`)),
  ]
  const exitCodeBefore = process.exitCode
  process.exitCode = undefined
  try {
    const result = await command.run([...argv], config)
    return { ...written, exitCode: Number(process.exitCode ?? 0), result }
  } finally {
    process.exitCode = exitCodeBefore
    for (const spy of spies) spy.mockRestore()
  }
}

/** The version of the manifest, which oclif compares. */
const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as { version: string }
const BARE_PACKAGE = { name: 'ml-connector', version, oclif: { bin: 'ml-connector' } }
