import type {
  AccountOverrideRow,
  AccountRow,
  CompanyCodeRow,
  CurrencyRow,
  DimensionOverrideRow,
  DimensionValueRow,
  ExchangeRateRow,
  JournalNameRow,
  LegalEntityRow,
  PeriodRow,
  VendorRow,
} from '../../contract/reference.ts'
import { WireError } from '../../errors/ml-error.ts'
import type { CalendarDate } from '../../model/calendar-date.ts'
import { dateOf, isYes, numberOf, requiredText, textOf, type Row } from './wire.ts'

/** `nameOf` maps a company in lower case to its name. */
export const toLegalEntity = (row: Row, nameOf: ReadonlyMap<string, string>): LegalEntityRow => {
  const code = requiredText(row, 'LegalEntityId', 'Ledgers')
  return {
    code,
    name: nameOf.get(code.toLowerCase()) ?? code,
    chartOfAccounts: requiredText(row, 'ChartOfAccounts', 'Ledgers'),
    accountingCurrency: requiredText(row, 'AccountingCurrency', 'Ledgers'),
    fiscalCalendar: textOf(row, 'FiscalCalendar'),
    exchangeRateType: textOf(row, 'ExchangeRateType'),
  }
}

/** Types that only sum up or report (contract 3.8). */
const TAKES_NO_ENTRIES = new Set(['Total', 'Reporting'])

export const toAccount = (row: Row): AccountRow => {
  const type = requiredText(row, 'MainAccountType', 'MainAccounts')
  return {
    chartOfAccounts: requiredText(row, 'ChartOfAccounts', 'MainAccounts'),
    id: requiredText(row, 'MainAccountId', 'MainAccounts'),
    name: textOf(row, 'Name'),
    type,
    takesEntries: !TAKES_NO_ENTRIES.has(type),
    suspended: isYes(row, 'IsSuspended'),
    manualEntry: !isYes(row, 'DoNotAllowManualEntry'),
    // An ActiveTo of 1900 means open-ended, not expired (contract 2.8).
    ...activity(row),
  }
}

export const toAccountOverride = (row: Row): AccountOverrideRow => ({
  legalEntity: requiredText(row, 'LegalEntityId', 'MainAccountLegalEntities'),
  chartOfAccounts: requiredText(row, 'ChartOfAccounts', 'MainAccountLegalEntities'),
  id: requiredText(row, 'MainAccountId', 'MainAccountLegalEntities'),
  suspended: isYes(row, 'IsSuspended'),
  manualEntry: !isYes(row, 'DoNotAllowManualEntry'),
  ...activity(row),
})

export const toDimensionValue = (row: Row): DimensionValueRow => ({
  dimension: requiredText(row, 'FinancialDimension', 'FinancialDimensionValues'),
  legalEntity: textOf(row, 'LegalEntityId'),
  value: requiredText(row, 'DimensionValue', 'FinancialDimensionValues'),
  name: textOf(row, 'Description'),
  suspended: isYes(row, 'IsSuspended'),
  blockedForManualEntry: isYes(row, 'IsBlockedForManualEntry'),
  total: isYes(row, 'IsTotal'),
  ...activity(row),
})

export const toDimensionOverride = (row: Row): DimensionOverrideRow => ({
  dimension: requiredText(row, 'FinancialDimension', 'FinancialDimensionValueLegalEntityOverrides'),
  value: requiredText(row, 'DimensionValue', 'FinancialDimensionValueLegalEntityOverrides'),
  legalEntity: requiredText(row, 'LegalEntityId', 'FinancialDimensionValueLegalEntityOverrides'),
  suspended: isYes(row, 'IsSuspended'),
  ...activity(row),
})

const activity = (row: Row): { from: CalendarDate | null; to: CalendarDate | null } => ({
  from: dateOf(row, 'ActiveFrom'),
  to: dateOf(row, 'ActiveTo'),
})

/** `Never` is "never on hold"; requisitions and purchase orders do not stop invoices (contract 3.7). */
const HOLDS: Readonly<Record<string, VendorRow['hold']>> = {
  No: 'none',
  Never: 'none',
  Invoice: 'invoice',
  Payment: 'payment',
  All: 'all',
  Requisition: 'other',
  PurchOrder: 'other',
}

export const toVendor = (row: Row): VendorRow => {
  const account = requiredText(row, 'VendorAccountNumber', 'Vendors')
  const hold = textOf(row, 'OnHoldStatus')
  return {
    legalEntity: requiredText(row, 'dataAreaId', 'Vendors'),
    account,
    name: vendorName(row),
    party: textOf(row, 'VendorPartyNumber'),
    // A hold that we do not know stops everything: better a document that waits than one that D365 should not
    // have.
    hold: HOLDS[hold === '' ? 'No' : hold] ?? 'all',
    currency: textOf(row, 'CurrencyCode'),
    billTo: textOf(row, 'InvoiceVendorAccountNumber').trim() || account,
  }
}

/** Name of an organisation or a person. */
export const vendorName = (row: Row): string =>
  textOf(row, 'VendorOrganizationName') ||
  `${textOf(row, 'PersonFirstName')} ${textOf(row, 'PersonLastName')}`.trim()

/** Joins status and dates; opening and closing periods are no periods to post in (contract 3.8). */
export const toPeriods = (ledgerPeriods: readonly Row[], periods: readonly Row[]): readonly PeriodRow[] => {
  const dates = new Map(
    periods
      .filter((row) => textOf(row, 'Type') === 'Operating')
      .map((row) => [periodKey(row, 'FiscalYear'), row] as const),
  )
  return ledgerPeriods.flatMap((row) => {
    const period = dates.get(periodKey(row, 'YearName'))
    const from = period ? dateOf(period, 'StartDate') : null
    const to = period ? dateOf(period, 'EndDate') : null
    if (from === null || to === null) return []
    return [
      {
        legalEntity: textOf(row, 'LegalEntityId'),
        from,
        to,
        fiscalYear: textOf(row, 'YearName'),
        open: isOpen(row),
      },
    ]
  })
}

const periodKey = (row: Row, year: string): string =>
  [textOf(row, 'Calendar'), textOf(row, year), textOf(row, 'PeriodName')].join('\u001f').toLowerCase()

/** Open for vendor and ledger entries of everyone: `User` opens it to a group that we need not be in. */
const isOpen = (row: Row): boolean =>
  textOf(row, 'PeriodStatus') === 'Open' &&
  ['VendAccessLevel', 'LedgerAccessLevel'].every((field) => ['All', ''].includes(textOf(row, field)))

/**
 * A general rounding rule of 0 is the default (contract 3.8); 0.05, as of the Swiss franc, still has two
 * decimals.
 */
export const toCurrency = (row: Row): CurrencyRow => {
  const code = requiredText(row, 'CurrencyCode', 'Currencies')
  return { code, decimals: decimalsOf(numberOf(row, 'GeneralRoundingRule') ?? 0, code) }
}

const decimalsOf = (rule: number, code: string): number | null => {
  if (rule === 0) return null
  if (rule >= 1) return 0
  const fraction = /^0\.(\d{1,6})$/.exec(String(rule))?.[1]
  if (fraction !== undefined) return fraction.length
  throw new WireError(`D365 Currencies: ${code} has the rounding rule ${rule}`, {
    code: 'D365_ROUNDING_RULE',
    hint: 'Correct the general rounding rule of the currency in D365.',
  })
}

export const toExchangeRate = (row: Row): ExchangeRateRow => {
  const start = dateOf(row, 'StartDate')
  return {
    rateType: requiredText(row, 'RateTypeName', 'ExchangeRates'),
    from: requiredText(row, 'FromCurrency', 'ExchangeRates'),
    to: requiredText(row, 'ToCurrency', 'ExchangeRates'),
    start: start ?? ('1900-01-01' as CalendarDate),
    end: dateOf(row, 'EndDate'),
  }
}

export const toJournalName = (row: Row): JournalNameRow => ({
  legalEntity: requiredText(row, 'dataAreaId', 'JournalNames'),
  name: requiredText(row, 'Name', 'JournalNames'),
  type: requiredText(row, 'Type', 'JournalNames'),
  newVoucher: textOf(row, 'NewVoucher'),
  linesMax: numberOf(row, 'PostingLineLimit') ?? 0,
  fixedOffset: isYes(row, 'IsFixedOffsetAccount'),
  deletesLines: isYes(row, 'DeleteLinesAfterPosting'),
})

export const toCompanyCode = (row: Row, field: string): CompanyCodeRow => ({
  legalEntity: requiredText(row, 'dataAreaId', field),
  code: requiredText(row, field, field),
})
