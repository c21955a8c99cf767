import { Writable } from 'node:stream'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import type { AuditWorld } from '../../test/support/audit-world.ts'
import { temporaryFolder } from '../../test/support/temporary-folder.ts'
import { twoBills } from '../../test/support/two-bills.ts'
import { EXPORT_COLUMNS } from './audit-export-columns.ts'
import { safeCell } from './audit-export-row.ts'
import { auditExport } from './audit-export.ts'

describe('the export', () => {
  const exported = async (world: AuditWorld, input: object) => {
    const chunks: string[] = []
    const stream = new Writable({ write: (chunk, _, done) => (chunks.push(String(chunk)), done()) })
    const result = await auditExport(world.context, {
      from: '2026-11-20',
      to: '2026-11-20',
      format: 'csv',
      stream,
      ...input,
    })
    return { result, text: chunks.join('') }
  }

  test('writes each event of a document as a row of facts, and nothing that is sealed', async () => {
    const { world, written, first } = await twoBills()
    const { result, text } = await exported(world, {})
    const rows = parse(text, { columns: true }) as Record<string, string>[]
    expect(Object.keys(rows[0]!)).toEqual(EXPORT_COLUMNS.map(({ name }) => name))
    expect(rows).toHaveLength(result.events)
    expect(rows.filter(({ document }) => document === written).map(({ event }) => event)).toEqual([
      'ready',
      'sending',
      'written',
      'acknowledged',
    ])
    expect(rows.find(({ event }) => event === 'written')).toMatchObject({
      ref: first.airbaseId,
      currency: first.currency,
      state: 'written',
    })
    const entry = world.airbase.app.entries.find(first.airbaseId)!
    expect(text).not.toContain(entry.vendor!.name)
    expect(text).not.toContain('sealed')
  })

  test('is JSON lines where asked for, and keeps to its period', async () => {
    const { world } = await twoBills()
    const { result, text } = await exported(world, { format: 'json' })
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).event),
    ).toHaveLength(result.events)
    expect((await exported(world, { from: '2026-11-21', to: '2026-11-30' })).result.events).toBe(0)
    expect((await exported(world, { from: '2026-10-01', to: '2026-11-19' })).result.events).toBe(0)
    await expect(exported(world, { from: '2026-11-21', to: '2026-11-20' })).rejects.toMatchObject({
      code: 'USAGE_PERIOD',
    })
    await expect(exported(world, { from: 'yesterday' })).rejects.toMatchObject({ code: 'USAGE_DATE' })
  })

  test('makes a file that only its owner reads, also over an older one, and leaves none behind when it fails', async () => {
    const { world } = await twoBills()
    const output = join(await temporaryFolder(), 'out.csv')
    await writeFile(output, 'old', { mode: 0o644 })
    const { result, text } = await exported(world, { output })
    expect([text, (await stat(output)).mode & 0o777, result.output]).toEqual(['', 0o600, output])
    expect(parse(await readFile(output), { columns: true })).toHaveLength(result.events)
    const nowhere = join(await temporaryFolder(), 'missing', 'out.csv')
    await expect(exported(world, { output: nowhere })).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test.each([
    ['=cmd()', "'=cmd()"],
    ['+A1', "'+A1"],
    ['-A1', "'-A1"],
    ['@x', "'@x"],
    ['\tx', "'\tx"],
    ['-', "'-"],
    ['-12.50', '-12.50'],
    ['+3', '+3'],
    ['12', '12'],
    ['INV-1', 'INV-1'],
    [null, ''],
    [7, '7'],
    [{ a: 1 }, '{"a":1}'],
  ])('writes %j as a cell that no spreadsheet computes', (value, cell) => {
    expect(safeCell(value)).toBe(cell)
  })
})
