import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A process that was stopped may still write its last. */
const GONE = { recursive: true, force: true, maxRetries: 5 }
const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** A folder for all that is written, gone afterwards, also when somebody stops this process. */
export const inHome = async <Result>(name: string, work: (home: string) => Promise<Result>): Promise<Result> => {
  const home = await mkdtemp(join(tmpdir(), `ml-connector-${name}-`))
  const stop = (signal: NodeJS.Signals) => {
    rmSync(home, GONE)
    process.kill(process.pid, signal)
  }
  for (const signal of SIGNALS) process.once(signal, stop)
  try {
    return await work(home)
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop)
    await rm(home, GONE)
  }
}
