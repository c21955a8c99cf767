import { describe, expect, test } from 'vitest'
import { shareOf } from '../support/share.ts'
import { runScenario } from './scenario.ts'

/** `npm test` runs these; `npm run torture` as many as asked. */
const SEEDS = shareOf(2_000)
const PER_TEST = 50

/** What histories have shown that stands beyond those that always run, or whose fault was the simulation's own. */
const ONCE_BROKEN = [
  [1244, 'a request that left before the answer of a throttle came'],
  [1520, 'a page of the edge, taken for a session that was opened'],
  [1743, 'two journals made at once, one of them throttled until a date'],
  [10091, 'two journals made at once, one of them throttled for seconds'],
  [14102, 'a page read while another request was throttled'],
  [15272, 'formats read while another request was throttled'],
  [2196, 'entries acknowledged by one run, and a later one that reads on'],
  [20781, 'acknowledgements that were on their way when others were throttled'],
  [27366, 'a session closed by a dead run while the next one works in it'],
] as const

describe('whatever fails, dies, or is meddled with', () => {
  test.each(Array.from({ length: Math.ceil(SEEDS / PER_TEST) }, (_, block) => [block * PER_TEST + 1, (block + 1) * PER_TEST]))(
    'nothing is lost and nothing doubled in the histories %i to %i',
    async (from, to) => {
      for (let seed = from; seed <= to; seed += 1) {
        await runScenario(seed).catch((error: unknown) => Promise.reject(new Error(`seed ${seed}: ${String(error)}`, { cause: error })))
      }
    },
  )

  test.each(ONCE_BROKEN)('nothing is lost and nothing doubled in history %i: %s', async (seed) => {
    await runScenario(seed)
  })

  test('one seed is one history, the same to the byte each time', async () => {
    for (const seed of [1, 2, 3, 4, 5]) expect(await runScenario(seed)).toEqual(await runScenario(seed))
  })
})
