import type { WorldOptions } from '../../src/sandbox/generate/options.ts'
import { sync } from '../../src/services/sync.ts'
import { checkAlways, checkAtRest, checkSecrets, noMeddling } from './invariants.ts'
import { comeToRest } from './rest.ts'
import { FATES, type Fate } from './simulated-disk.ts'
import { ProcessDied, type EndOfProcess } from './simulated-process.ts'
import { simulatedWorld, type RouteName, type SimulatedWorld } from './simulated-world.ts'

const MINUTE_MS = 60_000

/** What is crashed: a route over a small world, alone or as what follows on an earlier crash. */
export interface CrashSubject {
  readonly title: string
  readonly route: RouteName
  readonly world: Omit<WorldOptions, 'asOf'>
  readonly pendingBills?: boolean
}

/** A crash at a named boundary, and what it leaves of what was not synced. */
export interface Crash {
  readonly end: EndOfProcess
  readonly fate: Fate
}

const open = (subject: CrashSubject): Promise<SimulatedWorld> =>
  simulatedWorld({ seed: 1, world: subject.world, pendingBills: subject.pendingBills ?? false })

/** Every step of the run that follows on these crashes, were it left alone. */
export const stepsAfter = async (subject: CrashSubject, crashes: readonly Crash[] = []): Promise<readonly string[]> => {
  const it = await open(subject)
  for (const crash of crashes) await die(it, subject, crash)
  const { process, context } = it.start()
  const progress = { step: () => undefined, advance: () => undefined }
  await process.live(() => sync(context, { route: subject.route, waitMs: 0, mode: 'sync', signal: new AbortController().signal, progress }))
  return process.steps
}

/** The first, a middle and the last time that a step of each name comes. */
export const pointsOf = (steps: readonly string[]): ReadonlyMap<string, readonly number[]> => {
  const counts = new Map<string, number>()
  for (const step of steps) counts.set(step, (counts.get(step) ?? 0) + 1)
  return new Map([...counts].map(([name, count]) => [name, [...new Set([1, Math.ceil(count / 2), count])]]))
}

/** Runs that die, one after the other, and then runs that live; answers whether the last crash could lose anything. */
export const survive = async (subject: CrashSubject, crashes: readonly Crash[]): Promise<boolean> => {
  const it = await open(subject)
  const meddling = noMeddling()
  let wasUnsynced = false
  for (const crash of crashes) {
    wasUnsynced = await die(it, subject, crash)
    checkAlways(it, meddling)
  }
  await comeToRest(it, meddling, subject.route)
  if (subject.route === 'airbase-to-d365') await checkAtRest(it, meddling)
  else await checkReference(it, subject)
  await checkSecrets(it)
  return wasUnsynced
}

/** Each fate that makes a difference; one where everything was synced. */
export const surviveEveryFate = async (subject: CrashSubject, ends: readonly EndOfProcess[], earlier: readonly Crash[] = []): Promise<number> => {
  let crashes = 0
  for (const end of ends) {
    for (const fate of FATES) {
      crashes += 1
      if (!(await survive(subject, [...earlier, { end, fate }]))) break
    }
  }
  return crashes
}

const die = async (it: SimulatedWorld, { route }: CrashSubject, { end, fate }: Crash): Promise<boolean> => {
  // What was on its way when the process died arrives after the next look-up.
  it.strayMs = 90_000
  await it.run(route, { end }).then(
    () => Promise.reject(new Error(`the run did not come to ${JSON.stringify(end)}`)),
    (error: unknown) => (error instanceof ProcessDied ? undefined : Promise.reject(error as Error)),
  )
  const { unsynced } = it.disk
  it.disk.crash(() => fate)
  it.clock.advance(MINUTE_MS)
  return unsynced
}

/** What Airbase holds after a route that was never disturbed. */
const undisturbed = new Map<string, Promise<string>>()

export const checkReference = async (it: SimulatedWorld, subject: CrashSubject): Promise<void> => {
  const name = JSON.stringify(subject)
  const known = undisturbed.get(name) ?? open(subject).then(async (fresh) => (await comeToRest(fresh, noMeddling(), subject.route), referenceOf(fresh)))
  undisturbed.set(name, known)
  if (referenceOf(it) !== (await known)) throw new Error('Airbase holds other reference data than after a run without a crash')
}

const referenceOf = ({ airbase }: SimulatedWorld): string =>
  JSON.stringify(
    (['accounts', 'vendors', 'tags'] as const).map((kind) =>
      airbase.app.reference[kind]
        .all()
        .map((row) => JSON.stringify({ ...row, id: '', airbase_id: '' }))
        .sort(),
    ),
  )
