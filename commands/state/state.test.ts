import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runCommand } from '../../test/support/run-command.ts'
import { temporaryFolder } from '../../test/support/temporary-folder.ts'
import MappingSet from '../mapping/set.ts'
import StateAdopt from './adopt.ts'
import StateBackup from './backup.ts'
import StateRebuild from './rebuild.ts'
import StateRestore from './restore.ts'

type Command = Parameters<typeof runCommand>[0]

/** A settings folder and a state with one line of history. */
const installation = async () => {
  const folder = await temporaryFolder()
  const state = join(folder, 'state')
  await writeFile(join(folder, 'settings.json'), '{}', { mode: 0o600 })
  const run = (command: Command, ...argv: string[]) =>
    runCommand(command, [...argv, '--config-dir', folder, '--state-dir', state])
  await run(MappingSet, 'airbase-to-d365', 'account', 'A', '1')
  return { run, state, backup: join(folder, 'backup') }
}

describe('the state commands', () => {
  test('back up, restore, refuse an older state, and adopt it', async () => {
    const { run, backup } = await installation()
    const saved = await run(StateBackup, backup)
    expect([saved.exitCode, saved.stdout]).toEqual([0, expect.stringContaining('Secrets are not in it')])
    await run(MappingSet, 'airbase-to-d365', 'account', 'B', '2')
    const restored = await run(StateRestore, backup, '--replace')
    expect(restored.stdout).toContain('exit code 10 until: ml-connector state adopt')
    expect(await run(MappingSet, 'airbase-to-d365', 'account', 'C', '3')).toMatchObject({ exitCode: 10 })
    expect(await run(StateAdopt)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--yes') })
    const adopted = await run(StateAdopt, '--yes', '--reason', 'restored')
    expect([adopted.exitCode, adopted.stdout]).toEqual([0, expect.stringContaining('none is written twice')])
    expect(await run(MappingSet, 'airbase-to-d365', 'account', 'C', '3')).toMatchObject({ exitCode: 0 })
    expect((await run(StateAdopt, '--yes')).stdout).toContain('Nothing to adopt')
  })

  test('rebuild an index that is gone, and say so as JSON', async () => {
    const { run, state } = await installation()
    await rm(join(state, 'db'), { recursive: true })
    const { exitCode, stdout } = await run(StateRebuild, '--json')
    expect([exitCode, JSON.parse(stdout)]).toEqual([
      0,
      expect.objectContaining({ lines: 3, documents: 0, shards: 2 }),
    ])
  })

  test('say what is wrong with a backup that is not there', async () => {
    const { run, backup } = await installation()
    const { exitCode, stderr } = await run(StateRestore, backup)
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('BACKUP_MISSING')])
  })
})
