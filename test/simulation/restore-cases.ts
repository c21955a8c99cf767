import { expect } from 'vitest'
import { auditReplay } from '../../src/services/audit-replay.ts'
import { stateAdopt, type StateAdoptResult } from '../../src/services/state-adopt.ts'
import type { SyncResult } from '../../src/services/sync.ts'
import { traceOf } from '../support/books.ts'
import type { CrashSubject } from './crash-points.ts'
import { checkAlways, checkHonesty, noMeddling } from './invariants.ts'
import { simulatedDisk } from './simulated-disk.ts'
import { CONFIG, STATE, machineWith, simulatedWorld, type Machine, type RunInput, type SimulatedWorld, type SimulationOptions } from './simulated-world.ts'

const MINUTE_MS = 60_000
/** Documents of one run: so few that each of six runs writes some. */
const DOCUMENTS_MAX = 3
export const RUNS = 6

/** Every route, and both forms of an invoice, with documents for all the runs. */
export const RESTORE_SUBJECTS: readonly CrashSubject[] = [
  { title: 'spend into journals', route: 'airbase-to-d365', world: { seed: 12, bills: 8, reimbursements: 2, cards: 3, transfers: 1, fees: 1, settlements: 0.7 } },
  { title: 'bills into pending invoices', route: 'airbase-to-d365', world: { seed: 13, bills: 14, settlements: 0.5 }, pendingBills: true },
  { title: 'reference data into Airbase', route: 'd365-to-airbase', world: { seed: 5, bills: 4 } },
]

/** A world in which some runs have been, and the state as each of them found it. */
export interface LivedWorld {
  readonly it: SimulatedWorld
  readonly subject: CrashSubject
  /** Puts the state back as it was before the last so many runs. */
  putBack(runsAgo: number): void
  /** A copy of disk and settings as they are now. */
  secondMachine(): Machine
}

const keptAt = (run: number): string => `/kept/${run}`

export const livedWorld = async (subject: CrashSubject): Promise<LivedWorld> => {
  const it = await forgivingWorld({ seed: 1, world: subject.world, pendingBills: subject.pendingBills ?? false })
  for (let run = 1; run <= RUNS; run += 1) {
    it.disk.copyFolder(STATE, keptAt(run))
    await it.run(subject.route, { input: { documentsMax: DOCUMENTS_MAX } })
    it.clock.advance(11 * MINUTE_MS)
    // People post now and then: what a lost state does not know of is unposted, or booked.
    if (run % 2 === 0) it.d365.app.book()
  }
  return {
    it,
    subject,
    putBack: (runsAgo) => it.disk.copyFolder(keptAt(RUNS + 1 - runsAgo), STATE),
    secondMachine: () => machineWith('machine-2', simulatedDisk(new Map([...it.disk.image()].filter(([path]) => path.startsWith(`${STATE}/`) || path.startsWith(`${CONFIG}/`))))),
  }
}

/**
 * A state that lost its end does not know what Airbase was told: it tells it again, and of what was booked since by its
 * voucher where the first word named the unposted document. Airbase keeps the later one; nothing else may differ.
 */
const forgivingWorld = async (options: SimulationOptions): Promise<SimulatedWorld> => {
  const it = await simulatedWorld(options)
  const own = { get: () => [...it.airbase.violations, ...it.d365.violations].filter(({ rule }) => rule !== 'acknowledged-differently') }
  return Object.create(it, { violations: own }) as SimulatedWorld
}

/** What both vendors hold, to be compared: a refused run must not touch it. */
const farSides = (it: SimulatedWorld): string =>
  JSON.stringify([it.d365.app.books(), it.airbase.app.acknowledged(), ...(['accounts', 'vendors', 'tags'] as const).map((kind) => it.airbase.app.reference[kind].all())])

/** The next run stops before it sends anything, with a code of its own, and names the command that goes on. */
export const expectRefused = async ({ it, subject }: LivedWorld, refusal: { readonly code: string; readonly says: RegExp }, input: RunInput = {}): Promise<void> => {
  const before = farSides(it)
  await expect(it.run(subject.route, input)).rejects.toMatchObject({
    exitCode: 10,
    code: refusal.code,
    message: expect.stringMatching(refusal.says),
    hint: expect.stringContaining('ml-connector state adopt'),
  })
  expect(farSides(it)).toBe(before)
}

/** A person accepts the state, which writes nothing into a vendor's system. */
export const adopt = async ({ it }: LivedWorld, input: RunInput = {}): Promise<StateAdoptResult> => {
  const before = farSides(it)
  const { context } = it.start(input)
  const progress = { step: () => undefined, advance: () => undefined }
  const adopted = await stateAdopt(context, { by: 'ap@example.com', reason: 'restored', waitMs: 0, progress })
  expect(farSides(it)).toBe(before)
  return adopted
}

/**
 * A payment that waited for its invoice, and was written by a run that is lost, has no plan to be asked for by: it is
 * missing from the list. Where that concerns many at once the run stops, and the person agrees to it for one run.
 */
export const agreeToVanished = async ({ it, subject }: LivedWorld, input: RunInput = {}): Promise<void> => {
  const { stops } = await it.run(subject.route, input)
  const [stop] = stops
  if (stop === undefined) return
  expect(stop).toMatchObject({ code: 'GUARD_VANISHED', hint: expect.stringContaining('guards.vanishedShareMax') })
  const agreed = await it.run(subject.route, { ...input, input: { guards: { vanishedShareMax: 1 } } })
  expect(agreed.stops).toEqual([])
  checkAlways(it, noMeddling())
}

/** One run of one of two machines that share both vendors. */
export const oneRun = async ({ it, subject }: LivedWorld, input: RunInput): Promise<SyncResult> => {
  const result = await it.run(subject.route, { ...input, input: { documentsMax: DOCUMENTS_MAX } })
  checkHonesty(result)
  checkAlways(it, noMeddling())
  it.clock.advance(11 * MINUTE_MS)
  return result
}

/** As the messages of a lost state ask: the tables again, what Airbase was told of once more, and a replay. */
export const followTheMessages = async ({ it, subject }: LivedWorld): Promise<void> => {
  for (const { airbaseId } of it.airbase.app.acknowledged()) it.airbase.app.requeue(airbaseId)
  await it.run(subject.route)
  const { context } = it.start()
  const progress = { step: () => undefined, advance: () => undefined }
  await auditReplay(context, { failed: true, by: 'ap@example.com', reason: 'state was lost', waitMs: 0, mode: 'sync', signal: new AbortController().signal, progress })
  it.clock.advance(11 * MINUTE_MS)
}

/** Airbase ids of payments whose invoice has been told to Airbase: a new state cannot know it. */
export const paymentsOfTold = (it: SimulatedWorld): readonly string[] => {
  const told = new Set(it.airbase.app.acknowledged().map(({ airbaseId }) => airbaseId))
  const isInBooks = (airbaseId: string) => it.d365.app.books().some((entry) => entry.documentNumber === traceOf(airbaseId))
  return it.world.expectations.flatMap(({ airbaseId, appliedTo }) => (appliedTo !== undefined && told.has(appliedTo) && !isInBooks(airbaseId) ? [airbaseId] : []))
}
