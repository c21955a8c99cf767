import { createHash } from 'node:crypto'
import { MlError } from '../../src/errors/ml-error.ts'
import { seededRandom } from '../../src/lib/random.ts'
import type { WorldOptions } from '../../src/sandbox/generate/options.ts'
import { drawFrom, type Draw } from './draw.ts'
import { addFaults, diskFault } from './faults.ts'
import { checkAlways, checkAtRest, checkHonesty, checkSecrets, noMeddling } from './invariants.ts'
import { meddle } from './people.ts'
import { comeToRest } from './rest.ts'
import { FATES } from './simulated-disk.ts'
import { ProcessDied } from './simulated-process.ts'
import { simulatedWorld, type RouteName, type SimulatedWorld } from './simulated-world.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** Worlds that all seeds share. */
const WORLDS = 48
/** Steps of a whole run in a small world: where a process may die. */
const STEPS = 450

/** What one seed did. */
export interface ScenarioReport {
  readonly seed: number
  readonly runs: number
  readonly deaths: number
  readonly faults: number
  readonly documents: number
  /** SHA-256 over the disk and both systems at the end: the same for the same seed. */
  readonly digest: string
}

/** One seed is one history: faults, people, deaths, and then peace, in which everything must come right. */
export const runScenario = async (seed: number): Promise<ScenarioReport> => {
  const draw = drawFrom(seededRandom(seed * 7 + 1))
  const it = await simulatedWorld({ seed, world: worldOf(draw.whole(1, WORLDS)), settings: settingsOf(draw), pendingBills: draw.chance(0.25) })
  const meddling = noMeddling()
  const tally = { runs: 0, deaths: 0 }
  for (let turns = draw.whole(1, 4); turns > 0; turns -= 1) {
    if (draw.chance(0.5)) await meddle(it, draw, meddling)
    addFaults(it, draw)
    await troubledRun(it, draw, tally)
    checkAlways(it, meddling)
    passTime(it, draw)
  }
  const faults = it.d365.log.length + it.airbase.log.length
  tally.runs += await comeToRest(it, meddling)
  await checkAtRest(it, meddling)
  await checkSecrets(it)
  return { seed, ...tally, faults, documents: it.d365.app.books().length, digest: digestOf(it) }
}

/** A small world of its own number: its documents of each kind, and how many of them are special. */
const worldOf = (number: number): Omit<WorldOptions, 'asOf'> => {
  const draw = drawFrom(seededRandom(number))
  return {
    seed: number,
    bills: draw.whole(1, 4),
    reimbursements: draw.whole(0, 1),
    cards: draw.whole(0, 3),
    transfers: draw.whole(0, 1),
    fees: draw.whole(0, 1),
    amortisations: draw.whole(0, 1),
    settlements: draw.oneOf([0, 0.5, 1]),
    problems: draw.oneOf([0, 0.3]),
  }
}

const settingsOf = (draw: Draw) => ({
  concurrency: draw.whole(1, 8),
  acknowledgeAt: draw.chance(0.3) ? ('booked' as const) : ('written' as const),
  proveFirst: draw.chance(0.15),
})

/** A run under faults, which may die at any of its steps, and what the crash leaves of the disk. */
const troubledRun = async (it: SimulatedWorld, draw: Draw, tally: { runs: number; deaths: number }): Promise<void> => {
  const dies = draw.chance(0.5)
  const route: RouteName = draw.chance(0.12) ? 'd365-to-airbase' : 'airbase-to-d365'
  const before = diskFault(draw)
  it.strayMs = draw.chance(0.5) ? draw.whole(1, 240) * 1_000 : null
  tally.runs += 1
  try {
    checkHonesty(await it.run(route, { end: dies ? { at: draw.whole(1, STEPS) } : null, ...(before && { before }) }))
  } catch (error) {
    if (!(error instanceof ProcessDied || error instanceof MlError) || isDefect(error)) throw error
    if (error instanceof ProcessDied) tally.deaths += 1
    if (error instanceof ProcessDied || draw.chance(0.3)) it.disk.crash(() => draw.oneOf(FATES))
  }
}

const isDefect = (error: Error): boolean => error instanceof MlError && error.exitCode === 1

/** Minutes, now and then days or a month's end, and a wall clock that is set forwards or back. */
const passTime = (it: SimulatedWorld, draw: Draw): void => {
  it.clock.advance(draw.chance(0.1) ? draw.whole(1, 12) * DAY_MS : draw.whole(0, 25) * MINUTE_MS)
  if (draw.chance(0.15)) it.skewMs = draw.oneOf([-1, 1]) * draw.whole(1, 20 * 60) * MINUTE_MS
}

const digestOf = (it: SimulatedWorld): string => {
  const hash = createHash('sha256')
  for (const [path, bytes] of [...it.disk.files].sort(([a], [b]) => (a < b ? -1 : 1))) hash.update(path).update(bytes)
  return hash.update(JSON.stringify([it.d365.app.books(), it.airbase.app.acknowledged(), it.d365.log, it.airbase.log])).digest('hex')
}
