import { Writable } from 'node:stream'
import { readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import type { Expectation } from '../sandbox/generate/expectation.ts'
import { auditWorld, type AuditWorld } from '../../test/support/audit-world.ts'
import { traceOf } from '../../test/support/books.ts'
import { temporaryFolder } from '../../test/support/temporary-folder.ts'
import { auditExplain } from './audit-explain.ts'
import { EXPORT_COLUMNS } from './audit-export-columns.ts'
import { safeCell } from './audit-export-row.ts'
import { auditExport } from './audit-export.ts'
import { auditList } from './audit-list.ts'
import { auditShow } from './audit-show.ts'
import { auditVerify } from './audit-verify.ts'

const HOUR_MS = 3_600_000

/** Two bills, one of them parked since an hour. */
const twoBills = async () => {
  const world = await auditWorld({ bills: 2, settlements: 0, seed: 3 })
  const [first, second] = world.world.expectations
  world.airbase.app.editEntry(second!.airbaseId, { vendor: null })
  await world.sync()
  world.clock.advance(HOUR_MS)
  const [written, parked] = [first!, second!].map(({ airbaseId }) => traceOf(airbaseId))
  const numbered = (expectation: Expectation) => ({
    ...expectation,
    number: world.airbase.app.entries.find(expectation.airbaseId)!.invoice_number!,
  })
  return { world, written: written!, parked: parked!, first: numbered(first!), second: numbered(second!) }
}
const entryOf = (world: AuditWorld, id: string) =>
  world.store('read', async (store) => (await store.get(id as never))!)

describe('the list', () => {
  test('shows what needs a person, with its reason and age', async () => {
    const { world, parked, second } = await twoBills()
    const { documents, counts, total } = await auditList(world.context, { limit: 10 })
    const expected = {
      id: parked,
      flow: 'bills',
      state: 'parked',
      reason: 'VENDOR_UNLINKED',
      ageMs: HOUR_MS,
      conflict: false,
    }
    expect(documents).toMatchObject([{ ...expected, amount: { currency: second.currency } }])
    expect([counts, total]).toEqual([{ parked: 1 }, 1])
  })

  test('is narrowed down by state, flow, reason and day, and counts what the limit hides', async () => {
    const { world, written, parked } = await twoBills()
    const ids = async (input: object) =>
      (await auditList(world.context, { limit: 10, ...input })).documents.map(({ id }) => id)
    expect(await ids({ states: ['written'] })).toEqual([written])
    expect(await ids({ states: ['written', 'parked'] })).toEqual([written, parked])
    expect(await ids({ flow: 'cards' })).toEqual([])
    expect(await ids({ reason: 'vendor_unlinked' })).toEqual([parked])
    expect(await ids({ reason: 'PERIOD_CLOSED' })).toEqual([])
    expect(await ids({ since: '2026-11-21' })).toEqual([])
    expect(await ids({ since: '2026-11-20T07:59:00Z' })).toEqual([parked])
    expect(await auditList(world.context, { states: ['written', 'parked'], limit: 1 })).toMatchObject({
      documents: [{ id: written }],
      total: 2,
      counts: { written: 1, parked: 1 },
    })
    await expect(ids({ since: '2026-13-01' })).rejects.toMatchObject({ code: 'USAGE_DATE' })
  })

  test('keeps what was withdrawn until a person has dealt with it, also over runs that have nothing to do', async () => {
    const { world, written } = await twoBills()
    const [header] = world.d365.app.rows('VendInvoiceJournalHeaders')
    world.d365.app.deleteRow('VendInvoiceJournalHeaders', {
      dataAreaId: header!.dataAreaId!,
      JournalBatchNumber: header!.JournalBatchNumber!,
    })
    await world.sync()
    await world.sync()
    await world.sync()
    const { documents } = await auditList(world.context, { limit: 10, states: ['withdrawn'] })
    expect(documents).toMatchObject([{ id: written, state: 'withdrawn', reason: 'WITHDRAWN' }])
  })
})

describe('the journey of a document', () => {
  test('tells what was read, sent and answered, oldest first, and hides personal data', async () => {
    const { world, written, first } = await twoBills()
    const shown = await auditShow(world.context, { id: written.slice(0, 7).toLowerCase(), personal: false })
    expect(shown).toMatchObject({
      id: written,
      state: 'written',
      number: first.number,
      route: 'airbase-to-d365',
      acknowledged: 'done',
      identity: { ref: first.airbaseId },
    })
    expect(shown.journey.map(({ event }) => event)).toEqual(['ready', 'sending', 'written', 'acknowledged'])
    expect(shown.journey.map(({ n }) => n)).toEqual(shown.journey.map(({ n }) => n).toSorted((a, b) => a - b))
    expect(shown.mapping).toBe(1)
    expect(shown.content).toMatchObject({
      state: 'kept',
      value: { airbase_id: first.airbaseId, vendor: { name: '***' } },
    })
    expect(shown.sent).toMatchObject({ state: 'kept', value: { trace: written } })
    expect(shown.cameBack.map(({ event }) => event)).toEqual(['written'])
    expect(shown.target).toMatchObject({
      id: expect.stringMatching(/\d/),
      url: expect.stringContaining('http'),
    })
    const { value } = (await auditShow(world.context, { id: written, personal: true })).content
    const entry = world.airbase.app.entries.find(first.airbaseId)!
    expect((value as { vendor: { name: string } }).vendor.name).toBe(entry.vendor!.name)
    expect(JSON.stringify(shown)).not.toContain(JSON.stringify(entry.vendor!.name).slice(1, -1))
  })

  test('says that content was erased after its retention', async () => {
    const { world, written } = await twoBills()
    const keys = join(world.context.paths.root, 'keys')
    for (const file of await readdir(keys))
      await writeFile(join(keys, file), Buffer.alloc((await stat(join(keys, file))).size))
    const shown = await auditShow(world.context, { id: written, personal: true })
    expect([shown.content, shown.sent]).toMatchObject([
      { state: 'erased', value: null },
      { state: 'erased', value: null },
    ])
    expect(shown.state).toBe('written')
  })

  test('is asked for by one document only', async () => {
    const { world } = await twoBills()
    await expect(auditShow(world.context, { id: 'ML', personal: false })).rejects.toMatchObject({
      code: 'DOCUMENT_ID_SHORT',
      exitCode: 2,
    })
    await expect(auditShow(world.context, { id: 'MLAAAAAA', personal: false })).rejects.toMatchObject({
      code: 'DOCUMENT_UNKNOWN',
    })
  })

  test('reads its own lines and no others', async () => {
    const { world, written } = await twoBills()
    const steps = (await auditShow(world.context, { id: written, personal: false })).journey.length
    let lines = 0
    const { disk } = world.context
    const counting = {
      ...disk,
      readRange: (path: string, offset: number, length: number) => {
        if (path.endsWith('.jsonl') && length < 64 * 1024) lines += 1
        return disk.readRange(path, offset, length)
      },
    }
    const { openState } = await import('../state/open-state.ts')
    const { Secret } = await import('../lib/secret.ts')
    const { clock, random, paths, anchorPath } = world.context
    const stateKey = new Secret(Buffer.alloc(32, 7).toString('base64'))
    const openStore = () =>
      openState({
        disk: counting,
        clock,
        random,
        paths,
        anchorPath,
        stateKey,
        machine: 'machine-1',
        run: 'r',
        mode: 'read',
      })
    await auditShow({ ...world.context, openStore }, { id: written, personal: false })
    // One more for the anchor, one for the end of the trail, one to see that it is there.
    expect(lines).toBeLessThanOrEqual(steps + 3)
  })
})

describe('an explanation', () => {
  test('finds a document by every number that a person knows', async () => {
    const { world, written, first } = await twoBills()
    world.d365.app.book()
    await world.sync()
    const { link } = await entryOf(world, written)
    const numbers = [
      first.number,
      first.airbaseId,
      ` ${first.number.toLowerCase()} `,
      link!.id,
      link!.voucher!,
      written.toLowerCase(),
      `USMF:${link!.id}:${link!.voucher!}`,
    ]
    for (const number of numbers) {
      const { documents } = await auditExplain(world.context, { number })
      expect(
        documents.map(({ id }) => id),
        number,
      ).toContain(written)
    }
    const explained = (await auditExplain(world.context, { number: first.number })).documents.find(
      ({ id }) => id === written,
    )
    expect(explained).toMatchObject({
      state: 'booked',
      acknowledged: 'done',
      writtenAt: '2026-11-20T08:00:00.000Z',
      link: { voucher: link!.voucher },
    })
    expect(explained?.bookedAt).not.toBeNull()
  })

  test('says since when and why one is parked', async () => {
    const { world, parked, second } = await twoBills()
    await world.sync()
    const explained = (await auditExplain(world.context, { number: second.number })).documents.find(
      ({ id }) => id === parked,
    )
    expect(explained).toMatchObject({
      id: parked,
      state: 'parked',
      since: '2026-11-20T08:00:00.000Z',
      reason: { code: 'VENDOR_UNLINKED', remedy: expect.any(String) },
      source: 'Airbase',
    })
  })

  test('finds what a killed run recorded and the index does not know', async () => {
    const { world, parked } = await twoBills()
    const store = await world.context.openStore({ mode: 'write', run: 'killed' })
    const entry = (await store.get(parked))!
    store.record({ event: 'parked', entry: { ...entry, numbers: [...entry.numbers, 'AFTER-THE-FOLD'] } })
    await store.durable()
    const { documents } = await auditExplain(world.context, { number: 'after-the-fold' })
    await store.close()
    expect(documents.map(({ id }) => id)).toEqual([parked])
  })

  test('of an unknown number says where it looked', async () => {
    const { world } = await twoBills()
    await expect(auditExplain(world.context, { number: 'NOPE-1' })).rejects.toMatchObject({
      code: 'NUMBER_UNKNOWN',
      exitCode: 2,
      hint: expect.stringContaining('vouchers'),
    })
  })
})

describe('the verification', () => {
  const damage = async (world: AuditWorld, change: (text: string) => string) => {
    const { trail } = world.context.paths
    const [file] = await readdir(trail)
    const text = await readFile(join(trail, file!), 'utf8')
    await writeFile(join(trail, file!), change(text))
  }

  test('proves an untouched trail and its anchor, and counts what it read', async () => {
    const { world } = await twoBills()
    const result = await auditVerify(world.context)
    expect(result).toMatchObject({
      ok: true,
      exitCode: 0,
      anchor: { state: 'held', n: result.lines },
      torn: null,
      brokenAt: null,
    })
    expect(result.bytes).toBe((await world.trail()).length)
  })

  test('names the line that was changed', async () => {
    const { world } = await twoBills()
    const lines = (await world.trail()).split('\n')
    await damage(world, (text) => text.replace('"state":"written"', '"state":"skipped"'))
    const at = lines.findIndex((line) => line.includes('"state":"written"')) + 1
    const result = await auditVerify(world.context)
    expect(result).toMatchObject({
      ok: false,
      exitCode: 10,
      lines: at,
      anchor: { state: 'not-checked' },
      brokenAt: { file: '2026-11', line: at + 1, why: expect.stringContaining(`line ${at}`) },
    })
    expect(result.brokenAt?.byte).toBe(lines.slice(0, at).join('\n').length + 1)
  })

  test('notices a trail that lost its end, by the anchor', async () => {
    const { world } = await twoBills()
    await damage(world, (text) => `${text.trimEnd().split('\n').slice(0, -2).join('\n')}\n`)
    expect(await auditVerify(world.context)).toMatchObject({
      ok: false,
      exitCode: 10,
      anchor: { state: 'broken', code: 'TRAIL_ENDS_BEFORE_ANCHOR' },
    })
  })

  test('takes a torn last line for what it is', async () => {
    const { world } = await twoBills()
    await damage(world, (text) => `${text}{"n":99,"at"`)
    expect(await auditVerify(world.context)).toMatchObject({ ok: true, torn: { file: '2026-11', bytes: 12 } })
  })
})

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
