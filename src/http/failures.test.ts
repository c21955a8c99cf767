import { describe, expect, test } from 'vitest'
import { answer, clientOver, errorOf, fault, safe, write, type Step } from '../../test/support/client-over.ts'
import { RetryableError, UncertainWriteError, WireError } from '../errors/ml-error.ts'

const ATTEMPTS_MAX = 6

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
