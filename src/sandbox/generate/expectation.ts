/** What kind of document an entry is to a bookkeeper. */
export type ExpectedKind =
  'bill' | 'reimbursement' | 'card' | 'settlement' | 'transfer' | 'fee' | 'amortisation' | 'other'

/** What should become of an entry; a settlement waits until its invoice is booked and is written then. */
export type ExpectedOutcome = 'written' | 'parked' | 'skipped' | 'waits-for-booking'

/** Why an entry is not simply written. */
export type ExpectedReason =
  | 'account-not-postable'
  | 'account-suspended'
  | 'account-unmapped'
  | 'amortisation-unclear'
  | 'currency-missing'
  | 'dimension-suspended'
  | 'duplicate-number'
  | 'employee-unclear'
  | 'employee-unmapped'
  | 'invoice-not-booked'
  | 'lines-do-not-sum'
  | 'no-exchange-rate'
  | 'not-approved'
  | 'not-minor-unit'
  | 'number-missing'
  | 'number-too-long'
  | 'period-closed'
  | 'settles-several'
  | 'subsidiary-missing'
  | 'subsidiary-unmapped'
  | 'tag-twice'
  | 'tag-unmapped'
  | 'unknown-kind'
  | 'vendor-on-hold'
  | 'vendor-unknown'
  | 'vendor-unlinked'
  | 'zero-total'

/** One line on a main account. Amounts are counted in minor units; the side that is not meant is `0`. */
export interface ExpectedLine {
  readonly account: string
  readonly debitMinor: string
  readonly creditMinor: string
  /** D365 dimension name to value. */
  readonly dimensions: Readonly<Record<string, string>>
}

/** What the books should hold for one entry, said by the generator from what it put in. */
export interface Expectation {
  readonly airbaseId: string
  readonly kind: ExpectedKind
  readonly outcome: ExpectedOutcome
  readonly why?: ExpectedReason
  /** What is special about the entry, also when it is written all the same. */
  readonly special?: string
  /** Lower-case company code; empty when the entry names none. */
  readonly legalEntity: string
  readonly currency: string
  /** Signed; empty when the entry's text is no whole number of minor units. */
  readonly totalMinor: string
  /** The vendor that delivered; for reimbursements the employee's vendor. */
  readonly vendorAccount?: string
  /** The vendor that is owed, where it is another one (bill-to). */
  readonly invoiceAccount?: string
  readonly invoiceNumber?: string
  /** Cost lines; both lines of a transfer. */
  readonly lines: readonly ExpectedLine[]
  /** The main account on the other side of a card, fee, amortisation or settlement. */
  readonly offsetAccount?: string
  /** The entry that a settlement pays. */
  readonly appliedTo?: string
  /** The entry with the same number: of the two exactly one is written, and either is right. */
  readonly duplicateOf?: string
  readonly postingDate: string
}
