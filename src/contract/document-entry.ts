import type { JsonObject } from '../lib/json.ts'
import type { CalendarDate } from '../model/calendar-date.ts'
import type { Identity, TraceCode } from '../model/identity.ts'
import type { Problem } from '../model/problem.ts'
import type { Fingerprint } from './source.ts'
import type { TargetLink } from './target.ts'

/**
 * Where a document is. `written`: in the target, unposted, echo-checked; `booked`: it has a voucher;
 * `withdrawn`: neither pending nor booked any more; `parked`: waits for a person; `skipped`: ended without a write.
 */
export const DOCUMENT_STATES = ['ready', 'sending', 'in-doubt', 'parked', 'written', 'booked', 'withdrawn', 'skipped'] as const
export type DocumentState = (typeof DOCUMENT_STATES)[number]

/** The states of the conservation law's backlog. */
export const BACKLOG_STATES = ['ready', 'sending', 'in-doubt', 'parked'] as const satisfies readonly DocumentState[]

export const isBacklog = (state: DocumentState): boolean => (BACKLOG_STATES as readonly DocumentState[]).includes(state)

/** Where a line of the trail stands. */
export interface TrailPosition {
  /** Month file, `2026-11`. */
  readonly file: string
  readonly offset: number
  readonly length: number
}

/** Decimal text and currency, as the trail keeps amounts. */
export interface StoredAmount {
  readonly amount: string
  readonly currency: string
}

/** What would be written, decided before the first look-up. */
export interface WritePlan {
  readonly form: string
  readonly legalEntity: string | null
  readonly postingDate: CalendarDate | null
  readonly naturalKey: string
  /** Vendor account and number of an invoice, for the payments that settle it; null elsewhere. */
  readonly party: string | null
  readonly number: string | null
  readonly containerKey: string | null
  readonly lineCount: number
  /** Most lines of its container, where it has a bound of its own. */
  readonly linesMax?: number
  /** Digest of the body, for documents that are written again when it changes; null for those that never are. */
  readonly bodyHash: string | null
}

/** Why and since when it is not known whether a write was carried out. Times are the far side's, milliseconds. */
export interface Doubt {
  readonly code: string
  readonly message: string
  readonly attemptedAt: number
  /** First ask, at least `settleAfter` after the attempt, that did not find it whole; null before. */
  readonly firstMissedAt: number | null
}

/** The journal that it shares, fixed before the journal's header was sent. */
export interface ContainerPlace {
  readonly trace: TraceCode
  readonly lines: readonly number[]
}

/** All that is known of one document after its latest event; each event of the trail carries it whole. */
export interface DocumentEntry {
  readonly id: TraceCode
  readonly identity: Identity
  readonly route: string
  readonly flow: string
  readonly state: DocumentState
  /** Null for documents without an amount and for those that could not be read. */
  readonly amount: StoredAmount | null
  readonly fingerprint: Fingerprint
  readonly numbers: readonly string[]
  readonly plan: WritePlan | null
  /** Why it is parked, skipped or withdrawn. */
  readonly problems: readonly Problem[]
  /**
   * Who parked it. `check`: our own rules, judged anew at every read by the mapping, settings and reference data of
   * that run. `target`: the target refused it or holds a document of that number; judged anew when the record, the
   * mapping or the settings of its flow change, or when a person replays it. `wait`: it waits for something in the
   * target and is asked for at every run.
   */
  readonly parkedBy: 'check' | 'target' | 'wait' | null
  readonly doubt: Doubt | null
  readonly container: ContainerPlace | null
  readonly link: TargetLink | null
  /** Whether the source must be told, and was. */
  readonly acknowledged: 'no' | 'due' | 'done'
  /** The number by which the source is told of it, the same each time; set once it is due. */
  readonly toldReference?: string
  /** Why the source refused to be told; it is told again at every run. */
  readonly refused?: { readonly code: string; readonly message: string }
  /** What changed in the source, or in the target, after it was written; null while nothing did. */
  readonly conflict: string | null
  /** The change in the source that a person took note of: it is a conflict no more. */
  readonly accepted?: string
  /** A person lets it go, although the source says that it was handed over: until that source says otherwise. */
  readonly released?: true
  /** Digest of what the source was told of its problems. */
  readonly reported?: string
  /** The source no longer lists it: what is written is the end of its use. */
  readonly retired: boolean
  /** Version of the mapping tables that translated it. */
  readonly mapping: number
  /** Digest of the settings of its flow at that time. */
  readonly settings?: string
  /** The line with its sealed source record. */
  readonly content: TrailPosition | null
  /** The line with its sealed exact body: once set, company, natural key and body are fixed. */
  readonly intent: TrailPosition | null
  /** Nothing of the intent is in the target, by proof: a record that changed since makes a new one. */
  readonly absent?: true
}

/** One event of a document: what happened, what it is after it, and facts for the audit. */
export interface DocumentChange {
  readonly event: string
  readonly entry: DocumentEntry
  readonly facts?: JsonObject
  /** Source record to be sealed into the line; sets `entry.content`. */
  readonly content?: JsonObject
  /** Exact body to be sealed into the line; sets `entry.intent`. */
  readonly body?: JsonObject
}
