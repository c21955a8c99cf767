import type { CalendarDate } from './calendar-date.ts'
import type { Money } from './money.ts'

/** What a source document is, in our words. `other` is never written. */
export const SPEND_KINDS = ['bill', 'reimbursement', 'card', 'settlement', 'transfer', 'fee', 'amortisation', 'other'] as const
export type SpendKind = (typeof SPEND_KINDS)[number]

/** A code of the source system with the name a person knows it by. `code` is null where the source has none. */
export interface SourceCode {
  readonly code: string | null
  readonly name: string
}

/** One cost line of a source document, coded in the source's words. */
export interface SpendLine {
  readonly number: number
  readonly account: SourceCode | null
  /** Minor units of the document's currency, signed. */
  readonly minor: bigint
  /** Source label (`Department`) → code; a line's tag wins over the document's. */
  readonly tags: Readonly<Record<string, SourceCode>>
  readonly description: string | null
  /** Days over which the source spreads the cost; null where the line names none. */
  readonly amortisation: { readonly from: CalendarDate; readonly to: CalendarDate } | null
}

/**
 * Approved spend as the source tells it, before any mapping: codes, names and dates are the source's own.
 * Amounts are signed: a refund or a credit note is negative.
 */
export interface Spend {
  readonly kind: SpendKind
  /** Number that a person knows: the supplier's invoice number, null where there is none by nature. */
  readonly number: string | null
  readonly company: SourceCode | null
  readonly vendor: SourceCode | null
  /** Who spent or is owed. */
  readonly owner: { readonly name: string | null; readonly email: string | null } | null
  /** Funding or clearing account that the source names. */
  readonly fundingAccount: SourceCode | null
  /** Card programme or funding kind. */
  readonly programme: string | null
  /** As the source writes it. */
  readonly date: CalendarDate
  /** Where the source states a moment, not a date: milliseconds. Its date is then that of the company's zone. */
  readonly moment: number | null
  readonly total: Money
  readonly lines: readonly SpendLine[]
  /** Amount in the currency of the purchase where it differs from `total`. */
  readonly original: Money | null
  /** Source refs of the documents that this one settles. */
  readonly appliesTo: readonly string[]
  /** The source says that the cost is spread over months, whether or not it says how. */
  readonly amortised: boolean
  /** Prepaid account, where the source amortises. */
  readonly amortisationAccount: SourceCode | null
  readonly memo: string | null
  /** Deep link into the source. */
  readonly url: string | null
}
