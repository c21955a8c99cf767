import { describe, expect, test } from 'vitest'
import { booksByTrace, bookedTotals, expectedTotals, traceOf } from '../support/books.ts'
import { rehearsal, type Rehearsal, type RunOptions } from '../support/rehearsal.ts'

const MINUTE_MS = 60_000
const WORLD = { seed: 9, bills: 30, reimbursements: 10, cards: 15, transfers: 4, fees: 2, settlements: 0.5 }

const cycle = async (world: Rehearsal, options: RunOptions = {}) => {
  const report = await world.run('airbase-to-d365', options)
  world.d365.app.book()
  world.clock.advance(11 * MINUTE_MS)
  return report
}

/** `without`: documents that are known to wait for a person. */
const expectWholeBooks = (world: Rehearsal, without: ReadonlySet<string> = new Set()) => {
  const isDue = (outcome: string) => outcome === 'written' || outcome === 'waits-for-booking'
  const due = world.world.expectations.filter(({ outcome, airbaseId }) => isDue(outcome) && !without.has(traceOf(airbaseId)))
  const books = world.d365.app.books()
  expect([...booksByTrace(books).values()].filter((entries) => entries.length > 1)).toEqual([])
  const kinds = new Map(due.map((expectation) => [traceOf(expectation.airbaseId) as string, expectation]))
  expect(bookedTotals(books, kinds)).toEqual(expectedTotals(due))
  expect(world.violations()).toEqual([])
}

/** Half of the documents are written, the state is kept aside, the rest is written and booked. */
const withKeptState = async (): Promise<Rehearsal> => {
  const world = rehearsal(WORLD)
  await world.run('airbase-to-d365', { documentsMax: 25 })
  world.disk.copyFolder(world.stateFolder, '/rehearsal/kept')
  await cycle(world)
  await cycle(world)
  return world
}

describe("yesterday's state, put back", () => {
  test('stops the next run, naming the line that is missing and the way on', async () => {
    const world = await withKeptState()
    world.disk.copyFolder('/rehearsal/kept', world.stateFolder)
    await expect(world.run('airbase-to-d365')).rejects.toMatchObject({ exitCode: 10, code: 'TRAIL_ENDS_BEFORE_ANCHOR', hint: expect.stringContaining('state adopt') })
  })

  test('doubles nothing once it is adopted', async () => {
    const world = await withKeptState()
    world.disk.copyFolder('/rehearsal/kept', world.stateFolder)
    await cycle(world, { adopt: true })
    for (let run = 0; run < 4; run += 1) await cycle(world)
    expectWholeBooks(world)
  })
})

describe('an empty state beside full books', () => {
  test('stops while the anchor remembers the old one, and doubles nothing once it is adopted', async () => {
    const world = await withKeptState()
    world.disk.removeFolder(world.stateFolder)
    await expect(world.run('airbase-to-d365')).rejects.toMatchObject({ exitCode: 10 })
    await cycle(world, { adopt: true })
    for (let run = 0; run < 4; run += 1) await cycle(world)
    // Payments of invoices that only the lost state knew wait for a person, by name.
    const waiting = new Set<string>()
    await world.read(async (store) => {
      for await (const entry of store.open({ route: 'airbase-to-d365', flow: 'settlements', states: ['parked'] })) {
        if (entry.problems[0]?.code === 'INVOICE_UNKNOWN') waiting.add(entry.id)
      }
    })
    expect(waiting.size).toBeGreaterThan(0)
    expectWholeBooks(world, waiting)
  })

  test('doubles nothing where Airbase was never told and the anchor is gone too', async () => {
    const world = rehearsal(WORLD)
    world.airbase.add({ match: { method: 'PATCH', path: '/ledger_entries/' }, times: 10_000, do: { kind: 'status', status: 400, json: { detail: 'no' } } })
    await cycle(world)
    world.airbase.clear()
    world.disk.removeFolder(world.stateFolder)
    world.disk.files.delete(world.anchorPath)
    for (let run = 0; run < 6; run += 1) await cycle(world)
    expectWholeBooks(world)
  })
})

describe('a copy of the state on a second machine', () => {
  test('stops there with a clear word, and doubles nothing once it is adopted', async () => {
    const world = await withKeptState()
    await expect(world.run('airbase-to-d365', { machine: 'machine-2' })).rejects.toMatchObject({ exitCode: 10, code: 'STATE_OF_ANOTHER_MACHINE' })
    await cycle(world, { machine: 'machine-2', adopt: true })
    for (let run = 0; run < 4; run += 1) await cycle(world, { machine: 'machine-2' })
    expectWholeBooks(world)
  })
})
