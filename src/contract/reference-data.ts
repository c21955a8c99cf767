import type { CalendarDate } from '../model/calendar-date.ts'
import type { CurrencyTable } from '../model/currency.ts'
import type {
  AccountRow,
  DimensionFormatRow,
  DimensionValueRow,
  JournalNameRow,
  LegalEntityRow,
  PeriodRow,
  ReferenceSetName,
  ReferenceSets,
  VendorRow,
} from './reference.ts'

/** An account or a dimension value as one company sees it. */
export interface CompanyView<Row> {
  readonly row: Row
  readonly suspended: boolean
  readonly from: CalendarDate | null
  readonly to: CalendarDate | null
}

/** The local copy of a target's reference data, indexed. Codes are matched without regard to case. */
export interface ReferenceData {
  readonly currencies: CurrencyTable
  legalEntity(code: string): LegalEntityRow | null
  account(legalEntity: string, id: string): (CompanyView<AccountRow> & { readonly manualEntry: boolean }) | null
  dimensionValue(legalEntity: string, dimension: string, value: string): CompanyView<DimensionValueRow> | null
  hasDimension(dimension: string): boolean
  format(kind: 'ledger' | 'default'): DimensionFormatRow | null
  vendor(legalEntity: string, account: string): VendorRow | null
  /** The period that holds `date`; null when none does. */
  period(legalEntity: string, date: CalendarDate): PeriodRow | null
  /** First open period that starts after `date`. */
  nextOpenPeriod(legalEntity: string, date: CalendarDate): PeriodRow | null
  /** Whether a rate from `currency` to the company's currency exists on `date`, directly or the other way round. */
  hasRate(legalEntity: string, currency: string, date: CalendarDate): boolean
  journalName(legalEntity: string, name: string): JournalNameRow | null
  hasCode(set: 'paymentMethods' | 'taxGroups' | 'taxItemGroups', legalEntity: string, code: string): boolean
  /** All rows of a set, for suggestions and for the flows that carry reference data. */
  rows<Name extends ReferenceSetName>(set: Name): ReferenceSets[Name]
}
