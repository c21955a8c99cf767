import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { deferred } from '../lib/deferred.ts'
import { inParallel } from './pool.ts'

describe('work in parallel', () => {
  test('is done once for every item, at most so many at a time', async () => {
    const done: number[] = []
    let inFlight = 0
    let most = 0
    await inParallel(
      Array.from({ length: 40 }, (_, at) => at),
      4,
      async (item) => {
        most = Math.max(most, (inFlight += 1))
        await turn()
        inFlight -= 1
        done.push(item)
      },
    )
    expect([done.toSorted((a, b) => a - b), most]).toEqual([Array.from({ length: 40 }, (_, at) => at), 4])
  })

  test('reads no further ahead than it works', async () => {
    let read = 0
    const gate = deferred<void>()
    async function* items() {
      for (let at = 0; at < 100; at += 1) {
        read += 1
        yield await Promise.resolve(at)
      }
    }
    const all = inParallel(items(), 3, () => gate.promise)
    for (let at = 0; at < 20; at += 1) await turn()
    expect(read).toBeLessThanOrEqual(4)
    gate.resolve()
    await all
    expect(read).toBe(100)
  })

  test('begins nothing after an error, lets end what is under way, and then throws the first', async () => {
    const begun: number[] = []
    const ended: number[] = []
    const slow = deferred<void>()
    const error = new Error('first')
    const all = inParallel([1, 2, 3, 4, 5, 6], 2, async (item) => {
      begun.push(item)
      if (item === 1) return slow.promise.then(() => void ended.push(item))
      throw item === 2 ? error : new Error('later')
    })
    let thrown: unknown = null
    const caught = all.catch((reason: unknown) => (thrown = reason))
    for (let at = 0; at < 5; at += 1) await turn()
    expect([begun, ended, thrown]).toEqual([[1, 2], [], null])
    slow.resolve()
    await caught
    expect([begun, ended, thrown]).toEqual([[1, 2], [1], error])
  })

  test('ends at once where there is nothing to do', async () => {
    await inParallel([], 4, () => Promise.reject(new Error('never')))
  })
})
