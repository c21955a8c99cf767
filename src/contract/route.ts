import type { TargetDocument } from '../model/document.ts'
import type { TraceCode } from '../model/identity.ts'
import type { Problem } from '../model/problem.ts'
import type { DocumentEntry } from './document-entry.ts'
import type { ReferenceData } from './reference-data.ts'
import type { SourceDocument } from './source.ts'

/** Sales tax of a flow: how amounts are meant and which groups a line carries. */
export interface TaxSettings {
  readonly mode: 'gross' | 'mapped'
  readonly group?: string | undefined
  readonly itemGroup?: string | undefined
}

/** Settings of one flow; all have defaults but those that need a decision. */
export interface FlowSettings {
  readonly enabled: boolean
  readonly form: 'pending' | 'journal'
  readonly paidBy?: 'source' | 'd365' | undefined
  readonly methodOfPayment?: string | undefined
  readonly tax?: TaxSettings | undefined
  readonly taxByLegalEntity: Readonly<Record<string, TaxSettings>>
  readonly closedPeriod?: 'park' | 'first-open' | undefined
  readonly firstOpenDaysMax: number
  readonly roundingTolerance: string
  readonly roundingAccount?: string | undefined
  readonly onForeignDuplicate: 'park' | 'adopt'
  readonly overBalance: 'park'
  readonly text?: string | undefined
}

/** Who spreads a prepaid cost over months; `expense-now` spreads nothing. */
export type Amortisation = 'source' | 'd365' | 'expense-now'

export interface GuardSettings {
  readonly documentsMax?: number | undefined
  /** Currency → decimal amount. */
  readonly totalMax?: Readonly<Record<string, string>> | undefined
  readonly amountMax?: Readonly<Record<string, string>> | undefined
  readonly vanishedShareMax: number
}

export interface RouteSettings {
  readonly from: string
  readonly to: string
  readonly flows: Readonly<Record<string, FlowSettings>>
  readonly timeZones: Readonly<Record<string, string>>
  readonly guards: GuardSettings
  readonly amortisation: Amortisation
  readonly acknowledgeAt: 'written' | 'booked'
  readonly concurrency?: number | undefined
  readonly settleAfterMs?: number | undefined
  readonly askAgainAfterMs: number
  readonly rereadAfterMs: number
  readonly proveFirst: boolean
}

/** Translates codes; a table is a name such as `account`, `vendor`, `dimension:Department`. */
export interface MappingLookup {
  /** Version of all tables together; each change makes a new one. */
  readonly version: number
  /**
   * The entry `<legal entity>/<code>`, then `<code>`, then the default entries `<legal entity>/*` and `*`;
   * null when there is none of them. The code `(none)`, for «the source names none», has no default.
   */
  translate(table: string, code: string, legalEntity?: string): string | null
}

/** What a flow's pure functions may look at. */
export interface FlowContext {
  readonly flow: string
  readonly trace: TraceCode
  /** Title of the source system, for texts that finance reads. */
  readonly sourceTitle: string
  readonly settings: FlowSettings
  /** The same for every flow of the route, so that a cost is counted once. */
  readonly amortisation: Amortisation
  /** Legal entity → zone in which a moment becomes a date. */
  readonly timeZones: Readonly<Record<string, string>>
  readonly mapping: MappingLookup
  readonly reference: ReferenceData
  /** The documents that `links` named, by source ref; null for one that was never read. */
  readonly linked: ReadonlyMap<string, DocumentEntry | null>
}

/** One document in the target's words and the form to write it in, or why it is left out on purpose. */
export type Translated =
  | {
      readonly form: string
      readonly document: TargetDocument
      /** Id in the target of what it is there already, where a mapping says so: it is linked, not created. */
      readonly existingId?: string
    }
  | { readonly skip: Problem }

/** One movement of one kind of document: data and pure functions. */
export interface Flow {
  readonly name: string
  /** Kinds of source documents that it takes. */
  readonly kinds: readonly string[]
  /** Record kind of the source that carries them. */
  readonly recordKind: string
  /** What a changed record does after it was written: reported, or written as an update. */
  readonly onChange: 'conflict' | 'update'
  /** Source refs of the documents that this one depends on. */
  readonly links?: (document: SourceDocument) => readonly string[]
  /** @throws ProblemsError with everything that is wrong */
  readonly translate: (document: SourceDocument, context: FlowContext) => Translated
  /** The document that takes this one out of use, once the source no longer lists it; null where nothing does. */
  readonly retire?: (document: SourceDocument) => SourceDocument
}

/** An ordered list of flows between two systems. */
export interface Route {
  /** `<from>-to-<to>`. */
  readonly name: string
  /** Connectors. */
  readonly from: string
  readonly to: string
  readonly flows: readonly Flow[]
  /** Which side is the ledger, whose reference data documents are checked against. */
  readonly ledger: 'from' | 'to'
}
