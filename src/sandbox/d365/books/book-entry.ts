/** One debit or credit as finance would read it; amounts are exact decimal text. */
export interface BookLine {
  readonly accountType: string
  readonly account: string
  /** Dimension values by dimension name, blank ones left out. */
  readonly dimensions: Readonly<Record<string, string>>
  readonly debit: string
  readonly credit: string
  readonly text: string
}

/** One document in the system, booked or not, complete or not. */
export interface BookEntry {
  readonly legalEntity: string
  readonly form: 'pending-invoice' | 'invoice-journal' | 'general-journal' | 'payment-journal'
  /** `HeaderReference` or `JournalBatchNumber`. */
  readonly container: string
  /** "" for a pending invoice until it is booked. */
  readonly voucher: string
  /** The field that carries the caller's reference: `DocumentNumber`, `Document` or `PaymentId`. */
  readonly documentNumber: string
  readonly invoiceNumber: string
  readonly vendorAccount: string
  readonly currency: string
  /** `YYYY-MM-DD`; after booking the date that was really used. */
  readonly postingDate: string
  readonly onHold: boolean
  readonly booked: boolean
  /**
   * A pending invoice shows its lines, a journal each account with its offset account as a line of its own.
   */
  readonly lines: readonly BookLine[]
  /**
   * Pending invoice: sum of net amounts. Invoice journal: credit less debit of the vendor lines. Payment
   * journal: debit less credit of the vendor lines. General journal: sum of the debits.
   */
  readonly total: string
}
