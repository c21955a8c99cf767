import type { CalendarDate } from '../model/calendar-date.ts'

/** A company with its own books. `code` is compared without regard to case. */
export interface LegalEntityRow {
  readonly code: string
  readonly name: string
  readonly chartOfAccounts: string
  readonly accountingCurrency: string
  readonly fiscalCalendar: string
  readonly exchangeRateType: string
}

export interface AccountRow {
  readonly chartOfAccounts: string
  readonly id: string
  readonly name: string
  /** In the ledger's words: `Expense`, `Liability`, `Total`, … */
  readonly type: string
  /** False for totals and reporting accounts, which take no entries. */
  readonly takesEntries: boolean
  readonly suspended: boolean
  readonly manualEntry: boolean
  readonly from: CalendarDate | null
  readonly to: CalendarDate | null
}

/** What one company says differently about a shared account. */
export interface AccountOverrideRow {
  readonly legalEntity: string
  readonly chartOfAccounts: string
  readonly id: string
  readonly suspended: boolean
  readonly manualEntry: boolean
  readonly from: CalendarDate | null
  readonly to: CalendarDate | null
}

export interface DimensionValueRow {
  readonly dimension: string
  /** Empty for a value that all companies share. */
  readonly legalEntity: string
  readonly value: string
  readonly name: string
  readonly suspended: boolean
  readonly blockedForManualEntry: boolean
  readonly total: boolean
  readonly from: CalendarDate | null
  readonly to: CalendarDate | null
}

export interface DimensionOverrideRow {
  readonly dimension: string
  readonly value: string
  readonly legalEntity: string
  readonly suspended: boolean
  readonly from: CalendarDate | null
  readonly to: CalendarDate | null
}

/** The active layout of dimension strings. */
export interface DimensionFormatRow {
  readonly kind: 'ledger' | 'default'
  readonly segments: readonly string[]
  readonly delimiter: string
}

export interface VendorRow {
  readonly legalEntity: string
  readonly account: string
  readonly name: string
  readonly party: string
  readonly hold: 'none' | 'invoice' | 'payment' | 'all' | 'other'
  readonly currency: string
  /** Vendor that is billed, the vendor itself when empty there. */
  readonly billTo: string
}

export interface PeriodRow {
  readonly legalEntity: string
  readonly from: CalendarDate
  readonly to: CalendarDate
  readonly fiscalYear: string
  readonly open: boolean
}

export interface CurrencyRow {
  readonly code: string
  /** Null where the ledger leaves the rule to its default. */
  readonly decimals: number | null
}

export interface ExchangeRateRow {
  readonly rateType: string
  readonly from: string
  readonly to: string
  readonly start: CalendarDate
  readonly end: CalendarDate | null
}

export interface JournalNameRow {
  readonly legalEntity: string
  readonly name: string
  readonly type: string
  readonly newVoucher: string
  readonly linesMax: number
  readonly fixedOffset: boolean
  readonly deletesLines: boolean
}

/** A code that only needs to exist in a company: method of payment, tax group, … */
export interface CompanyCodeRow {
  readonly legalEntity: string
  readonly code: string
}

/** Rows by set. Every set can be empty. */
export interface ReferenceSets {
  readonly legalEntities: readonly LegalEntityRow[]
  readonly accounts: readonly AccountRow[]
  readonly accountOverrides: readonly AccountOverrideRow[]
  readonly dimensionValues: readonly DimensionValueRow[]
  readonly dimensionOverrides: readonly DimensionOverrideRow[]
  readonly formats: readonly DimensionFormatRow[]
  readonly vendors: readonly VendorRow[]
  readonly periods: readonly PeriodRow[]
  readonly currencies: readonly CurrencyRow[]
  readonly exchangeRates: readonly ExchangeRateRow[]
  readonly journalNames: readonly JournalNameRow[]
  readonly paymentMethods: readonly CompanyCodeRow[]
  readonly taxGroups: readonly CompanyCodeRow[]
  readonly taxItemGroups: readonly CompanyCodeRow[]
}
export type ReferenceSetName = keyof ReferenceSets

/** Sets that are read again at every run, however young the copy is. */
export const VOLATILE_SETS = ['formats', 'journalNames', 'periods'] as const satisfies readonly ReferenceSetName[]

/** Reads what documents are checked against. */
export interface ReferenceReader {
  /** The sets that this system has, in reading order. */
  readonly sets: readonly ReferenceSetName[]
  read<Name extends ReferenceSetName>(set: Name, signal: AbortSignal): Promise<ReferenceSets[Name]>
}
