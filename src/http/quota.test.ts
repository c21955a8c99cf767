import { describe, expect, test } from 'vitest'
import { fakeClock } from '../../test/support/fake-clock.ts'
import { createHttpClient, type HttpClientOptions, type HttpRequest } from './client.ts'
import { createGate } from './gate.ts'
import type { TransportResponse } from './transport.ts'

const safe: HttpRequest = { method: 'GET', url: 'https://far.example/rows', headers: {}, effect: 'safe' }
const answer = (status: number, headers: Record<string, string>): TransportResponse => ({
  status,
  headers,
  body: Buffer.alloc(0),
})

/** A client over a far side that gives these answers in turn; the clock moves only when somebody waits. */
const clientOver = (answers: readonly TransportResponse[], change: Partial<HttpClientOptions>) => {
  const clock = fakeClock('2026-11-20T08:00:00Z')
  const gate = createGate(clock, { concurrencyStart: 2, concurrencyMax: 2 })
  const requests: { readonly at: number }[] = []
  const client = createHttpClient({
    connection: 'spend',
    transport: () => {
      requests.push({ at: clock.elapsed() })
      return Promise.resolve(answers[requests.length - 1]!)
    },
    gate,
    clock,
    random: { next: () => 0, bytes: (count) => Buffer.alloc(count) },
    readOnly: false,
    ...change,
  })
  return { client, requests }
}

describe('a quota that runs low', () => {
  const quota = { limit: 'X-Limit', remaining: 'X-Remaining', windowMs: 60_000 }
  const left = (remaining: string, limit = '500') =>
    answer(200, { 'x-limit': limit, 'x-remaining': remaining })
  const timesOf = async (
    answers: readonly TransportResponse[],
    change: Partial<HttpClientOptions> = { quota },
  ) => {
    const { client, requests } = clientOver(answers, change)
    for (let at = 0; at < answers.length; at += 1) await client.send(safe)
    return requests.map(({ at }) => at)
  }

  test('is spread over its window below a tenth, and free again with the next window', async () => {
    expect(await timesOf([left('51'), left('50'), left('49'), left('48'), left('499'), left('498')])).toEqual(
      [0, 0, 0, 1_200, 1_200 + 1_225, 1_200 + 1_225],
    )
  })

  test('that is used up waits for a window instead of for a refusal', async () => {
    expect(await timesOf([left('0'), left('499')])).toEqual([0, 60_000])
  })

  test.each(['', 'many', '-1'])('is no reason to wait where the far side says «%s»', async (text) => {
    expect(await timesOf([left(text), left('3', text)], { quota })).toEqual([0, 0])
  })

  test('means nothing to a far side that names no such headers', async () => {
    expect(await timesOf([left('0'), left('0')], {})).toEqual([0, 0])
  })
})
