import { describe, expect, test } from 'vitest'
import { answer, clientOver, errorOf, fault, safe, write } from '../../test/support/client-over.ts'
import { UsageError } from '../errors/ml-error.ts'

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
