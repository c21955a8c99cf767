import type { CalendarDate } from './calendar-date.ts'
import type { Dimensions } from './dimension.ts'

/** Sales tax group and item sales tax group of a line. */
export interface TaxGroups {
  readonly group: string
  readonly itemGroup: string
}

export interface InvoiceLine {
  readonly account: string
  readonly dimensions: Dimensions
  /** Minor units, signed as on the document. */
  readonly minor: bigint
  readonly text: string
  readonly category: { readonly name: string; readonly hierarchy: string } | null
}

/** A vendor invoice or, with a negative total, a credit note; coded in the ledger's words. */
export interface Invoice {
  readonly type: 'invoice'
  readonly legalEntity: string
  readonly vendor: string
  readonly number: string
  readonly date: CalendarDate
  readonly postingDate: CalendarDate
  readonly currency: string
  readonly decimals: number
  /** Minor units, signed: negative is a credit note. */
  readonly totalMinor: bigint
  readonly lines: readonly InvoiceLine[]
  readonly text: string
  readonly methodOfPayment: string | null
  readonly tax: TaxGroups | null
  /** `pending` needs a category on every line; `journal` takes ledger accounts. */
  readonly form: 'pending' | 'journal'
}

/** True for a document that takes money back from the vendor. */
export const isCreditNote = (invoice: Pick<Invoice, 'totalMinor'>): boolean => invoice.totalMinor < 0n
