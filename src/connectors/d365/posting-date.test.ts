import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../lib/json.ts'
import { date, invoiceOf, openForm, openWorld, paymentOf, type WorldOptions } from './world.test.ts'

/** A D365 that stores invoice journal lines under another posting date. */
const movingTo = (stored: string, options: WorldOptions = {}) =>
  openWorld({
    ...options,
    transport: (inner) => (request) => {
      if (request.method !== 'POST' || !request.url.includes('/VendInvoiceJournalLines')) return inner(request)
      const body = { ...(JSON.parse(String(request.body)) as JsonObject), Date: stored }
      return inner({ ...request, body: JSON.stringify(body) })
    },
  })

const writeMoved = async (stored: string, options: WorldOptions = {}) => {
  const world = movingTo(stored, options)
  const form = await openForm(world, 'invoice-journal')
  const document = form.prepare('b-1', invoiceOf())
  const told = await form.write([document])
  return { world, outcome: told.outcomes.get(document.id) }
}

describe('a posting date that D365 moves as it stores a line', () => {
  it.each([
    ['to no date', '1900-01-01T12:00:00Z'],
    ['to an earlier day', '2026-03-15T12:00:00Z'],
    ['to an earlier year', '2025-12-31T12:00:00Z'],
    ['into the next fiscal year', '2027-01-01T12:00:00Z'],
  ])('%s is refused, and the line is taken out again', async (_what, stored) => {
    const { world, outcome } = await writeMoved(stored)
    expect(outcome).toMatchObject({
      kind: 'rejected',
      problems: [{ code: 'POSTING_DATE_MOVED', field: 'lines[0].Date', value: stored.slice(0, 10) }],
    })
    expect(world.sandbox.rows('VendInvoiceJournalLines')).toEqual([])
  })

  it.each(['2026-03-17T12:00:00Z', '2026-12-31T12:00:00Z'])(
    'to a later day of the same fiscal year (%s) is recorded',
    async (stored) => {
      const { outcome } = await writeMoved(stored)
      expect(outcome).toMatchObject({ kind: 'written', echo: { adjusted: { Date: stored.slice(0, 10) } } })
    },
  )

  it('may not go further than a year where the ledger has no periods', async () => {
    const seed = { FiscalPeriods: [], LedgerFiscalPeriods: [] }
    expect((await writeMoved('2027-03-17T12:00:00Z', { seed })).outcome?.kind).toBe('written')
    expect((await writeMoved('2027-03-18T12:00:00Z', { seed })).outcome?.kind).toBe('rejected')
  })
})

describe('the day on which a document is booked', () => {
  it.each(['invoice-journal', 'pending-invoice'])('is recorded of an invoice (%s)', async (name) => {
    const world = openWorld({ sandbox: { postingDateAdjustment: 'today' } })
    const form = await openForm(world, name)
    const document = form.prepare('b-1', invoiceOf({ postingDate: date('2026-03-13') }))
    const told = await form.write([document])
    world.sandbox.book()
    expect(await form.follow(document, told)).toMatchObject({
      kind: 'booked',
      facts: { accountingDate: '2026-03-16' },
    })
  })

  it('is recorded of a payment', async () => {
    const world = openWorld({ sandbox: { postingDateAdjustment: 'today' } })
    const invoices = await openForm(world, 'invoice-journal')
    await invoices.write([invoices.prepare('b-1', invoiceOf())])
    world.sandbox.book()
    const form = await openForm(world, 'payment-journal')
    const document = form.prepare('p-1', paymentOf({ postingDate: date('2026-03-13') }))
    const told = await form.write([document])
    world.sandbox.book()
    expect(await form.follow(document, told)).toMatchObject({ facts: { accountingDate: '2026-03-16' } })
  })

  it('is not known where the user may not read the general ledger, and stops nothing', async () => {
    const world = openWorld()
    const form = await openForm(world, 'invoice-journal')
    const document = form.prepare('b-1', invoiceOf())
    const told = await form.write([document])
    world.sandbox.book()
    world.fault({
      match: { method: 'GET', path: 'GeneralJournalEntryBiEntities' },
      times: 9,
      do: { kind: 'status', status: 403, json: {} },
    })
    expect(await form.follow(document, told)).toMatchObject({ kind: 'booked', facts: { accountingDate: null } })
  })
})
