import { beforeAll, describe, expect, test } from 'vitest'
import type { RunReport } from '../../src/engine/run-route.ts'
import type { Expectation } from '../../src/sandbox/generate/expectation.ts'
import { booksByTrace, bookedTotals, expectedLines, expectedTotals, ledgerLines, traceOf } from '../support/books.ts'
import { rehearsal, type Rehearsal } from '../support/rehearsal.ts'

const CYCLES = 4

const sum = (report: RunReport, name: keyof RunReport['flows'][number]['counts']): number =>
  report.flows.reduce((total, { counts }) => total + counts[name].count, 0)

describe('500 bills, 200 reimbursements, 300 card transactions and their payments', () => {
  let world: Rehearsal
  let byTrace: Map<string, Expectation>
  let first: RunReport
  const later: RunReport[] = []
  const due = () => [...byTrace.values()].filter(({ outcome }) => outcome === 'written' || outcome === 'waits-for-booking')

  beforeAll(async () => {
    world = rehearsal({ seed: 7, bills: 500, reimbursements: 200, cards: 300, transfers: 60, fees: 20, amortisations: 40, problems: 0.2 })
    byTrace = new Map(world.world.expectations.map((expectation) => [traceOf(expectation.airbaseId), expectation]))
    first = await world.run('airbase-to-d365')
    // People post; then the payments follow, of several parts of one invoice one after the other.
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      world.d365.app.book()
      later.push(await world.run('airbase-to-d365'))
    }
  })

  test('the books equal what the generator says, per company and currency, to the minor unit', () => {
    expect(bookedTotals(world.d365.app.books(), byTrace)).toEqual(expectedTotals(due()))
  })

  test('every document is on the accounts and dimensions that the generator says, once', () => {
    const books = booksByTrace(world.d365.app.books())
    for (const expected of due()) {
      const found = books.get(traceOf(expected.airbaseId)) ?? []
      expect(found, `${expected.kind} ${expected.airbaseId}`).toHaveLength(1)
      expect(found.map(ledgerLines), `${expected.kind} ${expected.special ?? ''}`).toEqual([expectedLines(expected)])
    }
  })

  test('everything else is parked or skipped with a reason', async () => {
    const rest = [...byTrace].filter(([, { outcome }]) => outcome === 'parked' || outcome === 'skipped')
    expect(rest.length).toBeGreaterThan(100)
    await world.read(async (store) => {
      for (const [trace, expected] of rest) {
        const entry = await store.get(trace as never)
        // Unapproved spend is not even listed by Airbase.
        if (expected.why === 'not-approved') expect([undefined, 'skipped']).toContain(entry?.state)
        else expect([entry?.state, entry?.problems.length], `${expected.why ?? ''} ${trace}`).toEqual(['parked', expect.any(Number)])
      }
    })
  })

  test('the conservation line adds up in every run', () => {
    for (const report of [first, ...later]) {
      expect(sum(report, 'read')).toBe(sum(report, 'fresh') + sum(report, 'repeated') + sum(report, 'notTaken'))
      expect(sum(report, 'backlogBefore') + sum(report, 'fresh')).toBe(sum(report, 'backlogAfter') + sum(report, 'finished'))
    }
  })

  test('payments follow once their invoices are booked, and settle them', () => {
    const payments = [...byTrace.values()].filter(({ outcome }) => outcome === 'waits-for-booking')
    const settlements = later.flatMap((report) => report.flows.filter(({ flow }) => flow === 'settlements'))
    const total = (name: 'written' | 'booked') => settlements.reduce((all, { counts }) => all + counts[name].count, 0)
    expect([total('written'), total('booked')]).toEqual([payments.length, payments.length])
    const paid = new Set(payments.filter(({ special }) => special !== 'partial-payment').map(({ appliedTo }) => traceOf(appliedTo ?? '')))
    const open = world.d365.app.rows('VendTransBiEntities').filter((row) => paid.has(String(row.DocumentNum) as never) && row.Closed === undefined)
    expect(open).toEqual([])
  })

  test('a run after that writes nothing and changes nothing', async () => {
    const before = JSON.stringify([world.d365.app.books(), world.airbase.app.acknowledged()])
    const log = world.d365.app.requestLog.length
    const report = await world.run('airbase-to-d365')
    expect(sum(report, 'written')).toBe(0)
    expect(JSON.stringify([world.d365.app.books(), world.airbase.app.acknowledged()])).toBe(before)
    expect(world.d365.app.requestLog.slice(log).filter((request) => request.wrote)).toEqual([])
  })

  test('a change of mapping makes no second invoice', async () => {
    const before = world.d365.app.books().length
    world.changeMapping('airbase-to-d365', [{ table: 'account', code: '*', value: '605110' }])
    const report = await world.run('airbase-to-d365')
    const traces = [...booksByTrace(world.d365.app.books()).values()]
    expect(traces.filter((entries) => entries.length > 1)).toEqual([])
    expect(world.d365.app.books().length).toBe(before + sum(report, 'written'))
  })

  test('no breach of either contract is recorded', () => {
    expect(world.violations()).toEqual([])
  })
})
