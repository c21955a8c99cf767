import { doneStatus, readyStatus } from './ledger-entries.ts'
import type { LedgerStore } from './ledger-store.ts'
import { newAirbaseId } from './ids.ts'
import type { AirbaseSettings, AirbaseToken } from './options.ts'
import type { EntryMoney, LedgerEntry, ReferenceKind, ReferenceRecord } from './records.ts'
import type { ReferenceStore } from './reference-store.ts'

/** What people do in Airbase itself, out of sight of the API. */
export interface People {
  /** Changes an entry; one that was finished goes back into the queue, its ERP reference kept. */
  editEntry(airbaseId: string, changes: Partial<LedgerEntry>): LedgerEntry
  /** Voids an entry: it leaves the queue, or comes back with nothing left to pay when it was finished. */
  voidEntry(airbaseId: string): LedgerEntry
  /** Adds an entry that was approved just now. */
  addEntry(entry: LedgerEntry): LedgerEntry
  /** Puts a finished or failed entry back into the queue, its ERP reference kept. */
  requeue(airbaseId: string): LedgerEntry
  /** Withdraws the approval: the entry leaves the queue. */
  unapprove(airbaseId: string): LedgerEntry
  /** Approves an entry that was waiting. */
  approve(airbaseId: string): LedgerEntry
  /** Replaces every API key; the old ones are refused from now on. */
  rotateToken(token?: AirbaseToken): AirbaseToken
  /** Changes a reference row, or adds it when Airbase does not have it. */
  editReference(kind: ReferenceKind, row: ReferenceRecord): ReferenceRecord
}

/** The status of an entry that has not cleared its approval; the API does not list it. */
const waitingStatus = 'pending_approval'
/** The status of an entry that was voided before it was ever taken over. */
const voidedStatus = 'voided'

/** Lets people work on the tenant's tables. */
export function createPeople(
  entries: LedgerStore,
  reference: ReferenceStore,
  settings: AirbaseSettings,
  replaceToken: (token: AirbaseToken) => void,
): People {
  let lastTokenId = Math.max(0, ...settings.tokens.map(({ id }) => id))
  const change = (airbaseId: string, changes: Partial<LedgerEntry>): LedgerEntry => {
    const entry = entries.find(airbaseId)
    if (!entry) throw new Error(`no entry ${airbaseId} in Airbase`)
    const next = { ...entry, ...changes }
    entries.save(next)
    return next
  }
  const wasTaken = (airbaseId: string): boolean => {
    const status = entries.find(airbaseId)?.status
    return status === doneStatus || status === settings.errorStatus
  }
  return {
    editEntry: (airbaseId, changes) =>
      change(
        airbaseId,
        settings.requeueOnEdit && wasTaken(airbaseId) ? { ...changes, status: readyStatus } : changes,
      ),
    voidEntry(airbaseId) {
      const entry = change(airbaseId, {})
      if (!wasTaken(airbaseId) && entry.erp_reference_id === null)
        return change(airbaseId, { status: voidedStatus })
      return change(airbaseId, { ...emptied(entry), status: readyStatus })
    },
    addEntry(entry) {
      if (entries.find(entry.airbase_id)) throw new Error(`entry ${entry.airbase_id} is in Airbase already`)
      entries.save(entry)
      return entry
    },
    requeue: (airbaseId) => change(airbaseId, { status: readyStatus }),
    unapprove: (airbaseId) => change(airbaseId, { status: waitingStatus }),
    approve: (airbaseId) => change(airbaseId, { status: readyStatus }),
    rotateToken(token) {
      lastTokenId += 1
      const next = token ?? { key: newAirbaseId(settings.random).replaceAll('-', ''), id: lastTokenId }
      replaceToken(next)
      return next
    },
    editReference(kind, row) {
      const table: { save(row: ReferenceRecord): void } = reference[kind]
      table.save(row)
      return row
    },
  }
}

/** The entry with every amount at zero. */
function emptied(entry: LedgerEntry): Partial<LedgerEntry> {
  const zero = (money: EntryMoney): EntryMoney => ({ ...money, amount: '0' })
  const zeroOrNull = (money: EntryMoney | null) => money && zero(money)
  const { amount, transaction_amount, settlement_amount, subsidiary_amount } = entry.amounts
  return {
    total_amount: '0',
    expense_list: entry.expense_list.map((line) => ({ ...line, amount: '0' })),
    amounts: {
      amount: zero(amount),
      transaction_amount: zero(transaction_amount),
      settlement_amount: zeroOrNull(settlement_amount),
      subsidiary_amount: zeroOrNull(subsidiary_amount),
    },
  }
}
