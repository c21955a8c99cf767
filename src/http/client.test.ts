import { describe, expect, test } from 'vitest'
import { fakeClock } from '../../test/support/fake-clock.ts'
import { RetryableError, UncertainWriteError, UsageError, WireError } from '../errors/ml-error.ts'
import { createHttpClient, type HttpClientOptions, type HttpRequest } from './client.ts'
import { createGate } from './gate.ts'
import {
  TransportFault,
  type FaultPhase,
  type TransportRequest,
  type TransportResponse,
} from './transport.ts'

const ATTEMPTS_MAX = 6
const WAIT_MAX_MS = 300_000

type Step = TransportResponse | Error

const answer = (status: number, headers: Record<string, string> = {}, body = ''): TransportResponse => ({
  status,
  headers,
  body: Buffer.from(body),
})
const fault = (phase: FaultPhase, code = 'ECODE') => new TransportFault(phase, code)

/** A client over a far side that does these things in turn, and the last one for ever. */
const clientOver = (steps: readonly Step[], change: Partial<HttpClientOptions> = {}) => {
  const clock = fakeClock('2026-11-20T08:00:00Z')
  const gate = createGate(clock, { concurrencyStart: 2, concurrencyMax: 2 })
  const requests: (TransportRequest & { readonly at: number })[] = []
  const transport = (request: TransportRequest): Promise<TransportResponse> => {
    const step = steps[Math.min(requests.length, steps.length - 1)]!
    requests.push({ ...request, at: clock.elapsed() })
    return step instanceof Error ? Promise.reject(step) : Promise.resolve(step)
  }
  const random = { next: () => 1 - 2 ** -48, bytes: (count: number) => Buffer.alloc(count) }
  const client = createHttpClient({
    connection: 'd365',
    transport,
    gate,
    clock,
    random,
    readOnly: false,
    ...change,
  })
  return { client, clock, gate, requests }
}
const safe: HttpRequest = {
  method: 'GET',
  url: 'https://far.example/data/Rows?$top=1',
  headers: {},
  effect: 'safe',
}
const write: HttpRequest = { ...safe, method: 'POST', body: '{}', effect: 'write' }
const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error,
  )

describe('what a failure means, and how often the request is made', () => {
  const uncertain = { write: UncertainWriteError, writes: 1, safe: RetryableError, safes: ATTEMPTS_MAX }
  const harmless = { write: RetryableError, writes: ATTEMPTS_MAX, safe: RetryableError, safes: ATTEMPTS_MAX }
  const ROWS: readonly (readonly [
    string,
    Step,
    string,
    (
      | typeof uncertain
      | typeof harmless
      | { write: typeof UncertainWriteError; writes: 1; safe: typeof WireError; safes: 1 }
    ),
  ])[] = [
    ['no connection', fault('connect'), 'HTTP_UNREACHABLE', harmless],
    ['throttled', answer(429, { 'retry-after': '1' }), 'HTTP_THROTTLED', harmless],
    ['no answer', fault('sent'), 'HTTP_NO_ANSWER', uncertain],
    ['408', answer(408), 'HTTP_408', uncertain],
    ['502', answer(502), 'HTTP_502', uncertain],
    ['503', answer(503), 'HTTP_503', uncertain],
    ['504', answer(504), 'HTTP_504', uncertain],
    [
      'an answer without end',
      fault('too-large'),
      'HTTP_BODY_TOO_LARGE',
      { write: UncertainWriteError, writes: 1, safe: WireError, safes: 1 },
    ],
  ]

  test.each(ROWS)('%s of a write', async (_, step, code, expected) => {
    const { client, requests } = clientOver([step])
    const error = await errorOf(client.send(write))
    expect(error).toBeInstanceOf(expected.write)
    expect(error).toMatchObject({
      code,
      retryable: expected.write === RetryableError,
      message: expect.stringContaining('d365: POST /data/Rows'),
    })
    expect(requests).toHaveLength(expected.writes)
  })

  test.each(ROWS)('%s of a read', async (_, step, code, expected) => {
    const { client, requests } = clientOver([step])
    const error = await errorOf(client.send(safe))
    expect(error).toBeInstanceOf(expected.safe)
    expect(error).toMatchObject({ code, context: { connection: 'd365', method: 'GET', path: '/data/Rows' } })
    expect(requests).toHaveLength(expected.safes)
  })

  test.each([200, 201, 204, 301, 304, 400, 401, 403, 404, 409, 412, 422, 500, 501])(
    '%i is for the connector to judge, at once',
    async (status) => {
      const { client, requests } = clientOver([answer(status, { etag: 'W/"1"' }, 'Grüße')])
      expect(await client.send(write)).toEqual({ status, headers: { etag: 'W/"1"' }, text: 'Grüße' })
      expect(requests).toHaveLength(1)
    },
  )

  test('what is no fault of the transport is no answer either: it goes on as it is', async () => {
    const defect = new TypeError('a defect')
    const { client, requests } = clientOver([defect, answer(200)])
    expect(await errorOf(client.send(safe))).toBe(defect)
    expect(requests).toHaveLength(1)
  })

  test('no query and no header stands in a message: they may hold secrets and personal data', async () => {
    const request = {
      ...write,
      url: 'https://far.example/data/Rows?email=a@b.example',
      headers: { authorization: 'Bearer abc' },
    }
    for (const step of [fault('sent'), fault('connect'), answer(503), fault('too-large')]) {
      const error = (await errorOf(clientOver([step]).client.send(request))) as UncertainWriteError
      expect(JSON.stringify([error.message, error.hint, error.context])).not.toMatch(/a@b|abc/)
    }
  })
})

describe('a request that is made again', () => {
  test('answers as soon as the far side does', async () => {
    const { client, requests } = clientOver([
      fault('connect'),
      answer(429, { 'retry-after': '2' }),
      answer(503),
      answer(200),
    ])
    expect(await client.send(safe)).toMatchObject({ status: 200 })
    expect(requests).toHaveLength(4)
  })

  test('a write that was throttled goes again; one that then gets no answer does not', async () => {
    const { client, requests } = clientOver([answer(429, { 'retry-after': '2' }), fault('sent'), answer(200)])
    expect(await errorOf(client.send(write))).toBeInstanceOf(UncertainWriteError)
    expect(requests).toHaveLength(2)
  })

  test('waits longer each time, and not for long in all', async () => {
    const { client, requests } = clientOver([answer(503)])
    await errorOf(client.send(safe))
    const waits = requests.slice(1).map(({ at }, index) => at - requests[index]!.at)
    expect(waits.every((ms, index) => ms > 0 && ms > (waits[index - 1] ?? 0))).toBe(true)
    expect(requests.at(-1)!.at).toBeLessThanOrEqual(20_000)
  })

  test('is the same request', async () => {
    const { client, requests } = clientOver([answer(503), answer(200)])
    await client.send({ ...safe, headers: { accept: 'application/json' } })
    const [first, second] = requests.map(({ at: _at, ...request }) => request)
    expect(second).toEqual(first)
    expect(first).toMatchObject({
      method: 'GET',
      url: safe.url,
      headers: { accept: 'application/json' },
      body: null,
    })
  })
})

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

describe('a dry run', () => {
  test('cannot write: the request never leaves', async () => {
    const { client, requests } = clientOver([answer(200)], { readOnly: true })
    const error = await errorOf(client.send(write))
    expect(error).toBeInstanceOf(UsageError)
    expect(error).toMatchObject({ code: 'DRY_RUN_WRITE' })
    expect(requests).toEqual([])
    expect(await client.send({ ...safe, method: 'POST' })).toMatchObject({ status: 200 })
  })
})

describe('the far side’s clock', () => {
  test('is ours until it has told the time, then its own, whatever becomes of ours', async () => {
    const { client, clock } = clientOver([
      answer(200, { date: 'Fri, 20 Nov 2026 10:00:00 GMT' }),
      answer(200, { date: 'nonsense' }),
      answer(503),
    ])
    expect(client.farNow()).toBe(clock.now())
    await client.send(safe)
    clock.advance(5_000)
    clock.jump(-86_400_000)
    await client.send(safe)
    expect(client.farNow()).toBe(Date.parse('2026-11-20T10:00:05Z'))
  })

  test('is told by failures too', async () => {
    const { client } = clientOver([answer(503, { date: 'Fri, 20 Nov 2026 10:00:00 GMT' })])
    await errorOf(client.send(write))
    expect(client.farNow()).toBe(Date.parse('2026-11-20T10:00:00Z'))
  })
})

describe('bounds', () => {
  test('go with every request, and can be set for one', async () => {
    const { client, requests } = clientOver([answer(200)])
    await client.send(safe)
    await client.send({ ...safe, timeoutMs: 5, bodyBytesMax: 7 })
    expect(requests).toMatchObject([
      { headersTimeoutMs: 120_000, bodyTimeoutMs: 120_000, bodyBytesMax: 32 * 1024 * 1024 },
      { headersTimeoutMs: 5, bodyTimeoutMs: 5, bodyBytesMax: 7 },
    ])
  })

  test('are given back whatever happens: the next request always gets its turn', async () => {
    const { client, requests } = clientOver([
      new TypeError('x'),
      fault('sent'),
      new TypeError('x'),
      fault('too-large'),
      answer(200),
    ])
    for (let at = 0; at < 4; at += 1) await errorOf(client.send(write))
    expect(await client.send(write)).toMatchObject({ status: 200 })
    expect(requests).toHaveLength(5)
  })
})
