import { describe, expect, test } from 'vitest'
import { auditWorld, never, quiet, type AuditWorld } from '../../test/support/audit-world.ts'
import { traceOf } from '../../test/support/books.ts'
import { auditList } from './audit-list.ts'
import { auditResolve, type AuditResolveInput } from './audit-resolve.ts'

const MINUTE_MS = 60_000
const LINES = { method: 'POST', path: '/data/VendInvoiceJournalLines' }

const resolve = (
  world: AuditWorld,
  input: Pick<AuditResolveInput, 'id' | 'as'> & Partial<AuditResolveInput>,
) =>
  auditResolve(world.context, {
    reason: 'looked',
    by: 'anna@host',
    waitMs: 0,
    signal: never(),
    progress: quiet,
    ...input,
  })

/** One bill whose write lost its answer; whether it was carried out is up to the fault. */
const inDoubt = async (committed: boolean) => {
  const world = await auditWorld({ bills: 1, settlements: 0, seed: 3 })
  const { airbaseId } = world.world.expectations[0]!
  const id = traceOf(airbaseId)
  world.d365.add({
    match: LINES,
    do: committed ? { kind: 'drop-after' } : { kind: 'silence', committed: false },
  })
  await world.sync()
  expect(await stateOf(world, id)).toBe('in-doubt')
  return { world, id, airbaseId }
}
const entryOf = (world: AuditWorld, id: string) =>
  world.store('read', async (store) => (await store.get(id as never))!)
const stateOf = async (world: AuditWorld, id: string) => (await entryOf(world, id)).state
const copies = (world: AuditWorld, id: string) =>
  world.d365.app.books().filter(({ documentNumber }) => documentNumber === id).length
const journalOf = (world: AuditWorld) =>
  String(world.d365.app.rows('VendInvoiceJournalHeaders')[0]?.JournalBatchNumber)
const writes = (world: AuditWorld) => world.d365.app.requestLog.filter(({ wrote }) => wrote).length

describe('resolving a doubt as written', () => {
  test('links what the target shows under that id, and keeps who said so and why', async () => {
    const { world, id } = await inDoubt(true)
    const before = writes(world)
    const targetId = journalOf(world)
    const result = await resolve(world, {
      id: id.slice(0, 8).toLowerCase(),
      as: 'written',
      targetId,
      reason: 'seen in D365',
    })
    expect(result).toMatchObject({
      id,
      before: 'in-doubt',
      after: 'written',
      by: 'anna@host',
      targetSays: 'ours',
      link: { id: targetId },
    })
    expect(writes(world)).toBe(before)
    expect(await world.trail()).toMatch(
      /"event":"resolved-written".*"facts":\{"by":"anna@host","reason":"seen in D365","as":"written"/,
    )
    await world.sync()
    expect([copies(world, id), world.airbase.app.acknowledged().length]).toEqual([1, 1])
  })

  test('is refused for an id under which the target does not show it', async () => {
    const { world, id } = await inDoubt(true)
    const error = { code: 'RESOLVE_NOT_FOUND', hint: expect.stringContaining(journalOf(world)) }
    await expect(resolve(world, { id, as: 'written', targetId: '99999' })).rejects.toMatchObject(error)
    expect(await stateOf(world, id)).toBe('in-doubt')
  })

  test('is refused where the target shows nothing', async () => {
    const { world, id } = await inDoubt(false)
    await expect(resolve(world, { id, as: 'written', targetId: '00001' })).rejects.toMatchObject({
      code: 'RESOLVE_NOT_FOUND',
    })
  })

  test('takes one that a person changed in the target, by its own id', async () => {
    const { world, id } = await inDoubt(true)
    const [line] = world.d365.app.rows('VendInvoiceJournalLines')
    const { dataAreaId = '', JournalBatchNumber = '', LineNumber = 0 } = line ?? {}
    world.d365.app.editRow(
      'VendInvoiceJournalLines',
      { dataAreaId, JournalBatchNumber, LineNumber },
      { Description: 'corrected by hand', Invoice: 'OTHER' },
    )
    await world.sync()
    const result = await resolve(world, { id, as: 'written', targetId: journalOf(world) })
    expect([result.after, result.link?.id]).toEqual(['written', journalOf(world)])
    await world.sync()
    expect([await stateOf(world, id), copies(world, id)]).toEqual(['written', 1])
  })

  test('links a foreign document that a person recognises, and writes nothing', async () => {
    const world = await auditWorld({ bills: 1, settlements: 0, seed: 3 })
    const id = traceOf(world.world.expectations[0]!.airbaseId)
    await world.sync()
    const [line] = world.d365.app.rows('VendInvoiceJournalLines')
    const { dataAreaId = '', JournalBatchNumber = '', LineNumber = 0 } = line ?? {}
    world.d365.app.editRow(
      'VendInvoiceJournalLines',
      { dataAreaId, JournalBatchNumber, LineNumber },
      { Document: 'BY-HAND' },
    )
    const fresh = await auditWorld({ bills: 1, settlements: 0, seed: 3 })
    const lost = { ...fresh, context: { ...fresh.context, openConnection: world.context.openConnection } }
    const { airbaseId } = world.world.expectations[0]!
    world.airbase.app.editEntry(airbaseId, { erp_reference_id: null, status: 'ready_to_sync' })
    await syncWith(lost)
    expect((await entryOf(lost, id)).problems[0]?.code).toBe('FOREIGN_DUPLICATE')
    const result = await resolve(lost, { id, as: 'written', targetId: String(JournalBatchNumber) })
    expect(result).toMatchObject({
      before: 'parked',
      after: 'skipped',
      targetSays: 'foreign',
      link: { id: JournalBatchNumber },
    })
    await syncWith(lost)
    expect([await stateOf(lost, id), world.d365.app.books().length]).toEqual(['skipped', 1])
  })
})

const syncWith = async (world: AuditWorld) => {
  const { sync } = await import('./sync.ts')
  return sync(world.context, {
    route: 'airbase-to-d365',
    waitMs: 0,
    mode: 'sync',
    signal: never(),
    progress: quiet,
  })
}

describe('resolving a doubt as absent', () => {
  test('is refused before a late request can no longer be carried out', async () => {
    const { world, id } = await inDoubt(false)
    const error = { code: 'RESOLVE_TOO_EARLY', exitCode: 5, retryAfterMs: expect.any(Number) }
    await expect(resolve(world, { id, as: 'absent' })).rejects.toMatchObject(error)
    // Our own clock proves nothing: the far side's counts.
    const late = {
      ...world,
      context: { ...world.context, clock: { ...world.clock, now: () => world.clock.now() + 60 * MINUTE_MS } },
    }
    await expect(resolve(late, { id, as: 'absent' })).rejects.toMatchObject(error)
  })

  test('is refused where the target shows it, whole or in part', async () => {
    const { world, id } = await inDoubt(true)
    world.clock.advance(60 * MINUTE_MS)
    await expect(resolve(world, { id, as: 'absent' })).rejects.toMatchObject({
      code: 'RESOLVE_FOUND',
      hint: expect.stringContaining('--as written'),
    })
    expect(await stateOf(world, id)).toBe('in-doubt')
  })

  test('lets it go again with the next sync, once', async () => {
    const { world, id } = await inDoubt(false)
    world.clock.advance(60 * MINUTE_MS)
    const before = writes(world)
    expect(await resolve(world, { id, as: 'absent', reason: 'not in D365' })).toMatchObject({
      before: 'in-doubt',
      after: 'ready',
      targetSays: 'absent',
    })
    expect(writes(world)).toBe(before)
    await world.sync()
    expect([await stateOf(world, id), copies(world, id)]).toEqual(['written', 1])
  })

  test('is not for a document of which nothing was sent', async () => {
    const world = await auditWorld({ bills: 1, settlements: 0, seed: 3 })
    await world.changeMapping([{ table: 'account', code: '*', value: '999999' }])
    await world.sync()
    const id = traceOf(world.world.expectations[0]!.airbaseId)
    await expect(resolve(world, { id, as: 'absent' })).rejects.toMatchObject({ code: 'RESOLVE_NOT_IN_DOUBT' })
    await expect(resolve(world, { id, as: 'written', targetId: '1' })).rejects.toMatchObject({
      code: 'RESOLVE_CANNOT_ASK',
    })
  })
})

describe('closing a document', () => {
  test('ends a parked one for good: a corrected mapping does not send it', async () => {
    const world = await auditWorld({ bills: 1, settlements: 0, seed: 3 })
    await world.changeMapping([{ table: 'account', code: '*', value: '999999' }])
    await world.sync()
    const id = traceOf(world.world.expectations[0]!.airbaseId)
    expect(await resolve(world, { id, as: 'closed', reason: 'entered by hand' })).toMatchObject({
      before: 'parked',
      after: 'skipped',
    })
    await world.changeMapping([{ table: 'account', code: '*', value: '=' }])
    await world.sync()
    const { state, problems } = await entryOf(world, id)
    expect([state, problems[0]?.code, copies(world, id)]).toEqual(['skipped', 'CLOSED_BY_PERSON', 0])
  })

  test('is refused while it may be in the target', async () => {
    const { world, id } = await inDoubt(true)
    await expect(resolve(world, { id, as: 'closed' })).rejects.toMatchObject({
      code: 'RESOLVE_NOT_OPEN',
      hint: expect.stringContaining('Settle the doubt'),
    })
  })

  test('takes note of a conflict: it is listed no more, until the record changes again', async () => {
    const world = await auditWorld({ bills: 1, settlements: 0, seed: 3 })
    const { airbaseId } = world.world.expectations[0]!
    const id = traceOf(airbaseId)
    await world.sync()
    world.airbase.app.editEntry(airbaseId, { invoice_number: 'CHANGED-1' })
    await world.sync()
    const listed = async () => (await auditList(world.context, { limit: 9 })).counts
    expect(await listed()).toEqual({ conflict: 1 })
    expect(await resolve(world, { id, as: 'closed', reason: 'corrected in D365' })).toMatchObject({
      before: 'written',
      after: 'written',
    })
    await world.sync()
    expect(await listed()).toEqual({})
    world.airbase.app.editEntry(airbaseId, { invoice_number: 'CHANGED-2' })
    await world.sync()
    expect(await listed()).toEqual({ conflict: 1 })
  })
})

describe('a decision', () => {
  test.each([
    ['without a reason', { as: 'absent', reason: ' ' } as const],
    ['written without a target id', { as: 'written' } as const],
    ['absent with a target id', { as: 'absent', targetId: '1' } as const],
  ])('%s is refused before anything is opened', async (_, input) => {
    const { world, id } = await inDoubt(true)
    await expect(resolve(world, { id, ...input })).rejects.toMatchObject({
      code: 'RESOLVE_USAGE',
      exitCode: 2,
    })
  })
})
