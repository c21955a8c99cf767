import { describe, expect, test } from 'vitest'
import { HOUR_MS, twoBills } from '../../test/support/two-bills.ts'
import { auditList } from './audit-list.ts'

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
