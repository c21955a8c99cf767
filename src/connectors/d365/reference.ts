import type { ReferenceReader, ReferenceSetName, ReferenceSets } from '../../contract/reference.ts'
import { UsageError } from '../../errors/ml-error.ts'
import type { D365Api } from './api.ts'
import { readFormats } from './formats.ts'
import type { Query } from './odata.ts'
import {
  toAccount,
  toAccountOverride,
  toCompanyCode,
  toCurrency,
  toDimensionOverride,
  toDimensionValue,
  toExchangeRate,
  toJournalName,
  toLegalEntity,
  toPeriods,
  toVendor,
} from './reference-rows.ts'
import type { SetName } from './sets.ts'
import { textOf, type Row } from './wire.ts'

/** How one set is read. */
type Readers = { readonly [Name in ReferenceSetName]: (ask: Ask) => Promise<ReferenceSets[Name]> }

interface Ask {
  readonly api: D365Api
  readonly all: (set: SetName, select: readonly string[]) => Promise<readonly Row[]>
}

const VENDOR_FIELDS = [
  'dataAreaId',
  'VendorAccountNumber',
  'VendorOrganizationName',
  'PersonFirstName',
  'PersonLastName',
  'VendorPartyNumber',
  'OnHoldStatus',
  'CurrencyCode',
  'InvoiceVendorAccountNumber',
]
const PERIOD_FIELDS = [
  'Calendar',
  'YearName',
  'PeriodName',
  'PeriodStatus',
  'VendAccessLevel',
  'LedgerAccessLevel',
  'LegalEntityId',
]
const JOURNAL_NAME_FIELDS = [
  'dataAreaId',
  'Name',
  'Type',
  'NewVoucher',
  'PostingLineLimit',
  'IsFixedOffsetAccount',
  'DeleteLinesAfterPosting',
]
const OVERRIDE_FIELDS = [
  'FinancialDimension',
  'DimensionValue',
  'LegalEntityId',
  'IsSuspended',
  'ActiveFrom',
  'ActiveTo',
]

const READERS: Readers = {
  legalEntities: async ({ all }) => {
    const [ledgers, names] = await Promise.all([
      all('Ledgers', [
        'LegalEntityId',
        'ChartOfAccounts',
        'AccountingCurrency',
        'FiscalCalendar',
        'ExchangeRateType',
      ]),
      all('LegalEntities', ['LegalEntityId', 'Name']),
    ])
    const nameOf = new Map(
      names.map((row) => [textOf(row, 'LegalEntityId').toLowerCase(), textOf(row, 'Name')]),
    )
    return ledgers.map((row) => toLegalEntity(row, nameOf))
  },
  accounts: async ({ all }) =>
    (
      await all('MainAccounts', [
        'ChartOfAccounts',
        'MainAccountId',
        'Name',
        'MainAccountType',
        'IsSuspended',
        'DoNotAllowManualEntry',
        'ActiveFrom',
        'ActiveTo',
      ])
    ).map(toAccount),
  accountOverrides: async ({ all }) =>
    (
      await all('MainAccountLegalEntities', [
        'MainAccountId',
        'ChartOfAccounts',
        'LegalEntityId',
        'IsSuspended',
        'DoNotAllowManualEntry',
        'ActiveFrom',
        'ActiveTo',
      ])
    ).map(toAccountOverride),
  dimensionValues: async ({ all }) =>
    (
      await all('FinancialDimensionValues', [
        'FinancialDimension',
        'LegalEntityId',
        'DimensionValue',
        'Description',
        'IsSuspended',
        'IsBlockedForManualEntry',
        'IsTotal',
        'ActiveFrom',
        'ActiveTo',
      ])
    ).map(toDimensionValue),
  dimensionOverrides: async ({ all }) =>
    (await all('FinancialDimensionValueLegalEntityOverrides', OVERRIDE_FIELDS)).map(toDimensionOverride),
  formats: async ({ api }) => {
    const formats = await readFormats(api)
    return [formats.ledger, formats.default]
  },
  vendors: async (ask) => (await readVendors(ask)).map(toVendor),
  periods: async ({ all }) => {
    const [ledgerPeriods, periods] = await Promise.all([
      all('LedgerFiscalPeriods', PERIOD_FIELDS),
      all('FiscalPeriods', ['Calendar', 'FiscalYear', 'StartDate', 'EndDate', 'PeriodName', 'Type']),
    ])
    return toPeriods(ledgerPeriods, periods)
  },
  currencies: async ({ all }) =>
    (await all('Currencies', ['CurrencyCode', 'GeneralRoundingRule'])).map(toCurrency),
  exchangeRates: async ({ all }) =>
    (await all('ExchangeRates', ['RateTypeName', 'FromCurrency', 'ToCurrency', 'StartDate', 'EndDate'])).map(
      toExchangeRate,
    ),
  journalNames: async ({ all }) => (await all('JournalNames', JOURNAL_NAME_FIELDS)).map(toJournalName),
  paymentMethods: async ({ all }) =>
    (await all('VendorPaymentMethods', ['dataAreaId', 'Name'])).map((row) => toCompanyCode(row, 'Name')),
  taxGroups: async ({ all }) =>
    (await all('TaxGroups', ['dataAreaId', 'TaxGroupCode'])).map((row) => toCompanyCode(row, 'TaxGroupCode')),
  taxItemGroups: async ({ all }) =>
    (await all('TaxItemGroupHeadings', ['dataAreaId', 'TaxItemGroup'])).map((row) =>
      toCompanyCode(row, 'TaxItemGroup'),
    ),
}

/** Reads what documents are checked against. */
export const createReferenceReader = (api: D365Api, pageSize: number | undefined): ReferenceReader => ({
  sets: Object.keys(READERS) as ReferenceSetName[],
  read: (set, signal) => {
    const all: Ask['all'] = async (name, select) => {
      const rows: Row[] = []
      const query: Query = { filter: null, select, pageSize }
      for await (const page of api.pages(name, query, signal)) rows.push(...page)
      return rows
    }
    return READERS[set]({ api, all })
  },
})

/** V3 where it is public, else V2; both have the same key and the fields we use (contract 3.7). */
export const readVendors = async ({ all }: Pick<Ask, 'all'>): Promise<readonly Row[]> => {
  try {
    return await all('VendorsV3', VENDOR_FIELDS)
  } catch (error) {
    if (!(error instanceof UsageError) || error.code !== 'D365_ENTITY_MISSING') throw error
    return all('VendorsV2', VENDOR_FIELDS)
  }
}
