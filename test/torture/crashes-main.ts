import { parseArgs } from 'node:util'
import { pointsOf, stepsAfter, survive, type Crash, type CrashSubject } from '../simulation/crash-points.ts'
import { CRASH_SUBJECTS } from '../simulation/crash-subjects.ts'
import { inJobs } from './in-jobs.ts'

/** What one pair of crashes did; `broken` is null when every promise held. */
interface Pair {
  readonly subject: string
  readonly crashes: readonly [Crash, Crash]
  readonly broken: string | null
}

/** `npm run torture:crashes -- [--jobs 2]`: a crash at every boundary, then one at every boundary of the recovery. */
const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { jobs: { type: 'string' }, job: { type: 'string' } } })
  const jobs = values.jobs === undefined ? null : Number(values.jobs)
  if (values.job !== undefined) return work(Number(values.job), jobs ?? 1)
  const startedAt = performance.now()
  const total = { pairs: 0, broken: 0 }
  const onMessage = (message: unknown): void => {
    const { subject, crashes, broken } = message as Pair
    total.pairs += 1
    if (total.pairs % 500 === 0) process.stderr.write(`${total.pairs} pairs of crashes, ${total.broken} broken\n`)
    if (broken === null) return
    total.broken += 1
    process.stdout.write(`✖ ${subject}, ${JSON.stringify(crashes)}: ${broken}\n`)
  }
  const ended = await inJobs({ module: import.meta.url, args: [], count: jobs, onMessage })
  process.stdout.write(`${JSON.stringify({ ...total, seconds: Math.round((performance.now() - startedAt) / 1000) })}\n`)
  process.exitCode = ended && total.broken === 0 ? 0 : 1
}

/** Every so-manieth first crash, with all that can follow on it. */
const work = async (job: number, jobs: number): Promise<void> => {
  let turn = 0
  for (const subject of CRASH_SUBJECTS) {
    for (const first of firstCrashes(await stepsAfter(subject))) {
      if (turn++ % jobs !== job) continue
      await followUp(subject, first)
    }
  }
  process.disconnect()
}

/** The middle occurrence of each boundary, with a torn last record. */
const firstCrashes = (steps: readonly string[]): readonly Crash[] =>
  [...pointsOf(steps)].map(([name, occurrences]) => ({ end: { name, nth: occurrences[Math.floor((occurrences.length - 1) / 2)] ?? 1 }, fate: 'torn' }))

const followUp = async (subject: CrashSubject, first: Crash): Promise<void> => {
  for (const name of new Set(await stepsAfter(subject, [first]))) {
    const crashes = [first, { end: { name, nth: 1 }, fate: 'lost' }] as const
    const broken = await survive(subject, crashes).then(
      () => null,
      (error: unknown) => String(error),
    )
    process.send?.({ subject: subject.title, crashes, broken } satisfies Pair)
  }
}

await main()
