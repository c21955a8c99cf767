import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { measure } from '../program.ts'
import { result, type Row } from '../row.ts'
import { CONCURRENCY, ROUTE, inSetting, mustHaveWritten } from '../setting.ts'
import { medianBy, rounded } from '../stats.ts'

const BARE_LOOP = fileURLToPath(new URL('../bare-loop.mjs', import.meta.url))
const run = promisify(execFile)

interface Pair {
  readonly requests: number
  readonly oursUs: number
  readonly bareUs: number
  readonly startUpMs: number
  readonly userMs: number
  readonly systemMs: number
}

/** Our own work beside the requests themselves. */
export const cpu: Row = {
  name: 'cpu',
  title: 'CPU per request, no latency, against a bare undici loop over the same requests',
  run: async ({ folder, quick, say }) => {
    const bills = quick ? 1_000 : 5_000
    const pairs: Pair[] = []
    for (let pair = 1; pair <= (quick ? 1 : 3); pair += 1) {
      say(`cpu: pair ${pair}, ${bills} bills`)
      pairs.push(await once(join(folder, String(pair)), bills))
    }
    const { requests, oursUs, bareUs, ...parts } = medianBy(pairs, (pair) => pair.oursUs / pair.bareUs)
    return [
      result({
        row: 'cpu',
        title: cpu.title,
        figure: rounded(oursUs, 1),
        yardstick: rounded(bareUs, 1),
        unit: 'µs/request',
        bound: { atMost: 2 },
        notes: {
          bills,
          requests,
          startUpMsSubtracted: rounded(parts.startUpMs, 0),
          userMs: rounded(parts.userMs, 0),
          systemMs: rounded(parts.systemMs, 0),
          pairs: pairs.length,
        },
      }),
    ]
  },
}

/** A run without documents, a run with them, and the same requests again without the program. */
const once = async (folder: string, bills: number): Promise<Pair> => {
  const idle = await inSetting(join(folder, 'none'), { bills: 0, latencyMs: 0 }, async ({ home, farSide }) => {
    const { cpuMs } = await measure(home, ['sync', ROUTE, '--json'])
    return { cpuMs, requests: (await farSide.ask('seen', null)).length }
  })
  return inSetting(join(folder, 'bills'), { bills, latencyMs: 0 }, async ({ home, farSide }) => {
    await farSide.ask('record', null)
    const ours = await measure(home, ['sync', ROUTE, '--json'])
    mustHaveWritten(ours.stdout, bills)
    const file = join(folder, 'requests.jsonl')
    await farSide.ask('replay', { file })
    const { stdout } = await run(process.execPath, [BARE_LOOP, file, String(CONCURRENCY)])
    const bare = JSON.parse(stdout) as { requests: number; cpuMs: number }
    const requests = bare.requests - idle.requests
    return {
      requests,
      oursUs: ((ours.cpuMs - idle.cpuMs) * 1000) / requests,
      bareUs: (bare.cpuMs * 1000) / bare.requests,
      startUpMs: idle.cpuMs,
      userMs: ours.userMs,
      systemMs: ours.systemMs,
    }
  })
}
