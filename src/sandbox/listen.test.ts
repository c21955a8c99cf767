import { afterEach, describe, expect, it } from 'vitest'
import type { SandboxRequest } from './app.ts'
import type { FaultyReply } from './faults.ts'
import { listen, type Listenable, type Listening, type ListenOptions } from './listen.ts'

const running: Listening[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()))
})

async function serve(
  handle: Listenable['handle'],
  options: ListenOptions = {},
  more: Partial<Listenable> = {},
) {
  const server = await listen({ handle, ...more }, options)
  running.push(server)
  return server
}

const echo = ({ method, path, query, headers, body }: SandboxRequest): FaultyReply => ({
  kind: 'response',
  response: {
    status: 201,
    headers: { 'X-Seen': headers['x-sent'] ?? '' },
    body: JSON.stringify({ method, path, query, body: body.toString() }),
  },
})

describe('listening on loopback', () => {
  it('hands over the request as sent and the answer as made', async () => {
    const { url } = await serve(echo)
    const answer = await fetch(`${url}/data/Rows(key='a''b')?$filter=a%20eq%20'x'`, {
      method: 'POST',
      headers: { 'X-Sent': 'yes' },
      body: 'päyload',
    })
    expect(answer.status).toBe(201)
    expect(answer.headers.get('x-seen')).toBe('yes')
    expect(await answer.json()).toEqual({
      method: 'POST',
      path: "/data/Rows(key='a''b')",
      query: '$filter=a%20eq%20%27x%27',
      body: 'päyload',
    })
  })

  it('breaks the connection where the app says so', async () => {
    const { url } = await serve(() => ({ kind: 'reset' }))
    await expect(fetch(url)).rejects.toThrow()
  })

  it('keeps silent without end, and closes all the same', async () => {
    const server = await serve(() => ({ kind: 'silence' }))
    const answer = fetch(server.url).then(
      () => 'answered',
      () => 'ended',
    )
    const first = await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 50, 'waiting'))])
    expect(first).toBe('waiting')
    await server.close()
    expect(await answer).toBe('ended')
  })

  it('refuses a body beyond its bound', async () => {
    const { url } = await serve(echo, { bodyBytesMax: 10 })
    const outcome = await fetch(url, { method: 'POST', body: 'x'.repeat(100) }).then(
      ({ status }) => status,
      () => 'ended',
    )
    expect([413, 'ended']).toContain(outcome)
  })

  it('shows the app which requests are under way together', async () => {
    let open = 0
    let openMax = 0
    const watch = {
      beginRequest: () => {
        open += 1
        openMax = Math.max(openMax, open)
      },
      endRequest: () => {
        open -= 1
      },
    }
    const { url } = await serve(echo, { latencyMs: 30 }, watch)
    await Promise.all([1, 2, 3].map(async () => (await fetch(url)).text()))
    expect(openMax).toBe(3)
  })

  it('answers 500 and the stack when the simulator itself is broken', async () => {
    const { url } = await serve(() => {
      throw new Error('no such table')
    })
    const answer = await fetch(url)
    expect(answer.status).toBe(500)
    expect(await answer.text()).toContain('sandbox defect: Error: no such table')
  })
})
