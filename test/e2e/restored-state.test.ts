import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { installation, type CommandOptions, type Installation } from '../support/installation.ts'
import { expectNoViolations, expectWholeBooks, syncUntilDone } from '../support/whole-books.ts'

const ROUTE = 'airbase-to-d365'
const SIZE = { seed: 51, bills: 12, reimbursements: 3, cards: 4, transfers: 1, fees: 1, amortisations: 1, problems: 0.2 }

interface Refusal {
  readonly error: { readonly code: string; readonly message: string; readonly hint: string }
}

/** A part is written, the state is copied, and the rest is written and booked after that. */
const withYesterday = async (): Promise<{ it: Installation; yesterday: string }> => {
  const it = await installation(SIZE)
  await it.sync(ROUTE, '--limit', '8')
  const yesterday = join(it.folder, 'yesterday')
  await cp(it.state, yesterday, { recursive: true })
  await it.sync(ROUTE)
  await it.act('d365', 'book')
  return { it, yesterday }
}

const putBack = async (it: Installation, copy: string): Promise<void> => {
  await rm(it.state, { recursive: true })
  await cp(copy, it.state, { recursive: true })
}

const refused = async (it: Installation, options: CommandOptions = {}): Promise<Refusal['error']> => {
  const wrote = await writesOf(it)
  const { run, value } = await it.json<Refusal>(['sync', ROUTE], options)
  expect(run.exitCode, run.stdout).toBe(10)
  expect(value.error.hint).toContain('state adopt')
  expect(await writesOf(it)).toBe(wrote)
  return value.error
}

const writesOf = async (it: Installation): Promise<number> =>
  (await it.look<{ readonly wrote: boolean }[]>('d365', 'request-log')).filter(({ wrote }) => wrote).length

const adopt = async (it: Installation, options: CommandOptions = {}): Promise<void> => {
  const { exitCode, stdout, stderr } = await it.ml(['state', 'adopt', '--yes'], options)
  expect(exitCode, stdout + stderr).toBe(0)
}

describe("yesterday's state, put back", () => {
  test('stops the sync, which names where the trail ends and should end; once it is adopted, nothing is doubled', async () => {
    const { it, yesterday } = await withYesterday()
    await putBack(it, yesterday)
    const error = await refused(it)
    expect(error.code).toBe('TRAIL_ENDS_BEFORE_ANCHOR')
    expect(error.message).toMatch(/ends at line \d+, but the last run ended at line \d+/)
    const dry = await it.json<Refusal>(['dry-run', ROUTE])
    expect([dry.run.exitCode, dry.value.error.code]).toEqual([10, error.code])
    await adopt(it)
    await syncUntilDone(it)
    await expectWholeBooks(it)
    await expectNoViolations(it)
  })
})

describe('an emptied state folder', () => {
  const adopted = async () => {
    const { it } = await withYesterday()
    await rm(it.state, { recursive: true })
    expect((await refused(it)).code).toBe('TRAIL_ENDS_BEFORE_ANCHOR')
    await adopt(it)
    await it.ml(['mapping', 'import', ROUTE, join(it.folder, `mapping-${ROUTE}.csv`)])
    return it
  }

  test('stops the sync; once it is adopted, nothing is doubled and payments of unknown invoices wait', async () => {
    const it = await adopted()
    const before = await it.books()
    const { value } = await it.sync(ROUTE)
    expect(await it.books()).toEqual(before)
    expect(value.standing.map(({ code }) => code)).toContain('INVOICE_UNKNOWN')
  })

  test('is whole again once the invoices are released anew and replayed, as the messages say', async () => {
    const it = await adopted()
    for (const { airbaseId } of await it.look<{ airbaseId: string }[]>('airbase', 'acknowledged')) await it.act('airbase', 'requeue', { airbase_id: airbaseId })
    const { value } = await it.sync(ROUTE)
    expect(value.standing.find(({ code }) => code === 'HANDED_OVER_BEFORE')?.remedy).toContain('audit replay')
    await it.ml(['audit', 'replay', '--failed', '--reason', 'state was lost'])
    await syncUntilDone(it)
    await expectWholeBooks(it)
  })
})

describe('a copy on a second machine', () => {
  test('stops the sync there and says why, and doubles nothing once it is adopted', async () => {
    const { it } = await withYesterday()
    const there = { env: { ML_CONNECTOR_MACHINE_ID: 'the-second-machine' } }
    const error = await refused(it, there)
    expect([error.code, error.message]).toEqual(['STATE_OF_ANOTHER_MACHINE', expect.stringContaining('another machine')])
    await adopt(it, there)
    const { run } = await it.json(['sync', ROUTE], there)
    expect([0, 3]).toContain(run.exitCode)
    // The first machine is now the one that must not go on.
    expect((await refused(it)).code).toBe('STATE_OF_ANOTHER_MACHINE')
    await adopt(it)
    await syncUntilDone(it)
    await expectWholeBooks(it)
  })
})
