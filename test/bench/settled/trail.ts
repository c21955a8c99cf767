import { firstTrailFile, genesisHead, openTrail } from '../../../src/state/trail.ts'
import type { DocumentEntry } from '../../../src/contract/document-entry.ts'
import { sha256Hex } from '../../../src/lib/hash.ts'
import { systemClock, type Clock } from '../../../src/lib/clock.ts'
import type { CalendarDate } from '../../../src/model/calendar-date.ts'
import { traceCode } from '../../../src/model/identity.ts'
import { naturalKey } from '../../../src/model/natural-key.ts'
import { nodeDisk } from '../../../src/state/node-disk.ts'
import { ROUTE } from '../setting.ts'

const MONTHS = 12
const LINES_PER_SYNC = 2_000
const LINES_PER_JOURNAL = 20

/** The number by which a person would know document `at`. */
export const numberOf = (at: number): string => `OLD-${String(at).padStart(8, '0')}`

/** Its id here. */
export const idOf = (at: number) => traceCode({ connection: 'airbase', kind: 'ledger-entry', ref: refOf(at) })

/** Writes `count` settled documents as the program's own trail would hold them, over the twelve months of 2025. */
export const writeSettledTrail = async (folder: string, count: number): Promise<void> => {
  let at = 0
  const clock: Clock = { ...systemClock, now: () => Date.UTC(2025, Math.floor((at * MONTHS) / count), 1) }
  const trail = await openTrail({
    disk: nodeDisk,
    clock,
    folder,
    run: 'R20250101000000-bench0',
    file: firstTrailFile(clock),
    head: genesisHead,
    beforeGroup: () => Promise.resolve(),
  })
  for (; at < count; at += 1) {
    const entry = settledEntry(at)
    trail.add({ event: 'booked', doc: entry.id, entry, facts: { journal: entry.link?.id, voucher: entry.link?.voucher, asSent: true } })
    if (at % LINES_PER_SYNC === 0) await trail.durable()
  }
  at = count - 1
  await trail.close()
}

const refOf = (at: number): string => {
  const hex = at.toString(16).padStart(12, '0')
  return `0de00000-0000-4000-8000-${hex}`
}

const settledEntry = (at: number): DocumentEntry => {
  const number = numberOf(at)
  const journal = String(Math.floor(at / LINES_PER_JOURNAL)).padStart(8, '0')
  const line = (at % LINES_PER_JOURNAL) + 1
  const party = `US-${String(at % 500).padStart(4, '0')}`
  const digest = sha256Hex(number)
  return {
    id: idOf(at),
    identity: { connection: 'airbase', kind: 'ledger-entry', ref: refOf(at) },
    route: ROUTE,
    flow: 'bills',
    state: 'booked',
    amount: { amount: `${(at % 90_000) + 10}.${String(at % 100).padStart(2, '0')}`, currency: 'USD' },
    fingerprint: { version: 1, hash: digest, core: sha256Hex(digest) },
    numbers: [number, refOf(at)],
    plan: {
      form: 'invoice-journal',
      legalEntity: 'USMF',
      postingDate: '2025-06-30' as CalendarDate,
      naturalKey: naturalKey('invoice', 'USMF', party, 'invoice', number),
      party,
      number,
      containerKey: ['invoice-journal', 'bills', 'usmf', 'USD', '2025-06-30', 'APInvoice'].join('\u001f'),
      lineCount: 1,
      bodyHash: null,
    },
    problems: [],
    parkedBy: null,
    doubt: null,
    container: { trace: idOf(Math.floor(at / LINES_PER_JOURNAL)), lines: [line] },
    link: {
      id: journal,
      legalEntity: 'usmf',
      lines: [line],
      voucher: `APInvo-V${String(at).padStart(8, '0')}`,
      url: `http://127.0.0.1:36500/data/VendInvoiceJournalHeaders(dataAreaId='usmf',JournalBatchNumber='${journal}')?cross-company=true`,
    },
    acknowledged: 'done',
    conflict: null,
    retired: false,
    mapping: 1,
    content: null,
    intent: null,
  }
}
