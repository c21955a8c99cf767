import { join } from 'node:path'
import { measure } from '../program.ts'
import { result, type Row } from '../row.ts'
import { ROUTE, inSetting, mustHaveWritten } from '../setting.ts'
import { rounded } from '../stats.ts'

const FEW = 1_000
const MANY = 100_000
const MANY_QUICK = 20_000
const PEAK_MAX_MB = 150

/** Memory does not grow with the run. */
export const memory: Row = {
  name: 'memory',
  title: 'Peak memory of the whole process',
  run: async ({ folder, quick, alone, say }) => {
    const isWhole = alone && !quick
    const many = isWhole ? MANY : MANY_QUICK
    const peaks: number[] = []
    for (const bills of [FEW, many]) {
      say(`memory: ${bills} bills`)
      peaks.push(await peakOf(join(folder, String(bills)), bills))
    }
    const [few = Number.NaN, most = Number.NaN] = peaks
    const common = { row: 'memory', unit: 'MB', notes: { documents: many, variant: isWhole ? 'whole' : 'quick' } }
    const bound = { atMost: 1 } as const
    return [
      result({ ...common, title: `${memory.title}: ${FEW} documents`, figure: rounded(few, 1), yardstick: PEAK_MAX_MB, bound }),
      result({ ...common, title: `${memory.title}: ${many} documents`, figure: rounded(most, 1), yardstick: PEAK_MAX_MB, bound }),
      result({
        ...common,
        title: `${memory.title}: the higher against the lower`,
        figure: rounded(Math.max(few, most), 1),
        yardstick: rounded(Math.min(few, most), 1),
        bound: { atMost: 1.1 },
      }),
    ]
  },
}

const peakOf = (folder: string, bills: number): Promise<number> =>
  inSetting(folder, { bills, latencyMs: 0 }, async ({ home }) => {
    const { stdout, peakMb } = await measure(home, ['sync', ROUTE, '--json'])
    mustHaveWritten(stdout, bills)
    return peakMb
  })
