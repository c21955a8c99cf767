import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { auditWorld, never, type AuditWorld } from '../../test/support/audit-world.ts'
import { temporaryFolder } from '../../test/support/temporary-folder.ts'
import { FileFaultsError } from '../errors/file-faults-error.ts'
import { mappingCheck } from './mapping-check.ts'
import { mappingExport } from './mapping-export.ts'
import { mappingImport } from './mapping-import.ts'
import { mappingList, mappingShow } from './mapping-list.ts'
import { mappingSet, wantedValue } from './mapping-set.ts'
import { mappingSuggest } from './mapping-suggest.ts'

const route = 'airbase-to-d365'
const author = { by: 'anna@server', reason: 'because', waitMs: 0 }

const set = ({ context }: AuditWorld, table: string, code: string, value: string | null) =>
  mappingSet(context, { route, table, code, value, author })
const tableOf = async ({ context }: AuditWorld, table: string) =>
  Object.fromEntries(
    (await mappingShow(context, route, table)).entries.map(({ code, value }) => [code, value]),
  )
const csvFile = async (text: string): Promise<string> => {
  const file = join(await temporaryFolder(), 'm.csv')
  await writeFile(file, text)
  return file
}
const importText = async ({ context }: AuditWorld, text: string, replace = false) =>
  mappingImport(context, { route, file: await csvFile(text), replace, author })
const eventsOf = async (world: AuditWorld) =>
  (await world.trail())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string; facts: Record<string, unknown> })
    .filter(({ event }) => event === 'mapping-changed')

describe('mapping set', () => {
  test('makes a new version, and the trail says who changed what from what, and why', async () => {
    const world = await auditWorld({ bills: 0 })
    expect(await set(world, 'account', ' 6100 ', '601500')).toEqual({
      route,
      version: 2,
      changes: [{ table: 'account', code: '6100', old: null, new: '601500' }],
    })
    await set(world, 'account', '6100', '601600')
    expect(await set(world, 'account', '6100', null)).toMatchObject({
      version: 4,
      changes: [{ old: '601600', new: null }],
    })
    const [, second] = await eventsOf(world)
    expect(second?.facts).toEqual({
      route,
      version: 3,
      by: 'anna@server',
      reason: 'because',
      changes: [{ table: 'account', code: '6100', old: '601500', new: '601600' }],
    })
  })

  test('changes nothing and writes nothing where the entry stands there already', async () => {
    const world = await auditWorld({ bills: 0 })
    expect(await set(world, 'account', '*', '=')).toEqual({ route, version: 1, changes: [] })
    expect(await eventsOf(world)).toEqual([])
  })

  test('takes a code in another case for the same entry, as a look-up does', async () => {
    const world = await auditWorld({ bills: 0 })
    await set(world, 'account', 'Travel', '1')
    await set(world, 'account', 'TRAVEL', '2')
    expect(await tableOf(world, 'account')).toEqual({ '*': '=', Travel: '2' })
  })

  test.each([
    ['acount', '1', '2', 'MAPPING_TABLE_UNKNOWN', 'Did you mean account?'],
    ['account', '1', '-', 'MAPPING_ENTRY_INVALID', 'may leave a code out'],
    ['account', ' ', '2', 'MAPPING_ENTRY_INVALID', 'Fill in the code'],
    ['account', '1', '*', 'MAPPING_ENTRY_INVALID', 'the same code'],
    ['account', 'toString', null, 'MAPPING_ENTRY_MISSING', 'mapping show'],
  ] as const)('refuses %s %j → %j', async (...[table, code, value, expected, hint]) => {
    const world = await auditWorld({ bills: 0 })
    await expect(set(world, table, code, value)).rejects.toMatchObject({
      code: expected,
      hint: expect.stringContaining(hint),
    })
  })

  test('needs either a value or --remove', () => {
    expect([wantedValue('1', false), wantedValue(undefined, true)]).toEqual(['1', null])
    for (const [value, remove] of [
      ['1', true],
      [undefined, false],
    ] as const) {
      expect(() => wantedValue(value, remove)).toThrow(
        expect.objectContaining({ code: 'USAGE_VALUE_OR_REMOVE' }),
      )
    }
  })
})

describe('mapping import', () => {
  test('merges: what the file does not hold stays', async () => {
    const world = await auditWorld({ bills: 0 })
    await set(world, 'account', 'A', '1')
    const result = await importText(world, 'table,code,value\naccount,a,2\naccount,B,3\naccount,*,=\n')
    expect(result).toMatchObject({ version: 3, rows: 3, added: 1, changed: 1, removed: 0, unchanged: 1 })
    expect(await tableOf(world, 'account')).toEqual({ '*': '=', A: '2', B: '3' })
  })

  test('with --replace replaces the tables that the file names, and no other', async () => {
    const world = await auditWorld({ bills: 0 })
    await set(world, 'account', 'A', '1')
    expect(await importText(world, 'table,code,value\naccount,a,2\n', true)).toMatchObject({
      added: 1,
      removed: 2,
      changed: 0,
    })
    expect(await tableOf(world, 'account')).toEqual({ a: '2' })
    expect(await tableOf(world, 'vendor')).toEqual({ '*': '=' })
  })

  test('with one bad row imports nothing, and names all of them', async () => {
    const world = await auditWorld({ bills: 0 })
    const error: unknown = await importText(
      world,
      'table,code,value\naccount,A,1\naccount,,2\nacc,B,3\n',
    ).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(FileFaultsError)
    expect((error as FileFaultsError).message).toContain('row 3, code: is empty')
    expect((error as FileFaultsError).message).toContain('row 4, table: there is no table "acc"')
    expect((error as FileFaultsError).faults).toHaveLength(2)
    expect((await mappingList(world.context, route)).version).toBe(1)
  })

  test('of a file that is not there says so', async () => {
    const { context } = await auditWorld({ bills: 0 })
    await expect(
      mappingImport(context, { route, file: '/nowhere/m.csv', replace: false, author }),
    ).rejects.toMatchObject({ code: 'FILE_MISSING' })
  })

  test('keeps many changes in lines that can be read', async () => {
    const world = await auditWorld({ bills: 0 })
    const rows = Array.from({ length: 1200 }, (_, at) => `account,c${at},${at}`)
    await importText(world, `table,code,value\n${rows.join('\n')}`)
    expect((await eventsOf(world)).map(({ facts }) => (facts.changes as unknown[]).length)).toEqual([
      500, 500, 200,
    ])
  })
})

describe('mapping export', () => {
  test('writes a file for its owner alone, which imports to the same tables', async () => {
    const world = await auditWorld({ bills: 0 })
    await set(world, 'account', '=cmd', '601500')
    const before = await mappingExport(world.context, { route, table: null, output: null })
    const file = join(await temporaryFolder(), 'out.csv')
    expect(await mappingExport(world.context, { route, table: null, output: file })).toMatchObject({
      file,
      csv: null,
      formulaLike: 1,
    })
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await mappingImport(world.context, { route, file, replace: true, author })).toMatchObject({
      added: 0,
      changed: 0,
      removed: 0,
    })
    expect((await mappingExport(world.context, { route, table: null, output: null })).csv).toBe(before.csv)
    expect(await readFile(file, 'utf8')).toBe(before.csv)
  })

  test('of one table holds that one; of an unknown one says so', async () => {
    const { context } = await auditWorld({ bills: 0 })
    expect((await mappingExport(context, { route, table: 'vendor', output: null })).csv).toBe(
      '"table","code","value"\r\n"vendor","*","="\r\n',
    )
    await expect(mappingExport(context, { route, table: 'vendors', output: null })).rejects.toMatchObject({
      code: 'MAPPING_TABLE_UNKNOWN',
    })
  })
})

describe('mapping list', () => {
  test('shows every table that the route knows, with entries and default', async () => {
    const { context } = await auditWorld({ bills: 0 })
    const { tables, version } = await mappingList(context, route)
    expect(version).toBe(1)
    expect(tables.find(({ table }) => table === 'account')).toMatchObject({ entries: 1, hasDefault: true })
    expect(tables.find(({ table }) => table === 'category')).toMatchObject({ entries: 0, hasDefault: false })
    expect(tables.map(({ table }) => table)).toContain('dimension:Department')
    expect((await mappingList(context, 'd365-to-airbase')).tables.map(({ table }) => table)).toEqual([
      'legal-entity',
      'dimension',
      'vendor',
    ])
  })
})

const check = ({ context }: AuditWorld, refresh = false) =>
  mappingCheck(context, { route, refresh, waitMs: 0, signal: never() })

describe('mapping check', () => {
  test('reads the ledger when there is no copy, and then no more until --refresh', async () => {
    const world = await auditWorld({ bills: 0 })
    const first = await check(world)
    expect(first).toMatchObject({ wrong: 0, ledger: 'd365', version: 1 })
    world.clock.advance(1000)
    const requests = world.d365.app.requestLog.length
    expect((await check(world)).readAt).toBe(first.readAt)
    expect(world.d365.app.requestLog.length).toBe(requests)
    expect((await check(world, true)).readAt > first.readAt).toBe(true)
  })

  test('finds the entry that the ledger does not have', async () => {
    const world = await auditWorld({ bills: 0 })
    await set(world, 'account', 'X', '99999999')
    await set(world, 'dimension', 'Team', 'NoSuchDimension')
    const { problems, wrong } = await check(world)
    expect(problems.map(({ problem }) => problem).sort()).toEqual([
      'ACCOUNT_UNKNOWN',
      'DIMENSION_UNKNOWN',
      'TABLE_EMPTY',
    ])
    expect(wrong).toBe(3)
  })
})

describe('mapping suggest', () => {
  const suggest = (
    { context }: AuditWorld,
    more: { write?: boolean; output?: string; table?: string } = {},
  ) =>
    mappingSuggest(context, {
      route,
      table: null,
      write: false,
      output: null,
      refresh: false,
      author: { ...author, reason: null },
      signal: never(),
      ...more,
    })

  /** Documents that wait because the table `account` knows nothing. */
  const starved = async () => {
    const world = await auditWorld({ bills: 6, problems: 0 })
    await set(world, 'account', '*', null)
    await world.sync()
    return world
  }

  test('proposes the codes that parked documents lack, and changes nothing', async () => {
    const world = await starved()
    const { suggestions, version } = await suggest(world)
    expect(suggestions.length).toBeGreaterThan(0)
    expect(
      suggestions.every(
        ({ table, why, proposal, code, applied }) =>
          table === 'account' && why === 'same code' && proposal === code && !applied,
      ),
    ).toBe(true)
    expect([version, await tableOf(world, 'account')]).toEqual([2, {}])
  })

  test('with --write applies what is certain, after which the documents are written', async () => {
    const world = await starved()
    const { suggestions, version } = await suggest(world, { write: true })
    expect([version, suggestions.every(({ applied }) => applied)]).toEqual([3, true])
    expect((await eventsOf(world)).at(-1)?.facts.reason).toContain('same code')
    const { standing } = await world.sync()
    expect(standing.filter(({ code }) => code === 'ACCOUNT_UNMAPPED')).toEqual([])
    expect((await suggest(world)).suggestions).toEqual([])
  })

  test('with --output writes a file that can be edited and imported', async () => {
    const world = await starved()
    const output = join(await temporaryFolder(), 's.csv')
    const { suggestions } = await suggest(world, { output, table: 'account' })
    expect(await mappingImport(world.context, { route, file: output, replace: false, author })).toMatchObject(
      { added: suggestions.length },
    )
    expect((await suggest(world, { table: 'vendor' })).suggestions).toEqual([])
  })
})
