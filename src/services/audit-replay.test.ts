import { describe, expect, test } from 'vitest'
import { auditWorld, never, quiet, type AuditWorld } from '../../test/support/audit-world.ts'
import { traceOf } from '../../test/support/books.ts'
import { auditReplay, type AuditReplayInput } from './audit-replay.ts'
import { auditResolve } from './audit-resolve.ts'

const MINUTE_MS = 60_000
const LINES = { method: 'POST', path: '/data/VendInvoiceJournalLines' }

const replay = (world: AuditWorld, choice: Partial<AuditReplayInput>) =>
  auditReplay(world.context, {
    failed: false,
    by: 'anna@host',
    waitMs: 0,
    mode: 'sync',
    signal: never(),
    progress: quiet,
    ...choice,
  })

/** Bills that all fail on one account, which is not mapped yet. */
const unmapped = async (bills: number) => {
  const world = await auditWorld({ bills, settlements: 0, seed: 3 })
  await world.changeMapping([{ table: 'account', code: '*', value: '999999' }])
  await world.sync()
  const ids = world.world.expectations.map(({ airbaseId }) => traceOf(airbaseId))
  return { world, ids, id: ids[0]! }
}
const mend = (world: AuditWorld) => world.changeMapping([{ table: 'account', code: '*', value: '=' }])
const copies = (world: AuditWorld, id: string) =>
  world.d365.app.books().filter(({ documentNumber }) => documentNumber === id).length
const stateOf = (world: AuditWorld, id: string) =>
  world.store('read', async (store) => (await store.get(id as never))?.state)
const writes = (world: AuditWorld) => world.d365.app.requestLog.filter(({ wrote }) => wrote).length

describe('a replay of a parked document', () => {
  test('judges it with the mapping of today, writes it once, and leaves the others alone', async () => {
    const { world, ids, id } = await unmapped(3)
    await mend(world)
    const result = await replay(world, { id: id.toLowerCase(), reason: 'mapped now' })
    expect(result).toMatchObject({
      exitCode: 0,
      documents: [{ id, before: 'parked', after: 'written', result: 'moved', why: null }],
    })
    expect(await Promise.all(ids.map((each) => stateOf(world, each)))).toEqual([
      'written',
      'parked',
      'parked',
    ])
    expect(ids.map((each) => copies(world, each))).toEqual([1, 0, 0])
    expect(world.airbase.app.acknowledged()).toHaveLength(1)
  })

  test('never writes it twice, however often it is asked for', async () => {
    const { world, id } = await unmapped(1)
    await mend(world)
    await replay(world, { id })
    const before = writes(world)
    for (let round = 0; round < 3; round += 1)
      expect((await replay(world, { id })).documents[0]).toMatchObject({ result: 'unchanged' })
    expect([writes(world), copies(world, id)]).toEqual([before, 1])
  })

  test('says why it stays parked, and ends with 3', async () => {
    const { world, id } = await unmapped(1)
    const result = await replay(world, { id })
    expect(result.documents[0]).toMatchObject({
      before: 'parked',
      after: 'parked',
      result: 'unchanged',
      why: expect.stringContaining('999999'),
    })
    expect(result.exitCode).toBe(3)
  })

  test('takes all that failed, by their reason, and by their run', async () => {
    const { world, ids } = await unmapped(3)
    await mend(world)
    expect((await replay(world, { failed: true, code: 'period_closed' })).documents).toEqual([])
    const dry = await replay(world, { failed: true, code: 'account_unknown', mode: 'dry-run' })
    expect(dry.documents.map(({ id, after }) => [id, after]).toSorted()).toEqual(
      ids.toSorted().map((id) => [id, 'ready']),
    )
    const run = /"run":"(R[^"]+)"[^\n]*"event":"parked"/.exec(await world.trail())?.[1] ?? ''
    const result = await replay(world, { run })
    expect(result.documents.map(({ after }) => after)).toEqual(['written', 'written', 'written'])
    await expect(replay(world, { run: 'R20261120080000-ffffff' })).rejects.toMatchObject({
      code: 'RUN_UNKNOWN',
    })
  })

  test('shows as a dry run what would be done, and writes nothing anywhere', async () => {
    const { world, id } = await unmapped(1)
    await mend(world)
    const trail = await world.trail()
    const result = await replay(world, { id, mode: 'dry-run' })
    expect(result.documents[0]).toMatchObject({ before: 'parked', after: 'ready', result: 'moved' })
    expect([writes(world), await world.trail()]).toEqual([0, trail])
  })

  test('that the source says was handed over before: no sync releases it, a replay does', async () => {
    const world = await auditWorld({ bills: 1, settlements: 0, seed: 3 })
    const { airbaseId } = world.world.expectations[0]!
    const id = traceOf(airbaseId)
    world.airbase.app.editEntry(airbaseId, { erp_reference_id: 'OLD-1' })
    await world.sync()
    await world.sync()
    expect(await stateOf(world, id)).toBe('parked')
    expect((await replay(world, { id })).documents[0]).toMatchObject({ before: 'parked', after: 'written' })
    await world.sync()
    expect(copies(world, id)).toBe(1)
  })

  test('is refused where the source no longer offers it', async () => {
    const { world, id } = await unmapped(1)
    world.airbase.app.unapprove(world.world.expectations[0]!.airbaseId)
    await world.sync()
    await mend(world)
    expect((await replay(world, { id })).documents[0]).toMatchObject({
      before: 'skipped',
      after: 'skipped',
      result: 'refused',
    })
    expect(copies(world, id)).toBe(0)
  })

  test('that another command made ready, and a guard holds, goes nowhere', async () => {
    const { world, id } = await unmapped(1)
    await mend(world)
    const settings = world.context.routeSettings('airbase-to-d365')
    const context = {
      ...world.context,
      routeSettings: () => ({
        ...settings,
        guards: { ...settings.guards, amountMax: { USD: '0.01', EUR: '0.01', JPY: '0.01', KWD: '0.01' } },
      }),
    }
    const result = await replay({ ...world, context }, { id })
    expect(result).toMatchObject({
      exitCode: 4,
      documents: [{ after: 'ready', why: expect.stringContaining('nothing was sent') }],
    })
    expect(copies(world, id)).toBe(0)
  })
})

describe('a replay of a document', () => {
  test('in doubt asks again by the rules of every run', async () => {
    const world = await auditWorld({ bills: 1, settlements: 0, seed: 3 })
    const id = traceOf(world.world.expectations[0]!.airbaseId)
    world.d365.add({ match: LINES, do: { kind: 'commit-late', afterMs: 3 * MINUTE_MS } })
    await world.sync()
    expect(await replay(world, { id })).toMatchObject({
      exitCode: 5,
      documents: [{ before: 'in-doubt', after: 'in-doubt' }],
    })
    world.clock.advance(11 * MINUTE_MS)
    world.d365.settleLate()
    expect((await replay(world, { id })).documents[0]).toMatchObject({ before: 'in-doubt', after: 'written' })
    expect(copies(world, id)).toBe(1)
  })

  test('in doubt that was never carried out is written once its absence is proven', async () => {
    const world = await auditWorld({ bills: 1, settlements: 0, seed: 3 })
    const id = traceOf(world.world.expectations[0]!.airbaseId)
    world.d365.add({ match: LINES, do: { kind: 'silence', committed: false } })
    await world.sync()
    for (let round = 0; round < 3; round += 1) {
      world.clock.advance(11 * MINUTE_MS)
      await replay(world, { id })
    }
    expect([await stateOf(world, id), copies(world, id)]).toEqual(['written', 1])
  })

  test('written but not told repeats only the telling', async () => {
    const world = await auditWorld({ bills: 1, settlements: 0, seed: 3 })
    const id = traceOf(world.world.expectations[0]!.airbaseId)
    world.airbase.add({ match: { method: 'PATCH' }, times: 20, do: { kind: 'status', status: 503 } })
    await world.sync()
    world.airbase.clear()
    const before = writes(world)
    expect((await replay(world, { id })).documents[0]).toMatchObject({
      before: 'written',
      after: 'written',
      result: 'told',
    })
    expect([writes(world), world.airbase.app.acknowledged().length]).toEqual([before, 1])
  })

  test('withdrawn from the target writes it again, once', async () => {
    const world = await auditWorld({ bills: 1, settlements: 0, seed: 3 })
    const id = traceOf(world.world.expectations[0]!.airbaseId)
    await world.sync()
    const [header] = world.d365.app.rows('VendInvoiceJournalHeaders')
    const { dataAreaId = '', JournalBatchNumber = '' } = header ?? {}
    world.d365.app.deleteRow('VendInvoiceJournalHeaders', { dataAreaId, JournalBatchNumber })
    await world.sync()
    await world.sync()
    expect([await stateOf(world, id), copies(world, id)]).toEqual(['withdrawn', 0])
    expect((await replay(world, { id })).documents[0]).toMatchObject({
      before: 'withdrawn',
      after: 'written',
    })
    await replay(world, { id })
    await world.sync()
    expect(copies(world, id)).toBe(1)
  })

  test('in conflict is refused with the way out', async () => {
    const world = await auditWorld({ bills: 1, settlements: 0, seed: 3 })
    const { airbaseId } = world.world.expectations[0]!
    const id = traceOf(airbaseId)
    await world.sync()
    world.airbase.app.editEntry(airbaseId, { invoice_number: 'CHANGED-1' })
    await world.sync()
    const before = writes(world)
    const result = await replay(world, { id })
    expect(result).toMatchObject({
      exitCode: 3,
      documents: [{ result: 'refused', why: expect.stringContaining('never overwritten') }],
    })
    expect(writes(world)).toBe(before)
  })

  test('a person closed opens it again', async () => {
    const { world, id } = await unmapped(1)
    await auditResolve(world.context, {
      id,
      as: 'closed',
      reason: 'by hand',
      by: 'anna',
      waitMs: 0,
      signal: never(),
      progress: quiet,
    })
    await mend(world)
    await world.sync()
    expect([await stateOf(world, id), copies(world, id)]).toEqual(['skipped', 0])
    expect((await replay(world, { id })).documents[0]).toMatchObject({ before: 'skipped', after: 'written' })
    expect(copies(world, id)).toBe(1)
  })
})

describe('a replay', () => {
  test('needs to be told of what', async () => {
    const { world, id } = await unmapped(1)
    await expect(replay(world, {})).rejects.toMatchObject({ code: 'REPLAY_OF_WHAT' })
    await expect(replay(world, { id, failed: true })).rejects.toMatchObject({ code: 'REPLAY_OF_WHAT' })
    await expect(replay(world, { id: 'MLZZZZZZ' })).rejects.toMatchObject({ code: 'DOCUMENT_UNKNOWN' })
    await expect(replay(world, { id: 'INV-1' })).rejects.toMatchObject({
      code: 'DOCUMENT_UNKNOWN',
      hint: expect.stringContaining('audit explain INV-1'),
    })
    await expect(replay(world, { id: 'MLA' })).rejects.toMatchObject({ code: 'DOCUMENT_ID_SHORT' })
  })

  test('keeps who asked and why in the trail', async () => {
    const { world, id } = await unmapped(1)
    await replay(world, { id, reason: 'account reopened' })
    expect(await world.trail()).toMatch(
      /"event":"replay-asked","facts":\{"by":"anna@host","reason":"account reopened"/,
    )
  })
})
