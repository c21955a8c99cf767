import { describe, expect, test } from 'vitest'
import type { SyncResult } from '../../src/services/sync.ts'
import { booksByTrace } from '../support/books.ts'
import { installation, type Installation } from '../support/installation.ts'

interface Asked {
  readonly method: string
  readonly target?: string
  readonly path?: string
  readonly wrote: boolean
}

const SIZE = { seed: 21, bills: 30, reimbursements: 8, cards: 10, transfers: 3, fees: 2, amortisations: 3, problems: 0.4 }
const READS = ['GET', 'HEAD']

const requests = async (it: Installation): Promise<readonly Asked[]> =>
  (await Promise.all([it.look<Asked[]>('d365', 'request-log'), it.look<Asked[]>('airbase', 'request-log')])).flat()

const isToken = ({ target = '' }: Asked): boolean => target.includes('/oauth2/')

const ids = (result: SyncResult, action: string): string[] => result.documents.filter((document) => document.action === action).map(({ id }) => id)

const total = (result: SyncResult, name: 'written' | 'parkedNow'): number => result.flows.reduce((sum, { counts }) => sum + counts[name].count, 0)

describe.each(['airbase-to-d365', 'd365-to-airbase'] as const)('a dry run of %s', (route) => {
  test('makes only requests that change nothing, and leaves the state as it was, to the byte', async () => {
    const it = await installation(SIZE)
    const before = await it.stateFiles()
    const { run } = await it.json<SyncResult>(['dry-run', route])
    expect([run.exitCode, run.stderr]).toEqual([3, ''])
    const asked = await requests(it)
    expect(asked.length).toBeGreaterThan(10)
    expect(asked.filter(({ wrote }) => wrote)).toEqual([])
    expect(asked.filter((each) => !READS.includes(each.method) && !isToken(each))).toEqual([])
    expect(await it.stateFiles()).toEqual(before)
  })

  test('on a state with a history leaves it as it was, to the byte, and announces nothing twice', async () => {
    const it = await installation(SIZE)
    await it.sync(route)
    const before = await it.stateFiles()
    const wrote = (await requests(it)).filter(({ wrote }) => wrote).length
    const { value } = await it.json<SyncResult>(['dry-run', route])
    expect(ids(value, 'write')).toEqual([])
    expect(await it.stateFiles()).toEqual(before)
    expect((await requests(it)).filter(({ wrote }) => wrote)).toHaveLength(wrote)
  })
})

describe('what a dry run announces', () => {
  test('is what the next sync writes, and parks for the same reason, document by document', async () => {
    const it = await installation(SIZE)
    const { value: dry } = await it.json<SyncResult>(['dry-run', 'airbase-to-d365'])
    const { value: real } = await it.sync('airbase-to-d365')
    const books = await it.books()
    expect(ids(dry, 'write').length).toBeGreaterThan(20)
    expect([...booksByTrace(books).keys()].sort()).toEqual(ids(dry, 'write').sort())
    expect(books).toHaveLength(total(real, 'written'))
    const { value: after } = await it.json<SyncResult>(['dry-run', 'airbase-to-d365'])
    const parked = (result: SyncResult) => result.documents.filter(({ action }) => action === 'park').map(({ id, reason }) => `${id} ${reason ?? ''}`)
    expect(parked(dry).length).toBeGreaterThan(5)
    expect(total(real, 'parkedNow')).toBe(parked(dry).length)
    expect(parked(after).sort()).toEqual(parked(dry).sort())
    for (const { id, amount, legalEntity, postingDate } of dry.documents.filter(({ action }) => action === 'write')) {
      const [written] = booksByTrace(books).get(id) ?? []
      expect([written?.legalEntity, written?.currency, written?.postingDate], id).toEqual([legalEntity?.toLowerCase(), amount?.currency, postingDate])
    }
  })

  test('of reference data is what the next sync writes to Airbase', async () => {
    const it = await installation(SIZE)
    const { value: dry } = await it.json<SyncResult>(['dry-run', 'd365-to-airbase'])
    await it.sync('d365-to-airbase')
    const { value: after } = await it.json<SyncResult>(['dry-run', 'd365-to-airbase'])
    // What Airbase has already is found there, and not sent.
    const sent = (await it.trail()).filter(({ event }) => event === 'sending').map(({ doc }) => doc)
    expect(ids(dry, 'write').length).toBeGreaterThan(10)
    expect(sent.sort()).toEqual(ids(dry, 'write').sort())
    expect(ids(after, 'park').sort()).toEqual(ids(dry, 'park').sort())
  })

  test('reads the same as text and under --json', async () => {
    const it = await installation({ ...SIZE, bills: 10, reimbursements: 2, cards: 2, fees: 0, amortisations: 0 })
    const { value, run } = await it.json<SyncResult>(['dry-run', 'airbase-to-d365'])
    const text = await it.ml(['dry-run', 'airbase-to-d365'])
    expect(text.exitCode).toBe(run.exitCode)
    for (const { id, action, amount, reason } of value.documents) {
      const row = text.stdout.split('\n').find((line) => line.startsWith(id)) ?? ''
      expect(row, id).toContain(` ${action} `)
      expect(row, id).toContain(`${amount?.amount ?? ''} ${amount?.currency ?? ''}`)
      expect(row.trimEnd().endsWith(reason ?? '-'), row).toBe(true)
    }
  })
})
