import type { JsonObject } from '../lib/json.ts'
import type { CurrencyTable } from '../model/currency.ts'
import type { Money } from '../model/money.ts'
import type { Problem } from '../model/problem.ts'
import type { ReferenceRecord } from '../model/reference-record.ts'
import type { Spend } from '../model/spend.ts'

/** Hash over a declared, versioned list of business fields, before any mapping. */
export interface Fingerprint {
  readonly version: number
  readonly hash: string
  /** Hash over party, number, currency and total alone: equal cores let a new version re-stamp quietly. */
  readonly core: string
}

/** One record as received: its immutable id and the fields that we use, in the vendor's words. */
export interface RawRecord {
  readonly ref: string
  readonly content: JsonObject
}

/** A record without a usable id; the run counts it and goes on. */
export interface UnreadableRecord {
  readonly unreadable: Problem
}

export interface SourcePage {
  readonly records: readonly (RawRecord | UnreadableRecord)[]
  /** Only on the last page: the list cannot be proven whole, so that nothing follows from what is not in it. */
  readonly whole?: false
}

/** What a record says, in our words. */
export interface SourceDocument {
  /** Chooses the flow: `bill`, `vendor`, … */
  readonly kind: string
  /** Only approved documents are written. */
  readonly approval: 'approved' | 'not-approved'
  /** The source says that it was handed over before. */
  readonly handedOver: boolean
  /** Null when it has none or when it could not be read. */
  readonly amount: Money | null
  readonly fingerprint: Fingerprint
  /** Numbers by which a person would look for it, beside the ref. */
  readonly numbers: readonly string[]
  readonly body: Spend | ReferenceRecord | null
  /** Why `body` is null, or what else is wrong with it. */
  readonly problems: readonly Problem[]
}

export interface ReadContext {
  readonly currencies: CurrencyTable
}

export interface ReadOptions {
  readonly signal: AbortSignal
}

/** What the source is told once its document is in the target. */
export interface Acknowledgement {
  readonly ref: string
  /** The document's number in the target, for people. */
  readonly reference: string
  readonly url: string | null
}

/** Reads one kind of record from a system. Keeps no state, never retries, never sleeps. */
export interface SourceReader {
  /** Part of every identity, so it never changes: `ledger-entry`. */
  readonly recordKind: string
  /** `queue`: rows leave on acknowledgement, the whole list each run; `full`: compare all. */
  readonly movement: 'queue' | 'full'
  /** The whole list, page by page. */
  read(options: ReadOptions): AsyncIterable<SourcePage>
  /**
   * One record as it is now; null when the source does not know it any more. Left out where the source cannot be asked
   * for one. Safe.
   * @throws WireError when it has not the shape of a listed one: it must not look like a change
   */
  readonly readAgain?: (ref: string) => Promise<RawRecord | null>
  /** Pure. Never throws for bad content: what is wrong stands in `problems`. */
  toDocument(record: RawRecord, context: ReadContext): SourceDocument
  /** Tells the source that its document is written; repeating it is harmless. Null where the source is not told. */
  readonly acknowledge: ((item: Acknowledgement) => Promise<void>) | null
  /** Tells the source why its document is parked, where a setting asks for it; null elsewhere. */
  readonly reportProblem: ((ref: string, message: string) => Promise<void>) | null
  /** Deep link for people. */
  readonly link: (ref: string) => string | null
}
