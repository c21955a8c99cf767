import { setTimeout as delay } from 'node:timers/promises'

const POLL_MS = 5
const WAIT_MAX_MS = 20_000

/** Asks again and again until the answer is no longer null; a bound keeps a broken test from hanging. */
export const eventually = async <Value>(ask: () => Promise<Value | null> | Value | null, what: string): Promise<Value> => {
  for (const until = performance.now() + WAIT_MAX_MS; performance.now() < until; ) {
    const value = await ask()
    if (value !== null) return value
    await delay(POLL_MS)
  }
  throw new Error(`waited in vain for ${what}`)
}
