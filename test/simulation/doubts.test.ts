import { describe, expect, test } from 'vitest'
import type { Fault } from '../../src/sandbox/fault.ts'
import { booksByTrace, bookedTotals, expectedTotals, traceOf } from '../support/books.ts'
import { rehearsal, type Rehearsal, type RunOptions } from '../support/rehearsal.ts'

const MINUTE_MS = 60_000
const RUNS_MAX = 20

let world: Rehearsal

const AS_PENDING: RunOptions = { flowSettings: { bills: { form: 'pending' } } }

/** Runs, posts and waits until nothing is in doubt and nothing more is written. */
const runUntilDone = async (route: 'airbase-to-d365' | 'd365-to-airbase', options: RunOptions = {}) => {
  let idle = 0
  for (let run = 0; run < RUNS_MAX; run += 1) {
    const report = await world.run(route, options)
    // People post now and then, so that what lands late finds its journal open as well as posted.
    if (route === 'airbase-to-d365' && run % 2 === 1) world.d365.app.book()
    world.clock.advance(11 * MINUTE_MS)
    const isBusy = report.flows.some(({ counts }) => counts.written.count + counts.booked.count > 0)
    const isAtRest = !isBusy && report.stops.length === 0 && report.standing.every(({ state }) => state === 'parked')
    idle = isAtRest ? idle + 1 : 0
    if (idle > 1) return report
  }
  throw new Error('the runs did not come to rest')
}

const dueOf = (it: Rehearsal) =>
  it.world.expectations.filter(({ outcome }) => outcome === 'written' || outcome === 'waits-for-booking')

const expectWholeBooks = () => {
  const due = dueOf(world)
  const kinds = new Map(due.map((expectation) => [traceOf(expectation.airbaseId) as string, expectation]))
  const books = world.d365.app.books()
  expect([...booksByTrace(books).values()].filter((entries) => entries.length > 1)).toEqual([])
  expect(bookedTotals(books, kinds)).toEqual(expectedTotals(due))
  expect(books.filter((entry) => !entry.booked)).toEqual([])
}

const WRITES = [
  ['the header of an invoice journal', 'POST', '/data/VendInvoiceJournalHeaders'],
  ['a line of an invoice journal', 'POST', '/data/VendInvoiceJournalLines'],
  ['the header of a general journal', 'POST', '/data/LedgerJournalHeaders'],
  ['a line of a general journal', 'POST', '/data/LedgerJournalLines'],
  ['the header of a payment journal', 'POST', '/data/VendorPaymentJournalHeaders'],
  ['a payment', 'POST', '/data/VendorPaymentJournalLines'],
  ['the settlement of a payment', 'PATCH', '/data/VendorPaymentJournalLineSettledInvoices'],
  ['an acknowledgement', 'PATCH', '/v1/accounting/ledger_entries/'],
] as const

const LOSSES: readonly (readonly [string, Fault['do']])[] = [
  ['is lost before it arrives', { kind: 'drop-before' }],
  ['loses its answer', { kind: 'drop-after' }],
  ['commits after our first look-up', { kind: 'commit-late', afterMs: 11 * MINUTE_MS + 30_000 }],
  ['never answers but commits', { kind: 'silence', committed: true }],
  ['is answered by a page of something in between', { kind: 'html' }],
]

describe.each(WRITES)('when %s', (_, method, path) => {
  describe.each(LOSSES)('%s', (_name, loss) => {
    test.each([1, 2, 9])('at its occurrence %i, the books are whole and nothing is doubled', async (nth) => {
      world = rehearsal({ seed: 3, bills: 30, reimbursements: 10, cards: 10, transfers: 4, settlements: 0.6 })
      const system = path.startsWith('/data') ? world.d365 : world.airbase
      system.add({ match: { method, path }, nth, times: 1, do: loss })
      await runUntilDone('airbase-to-d365')
      expectWholeBooks()
      expect(world.violations()).toEqual([])
    })
  })
})

const PENDING = [
  ['the header of a pending invoice', 'POST', '/data/VendorInvoiceHeaders'],
  ['a line of a pending invoice', 'POST', '/data/VendorInvoiceLines'],
  ['the release of a pending invoice', 'PATCH', '/data/VendorInvoiceHeaders'],
] as const

describe.each(PENDING)('when %s', (_, method, path) => {
  test.each(LOSSES)('%s, the invoice is released once and whole', async (_name, loss) => {
    world = rehearsal({ seed: 5, bills: 12 })
    world.useCategories()
    world.d365.add({ match: { method, path }, nth: 3, times: 1, do: loss })
    await runUntilDone('airbase-to-d365', AS_PENDING)
    expectWholeBooks()
    expect(world.violations()).toEqual([])
  })
})

describe('when a bulk upsert', () => {
  test.each(LOSSES)('%s, no reference record is there twice', async (_name, loss) => {
    world = rehearsal({ seed: 4, bills: 1 })
    world.airbase.add({ match: { method: 'POST', path: '/bulk_upsert/' }, nth: 2, times: 1, do: loss })
    await runUntilDone('d365-to-airbase')
    for (const kind of ['accounts', 'vendors', 'tags'] as const) {
      const rows = world.airbase.app.reference[kind].all()
      const references = rows.map((row) => `${'type_label' in row ? row.type_label : ''}/${row.erp_reference_id ?? ''}`)
      const linked = references.filter((reference) => !reference.endsWith('/'))
      expect(new Set(linked).size, kind).toBe(linked.length)
    }
    expect(world.violations()).toEqual([])
  })
})
