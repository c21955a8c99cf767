import { describe, expect, test } from 'vitest'
import type { Fault } from '../../src/sandbox/fault.ts'
import { installation, type Installation, type System } from '../support/installation.ts'
import { expectNothingFalselyAcknowledged, expectNoViolations, expectTrailHolds, expectWholeBooks, syncUntilDone, syncUntilSettled } from '../support/whole-books.ts'

const ALL = 10_000
/** A write that Airbase or D365 took, or did not take, and whose answer nobody waited for. */
const swallowed = ({ method, path, nth, committed }: KillPoint): Fault => ({ match: { method, path }, nth, times: ALL, do: { kind: 'silence', committed } })

interface KillPoint {
  readonly system: System
  /** These writes count. */
  readonly method: 'POST' | 'PATCH'
  readonly path: string
  readonly nth: number
  /** Whether what was in flight has arrived. */
  readonly committed: boolean
}

/** SIGKILL to a run as soon as the far side has seen so many writes; it is one process, so nothing of it lives on. */
const killedRun = async (it: Installation, route: 'airbase-to-d365' | 'd365-to-airbase', point: KillPoint): Promise<void> => {
  const struckBefore = (await it.look<unknown[]>(point.system, 'fault-log')).length
  await it.fault(point.system, swallowed(point))
  const started = it.start(['sync', route])
  await it.struck(point.system, struckBefore + 1)
  started.kill('SIGKILL')
  expect((await started.done).signal).toBe('SIGKILL')
  await it.clearFaults()
}

const INVOICES = '/data/VendInvoiceJournal(Headers|Lines)'
const LINES = '/data/(VendInvoiceJournal|LedgerJournal)Lines'
const HEADERS = '/data/(VendInvoiceJournal|LedgerJournal)Headers'
const TOLD = '/ledger_entries/'
const at = (path: string, nth: number, committed: boolean): KillPoint => ({ system: 'd365', method: 'POST', path, nth, committed })
const telling = (nth: number, committed: boolean): KillPoint => ({ system: 'airbase', method: 'PATCH', path: TOLD, nth, committed })

const KILLS: readonly (readonly [name: string, seed: number, first: KillPoint, second: KillPoint])[] = [
  ['the first write of all, which never arrives, then the first that does', 31, at(INVOICES, 1, false), at(INVOICES, 1, true)],
  ['the middle of the lines, then again', 32, at(LINES, 9, true), at(LINES, 3, false)],
  ['lines that never arrive, then an acknowledgement', 32, at(LINES, 14, false), telling(5, true)],
  ['the headers of journals, twice', 33, at(HEADERS, 3, true), at(HEADERS, 2, true)],
  ['the first acknowledgement, then the last ones', 33, telling(1, true), telling(3, false)],
]

const SIZE = { bills: 14, reimbursements: 4, cards: 5, transfers: 2, fees: 1, amortisations: 2, problems: 0.2 }

describe('a sync that is killed twice', () => {
  test.each(KILLS)('at %s, leaves nothing missing and nothing doubled', async (_, seed, first, second) => {
    const it = await installation({ ...SIZE, seed })
    await killedRun(it, 'airbase-to-d365', first)
    await expectNothingFalselyAcknowledged(it)
    await killedRun(it, 'airbase-to-d365', second)
    await syncUntilDone(it)
    await expectWholeBooks(it)
    await expectNoViolations(it)
  })

  test.each([
    ['before its first rows arrive, then after them', false, true],
    ['after its first rows have arrived, then before the next ones', true, false],
  ])('%s, leaves every reference record once in Airbase', async (_, first, second) => {
    const it = await installation({ ...SIZE, seed: 31 })
    const upsert = (nth: number, committed: boolean): KillPoint => ({ system: 'airbase', method: 'POST', path: '/bulk_upsert/', nth, committed })
    await killedRun(it, 'd365-to-airbase', upsert(1, first))
    await killedRun(it, 'd365-to-airbase', upsert(1, second))
    await syncUntilSettled(it, 'd365-to-airbase')
    for (const kind of ['accounts', 'vendors', 'tags'] as const) {
      const rows = await it.look<readonly { readonly erp_reference_id: string | null; readonly type_label?: string }[]>('airbase', kind)
      const linked = rows.filter((row) => (row.erp_reference_id ?? '') !== '').map((row) => `${row.type_label ?? ''}/${row.erp_reference_id ?? ''}`)
      expect(linked.length, kind).toBeGreaterThan(5)
      expect(new Set(linked).size, kind).toBe(linked.length)
    }
    await expectTrailHolds(it)
    await expectNoViolations(it)
  })
})
