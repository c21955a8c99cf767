import type { CalendarDate } from './calendar-date.ts'

/** The invoice that a payment settles. */
export interface PaidInvoice {
  readonly number: string
  readonly legalEntity: string
  readonly vendor: string
  /** Minor units of the payment's currency. */
  readonly minor: bigint
}

/** A payment to a vendor that was made elsewhere, against a clearing account. */
export interface Payment {
  readonly type: 'payment'
  readonly legalEntity: string
  readonly vendor: string
  readonly postingDate: CalendarDate
  readonly currency: string
  readonly decimals: number
  /** Minor units, positive: money that left. */
  readonly minor: bigint
  readonly invoice: PaidInvoice
  readonly clearingAccount: string
  readonly methodOfPayment: string | null
  /**
   * Number of the payment at the source, or its trace code where the source has none; at most 20 characters
   * where the target keeps it.
   */
  readonly reference: string
  readonly text: string
}
