import type { JsonObject } from '../lib/json.ts'
import type { CalendarDate } from '../model/calendar-date.ts'
import type { TargetDocument } from '../model/document.ts'
import type { TraceCode } from '../model/identity.ts'
import type { NaturalKey } from '../model/natural-key.ts'
import type { Problem } from '../model/problem.ts'
import type { ReferenceData } from './reference-data.ts'

/** Where a document stands in the target. */
export interface TargetLink {
  /** The target's own key, as text: a header reference, a journal number, an id. */
  readonly id: string
  readonly legalEntity: string | null
  /** Lines of a shared container that belong to this document. */
  readonly lines: readonly number[]
  readonly voucher: string | null
  readonly url: string | null
}

/** A document made ready for the target; nothing about it changes once its intent is durable. */
export interface PreparedDocument {
  readonly form: string
  readonly legalEntity: string | null
  readonly postingDate: CalendarDate | null
  readonly naturalKey: NaturalKey
  /** Documents with the same key may share a journal; null where each stands alone. */
  readonly containerKey: string | null
  /** Lines that it takes of its container, 1 elsewhere. */
  readonly lineCount: number
  /** Most lines of its container, where that is fewer than the writer's own bound. */
  readonly linesMax?: number
  /** The exact body in the target's words; `find`, completion and re-sending use only this. */
  readonly body: JsonObject
  /** What of it may stand in the trail in the clear: no personal and no bank data. */
  readonly facts: JsonObject
}

export interface PrepareContext {
  readonly trace: TraceCode
  readonly flow: string
  readonly reference: ReferenceData
  /** What an earlier write of the same reference record left there; null for a first write and for all documents. */
  readonly existing: TargetLink | null
}

/** A document with its body, as `find` and `write` see it. */
export interface WriteItem {
  readonly id: TraceCode
  readonly body: JsonObject
  /** What the last look found of it; `write` sends only what is missing. */
  readonly found: Found
  /** Line numbers in the container, fixed before its header was sent; empty elsewhere. */
  readonly lines: readonly number[]
}

/** What the target answered when asked for a document. */
export type Found =
  | { readonly kind: 'absent' }
  /** Ours by its trace code. `whole` is false while lines or the release are missing. */
  | { readonly kind: 'ours'; readonly whole: boolean; readonly booked: boolean; readonly link: TargetLink }
  /** Found by number only: another hand wrote it. */
  | { readonly kind: 'foreign'; readonly agrees: boolean; readonly link: TargetLink }
  /** More than one match, or ours with a content that is not what was sent: a person must look. */
  | { readonly kind: 'unclear'; readonly problem: Problem }
  /** Cannot be written now; the document waits with this reason. */
  | { readonly kind: 'blocked'; readonly problem: Problem }

/** A journal that several documents share, decided before its header is sent. */
export interface Container {
  /** Trace code of the journal itself, carried in its header. */
  readonly trace: TraceCode
  readonly form: string
  readonly flow: string
  readonly legalEntity: string
  readonly currency: string
  readonly postingDate: CalendarDate
}

export interface WriteChunk {
  readonly container: Container | null
  readonly items: readonly WriteItem[]
}

/** How one document ended. A doubt is not an outcome: it is thrown as `UncertainWriteError`. */
export type WriteOutcome =
  | { readonly kind: 'written'; readonly link: TargetLink; readonly echo: JsonObject }
  /** Refused; whatever of it was already in the target is proven to be gone again. */
  | {
      readonly kind: 'rejected'
      readonly problems: readonly Problem[]
      /** True when it only waits for something in the target and may be tried again without a person. */
      readonly waits?: boolean
    }
  /** Stands in the target in part, or not as it was sent, and could not be taken back: for a person. */
  | { readonly kind: 'partial'; readonly problem: Problem; readonly link: TargetLink | null }

/** Where a writer reports to, and what it must wait for. */
export interface WriteProgress {
  /** Resolves when it is durable that these documents' next request may write. Called before its first byte. */
  sending(ids: readonly TraceCode[]): Promise<void>
  outcome(id: TraceCode, outcome: WriteOutcome): void
  /** True once nothing new should be begun; asked before each document. What is left out needs no outcome. */
  stopping(): boolean
  /** The container's header is about to be sent; resolves when that is durable. */
  opening(): Promise<void>
  /** The container's header is there. */
  opened(id: string): void
}

/** Where a written document is now. */
export type Followed =
  | { readonly kind: 'unchanged' }
  | {
      readonly kind: 'booked'
      readonly link: TargetLink
      /** `asSent` is true only where what was booked was compared and is what was sent: nothing else is a proof. */
      readonly facts: JsonObject
      /** What a person must look at in what was booked; null when there is nothing. */
      readonly conflict: string | null
    }
  /** Neither pending nor booked any more: it may be written again. */
  | { readonly kind: 'withdrawn'; readonly problem: Problem }
  /** Not where it was written, and not proven to be gone: a person must look, and nothing is written again. */
  | { readonly kind: 'unclear'; readonly problem: Problem }

/** Writes documents of one form. Keeps no state, never retries. */
export interface DocumentWriter {
  readonly form: string
  /** Whether a target can book what was written; elsewhere `written` is final. */
  readonly books: boolean
  /** Most documents of one chunk; and most lines of one container. */
  readonly documentsPerChunk: number
  readonly linesPerContainer: number
  /**
   * Pure.
   * @throws ProblemsError with everything that the target would refuse
   */
  prepare(document: TargetDocument, context: PrepareContext): PreparedDocument
  /** Asks the target in life-cycle order (pending, then booked). All items are of one legal entity. Safe. */
  find(items: readonly Pick<WriteItem, 'id' | 'body'>[]): Promise<ReadonlyMap<TraceCode, Found>>
  /**
   * Writes the items in order and reports each outcome. Stops at the first doubt by throwing.
   * @throws UncertainWriteError a document may stand there in whole or in part
   * @throws RetryableError, ContainerClosedError nothing of the current document stands there
   * @throws CredentialError, WireError the connection cannot be used; the current document is in doubt
   */
  write(chunk: WriteChunk, progress: WriteProgress): Promise<void>
  /** Asks for a container whose opening is in doubt; removes an empty one. Null where there are no containers. */
  readonly closeContainer: ((container: Container) => Promise<'absent' | 'removed' | 'in-use'>) | null
  /** Asks after written documents, all of one legal entity. Safe. */
  follow(items: readonly (Pick<WriteItem, 'id' | 'body'> & { readonly link: TargetLink })[]): Promise<ReadonlyMap<TraceCode, Followed>>
}
