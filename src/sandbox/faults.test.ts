import { describe, expect, it } from 'vitest'
import type { SandboxRequest, SandboxResponse, Violation } from './app.ts'
import type { Fault } from './fault.ts'
import { withFaults, type FaultableApp } from './faults.ts'
import { requestTo } from './in-process.ts'

/** A vendor that counts what was committed and lists six rows, two to a page. */
function counter() {
  let now = 1_000_000
  const clock = { now: () => now, elapsed: () => 0, sleep: () => Promise.resolve() }
  const committed: string[] = []
  const pauses: number[] = []
  const violations: Violation[] = []
  const list = (query: string) => {
    const page = Number(new URLSearchParams(query).get('page') ?? 1)
    return { data: [page * 2 - 1, page * 2].map((id) => ({ id, total: '1' })), pagination: { page } }
  }
  const handle = ({ method, path, query }: SandboxRequest): SandboxResponse => {
    if (method !== 'GET') committed.push(`${method} ${path}`)
    const body = JSON.stringify(method === 'GET' ? list(query) : { ok: true })
    return { status: 200, headers: { 'Content-Type': 'application/json' }, body }
  }
  const app: FaultableApp = {
    name: 'counter',
    handle,
    violations,
    noteThrottle: (until) => pauses.push(until),
  }
  const faulty = withFaults(app, { clock })
  const post = (path = '/write/') => faulty.handle(requestTo('POST', path, {}))
  const get = (target = '/list/') => faulty.handle(requestTo('GET', target))
  const add = (action: Fault['do'], more: Partial<Fault> = {}) =>
    faulty.add({ match: {}, do: action, ...more })
  return { faulty, committed, pauses, post, get, add, pass: (ms: number) => (now += ms) }
}

const rowsOf = (reply: ReturnType<ReturnType<typeof counter>['get']>): number[] => {
  if (reply.kind !== 'response') throw new Error(`no response but ${reply.kind}`)
  const { data } = JSON.parse(reply.response.body.toString()) as { data: { id: number }[] }
  return data.map(({ id }) => id)
}

describe('the fault layer', () => {
  it('is transparent without faults, but for the far side’s date', () => {
    const { get } = counter()
    const reply = get()
    expect(reply).toMatchObject({
      kind: 'response',
      response: { status: 200, headers: { Date: expect.any(String) } },
    })
  })

  it('hits the nth matching request, as many times as told, and counts only what matches', () => {
    const { faulty, post, get } = counter()
    faulty.add({
      match: { method: 'POST', path: '^/write/$' },
      nth: 2,
      times: 2,
      do: { kind: 'drop-before' },
    })
    get()
    post('/other/')
    const kinds = [post(), post(), post(), post()].map(({ kind }) => kind)
    expect(kinds).toEqual(['response', 'reset', 'reset', 'response'])
    expect(faulty.faults).toMatchObject([{ met: 4, fired: 2 }])
  })

  it('matches on the query as well as on the path', () => {
    const { faulty, get } = counter()
    faulty.add({ match: { path: 'page=2' }, do: { kind: 'html' } })
    expect(get('/list/?page=1')).toMatchObject({
      response: { headers: { 'Content-Type': 'application/json' } },
    })
    expect(get('/list/?page=2')).toMatchObject({
      response: { headers: { 'Content-Type': expect.stringContaining('html') } },
    })
  })

  it('commits nothing before a dropped connection, and everything before a lost answer', () => {
    const before = counter()
    before.add({ kind: 'drop-before' })
    expect(before.post()).toEqual({ kind: 'reset' })
    expect(before.committed).toEqual([])
    const after = counter()
    after.add({ kind: 'drop-after' })
    expect(after.post()).toEqual({ kind: 'reset' })
    expect(after.committed).toEqual(['POST /write/'])
    expect(after.faulty.log).toMatchObject([{ kind: 'drop-after', committed: true }])
  })

  it('commits late by time, at the next request', () => {
    const { add, post, get, pass, committed } = counter()
    add({ kind: 'commit-late', afterMs: 5_000 })
    expect(post().kind).toBe('reset')
    pass(4_999)
    get()
    expect(committed).toEqual([])
    pass(1)
    get()
    expect(committed).toEqual(['POST /write/'])
  })

  it('commits late after further requests, which do not see it yet', () => {
    const { add, post, get, committed } = counter()
    add({ kind: 'commit-late', afterRequests: 2 })
    post()
    get()
    get()
    expect(committed).toEqual([])
    get()
    expect(committed).toEqual(['POST /write/'])
  })

  it('commits what is still to come when told to, once', () => {
    const { faulty, add, post, committed } = counter()
    add({ kind: 'commit-late', afterMs: 1e9 })
    post()
    expect(faulty.pending).toBe(1)
    faulty.clear()
    faulty.settleLate()
    faulty.settleLate()
    expect(committed).toHaveLength(1)
    expect(faulty.pending).toBe(0)
  })

  it('never answers, committed or not', () => {
    const { add, post, committed } = counter()
    add({ kind: 'silence' })
    add({ kind: 'silence', committed: true })
    expect([post().kind, post().kind]).toEqual(['silence', 'silence'])
    expect(committed).toHaveLength(1)
  })

  it('throttles in every spelling of the header, and tells the app until when', () => {
    const { add, get, pauses } = counter()
    add({ kind: 'throttle', retryAfter: { seconds: 3 } })
    add({ kind: 'throttle', retryAfter: { dateAfterMs: 7_000 } })
    add({ kind: 'throttle', retryAfter: { text: 'soon' } })
    add({ kind: 'throttle' })
    const headers = [get(), get(), get(), get()].map((reply) => {
      if (reply.kind !== 'response') throw new Error(reply.kind)
      expect(reply.response.status).toBe(429)
      return reply.response.headers['Retry-After']
    })
    expect(headers).toEqual(['3', new Date(1_007_000).toUTCString(), 'soon', undefined])
    expect(pauses).toEqual([1_003_000, 1_007_000])
  })

  it('answers any status, an expired token, and a page of an edge', () => {
    const { add, post, committed } = counter()
    add({ kind: 'status', status: 500, json: { error: 'x' } })
    add({ kind: 'status', status: 502, text: '<html>Bad gateway</html>' })
    add({ kind: 'token-expired' })
    expect(post()).toMatchObject({ response: { status: 500, body: '{"error":"x"}' } })
    expect(post()).toMatchObject({
      response: { status: 502, headers: { 'Content-Type': 'text/html; charset=utf-8' } },
    })
    expect(post()).toMatchObject({ response: { status: 401 } })
    expect(committed).toEqual([])
  })

  it('cuts, delays and reshapes the ordinary answer', () => {
    const { add, get } = counter()
    add({ kind: 'truncate', atByte: 10 })
    add({ kind: 'slow', ms: 250 })
    add({ kind: 'shape', field: 'data.*.total', renameTo: 'sum' })
    add({ kind: 'shape', field: 'pagination' })
    add({ kind: 'shape', field: 'data.*.total', value: 1.5 })
    expect(get()).toMatchObject({ response: { body: Buffer.from('{"data":[{') } })
    expect(get()).toMatchObject({ delayMs: 250, kind: 'response' })
    const bodies = [get(), get(), get()].map((reply) =>
      reply.kind === 'response' ? String(reply.response.body) : '',
    )
    expect(bodies).toEqual([
      '{"data":[{"id":1,"sum":"1"},{"id":2,"sum":"1"}],"pagination":{"page":1}}',
      '{"data":[{"id":1,"total":"1"},{"id":2,"total":"1"}]}',
      '{"data":[{"id":1,"total":1.5},{"id":2,"total":1.5}],"pagination":{"page":1}}',
    ])
  })

  it('moves rows between pages', () => {
    const pages = (change: 'duplicate' | 'reorder' | 'shrink') => {
      const { faulty, get } = counter()
      faulty.add({ match: { path: 'page=2' }, do: { kind: 'page', change } })
      return [rowsOf(get('/list/?page=1')), rowsOf(get('/list/?page=2')), rowsOf(get('/list/?page=2'))]
    }
    expect(pages('duplicate')).toEqual([
      [1, 2],
      [2, 3],
      [3, 4],
    ])
    expect(pages('reorder')).toEqual([
      [1, 2],
      [4, 3],
      [3, 4],
    ])
    expect(pages('shrink')).toEqual([[1, 2], [4], [3, 4]])
  })

  it('is data: a fault survives JSON', () => {
    const fault: Fault = {
      match: { path: 'x' },
      nth: 2,
      do: { kind: 'throttle', retryAfter: { seconds: 1 } },
    }
    expect(JSON.parse(JSON.stringify(fault))).toEqual(fault)
  })
})

describe('an expired token', () => {
  it('is refused in the app’s own words where the app can revoke its tokens', () => {
    let revoked = false
    const app: FaultableApp = {
      name: 'revoking',
      violations: [],
      revokeTokens: () => (revoked = true),
      handle: () => ({ status: revoked ? 401 : 200, headers: {}, body: revoked ? 'own words' : '' }),
    }
    const faulty = withFaults(app, {
      clock: { now: () => 0, elapsed: () => 0, sleep: () => Promise.resolve() },
    })
    faulty.add({ match: {}, nth: 2, do: { kind: 'token-expired' } })
    const statuses = [1, 2, 3].map(() => faulty.handle(requestTo('GET', '/')))
    expect(statuses).toMatchObject([
      { response: { status: 200 } },
      { response: { status: 401, body: 'own words' } },
      { response: { status: 401 } },
    ])
  })
})
