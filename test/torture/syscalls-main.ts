// `npm run torture:syscalls`: every system call of a run fails once, with every error; the books and the trail judge.
import { parseArgs } from 'node:util'
import type { RouteName } from '../support/installation.ts'
import { inHome } from './home.ts'
import { noShortWriteReason } from './short-write.ts'
import { noStraceReason, CALLS } from './strace.ts'
import { allSeries, fewAlike, runSeries, type Series, type SeriesFigures } from './syscall-campaign.ts'

/** Worlds at a time: a starting process keeps one core busy. */
const LANES = 2
const ROUTES: readonly RouteName[] = ['airbase-to-d365', 'd365-to-airbase']

const say = (text: string) => void process.stderr.write(`${text}\n`)

const textOf = (series: Series): string =>
  `${series.route}, ${series.begun ? 'begun' : 'new'}, ${series.call}${series.file === null ? '' : ` on ${series.file}`}: ${series.errors.join()}`

/** Runs all series; answers with the figures of those that held and the messages of those that did not. */
const runAll = async (queue: Series[], home: string): Promise<{ readonly held: readonly SeriesFigures[]; readonly broken: readonly string[] }> => {
  const [held, broken]: [SeriesFigures[], string[]] = [[], []]
  const all = queue.length
  const one = async (series: Series): Promise<void> => {
    try {
      const figures = await runSeries(series, home)
      held.push(figures)
      say(`${held.length + broken.length}/${all} ${textOf(series)}: ${figures.failed} failed, exit codes ${JSON.stringify(figures.exitCodes)}`)
    } catch (error) {
      broken.push(error instanceof Error ? error.message : String(error))
      say(`BREACH ${broken.at(-1) ?? ''}`)
    }
  }
  const lane = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await one(next)
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return { held, broken }
}

const summary = (held: readonly SeriesFigures[]): string =>
  [...CALLS, 'short-write' as const]
    .map((call) => `${call} ${held.filter(({ series }) => series.call === call).reduce((sum, { failed }) => sum + failed, 0)}`)
    .join(', ')

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      route: { type: 'string', multiple: true, default: [...ROUTES] },
      call: { type: 'string', multiple: true, default: [] },
      // Of files that are alike, such as the shards of one table, so many.
      alike: { type: 'string', default: 'all' },
    },
  })
  const reason = noStraceReason()
  if (reason !== null) {
    say(`Nothing done: ${reason}`)
    process.exitCode = 2
    return
  }
  const noShort = noShortWriteReason()
  if (noShort !== null) say(`No short writes: ${noShort}`)
  const startedAt = performance.now()
  const { held, broken } = await inHome('syscalls', async (home) => {
    const queue: Series[] = []
    for (const route of ROUTES.filter((name) => values.route.includes(name))) {
      for (const begun of [false, true]) queue.push(...(await allSeries({ route, begun }, home)))
    }
    const chosen = queue.filter(({ call }) => values.call.length === 0 || values.call.includes(call))
    return runAll([...fewAlike(chosen, values.alike === 'all' ? Infinity : Number(values.alike))], home)
  })
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  process.stdout.write(`${held.length} series held, ${broken.length} did not, in ${seconds} s. Failed calls: ${summary(held)}\n`)
  for (const each of broken) process.stdout.write(`BREACH ${each}\n`)
  process.exitCode = broken.length === 0 ? 0 : 1
}

await main()
