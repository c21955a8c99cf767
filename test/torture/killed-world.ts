import { expect } from 'vitest'
import type { Random } from '../../src/lib/random.ts'
import { seededRandom } from '../../src/lib/random.ts'
import { installation, type Installation, type Place, type RouteName, type WorldSize } from '../support/installation.ts'
import { expectNothingPartial, expectNoViolations, expectWholeBooks, linkedRows, syncUntilDone, syncUntilSettled } from '../support/whole-books.ts'
import { endRun, type EndedRun } from './ended-run.ts'
import { drawMoment } from './moment.ts'

/** One world whose runs are killed until so many have been, or there is nothing left to do. */
export interface KillPlan {
  /** Chooses the world, the moments and what people do. */
  readonly seed: number
  readonly killsMax: number
}

/** Worlds differ in few ways, so that what each of them stores is made once. */
const WORLDS = 4
const SIZE = { bills: 16, reimbursements: 5, cards: 8, transfers: 2, fees: 1, amortisations: 2, problems: 0.2 }
const LATENCIES_MS = [0, 0, 3, 12]
/** Requests that arrive after their sender gave up, or died; doubts of such a world settle later than that. */
const LATE = { afterMs: 400, nth: 7, settings: { settleAfterMs: 1_200, askAgainAfterMs: 200 } }
const LATE_SHARE = 0.25
const ROUTES: readonly RouteName[] = ['airbase-to-d365', 'd365-to-airbase']
const IN_DOUBT = 5
const ENDED = [0, 3, IN_DOUBT]
const BOOKS_SHARE = 0.3

const sizeOf = (random: Random): WorldSize => ({ ...SIZE, seed: 300 + Math.floor(random.next() * WORLDS), latencyMs: pick(random, LATENCIES_MS) })

const pick = <Item>(random: Random, items: readonly Item[]): Item => {
  const item = items[Math.floor(random.next() * items.length)]
  if (item === undefined) throw new RangeError('nothing to choose from')
  return item
}

/** Kills the runs of one world, then lets it finish, and holds the books to what the generator says. */
export const killedWorld = async ({ seed, killsMax }: KillPlan, place: Place): Promise<readonly EndedRun[]> => {
  const random = seededRandom(seed)
  const size = sizeOf(random)
  const undisturbed = await undisturbedRows(size, place)
  const it = await installation(size, place)
  if (random.next() < LATE_SHARE) await beLate(it)
  const runs: EndedRun[] = []
  const open = new Set<RouteName>(ROUTES)
  const book = async () => {
    const { booked } = (await it.act('d365', 'book')) as { readonly booked: readonly unknown[] }
    if (booked.length > 0) open.add('airbase-to-d365')
  }
  while (killsOf(runs) < killsMax && open.size > 0) {
    const route = pick(random, [...open])
    const meanwhile = random.next() < BOOKS_SHARE ? book : undefined
    const run = await endRun(it, route, { signal: 'SIGKILL', moment: drawMoment(random), meanwhile })
    runs.push(run)
    if (!run.hit) expect(ENDED, run.run.stdout + run.run.stderr).toContain(run.run.exitCode)
    // A run that came to its end has nothing left to be killed at, until people post.
    if (!run.hit && run.run.exitCode !== IN_DOUBT) open.delete(route)
    if (random.next() < BOOKS_SHARE) await book()
    await expectNothingPartial(it)
  }
  await it.clearFaults()
  await expectFinished(it, undisturbed)
  return runs
}

export const killsOf = (runs: readonly EndedRun[]): number => runs.filter(({ hit }) => hit).length

/** Once nobody disturbs it, everything is where it belongs, once, and the trail holds. */
export const expectFinished = async (it: Installation, undisturbed: readonly string[]): Promise<void> => {
  await syncUntilDone(it)
  await syncUntilSettled(it, 'd365-to-airbase')
  await expectWholeBooks(it)
  await expectNothingPartial(it)
  expect(await linkedRows(it)).toEqual(undisturbed)
  await expectNoViolations(it)
}

/** What is linked in Airbase after a run that nobody disturbs. */
export const undisturbedRows = async (size: WorldSize, place: Place): Promise<readonly string[]> => {
  const key = JSON.stringify({ ...size, latencyMs: 0 })
  const known = rowsOf.get(key) ?? linkedIn({ ...size, latencyMs: 0 }, place)
  rowsOf.set(key, known)
  return known
}

const rowsOf = new Map<string, Promise<readonly string[]>>()

const linkedIn = async (size: WorldSize, place: Place): Promise<readonly string[]> => {
  const it = await installation(size, place)
  await syncUntilSettled(it, 'd365-to-airbase')
  const rows = await linkedRows(it)
  expect(rows.length).toBeGreaterThan(20)
  return rows
}

/** Now and then a write arrives only after its connection broke. */
const beLate = async (it: Installation): Promise<void> => {
  await it.changeSettings((settings) => {
    for (const route of Object.values(settings.routes as Record<string, object>)) Object.assign(route, LATE.settings)
  })
  for (let nth = LATE.nth; nth < 40 * LATE.nth; nth += LATE.nth) {
    await it.fault('d365', { match: { method: 'POST', path: '/data/' }, nth, times: 1, do: { kind: 'commit-late', afterMs: LATE.afterMs } })
  }
}
