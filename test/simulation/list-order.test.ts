import { describe, expect, test } from 'vitest'
import { bookedTotals, booksByTrace, expectedTotals, traceOf } from '../support/books.ts'
import { rehearsal } from '../support/rehearsal.ts'

describe('a source that lists its records in another order each time', () => {
  test.each(['per-listing', 'per-request'] as const)('is booked whole and once, whatever comes first (%s)', async (order) => {
    const size = { seed: 17, bills: 60, reimbursements: 20, cards: 40, transfers: 6, fees: 3, amortisations: 6 }
    const world = rehearsal(size, null, order)
    const byTrace = new Map(world.world.expectations.map((expectation) => [traceOf(expectation.airbaseId) as string, expectation]))
    for (let cycle = 0; cycle < 4; cycle += 1) {
      await world.run('airbase-to-d365')
      world.d365.app.book()
    }
    await world.run('airbase-to-d365')
    const books = world.d365.app.books()
    expect(bookedTotals(books, byTrace)).toEqual(expectedTotals(world.world.expectations))
    expect([...booksByTrace(books).values()].filter((entries) => entries.length > 1)).toEqual([])
    expect(world.violations()).toEqual([])
  })
})
