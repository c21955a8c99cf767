import { parseArgs } from 'node:util'
import { runScenario } from '../simulation/scenario.ts'
import { inJobs } from './in-jobs.ts'

/** Seeds that one message covers. */
const BLOCK = 50

/** What a block of seeds did. */
interface Block {
  readonly seeds: number
  readonly runs: number
  readonly deaths: number
  readonly faults: number
  readonly broken: readonly { readonly seed: number; readonly message: string }[]
}

const OPTIONS = {
  seeds: { type: 'string', default: '10000' },
  from: { type: 'string', default: '1' },
  jobs: { type: 'string' },
  job: { type: 'string' },
} as const

/** `npm run torture -- [--seeds 10000] [--from 1] [--jobs 2]`: as many histories as asked; ends with 1 when one breaks a promise. */
const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: OPTIONS })
  const [from, seeds] = [Number(values.from), Number(values.seeds)]
  const jobs = values.jobs === undefined ? null : Number(values.jobs)
  if (values.job !== undefined) return work({ from, seeds, job: Number(values.job), jobs: jobs ?? 1 })
  const total = { seeds: 0, runs: 0, deaths: 0, faults: 0, broken: 0 }
  const startedAt = performance.now()
  const args = ['--from', String(from), '--seeds', String(seeds)]
  const ended = await inJobs({ module: import.meta.url, args, count: jobs, onMessage: (block) => note(total, block as Block, { startedAt, seeds }) })
  const seconds = (performance.now() - startedAt) / 1000
  const rates = { seconds: Math.round(seconds), seedsPerSecond: Math.round(total.seeds / seconds), runsPerSecond: Math.round(total.runs / seconds) }
  process.stdout.write(`${JSON.stringify({ ...total, ...rates })}\n`)
  process.exitCode = ended && total.broken === 0 && total.seeds === seeds ? 0 : 1
}

/** Every so-manieth block of seeds. */
const work = async (part: { readonly from: number; readonly seeds: number; readonly job: number; readonly jobs: number }): Promise<void> => {
  const end = part.from + part.seeds
  for (let start = part.from + part.job * BLOCK; start < end; start += part.jobs * BLOCK) {
    const block = { seeds: 0, runs: 0, deaths: 0, faults: 0, broken: [] as { seed: number; message: string }[] }
    for (let seed = start; seed < Math.min(end, start + BLOCK); seed += 1) {
      block.seeds += 1
      try {
        const { runs, deaths, faults } = await runScenario(seed)
        block.runs += runs
        block.deaths += deaths
        block.faults += faults
      } catch (error) {
        block.broken.push({ seed, message: error instanceof Error ? error.message : String(error) })
      }
    }
    process.send?.(block satisfies Block)
  }
  process.disconnect()
}

const note = (total: Record<keyof Block, number>, block: Block, { startedAt, seeds }: { readonly startedAt: number; readonly seeds: number }): void => {
  for (const name of ['seeds', 'runs', 'deaths', 'faults'] as const) total[name] += block[name]
  total.broken += block.broken.length
  for (const { seed, message } of block.broken) process.stdout.write(`✖ seed ${seed}: ${message}\n`)
  const rate = total.seeds / ((performance.now() - startedAt) / 1000)
  if (total.seeds % 1000 < BLOCK) process.stderr.write(`${total.seeds} of ${seeds} seeds, ${total.broken} broken, ${rate.toFixed(1)} a second\n`)
}

await main()
