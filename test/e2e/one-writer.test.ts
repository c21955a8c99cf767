import { describe, expect, test } from 'vitest'
import { installation, type Installation } from '../support/installation.ts'
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
