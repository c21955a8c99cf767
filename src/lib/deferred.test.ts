import { setImmediate as turn } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { deferred } from './deferred.ts'

test('a deferred ends as it is told, once', async () => {
  const good = deferred<number>()
  good.resolve(1)
  good.resolve(2)
  good.reject(new Error('late'))
  expect(await good.promise).toBe(1)
  const bad = deferred<number>()
  const error = new Error('no space left')
  bad.reject(error)
  await expect(bad.promise).rejects.toBe(error)
})

test('a rejection that nobody awaits does not end the process', async () => {
  const unhandled: unknown[] = []
  const note = (error: unknown) => void unhandled.push(error)
  process.on('unhandledRejection', note)
  onTestFinished(() => void process.off('unhandledRejection', note))
  deferred<void>().reject(new Error('no space left'))
  await turn()
  await turn()
  expect(unhandled).toEqual([])
})
