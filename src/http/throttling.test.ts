import { describe, expect, test } from 'vitest'
import { answer, clientOver, errorOf, safe, write } from '../../test/support/client-over.ts'

const WAIT_MAX_MS = 300_000

describe('a throttled request', () => {
  test('waits as long as it is told to', async () => {
    const { client, requests } = clientOver([answer(429, { 'retry-after': '20' }), answer(200)])
    await client.send(safe)
    expect(requests.map(({ at }) => at)).toEqual([0, 20_000])
  })

  test.each([
    ['with a time in seconds', { 'retry-after': '7' }, 7_000],
    [
      'with a moment, by the far side’s clock',
      { 'retry-after': 'Fri, 20 Nov 2026 10:00:09 GMT', date: 'Fri, 20 Nov 2026 10:00:00 GMT' },
      9_000,
    ],
    ['with a moment and no clock of its own', { 'retry-after': 'Fri, 20 Nov 2026 08:00:04 GMT' }, 4_000],
  ])('%s waits so long', async (_, headers, waitMs) => {
    const { client, requests } = clientOver([answer(429, headers), answer(200)])
    await client.send(safe)
    expect(requests[1]!.at).toBe(waitMs)
  })

  test.each([
    ['without a time', {}],
    ['with nonsense', { 'retry-after': 'later' }],
  ])('%s waits longer each time, from five seconds on, and never quite the same', async (_, headers) => {
    const waits = async (draw: number) => {
      const random = { next: () => draw, bytes: (count: number) => Buffer.alloc(count) }
      const { client, requests } = clientOver([answer(429, headers)], { random })
      await errorOf(client.send(safe))
      return requests.slice(1).map(({ at }, index) => at - requests[index]!.at)
    }
    expect(await waits(0)).toEqual([5_000, 10_000, 20_000, 40_000, 80_000])
    expect(await waits(0.5)).toEqual([7_500, 15_000, 30_000, 60_000, 120_000])
  })

  test('gives up at once when it is to wait for longer than a run may, and says for how long', async () => {
    const { client, clock, requests } = clientOver([answer(429, { 'retry-after': '86400' })])
    expect(await errorOf(client.send(safe))).toMatchObject({
      code: 'HTTP_THROTTLED',
      retryAfterMs: 86_400_000,
      exitCode: 7,
    })
    expect(requests).toHaveLength(1)
    expect(clock.elapsed()).toBe(0)
  })

  test('holds every other request of the connection, also when it gave up itself', async () => {
    const { client, requests } = clientOver([answer(429, { 'retry-after': '86400' }), answer(200)])
    await errorOf(client.send(safe))
    await client.send(write)
    expect(requests[1]!.at).toBe(WAIT_MAX_MS)
  })

  test('waits out no more than five minutes in all', async () => {
    const { client, clock, requests } = clientOver([answer(429, { 'retry-after': '100' })])
    await errorOf(client.send(safe))
    expect(requests).toHaveLength(4)
    expect(clock.elapsed()).toBeLessThanOrEqual(WAIT_MAX_MS)
  })

  test('halves what may be in flight', async () => {
    const { client, gate } = clientOver([answer(429, { 'retry-after': '1' }), answer(200)])
    await client.send(safe)
    expect(gate.concurrency).toBe(1)
  })
})
