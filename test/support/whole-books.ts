import { expect } from 'vitest'
import { booksByTrace, bookedTotals, expectedLines, expectedTotals, ledgerLines, traceOf } from './books.ts'
import type { Installation, RouteName } from './installation.ts'

const RUNS_MAX = 15
const IN_DOUBT_EXIT = 5

/** Runs until nothing is in doubt any more; answers with the exit code of each run. */
export const syncUntilSettled = async (it: Installation, route: RouteName): Promise<readonly number[]> => {
  const codes: number[] = []
  do {
    const { run } = await it.sync(route)
    codes.push(run.exitCode ?? -1)
  } while (codes.at(-1) === IN_DOUBT_EXIT && codes.length < RUNS_MAX)
  expect([0, 3], `exit codes ${codes.join()}`).toContain(codes.at(-1))
  return codes
}

/** Runs, and people post; payments follow their invoices. Until nothing is in doubt and nothing more is written. */
export const syncUntilDone = async (it: Installation): Promise<void> => {
  const isPaid = it.expectations.some(({ outcome }) => outcome === 'waits-for-booking')
  for (let run = 0; run < RUNS_MAX; run += 1) {
    const { run: ended, value } = await it.sync('airbase-to-d365')
    expect([0, 3, IN_DOUBT_EXIT], ended.stdout).toContain(ended.exitCode)
    const { booked } = (await it.act('d365', 'book')) as { readonly booked: readonly unknown[] }
    const wrote = value.flows.some(({ counts }) => counts.written.count > 0)
    if (ended.exitCode !== IN_DOUBT_EXIT && !(isPaid && (wrote || booked.length > 0))) return
  }
  throw new Error('the runs did not come to rest')
}

/** Everything that should be in the books is there, once, booked, and in the right amount; Airbase was told of nothing else. */
export const expectWholeBooks = async (it: Installation): Promise<void> => {
  const due = it.expectations.filter(({ outcome }) => outcome === 'written' || outcome === 'waits-for-booking')
  const kinds = new Map(due.map((expectation) => [traceOf(expectation.airbaseId) as string, expectation]))
  const books = await it.books()
  expect([...booksByTrace(books).values()].filter((entries) => entries.length > 1)).toEqual([])
  expect(bookedTotals(books, kinds)).toEqual(expectedTotals(due))
  expect(books.filter(({ booked }) => !booked)).toEqual([])
  await expectNothingFalselyAcknowledged(it)
  await expectTrailHolds(it)
}

/** What is booked, or free for people to book, is there in full: each line on its account and dimensions. */
export const expectNothingPartial = async (it: Installation): Promise<void> => {
  const byTrace = new Map(it.expectations.map((expectation) => [traceOf(expectation.airbaseId) as string, expectation]))
  const free = (await it.books()).filter(({ booked, form, onHold }) => booked || (form === 'pending-invoice' && !onHold))
  for (const entry of free) {
    const expected = byTrace.get(entry.documentNumber)
    expect(expected, `${entry.documentNumber} is nobody's`).toBeDefined()
    if (expected !== undefined) expect(ledgerLines(entry), `${expected.kind} ${entry.documentNumber}`).toEqual(expectedLines(expected))
  }
}

/** Reference rows of Airbase that are linked to D365, as comparable text. */
export const linkedRows = async (it: Installation): Promise<readonly string[]> => {
  const texts: string[] = []
  for (const kind of ['accounts', 'vendors', 'tags'] as const) {
    for (const { type_label: label, erp_reference_id: id, name, is_active: active } of await it.look<readonly ReferenceRow[]>('airbase', kind)) {
      if ((id ?? '') !== '') texts.push([kind, label ?? '', id, name, active].join('/'))
    }
  }
  return texts.sort()
}

interface ReferenceRow {
  readonly type_label?: string
  readonly erp_reference_id: string | null
  readonly name: string
  readonly is_active: boolean
}

/** What Airbase believes to be in D365 is in D365. */
export const expectNothingFalselyAcknowledged = async (it: Installation): Promise<void> => {
  const traces = new Set((await it.books()).map(({ documentNumber }) => documentNumber))
  const told = await it.look<{ readonly airbaseId: string }[]>('airbase', 'acknowledged')
  expect(told.map(({ airbaseId }) => traceOf(airbaseId)).filter((trace) => !traces.has(trace))).toEqual([])
}

export const expectTrailHolds = async (it: Installation): Promise<void> => {
  const { run, value } = await it.json<{ readonly ok: boolean }>(['audit', 'verify'])
  expect([run.exitCode, value.ok], run.stdout).toEqual([0, true])
}

export const expectNoViolations = async (it: Installation): Promise<void> => {
  expect([...(await it.look<unknown[]>('d365', 'violations')), ...(await it.look<unknown[]>('airbase', 'violations'))]).toEqual([])
}
