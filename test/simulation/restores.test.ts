import { describe, expect, test } from 'vitest'
import { checkReference, type CrashSubject } from './crash-points.ts'
import { checkAtRest, noMeddling } from './invariants.ts'
import { comeToRest } from './rest.ts'
import { RESTORE_SUBJECTS, RUNS, adopt, agreeToVanished, expectRefused, followTheMessages, livedWorld, oneRun, paymentsOfTold, type LivedWorld } from './restore-cases.ts'
import { CONFIG, STATE, simulatedWorld, type RunInput } from './simulated-world.ts'

const MINUTE_MS = 60_000

const OLDER = { code: 'TRAIL_ENDS_BEFORE_ANCHOR', says: /^the trail ends at line \d+, but the last run ended at line \d+/ }
const ELSEWHERE = { code: 'STATE_OF_ANOTHER_MACHINE', says: /another machine/ }

/** Nothing doubled, nothing lost: every approved document stands in the books once, as it was approved. */
const expectWhole = async (lived: LivedWorld, input: RunInput = {}): Promise<void> => {
  const { it, subject } = lived
  it.clock.advance(11 * MINUTE_MS)
  await agreeToVanished(lived, input)
  await comeToRest(it, noMeddling(), subject.route, input)
  if (subject.route === 'airbase-to-d365') await checkAtRest(it, noMeddling())
  else await checkReference(it, subject)
}

describe.each(RESTORE_SUBJECTS)('$title: an older state, put back', (subject) => {
  test.each([1, 2, 3, 4, 5])('of %i runs ago stops the next run; once adopted, nothing is doubled and nothing lost', async (runsAgo) => {
    const lived = await livedWorld(subject)
    lived.putBack(runsAgo)
    await expectRefused(lived, OLDER)
    const { adopted, reasons } = await adopt(lived)
    expect([adopted, reasons.map(({ code }) => code)]).toEqual([true, [OLDER.code]])
    await expectWhole(lived)
  })

  test('stops every run until it is adopted, whatever is tried meanwhile', async () => {
    const lived = await livedWorld(subject)
    lived.putBack(RUNS)
    for (let time = 0; time < 3; time += 1) await expectRefused(lived, OLDER)
    await adopt(lived)
    expect((await adopt(lived)).adopted).toBe(false)
  })

  test('of three runs ago, adopted, and then one of five runs ago', async () => {
    const lived = await livedWorld(subject)
    for (const runsAgo of [3, 5]) {
      lived.putBack(runsAgo)
      await expectRefused(lived, OLDER)
      await adopt(lived)
      await oneRun(lived, {})
    }
    await expectWhole(lived)
  })
})

describe.each(RESTORE_SUBJECTS)('$title: an empty state beside full books', (subject) => {
  const emptied = async () => {
    const lived = await livedWorld(subject)
    lived.it.disk.removeFolder(STATE)
    await expectRefused(lived, OLDER)
    await adopt(lived)
    return lived
  }

  test('stops the next run; once adopted, it writes nothing into the books without tables, and names what is missing', async () => {
    const lived = await emptied()
    const before = JSON.stringify(lived.it.d365.app.books())
    const { standing } = await oneRun(lived, {})
    expect(JSON.stringify(lived.it.d365.app.books())).toBe(before)
    const asked = standing.filter(({ state }) => state === 'parked')
    // Reference data needs no table where both systems name it alike.
    if (subject.route === 'airbase-to-d365') expect(asked.length).toBeGreaterThan(0)
    for (const { remedy } of asked) expect(remedy).not.toBe('')
  })

  test('is whole again once the person has done what the messages say', async () => {
    const lived = await emptied()
    await lived.it.changeMapping(subject.route, lived.it.mappingOf(subject.route))
    if (subject.route === 'airbase-to-d365') {
      const waiting = paymentsOfTold(lived.it)
      expect(waiting.length).toBeGreaterThan(0)
      const { standing } = await lived.it.run(subject.route)
      expect(standing.find(({ code }) => code === 'INVOICE_UNKNOWN')?.count).toBe(waiting.length)
      await followTheMessages(lived)
    }
    await expectWhole(lived)
  })
})

describe.each(RESTORE_SUBJECTS)('$title: a copy of the state on a second machine', (subject) => {
  test('stops there and sends nothing, as often as it is tried, while the first one goes on', async () => {
    const lived = await livedWorld(subject)
    const on = lived.secondMachine()
    for (let time = 0; time < 2; time += 1) {
      await expectRefused(lived, ELSEWHERE, { on })
      await oneRun(lived, {})
    }
    await expectWhole(lived)
  })

  test('adopted although the first one goes on, run about run: nothing doubled, nothing lost, on either', async () => {
    const lived = await livedWorld(subject)
    const on = lived.secondMachine()
    expect((await adopt(lived, { on })).reasons.map(({ code }) => code)).toEqual([ELSEWHERE.code])
    for (let time = 0; time < 3; time += 1) {
      await oneRun(lived, { on })
      await oneRun(lived, {})
      if (time === 1) lived.it.d365.app.book()
    }
    await expectWhole(lived, { on })
    await expectWhole(lived)
  })

  test('of two runs ago, without the anchor, is stopped by its machine all the same', async () => {
    const lived = await livedWorld(subject)
    lived.putBack(2)
    const on = lived.secondMachine()
    on.disk.removeFolder(CONFIG)
    await expectRefused(lived, ELSEWHERE, { on })
    await adopt(lived, { on })
    await expectWhole(lived, { on })
  })
})

test('a new state without an anchor doubles nothing where Airbase was never told', async () => {
  const subject: CrashSubject = { title: 'spend', route: 'airbase-to-d365', world: { seed: 12, bills: 8, reimbursements: 2, cards: 3, transfers: 1, fees: 1, settlements: 0.7 } }
  const it = await simulatedWorld({ seed: 1, world: subject.world })
  it.airbase.add({ match: { method: 'PATCH', path: '/ledger_entries/' }, times: 10_000, do: { kind: 'status', status: 400, json: { detail: 'no' } } })
  await it.run(subject.route)
  it.airbase.clear()
  it.disk.removeFolder(STATE)
  it.disk.removeFolder(CONFIG)
  await it.changeMapping(subject.route, it.mappingOf(subject.route))
  await comeToRest(it, noMeddling())
  await checkAtRest(it, noMeddling())
})
