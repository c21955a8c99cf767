import { describe, expect, test } from 'vitest'
import { shareOf } from '../support/share.ts'
import { runScenario } from './scenario.ts'

/** `npm test` runs these; `npm run torture` as many as asked. */
const SEEDS = shareOf(1_000)
const PER_TEST = 50

describe('whatever fails, dies, or is meddled with', () => {
  test.each(Array.from({ length: Math.ceil(SEEDS / PER_TEST) }, (_, block) => [block * PER_TEST + 1, (block + 1) * PER_TEST]))(
    'nothing is lost and nothing doubled in the histories %i to %i',
    async (from, to) => {
      for (let seed = from; seed <= to; seed += 1) {
        await runScenario(seed).catch((error: unknown) => Promise.reject(new Error(`seed ${seed}: ${String(error)}`, { cause: error })))
      }
    },
  )

  test('one seed is one history, the same to the byte each time', async () => {
    for (const seed of [1, 2, 3, 4, 5]) expect(await runScenario(seed)).toEqual(await runScenario(seed))
  })
})
