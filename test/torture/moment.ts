import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Random } from '../../src/lib/random.ts'
import type { Installation } from '../support/installation.ts'
import type { StartedProgram } from '../support/shipped-program.ts'

/** When a process is ended: so long after its start, or once it has added so much to the trail and a little later. */
export type Moment =
  | { readonly after: 'start'; readonly ms: number }
  | { readonly after: 'trail-bytes'; readonly bytes: number; readonly thenMs: number }

/** One in so many is ended while it loads, opens its state, or reads the first page. */
const EARLY_SHARE = 0.1
const LOADING_MS = 700
/** A document adds some 10 kB on its whole way: each run gets a few documents further. */
const GROWTH_BYTES = 24_000
const LATER_MS = 20
const POLL_MS = 1

export const drawMoment = (random: Random): Moment =>
  random.next() < EARLY_SHARE
    ? { after: 'start', ms: Math.floor(random.next() * LOADING_MS) }
    : { after: 'trail-bytes', bytes: 1 + Math.floor(random.next() * GROWTH_BYTES), thenMs: Math.floor(random.next() * LATER_MS) }

/** Bytes of the trail as it is on disk now. */
export const trailBytes = ({ state }: Installation): number => {
  const folder = join(state, 'trail')
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
}

/** Waits for the moment; false when the process has ended before it. */
export const reached = async (it: Installation, { child }: StartedProgram, moment: Moment): Promise<boolean> => {
  const startBytes = trailBytes(it)
  const lives = () => child.exitCode === null && child.signalCode === null
  if (moment.after === 'start') {
    await delay(moment.ms)
    return lives()
  }
  while (lives() && trailBytes(it) - startBytes < moment.bytes) await delay(POLL_MS)
  // Not a wait for something: this is the chance in the moment.
  await delay(moment.thenMs)
  return lives()
}
