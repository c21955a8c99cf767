import { join } from 'node:path'
import type { SeenRequest } from '../far-side/protocol.ts'
import { measure } from '../program.ts'
import { result, type Row } from '../row.ts'
import { CONCURRENCY, ROUTE, inSetting, mustHaveWritten } from '../setting.ts'
import { medianBy, median, rounded } from '../stats.ts'

const LATENCY_MS = 50
const PROBES = 30

/** A far side of 50 ms is kept as busy as its limit allows. */
export const throughput: Row = {
  name: 'throughput',
  title: 'Requests per second of the send step, far side of 50 ms, 8 in flight',
  run: async ({ folder, quick, say }) => {
    const bills = quick ? 150 : 400
    const runs: { rate: number; latencyMs: number; requests: number }[] = []
    for (let run = 1; run <= (quick ? 1 : 3); run += 1) {
      say(`throughput: run ${run}, ${bills} bills`)
      runs.push(await once(join(folder, String(run)), bills))
    }
    const typical = medianBy(runs, ({ rate, latencyMs }) => rate * latencyMs)
    return [
      result({
        row: 'throughput',
        title: throughput.title,
        figure: rounded(typical.rate),
        yardstick: rounded((CONCURRENCY * 1000) / typical.latencyMs),
        unit: 'requests/s',
        bound: { atLeast: 0.95 },
        notes: { latencyMs: rounded(typical.latencyMs), requestsCounted: typical.requests, runs: runs.length, bills },
      }),
    ]
  },
}

const once = (folder: string, bills: number) =>
  inSetting(folder, { bills, latencyMs: LATENCY_MS }, async ({ home, farSide }) => {
    const before = await probe(farSide.d365)
    await farSide.ask('seen', null)
    const { stdout } = await measure(home, ['sync', ROUTE, '--json'])
    mustHaveWritten(stdout, bills)
    const seen = await farSide.ask('seen', null)
    const after = await probe(farSide.d365)
    return { ...middleRate(seen), latencyMs: median([...before, ...after]) }
  })

/** How long the far side takes to answer: one request after the other over one connection. */
const probe = async (url: string): Promise<readonly number[]> => {
  const times: number[] = []
  for (let at = 0; at < PROBES; at += 1) {
    const startedAt = performance.now()
    await (await fetch(`${url}/data/Ledgers`)).arrayBuffer()
    times.push(performance.now() - startedAt)
  }
  return times.slice(1)
}

/** The send step is what D365 sees after the whole list was read from Airbase; its middle 80 % is counted. */
const middleRate = (seen: readonly SeenRequest[]): { rate: number; requests: number } => {
  const listed = seen.filter(({ system, method }) => system === 'airbase' && method === 'GET')
  const readAt = Math.max(...listed.map(({ endedAt }) => endedAt))
  const ends = seen
    .filter(({ system, beganAt }) => system === 'd365' && beganAt > readAt)
    .map(({ endedAt }) => endedAt)
    .toSorted((a, b) => a - b)
  const [from, to] = [Math.floor(ends.length * 0.1), Math.ceil(ends.length * 0.9) - 1]
  const seconds = ((ends[to] ?? 0) - (ends[from] ?? 0)) / 1000
  return { rate: (to - from) / seconds, requests: to - from }
}
