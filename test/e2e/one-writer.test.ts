import { describe, expect, test } from 'vitest'
import { installation, type Installation } from '../support/installation.ts'
import { noNamespaceReason, otherNetworks } from '../support/network-namespace.ts'
import { expectNoViolations, expectWholeBooks, syncUntilDone } from '../support/whole-books.ts'

const ROUTE = 'airbase-to-d365'
const DONE = [0, 3]
const SIZE = { seed: 41, bills: 10, reimbursements: 3, cards: 3, transfers: 1, fees: 0, amortisations: 1, settlements: 0, problems: 0 }
const LINES = { method: 'POST', path: '/data/VendInvoiceJournalLines' }

/** A run that holds the lock, because one of its answers is late. */
const heldRun = async (it: Installation, args: readonly string[] = [], heldMs = 1_500) => {
  await it.fault('d365', { match: LINES, nth: 2, times: 1, do: { kind: 'slow', ms: heldMs } })
  const started = it.start(['sync', ROUTE, ...args])
  await it.struck('d365')
  return started
}

describe('a sync beside another one', () => {
  test('gives way at once and says why; the other one ends as ever, and readers are let in meanwhile', async () => {
    const it = await installation(SIZE)
    const first = await heldRun(it, [], 6_000)
    const [second, reader] = await Promise.all([it.json<{ error: object }>(['sync', ROUTE]), it.ml(['audit', 'list'])])
    expect([first.child.exitCode, reader.exitCode]).toEqual([null, 0])
    expect(second.run.exitCode).toBe(6)
    expect(second.value.error).toMatchObject({ code: 'STATE_LOCKED', retryable: true, hint: expect.stringContaining('--wait') })
    expect(DONE).toContain((await first.done).exitCode)
    await syncUntilDone(it)
    await expectWholeBooks(it)
  })

  test('works after it when told to wait', async () => {
    const it = await installation(SIZE)
    const first = await heldRun(it)
    const second = it.start(['sync', ROUTE, '--wait', '30s'])
    expect(DONE).toContain((await first.done).exitCode)
    expect(DONE, second.stderr()).toContain((await second.done).exitCode)
    await syncUntilDone(it)
    await expectWholeBooks(it)
    await expectNoViolations(it)
  })
})

const WRITERS: readonly (readonly string[])[] = [
  ['sync', 'd365-to-airbase'],
  ['mapping', 'set', ROUTE, 'account', '*', '='],
  ['audit', 'replay', '--failed', '--reason', 'test'],
  ['state', 'adopt', '--yes'],
  ['state', 'rebuild'],
]

describe('a command that writes', () => {
  test('gives way to a sync that runs, whatever it would have written', async () => {
    const it = await installation(SIZE)
    const first = await heldRun(it, [], 10_000)
    const others = await Promise.all(WRITERS.map((args) => it.json<{ error: object }>(args)))
    expect(first.child.exitCode).toBeNull()
    for (const { run, value } of others) expect([run.exitCode, value.error], run.stdout).toEqual([6, expect.objectContaining({ code: 'STATE_LOCKED' })])
    expect(DONE).toContain((await first.done).exitCode)
  })

  test('is blocked by nobody who was killed', async () => {
    const it = await installation(SIZE)
    const first = await heldRun(it)
    first.kill('SIGKILL')
    expect((await first.done).signal).toBe('SIGKILL')
    const { run } = await it.sync(ROUTE)
    expect([...DONE, 5], run.stdout).toContain(run.exitCode)
    await syncUntilDone(it)
    await expectWholeBooks(it)
  })
})

describe('two that start together', () => {
  const slowFirstAnswer = (it: Installation) => it.fault('d365', { match: { method: 'GET', path: '/data/' }, nth: 1, times: 1, do: { kind: 'slow', ms: 4_000 } })

  test.each([
    ['of one route', ROUTE],
    ['of two routes', 'd365-to-airbase'],
  ])('%s: one works, the other one gives way, whichever it is', async (_, other) => {
    const it = await installation(SIZE)
    await slowFirstAnswer(it)
    const runs = await Promise.all([it.ml(['sync', ROUTE]), it.ml(['sync', other])])
    const codes = runs.map(({ exitCode }) => exitCode)
    expect([codes.filter((code) => code === 6).length, codes.filter((code) => DONE.includes(code ?? -1)).length], codes.join()).toEqual([1, 1])
    await syncUntilDone(it)
    await expectWholeBooks(it)
    await expectNoViolations(it)
  })

  test('and are told to wait work one after the other, and write nothing twice', async () => {
    const it = await installation(SIZE)
    await slowFirstAnswer(it)
    const runs = await Promise.all([ROUTE, ROUTE, 'd365-to-airbase'].map((route) => it.ml(['sync', route, '--wait', '60s'])))
    for (const { exitCode, stderr } of runs) expect(DONE, stderr).toContain(exitCode)
    await syncUntilDone(it)
    await expectWholeBooks(it)
    await expectNoViolations(it)
  })
})

const noNamespace = noNamespaceReason()

describe.skipIf(noNamespace !== null)(`in two networks of one machine${noNamespace === null ? '' : ` (skipped: ${noNamespace})`}`, () => {
  test('on one state folder, the second one gives way all the same', async () => {
    const it = await installation(SIZE)
    const start = await otherNetworks(it)
    await it.fault('d365', { match: LINES, nth: 2, times: 1, do: { kind: 'slow', ms: 6_000 } })
    const first = start(['sync', ROUTE])
    await it.struck('d365')
    const second = await start(['sync', ROUTE, '--json']).done
    expect([first.child.exitCode, second.exitCode], second.stdout + second.stderr).toEqual([null, 6])
    expect(JSON.parse(second.stdout)).toMatchObject({ error: { code: 'STATE_LOCKED' } })
    expect(DONE).toContain((await first.done).exitCode)
    await syncUntilDone(it)
    await expectWholeBooks(it)
    await expectNoViolations(it)
  })

  test('one after the other, they go on with the same documents', async () => {
    const it = await installation(SIZE)
    const start = await otherNetworks(it)
    const runs = await Promise.all([start, start].map((each) => each(['sync', ROUTE, '--wait', '60s']).done))
    for (const { exitCode, stderr } of runs) expect(DONE, stderr).toContain(exitCode)
    await syncUntilDone(it)
    await expectWholeBooks(it)
    await expectNoViolations(it)
  })
})

describe.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const)('a sync that gets %s', (signal, exitCode) => {
  test(`ends with ${exitCode} once what was in flight is finished, and leaves no doubt`, async () => {
    const it = await installation({ ...SIZE, seed: 42 })
    const run = await heldRun(it, ['--json'])
    run.kill(signal)
    const ended = await run.done
    expect([ended.exitCode, ended.signal, ended.stderr]).toEqual([exitCode, null, ''])
    const result = JSON.parse(ended.stdout) as { interrupted: boolean; standing: { state: string }[] }
    expect(result.interrupted).toBe(true)
    expect(result.standing.filter(({ state }) => state === 'in-doubt')).toEqual([])
    const next = await it.sync(ROUTE)
    expect(DONE).toContain(next.run.exitCode)
    expect((await it.trail()).filter(({ event }) => event === 'in-doubt')).toEqual([])
    await syncUntilDone(it)
    await expectWholeBooks(it)
    await expectNoViolations(it)
  })
})

test('a dry run that gets SIGINT ends with 130 and has changed nothing', async () => {
  const it = await installation(SIZE)
  const before = await it.stateFiles()
  await it.fault('airbase', { match: { method: 'GET', path: '/ledger_entries' }, nth: 1, times: 1, do: { kind: 'slow', ms: 2_000 } })
  const run = it.start(['dry-run', ROUTE])
  await it.struck('airbase')
  run.kill('SIGINT')
  expect((await run.done).exitCode).toBe(130)
  expect(await it.stateFiles()).toEqual(before)
})
