import type { SeenRequest } from '../far-side/protocol.ts'
import { measure } from '../program.ts'
import { result, type Row } from '../row.ts'
import { ROUTE, inSetting, mustHaveWritten } from '../setting.ts'
import { medianBy, rounded } from '../stats.ts'

const LATENCY_MS = 50
const BILLS = 25
const RUNS = 5
const BEYOND_MAX_MS = 500

/** A run that finds nothing to do costs its requests and little else. */
export const idle: Row = {
  name: 'idle',
  title: 'Run with nothing to do: wall time beyond the time in which a request was open',
  run: async ({ folder, say }) =>
    inSetting(folder, { bills: BILLS, latencyMs: LATENCY_MS }, async ({ home, farSide }) => {
      say('idle: a run with documents, then runs without')
      mustHaveWritten((await measure(home, ['sync', ROUTE, '--json'])).stdout, BILLS)
      await farSide.ask('book', null)
      await measure(home, ['sync', ROUTE, '--json'])
      const runs: { wallMs: number; openMs: number; requests: number }[] = []
      for (let run = 0; run < RUNS; run += 1) {
        await farSide.ask('seen', null)
        const { wallMs, stdout } = await measure(home, ['sync', ROUTE, '--json'])
        mustHaveWritten(stdout, 0)
        const seen = await farSide.ask('seen', null)
        runs.push({ wallMs, openMs: openMs(seen), requests: seen.length })
      }
      const { wallMs, openMs: open, requests } = medianBy(runs, (run) => run.wallMs - run.openMs)
      return [
        result({
          row: 'idle',
          title: idle.title,
          figure: rounded(wallMs - open, 0),
          yardstick: BEYOND_MAX_MS,
          unit: 'ms',
          bound: { atMost: 1 },
          notes: { wallMs: rounded(wallMs, 0), requests, requestsOpenMs: rounded(open, 0), latencyMs: LATENCY_MS, runs: RUNS },
        }),
      ]
    }),
}

/** Time in which at least one request was open: stricter than requests × latency, where some run side by side. */
const openMs = (seen: readonly SeenRequest[]): number => {
  let [open, until] = [0, 0]
  for (const { beganAt, endedAt } of seen.toSorted((a, b) => a.beganAt - b.beganAt)) {
    open += Math.max(0, endedAt - Math.max(beganAt, until))
    until = Math.max(until, endedAt)
  }
  return open
}
