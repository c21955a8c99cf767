import { join } from 'node:path'
import { measure, type Home } from '../program.ts'
import { result, type Row, type RowOptions } from '../row.ts'
import { ROUTE, mustHaveWritten, openSetting } from '../setting.ts'
import { bigHome, copyOf, type SettledHome } from '../settled/settled-home.ts'
import { idOf, numberOf } from '../settled/trail.ts'
import { median, medianBy, rounded } from '../stats.ts'

const NEW = 1_000
const SHOW_MAX_MS = 500
const LOOK_UPS = 5

interface Pair {
  readonly onEmpty: Run
  readonly onSettled: Run
}

interface Run {
  readonly wallMs: number
  readonly cpuMs: number
  readonly peakMb: number
}

/** A full state costs a run little more than an empty one. */
export const scale: Row = {
  name: 'scale',
  title: `${NEW} documents on top of settled ones, against the same on an empty state`,
  run: async (options) => {
    const settled = await bigHome(options)
    const pairs: Pair[] = []
    for (let pair = 1; pair <= 3; pair += 1) {
      options.say(`scale: pair ${pair}, ${NEW} bills on an empty state and on ${settled.documents} documents`)
      const folder = join(options.folder, String(pair))
      pairs.push({ onEmpty: await runOn(join(folder, 'empty'), null), onSettled: await runOn(join(folder, 'settled'), settled) })
    }
    const { onEmpty, onSettled } = medianBy(pairs, (pair) => pair.onSettled.wallMs / pair.onEmpty.wallMs)
    const notes = { documents: settled.documents, rebuildLinesPerSecond: settled.rebuildLinesPerSecond }
    return [
      result({
        row: 'scale',
        title: scale.title,
        figure: rounded(onSettled.wallMs, 0),
        yardstick: rounded(onEmpty.wallMs, 0),
        unit: 'ms',
        bound: { atMost: 1.5 },
        notes: {
          ...notes,
          pairs: pairs.length,
          cpuMs: rounded(onSettled.cpuMs, 0),
          cpuMsOnEmpty: rounded(onEmpty.cpuMs, 0),
          peakMb: rounded(onSettled.peakMb, 0),
          peakMbOnEmpty: rounded(onEmpty.peakMb, 0),
        },
      }),
      ...(await lookUps(settled, notes, options)),
    ]
  },
}

const runOn = async (folder: string, settled: SettledHome | null): Promise<Run> => {
  if (settled !== null) await copyOf(settled, folder)
  const { home, farSide } = await openSetting(folder, { bills: NEW, latencyMs: 0 }, { login: settled === null })
  try {
    const { stdout, ...run } = await measure(home, ['sync', ROUTE, '--json'])
    mustHaveWritten(stdout, NEW)
    return run
  } finally {
    await farSide.stop()
  }
}

/** One document among all of them, by id and by number. */
const lookUps = async ({ home, documents }: SettledHome, notes: Readonly<Record<string, number>>, { say }: RowOptions) => {
  say('scale: looking documents up')
  const common = { row: 'scale', unit: 'ms', yardstick: SHOW_MAX_MS, bound: { atMost: 1 }, notes: { ...notes, lookUps: LOOK_UPS } } as const
  const places = Array.from({ length: LOOK_UPS }, (_, at) => Math.floor(((at + 0.5) * documents) / LOOK_UPS))
  const show = await timesOf(home, places.map((at) => ['audit', 'show', idOf(at)]))
  const explain = await timesOf(home, places.map((at) => ['audit', 'explain', numberOf(at)]))
  return [
    result({ ...common, title: '`audit show <id>` there, the whole command', figure: rounded(median(show), 0) }),
    result({ ...common, title: '`audit explain <number>` there, the whole command', figure: rounded(median(explain), 0) }),
  ]
}

const timesOf = async (home: Home, commands: readonly (readonly string[])[]): Promise<readonly number[]> => {
  const times: number[] = []
  for (const command of commands) times.push((await measure(home, [...command, '--json'])).wallMs)
  return times
}
