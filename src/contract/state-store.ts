import type { JsonObject } from '../lib/json.ts'
import type { TraceCode } from '../model/identity.ts'
import type { DocumentChange, DocumentEntry, DocumentState, TrailPosition } from './document-entry.ts'
import type { Container } from './target.ts'

/** Which documents of the backlog and of the unfinished ones. */
export interface DocumentFilter {
  /** All routes without it. */
  readonly route?: string
  readonly flow?: string
  readonly states?: readonly DocumentState[]
  /** Beside those of `states`, the ones in conflict, whatever their state. */
  readonly orConflict?: boolean
  readonly ackDue?: boolean
  /** Read in this run, or not. */
  readonly seen?: boolean
  /** The latest event first; the oldest without it. */
  readonly newestFirst?: boolean
}

/** A journal of ours: decided, being opened, or open. */
export interface ContainerEntry {
  readonly container: Container
  readonly route: string
  readonly state: 'opening' | 'open' | 'closed'
  /** The target's number of it. */
  readonly id: string | null
  readonly attemptedAt: number
  readonly firstMissedAt: number | null
  readonly members: readonly { readonly id: TraceCode; readonly lines: readonly number[] }[]
}

/** An event that concerns no single document. */
export interface RunEvent {
  readonly event: string
  readonly facts: JsonObject
}

/** One line of a document's journey, newest first. */
export interface JourneyStep {
  readonly n: number
  readonly at: string
  readonly run: string
  readonly event: string
  readonly entry: DocumentEntry
  readonly facts: JsonObject
  /** What the line seals: the source record or the exact body; null when it seals nothing. */
  readonly sealedWhat: 'content' | 'body' | null
  /** The same, opened; null when there is none or when it was erased. */
  readonly sealed: JsonObject | null
}

/** Facts that hold personal data, sealed under a key slot of their own. */
export interface SealedFacts {
  readonly key: { readonly file: string; readonly slot: number }
  readonly data: string
}

/** Our durable state. One process writes; what is added is durable after `durable()`. */
export interface StateStore {
  /** Null for a document that was never read. */
  get(id: TraceCode): Promise<DocumentEntry | null>
  /** Documents by a number that a person would know, or by natural key. */
  byTerm(term: string): Promise<readonly TraceCode[]>
  /** Documents by a number that a person would know: also those that the index does not know yet. */
  byNumber(number: string): Promise<readonly TraceCode[]>
  /** Documents whose id begins with `prefix`: upper case, 6 characters at least. */
  byPrefix(prefix: string): Promise<readonly TraceCode[]>
  /** Open documents in the order of their latest events: a snapshot of ids, each entry read when it is reached. */
  open(filter: DocumentFilter): AsyncIterable<DocumentEntry>
  count(filter: DocumentFilter): number
  /** Notes that a document was read in this run; nothing for one that ended in an earlier run. */
  markSeen(id: TraceCode): void
  wasSeen(id: TraceCode): boolean
  /** Adds a line to the trail; the answer is the entry as stored, with its places. */
  record(change: DocumentChange): DocumentEntry
  /**
   * Gives the natural key to this document unless another one holds it.
   * @returns the holder: this document, or the other one
   */
  reserve(naturalKey: string, id: TraceCode): Promise<TraceCode>
  /** The sealed source record; null once erased. */
  content(entry: DocumentEntry): Promise<JsonObject | null>
  /** The sealed exact body; null without an intent, or once erased. */
  body(entry: DocumentEntry): Promise<JsonObject | null>
  recordContainer(entry: ContainerEntry): void
  containers(route: string): readonly ContainerEntry[]
  note(event: RunEvent): void
  /** Resolves when all that was added is durable. */
  durable(): Promise<void>
  journey(id: TraceCode): AsyncIterable<JourneyStep>
  /** Small documents of the program itself: far sides, proofs, summaries. Durable through the trail. */
  facts(name: string): JsonObject | null
  saveFacts(name: string, facts: JsonObject): void
  /** Seals what must not stand in the trail in the clear; durable with the line that carries it. */
  sealFacts(facts: JsonObject): SealedFacts
  /** Null once erased. */
  openFacts(sealed: SealedFacts): Promise<JsonObject | null>
  head(): { readonly n: number; readonly hash: string }
  /** Folds the trail's tail into the index and ends. */
  close(): Promise<void>
}

export type { TrailPosition }
