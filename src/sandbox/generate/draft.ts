import type { AppliedTo, EntryVendor, LedgerEntry, NamedReference } from '../airbase/records.ts'
import type { TagLabel } from './catalogue.ts'
import type { WorldCurrency } from './decimal-text.ts'
import type { ExpectedKind, ExpectedOutcome, ExpectedReason } from './expectation.ts'
import type { Company } from './parties.ts'

/** A tag of a draft: label, D365 value (empty when the ERP does not know it) and name. */
export interface DraftTag {
  readonly label: TagLabel
  readonly value: string
  readonly name: string
}

/** A span of days over which a line's cost is spread. */
export interface Span {
  readonly start: string
  readonly end: string
}

/** A line before it has the vendor's shape. */
export interface DraftLine {
  readonly account: NamedReference
  readonly minor: number
  /** The amount as text, where it is no whole number of minor units. */
  readonly text?: string
  readonly tags: readonly DraftTag[]
  readonly description: string | null
  readonly amortised?: Span
}

/** A document as the generator thinks of it: what Airbase will say, and what should come of it. */
export interface Draft {
  readonly airbaseId: string
  readonly kind: ExpectedKind
  readonly type: string
  readonly status: string
  readonly company: Company
  readonly currency: WorldCurrency
  readonly date: string
  /** Time of day; with microseconds on card and transfer rows. */
  readonly time: string
  readonly owner: { readonly name: string; readonly email: string } | null
  /** Who is owed, where the entry says it apart from the owner. */
  readonly employee: { readonly name: string; readonly email: string } | null
  readonly vendor: EntryVendor | null
  readonly vendorAccount?: string
  readonly invoiceAccount?: string
  readonly invoiceNumber: string | null
  readonly bankAccount: NamedReference | null
  readonly apAccount: NamedReference | null
  readonly appliedTo: AppliedTo | null
  readonly receipt: string | null
  readonly paidAtOnce: boolean
  readonly lines: readonly DraftLine[]
  readonly headerTags: readonly DraftTag[]
  readonly notes: string | null
  readonly amortisationAccount: NamedReference | null
  readonly amortised: Span | null
  /** Set where the total is not the sum of the lines. */
  readonly totalMinor?: number
  /** Amount and currency of the purchase, where they differ from the entry's. */
  readonly purchase?: { readonly minor: number; readonly currency: WorldCurrency }
  /** What left the funding account: as the entry, another amount, or nothing yet. */
  readonly settlement: 'same' | 'none' | { readonly minor: number; readonly currency: WorldCurrency }
  readonly offsetAccount?: string
  readonly outcome: ExpectedOutcome
  readonly why?: ExpectedReason
  readonly special?: string
  readonly duplicateOf?: string
  /** The total as text, where it is no whole number of minor units. */
  readonly totalText?: string
  /** The entry names no currency anywhere. */
  readonly withoutCurrency?: true
  /** Fields of the entry that are not as they would follow from the draft. */
  readonly patch?: Partial<LedgerEntry>
}

/** The total of a draft in minor units of its currency. */
export const totalOf = (draft: Draft): number =>
  draft.totalMinor ?? draft.lines.reduce((sum, line) => sum + line.minor, 0)

/** The draft, parked for a reason. */
export const parked = (draft: Draft, why: ExpectedReason, changes: Partial<Draft> = {}): Draft => ({
  ...draft,
  ...changes,
  outcome: 'parked',
  why,
  special: changes.special ?? why,
})

/** The draft, written although something is special about it. */
export const special = (draft: Draft, name: string, changes: Partial<Draft> = {}): Draft => ({
  ...draft,
  ...changes,
  special: name,
})
