import { rm } from 'node:fs/promises'
import { describe, expect, test, type TestContext } from 'vitest'
import { SANDBOX } from '../../src/services/sandbox-identity.ts'
import type { SyncResult } from '../../src/services/sync.ts'
import { installation, type Installation, type System } from '../support/installation.ts'
import { listen } from '../../src/sandbox/listen.ts'
import { expectNoViolations, expectTrailHolds, syncUntilSettled } from '../support/whole-books.ts'

const ROUTE = 'airbase-to-d365'
const SIZE = { seed: 71, bills: 5, reimbursements: 1, cards: 2, transfers: 1, fees: 0, amortisations: 0, problems: 0 }
/** Documents of a world of that size that do not wait for a booking. */
const WRITTEN = 9

type Told = Pick<SyncResult['stops'][number], 'code' | 'message' | 'hint'>

interface Ended extends Partial<SyncResult> {
  readonly error?: Told
}

const installed = ({ onTestFinished }: TestContext): Promise<Installation> => installation(SIZE, { cleanUp: onTestFinished })

/** What stopped the run: thrown before it began, or met in its course. */
const stopOf = async (it: Installation, exitCode: number): Promise<Told> => {
  const { run, value } = await it.json<Ended>(['sync', ROUTE])
  expect([run.exitCode, run.stderr], run.stdout).toEqual([exitCode, ''])
  const stop = value.error ?? value.stops?.[0]
  expect(stop?.hint, JSON.stringify(value)).toBeTruthy()
  return stop!
}

const login = (it: Installation, secret: readonly [connection: System, name: string, value: string], ...more: readonly string[]) =>
  it.ml(['auth', 'login', secret[0], '--secret', secret[1], ...more], { input: secret[2] })

/** Nothing was lost: a run under good conditions writes everything that is due, once. */
const expectGoodRun = async (it: Installation, rest = WRITTEN): Promise<void> => {
  const { run, value } = await it.sync(ROUTE)
  expect([0, 3], run.stdout).toContain(run.exitCode)
  expect(value.flows.reduce((sum, { counts }) => sum + counts.written.count, 0)).toBe(rest)
  const traces = (await it.books()).map(({ documentNumber }) => documentNumber)
  expect([traces.length, new Set(traces).size]).toEqual([WRITTEN, WRITTEN])
  await expectTrailHolds(it)
}

const setting = (it: Installation, connection: System, changes: object): Promise<void> =>
  it.changeSettings((settings) => {
    const connections = settings.connections as Record<string, { settings: object }>
    Object.assign(connections[connection]!.settings, changes)
  })

/** A port on which nobody listens. */
const closedPort = async (): Promise<string> => {
  const server = await listen({ handle: () => ({ status: 200, headers: {}, body: '' }) })
  await server.close()
  return server.url
}

describe('credentials', () => {
  test('a wrong client secret is named when it is stored and when it is used, and the right one mends it', async (context) => {
    const it = await installed(context)
    const stored = await login(it, ['d365', 'client-secret', 'a-wrong-secret'])
    expect([stored.exitCode, stored.stdout]).toEqual([8, expect.stringContaining('the client secret is wrong')])
    const stop = await stopOf(it, 8)
    expect(stop).toMatchObject({ code: 'D365_SECRET_WRONG', message: expect.stringContaining('d365'), hint: expect.stringContaining('auth login') })
    expect(stored.stdout + stored.stderr + JSON.stringify(stop)).not.toContain('a-wrong-secret')
    expect((await login(it, ['d365', 'client-secret', SANDBOX.clientSecret])).exitCode).toBe(0)
    await expectGoodRun(it)
  })

  test('an expired client secret is told apart from a wrong one', async (context) => {
    const it = await installed(context)
    await setting(it, 'd365', { clientId: SANDBOX.expiredClientId })
    expect(await stopOf(it, 8)).toMatchObject({ code: 'D365_SECRET_EXPIRED', message: expect.stringContaining('has expired'), hint: expect.stringContaining('auth rotate') })
    await setting(it, 'd365', { clientId: SANDBOX.clientId })
    await expectGoodRun(it)
  })

  test('a wrong Airbase token stops the run before anything is written', async (context) => {
    const it = await installed(context)
    expect((await login(it, ['airbase', 'token', 'a-wrong-token'])).exitCode).toBe(8)
    expect(await stopOf(it, 8)).toMatchObject({ code: 'AIRBASE_TOKEN_REFUSED', message: expect.stringContaining('401'), hint: expect.stringContaining('auth rotate') })
    expect(await it.books()).toEqual([])
    await login(it, ['airbase', 'token', SANDBOX.airbaseToken])
    await expectGoodRun(it)
  })

  test('a rotated Airbase token is named by its number, and the trail shows when it changed', async (context) => {
    const it = await installed(context)
    await it.sync(ROUTE, '--limit', '2')
    await it.act('airbase', 'rotate-token', { key: 'the-new-token', id: 471 })
    expect(await stopOf(it, 8)).toMatchObject({ code: 'AIRBASE_TOKEN_REFUSED', message: expect.stringContaining('number 470') })
    await login(it, ['airbase', 'token', 'the-new-token'])
    await expectGoodRun(it, WRITTEN - 2)
    const seen = (await it.trail()).filter(({ facts }) => facts?.name === 'notice:airbase/token-id').map(({ facts }) => facts?.value)
    expect(seen).toEqual([{ id: '470' }, { id: '471', before: '470' }])
  })

  test('a state whose key is gone stops with what is missing and where to get it', async (context) => {
    const it = await installed(context)
    for (const name of ['vault.json', 'vault.key']) await rm(`${it.folder}/${name}`)
    await login(it, ['d365', 'client-secret', SANDBOX.clientSecret], '--no-test')
    await login(it, ['airbase', 'token', SANDBOX.airbaseToken], '--no-test')
    expect(await stopOf(it, 8)).toMatchObject({ code: 'STATE_KEY_MISSING' })
    expect(await it.books()).toEqual([])
  })
})

// One of them waits for seconds between its attempts.
describe.concurrent('addresses', () => {
  test('a D365 host where nobody listens is named, and the run may be repeated', async (context) => {
    const it = await installed(context)
    const url = await closedPort()
    await setting(it, 'd365', { baseUrl: url, authority: url })
    expect(await stopOf(it, 7)).toMatchObject({ code: 'D365_TOKEN_UNAVAILABLE', message: expect.stringContaining('ECONNREFUSED') })
    await setting(it, 'd365', { baseUrl: it.d365, authority: it.d365 })
    await expectGoodRun(it)
  })

  test('an Airbase host where nobody listens is named with its address', async (context) => {
    const it = await installed(context)
    const url = await closedPort()
    await setting(it, 'airbase', { baseUrl: url })
    expect(await stopOf(it, 7)).toMatchObject({ code: 'HTTP_UNREACHABLE', hint: expect.stringContaining(new URL(url).host) })
    await setting(it, 'airbase', { baseUrl: it.airbase })
    await expectGoodRun(it)
  })

  test('a connection that is re-pointed to another environment stops, and both are named', async (context) => {
    const [it, other] = await Promise.all([installed(context), installed(context)])
    await it.sync(ROUTE)
    await setting(it, 'd365', { baseUrl: other.d365, authority: other.d365 })
    const stop = await stopOf(it, 2)
    expect(stop).toMatchObject({ code: 'FAR_SIDE_CHANGED', hint: expect.stringContaining('a new connection') })
    for (const url of [it.d365, other.d365]) expect(stop.message).toContain(new URL(url).host)
    expect(await other.books()).toEqual([])
    await setting(it, 'd365', { baseUrl: it.d365, authority: it.d365 })
    await expectGoodRun(it, 0)
  })
})

describe('answers', () => {
  test('a D365 without an active dimension format writes nothing and says where to make one active', async (context) => {
    const it = await installed(context)
    const rows = (await it.act('d365', 'rows', { set: 'DimensionIntegrationFormats' })) as readonly Record<string, unknown>[]
    const active = rows.filter(({ IsActive }) => IsActive === 'Yes')
    const keys = active.map(({ DimensionFormatName, DimensionFormatType }) => ({ DimensionFormatName, DimensionFormatType }))
    const make = (IsActive: string) => Promise.all(keys.map((key) => it.act('d365', 'edit-row', { set: 'DimensionIntegrationFormats', key, changes: { IsActive } })))
    await make('No')
    expect(await stopOf(it, 2)).toMatchObject({ code: 'D365_DIMENSION_FORMAT_MISSING', message: expect.stringContaining('no active'), hint: expect.stringContaining('active in D365') })
    expect(await it.books()).toEqual([])
    await make('Yes')
    await expectGoodRun(it)
  })

  const READS: readonly (readonly [System, string, string])[] = [
    ['airbase', '/ledger_entries', 'AIRBASE_HTML'],
    ['d365', '/data/MainAccounts', 'D365_NOT_JSON'],
  ]

  test.each(READS)('an HTML page of %s where %s should answer is called that', async (system, path, code) => {
    const it = await installation(SIZE)
    await it.fault(system, { match: { method: 'GET', path }, do: { kind: 'html' } })
    expect(await stopOf(it, 11)).toMatchObject({ code, message: expect.stringMatching(/HTML page.*One moment/), hint: expect.stringMatching(/base ?(address|Url)/i) })
    expect(await it.books()).toEqual([])
    await expectGoodRun(it)
  })

  test.each(READS)('JSON of %s that breaks off at %s stops the run, and nothing of it is believed', async (system, path) => {
    const it = await installation(SIZE)
    await it.fault(system, { match: { method: 'GET', path }, do: { kind: 'truncate', atByte: 200 } })
    expect((await stopOf(it, 11)).message).toContain('JSON')
    await expectGoodRun(it)
  })

  test('an HTML page after a write is a doubt, which later runs settle without writing twice', async () => {
    const it = await installation(SIZE)
    await it.fault('d365', { match: { method: 'POST', path: '/data/VendInvoiceJournalLines' }, nth: 2, do: { kind: 'html' } })
    const codes = await syncUntilSettled(it, ROUTE)
    expect(codes[0]).toBe(5)
    await expectGoodRun(it, 0)
    await expectNoViolations(it)
  })
})
