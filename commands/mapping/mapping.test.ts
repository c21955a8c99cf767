import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runCommand } from '../../test/support/run-command.ts'
import { temporaryFolder } from '../../test/support/temporary-folder.ts'
import MappingExport from './export.ts'
import MappingImport from './import.ts'
import MappingList from './list.ts'
import MappingSet from './set.ts'
import MappingShow from './show.ts'

const ROUTE = 'airbase-to-d365'

type Command = Parameters<typeof runCommand>[0]

/** Runs commands on one settings folder and one state folder. */
const installation = async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'settings.json'), '{}', { mode: 0o600 })
  const folders = ['--config-dir', folder, '--state-dir', join(folder, 'state')]
  const run = (command: Command, ...argv: string[]) => runCommand(command, [ROUTE, ...argv, ...folders])
  const file = async (text: string) => {
    const path = join(folder, 'm.csv')
    await writeFile(path, text)
    return path
  }
  return { run, file }
}

describe('the mapping commands', () => {
  test('set takes the special values as arguments, and show explains them', async () => {
    const { run } = await installation()
    for (const [table, code, value] of [
      ['dimension', 'Project', '-'],
      ['account', '*', '='],
    ] as const) {
      expect(await run(MappingSet, table, code, value)).toMatchObject({ exitCode: 0 })
    }
    const { stdout } = await run(MappingShow, 'dimension')
    expect(stdout).toContain('Project  -')
    expect(stdout).toContain('= is the same code, - leaves it out')
    expect((await run(MappingSet, 'account', '*', '--remove')).stdout).toContain(
      'account: * is removed (was =)',
    )
  })

  test('set needs a value or --remove', async () => {
    const { run } = await installation()
    const { exitCode, stderr } = await run(MappingSet, 'account', '6100')
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('either a value or --remove')])
  })

  test('import names every bad row on stderr and exits 2; a good file can be exported again', async () => {
    const { run, file } = await installation()
    const bad = await run(MappingImport, await file('table;code;value\nacount;1;2\naccount;;2\n'))
    expect(bad.exitCode).toBe(2)
    expect(bad.stderr).toContain('row 2, table: there is no table "acount"')
    expect(bad.stderr).toContain('row 3, code: is empty')
    expect((await run(MappingList)).stdout).toContain('version 0')
    const good = await run(MappingImport, await file('table;code;value\naccount;=1;2\n'))
    expect(good).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 added') })
    const { stdout, stderr } = await run(MappingExport)
    expect(stdout).toBe('"table","code","value"\r\n"account","=1","2"\n')
    expect(stderr).toContain('formulas')
  })

  test('--json prints one value with the same facts', async () => {
    const { run } = await installation()
    const { stdout, stderr } = await run(MappingSet, 'account', 'A', '1', '--as', 'anna', '--json')
    const changes = [{ table: 'account', code: 'A', old: null, new: '1' }]
    expect(JSON.parse(stdout)).toEqual({ route: ROUTE, version: 1, changes })
    expect(stderr).toBe('')
    expect(JSON.parse((await run(MappingList, '--json')).stdout)).toMatchObject({ route: ROUTE, version: 1 })
  })
})
