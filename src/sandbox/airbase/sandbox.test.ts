import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../lib/random.ts'
import { generateWorld } from '../generate/world.ts'
import { answerOf, requestTo } from '../in-process.ts'
import type { AirbaseOptions } from './options.ts'
import type { VendorRecord } from './records.ts'
import { createAirbaseSandbox } from './sandbox.ts'

interface Page {
  data: Record<string, unknown>[]
  pagination: { next: string | number | null; previous: null; page: number; page_size: number }
}

const world = generateWorld({ seed: 7, bills: 30, asOf: '2026-11-20' })
const authorised = { authorization: 'Token airbase-sandbox-key' }

function tenant(options: Partial<AirbaseOptions> = {}) {
  let now = Date.UTC(2026, 10, 20)
  const clock = { now: () => now, elapsed: () => 0, sleep: () => Promise.resolve() }
  const app = createAirbaseSandbox({ seed: world.airbaseSeed, clock, random: seededRandom(1), ...options })
  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    answerOf(app.handle(requestTo(method, `/v1/accounting${path}`, body, { ...authorised, ...headers })))
  const page = (path: string) => call('GET', path).json as Page
  const rules = () => app.violations.map(({ rule }) => rule)
  return { app, call, page, rules, pass: (ms: number) => (now += ms) }
}

const idsOf = ({ data }: Page) => data.map((row) => String(row['airbase_id']))

describe('an Airbase tenant', () => {
  it('answers 401 with a detail to the other scheme word and to a wrong key, and names the token of a right one', () => {
    const { call } = tenant()
    for (const authorization of ['Bearer airbase-sandbox-key', 'Token wrong', 'airbase-sandbox-key', '']) {
      const { status, json } = call('GET', '/vendors/', undefined, { authorization })
      expect(status).toBe(401)
      expect(json).toEqual({ detail: expect.any(String) })
    }
    const answer = call('GET', '/vendors/')
    expect(answer.status).toBe(200)
    expect(answer.headers).toMatchObject({
      'X-Airbase-Auth-Token-Id': '470',
      'X-Airbase-Release-Version': 'v4583',
      'X-Ratelimit-Limit': '500',
      'Content-Type': 'application/json',
    })
    expect(answer.headers['X-Request-Id']).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('speaks the scheme word it is told to', () => {
    const { call } = tenant({ scheme: 'Bearer' })
    expect(call('GET', '/vendors/').status).toBe(401)
    expect(call('GET', '/vendors/', undefined, { authorization: 'Bearer airbase-sandbox-key' }).status).toBe(
      200,
    )
  })

  it('refuses the old key after a rotation and shows the new id', () => {
    const { app, call } = tenant()
    const { key, id } = app.rotateToken()
    expect(id).toBe(471)
    expect(call('GET', '/vendors/').status).toBe(401)
    const answer = call('GET', '/vendors/', undefined, { authorization: `Token ${key}` })
    expect(answer.headers['X-Airbase-Auth-Token-Id']).toBe('471')
  })

  it('redirects a read without its trailing slash, does not find a write without it, and records both', () => {
    const { call, rules } = tenant()
    const read = call('GET', '/vendors?page=2')
    expect(read.status).toBe(301)
    expect(read.headers['Location']).toBe('/v1/accounting/vendors/?page=2')
    expect(call('PATCH', '/ledger_entries/x', { status: 'sync_complete' }).status).toBe(404)
    expect(rules()).toEqual(['missing-slash', 'missing-slash'])
  })

  it('counts calls down, refuses those beyond the limit and starts again with the next window', () => {
    const { call, pass } = tenant({ rateLimit: { limit: 2 } })
    expect(call('GET', '/tags/').headers['X-Ratelimit-Remaining']).toBe('1')
    expect(call('GET', '/tags/').headers['X-Ratelimit-Remaining']).toBe('0')
    const refused = call('GET', '/tags/')
    expect(refused.status).toBe(429)
    expect(refused.headers).not.toHaveProperty('Retry-After')
    pass(60_000)
    expect(call('GET', '/tags/').status).toBe(200)
  })

  it('records a call that comes before the time it was told to wait for', () => {
    const { app, call, pass, rules } = tenant()
    app.noteThrottle(Date.UTC(2026, 10, 20) + 5_000)
    call('GET', '/tags/')
    expect(rules()).toEqual([])
    pass(1_000)
    call('GET', '/tags/')
    expect(rules()).toEqual(['request-in-pause'])
    pass(4_000)
    call('GET', '/tags/')
    expect(rules()).toHaveLength(1)
  })

  it('records a client that comes back at once after a 429 without a time', () => {
    const { call, pass, rules } = tenant({ rateLimit: { limit: 1 } })
    call('GET', '/tags/')
    call('GET', '/tags/')
    pass(4_000)
    call('GET', '/tags/')
    expect(rules()).toEqual(['request-in-pause'])
    pass(60_000)
    call('GET', '/tags/')
    expect(rules()).toHaveLength(1)
  })

  it('records a client that goes on with a token that was refused, and not who tries later or anew', () => {
    const { call, pass, rules } = tenant()
    const knock = (key: string) => call('GET', '/tags/', undefined, { authorization: `Token ${key}` })
    knock('old')
    knock('other')
    pass(5_000)
    knock('other')
    expect(rules()).toEqual([])
    knock('other')
    expect(rules()).toEqual(['token-repeated'])
  })

  it('answers 415 to a body that is not JSON by its type, and 405 where the endpoint table has no such call', () => {
    const { call, rules } = tenant()
    expect(call('POST', '/vendors/', { name: 'x' }, { 'content-type': 'text/plain' }).status).toBe(415)
    expect(call('POST', '/ledger_entries/', {}).status).toBe(405)
    expect(call('GET', '/vendors/abc/').status).toBe(405)
    expect(call('DELETE', '/vendors/abc/').status).toBe(405)
    expect(rules()).toContain('wrong-content-type')
  })

  it('says what is allowed in the recorded words', () => {
    const { call } = tenant()
    expect(call('GET', '/ledger_entries/').headers['Allow']).toBe('GET, HEAD, OPTIONS')
    expect(call('GET', '/vendors/').headers['Allow']).toBe('GET, POST, HEAD, OPTIONS')
  })
})

describe('the pages of a list', () => {
  it('come in the envelope, cut to the greatest size, and are empty past the end', () => {
    const { page } = tenant()
    const first = page('/ledger_entries/?page_size=1000')
    expect(first.pagination).toEqual({ next: null, previous: null, page: 1, page_size: 250 })
    expect(page('/ledger_entries/').pagination.page_size).toBe(100)
    expect(page('/ledger_entries/?page=9')).toEqual({
      data: [],
      pagination: { next: null, previous: null, page: 9, page_size: 100 },
    })
  })

  it('show a next page in each style, and none on the last', () => {
    for (const [nextStyle, next] of [
      ['number', 2],
      ['path', '/v1/accounting/ledger_entries/?page_size=5&page=2'],
      ['absolute', 'http://localhost/v1/accounting/ledger_entries/?page_size=5&page=2'],
    ] as const) {
      const { page } = tenant({ nextStyle })
      expect(page('/ledger_entries/?page_size=5').pagination.next).toBe(next)
      expect(page('/ledger_entries/?page_size=250').pagination.next).toBeNull()
    }
  })

  it('change their order from one listing to the next when told so, but not within one', () => {
    const { page } = tenant({ order: 'per-listing' })
    const first = [
      ...idsOf(page('/ledger_entries/?page_size=20')),
      ...idsOf(page('/ledger_entries/?page_size=20&page=2')),
    ]
    expect(new Set(first).size).toBe(first.length)
    expect(idsOf(page('/ledger_entries/?page_size=20'))).not.toEqual(first.slice(0, 20))
  })

  it('filter vendors by an empty reference, and record filters that the vendor does not know', () => {
    const { page, rules } = tenant()
    const unlinked = page('/vendors/?erp_reference_id=').data as unknown as VendorRecord[]
    expect(unlinked.length).toBeGreaterThan(0)
    expect(unlinked.every(({ erp_reference_id }) => erp_reference_id === '')).toBe(true)
    page('/ledger_entries/?type=bill')
    expect(rules()).toEqual(['unknown-filter'])
  })
})
