import type { Json } from '../../lib/json.ts'
import { dayIn, lastDayIn, monthOf, numberInYear, yearOf, type Calendar } from './calendar.ts'
import { chart, companyFacts, currencyFacts, dimensionValues, tagLabels, type TagLabel } from './catalogue.ts'
import { noDate, noon, noYes, type D365Row, type D365Seed } from './d365-rows.ts'
import { decimalsOf, rateOf, type WorldCurrency } from './decimal-text.ts'

/** Names of the things that all companies share. */
export const chartName = 'Larkfield'
export const calendarName = 'Fiscal'
export const rateTypeName = 'Default'

const currencies = Object.keys(decimalsOf) as WorldCurrency[]

/** Rows that belong to no company: chart, dimensions, currencies, rates, periods. */
export const sharedRows = (calendar: Calendar): D365Seed => ({
  ChartOfAccounts: [
    { ChartOfAccounts: chartName, Description: 'Corporate chart', MainAccountMask: '######' },
  ],
  MainAccounts: mainAccounts(),
  MainAccountLegalEntities: mainAccountLegalEntities(),
  DimensionAttributes: Object.values(tagLabels).map(dimensionAttribute),
  FinancialDimensionValues: dimensionRows(),
  FinancialDimensionValueLegalEntityOverrides: dimensionOverrides(),
  AccountStructures: [
    {
      AccountStructureName: 'All accounts',
      Status: 'Active',
      Description: 'One structure for everything',
      SegmentName01: 'MainAccount',
      SegmentName02: 'BusinessUnit',
      SegmentName03: 'Department',
      SegmentName04: 'CostCenter',
    },
  ],
  DimensionIntegrationFormats: formats,
  DimensionParameters: [{ Key: 0, DimensionSegmentDelimiter: 'Hyphen' }],
  Currencies: currencies.map(currencyRow),
  ExchangeRateTypes: [{ Name: rateTypeName, Description: 'Daily rates' }],
  ExchangeRateCurrencyPairs: pairs().map(([from, to]) => ({
    FromCurrencyCode: from,
    ToCurrencyCode: to,
    ExchangeRateTypeName: rateTypeName,
    ExchangeRateDisplayFactor: 'Hundred',
  })),
  ExchangeRates: exchangeRates(calendar),
  FiscalCalendarsEntity: [{ CalendarId: calendarName, Description: 'Calendar year' }],
  FiscalPeriods: calendar.months.map(fiscalPeriod),
})

function mainAccounts(): D365Row[] {
  return chart.map(({ id, name, type, suspended, noManualEntry }) => ({
    ChartOfAccounts: chartName,
    MainAccountId: id,
    Name: name,
    MainAccountType: type,
    MainAccountCategory: '',
    IsSuspended: noYes(suspended),
    DoNotAllowManualEntry: noYes(noManualEntry),
    // Open-ended, although it reads like a date long past.
    ActiveFrom: noDate,
    ActiveTo: noDate,
    DefaultCurrency: '',
    ValidateCurrency: 'Optional',
    ValidatePostingType: 'Optional',
    DebitCreditRequirement: 'None',
  }))
}

function mainAccountLegalEntities(): D365Row[] {
  return chart.flatMap(({ id, suspendedIn }) =>
    suspendedIn === undefined
      ? []
      : [
          {
            MainAccountId: id,
            ChartOfAccounts: chartName,
            LegalEntityId: suspendedIn.toUpperCase(),
            IsSuspended: 'Yes',
            DoNotAllowManualEntry: 'No',
            ActiveFrom: noDate,
            ActiveTo: noDate,
            SalesTaxGroup: '',
            ItemSalesTaxGroup: '',
            FixedDimensionsDisplayValue: '',
          },
        ],
  )
}

const dimensionAttribute = (name: string): D365Row => ({
  DimensionName: name,
  ReportColumnName: name.toUpperCase(),
  UseValuesFrom: name === 'CostCenter' ? 'CustomList' : `${name}s`,
  DimensionValueMask: '',
})

function dimensionRows(): D365Row[] {
  const labels = Object.keys(dimensionValues) as TagLabel[]
  return labels.flatMap((label) =>
    dimensionValues[label].map(({ value, name, company, suspended }) => ({
      FinancialDimension: tagLabels[label],
      // Shared values belong to no company.
      LegalEntityId: company?.toUpperCase() ?? '',
      DimensionValue: value,
      Description: name,
      GroupDimension: '',
      IsSuspended: noYes(suspended),
      IsBlockedForManualEntry: 'No',
      IsTotal: 'No',
      ActiveFrom: noDate,
      ActiveTo: noDate,
      Owner: '',
    })),
  )
}

function dimensionOverrides(): D365Row[] {
  const labels = Object.keys(dimensionValues) as TagLabel[]
  return labels.flatMap((label) =>
    dimensionValues[label].flatMap(({ value, suspendedIn }) =>
      suspendedIn === undefined
        ? []
        : [
            {
              FinancialDimension: tagLabels[label],
              DimensionValue: value,
              LegalEntityId: suspendedIn.toUpperCase(),
              IsSuspended: 'Yes',
              ActiveFrom: noDate,
              ActiveTo: noDate,
              Owner: '',
            },
          ],
    ),
  )
}

const format = (name: string, type: string, segments: string, active: boolean): D365Row => ({
  DimensionFormatName: name,
  DimensionFormatType: type,
  FinancialDimensionFormat: segments,
  IsActive: noYes(active),
})

const formats: readonly D365Row[] = [
  format('Default old', 'DataEntityDefaultDimensionFormat', 'Department-CostCenter', false),
  format('Default', 'DataEntityDefaultDimensionFormat', 'BusinessUnit-Department-CostCenter', true),
  format('Ledger old', 'DataEntityLedgerDimensionFormat', 'MainAccount-Department-CostCenter', false),
  format('Ledger', 'DataEntityLedgerDimensionFormat', 'MainAccount-BusinessUnit-Department-CostCenter', true),
  format('Budget', 'DataEntityBudgetDimensionFormat', 'MainAccount-BusinessUnit', true),
]

function currencyRow(code: WorldCurrency): D365Row {
  const { name, symbol, roundingRule } = currencyFacts[code]
  const rules: Record<string, Json> = { GeneralRoundingRule: roundingRule }
  for (const use of ['Prices', 'PurchaseOrders', 'SalesOrders', 'FixedAssetDepreciation']) {
    rules[`RoundingRule${use}`] = roundingRule
    rules[`RoundingMethod${use}`] = 'Ordinary'
  }
  return { CurrencyCode: code, Name: name, Symbol: symbol, ReferenceCurrencyForTriangulation: 'No', ...rules }
}

/** Every foreign currency against every company currency, except the dinar against the yen. */
const pairs = (): (readonly [WorldCurrency, WorldCurrency])[] =>
  companyFacts.flatMap(({ currency: to }) =>
    currencies
      .filter((from) => from !== to && !(from === 'KWD' && to === 'JPY'))
      .map((from) => [from, to] as const),
  )

/** One rate per month and pair, per hundred units, a little different each month. */
function exchangeRates({ months }: Calendar): D365Row[] {
  return pairs().flatMap(([from, to]) =>
    months.map((month) => ({
      RateTypeName: rateTypeName,
      FromCurrency: from,
      ToCurrency: to,
      StartDate: noon(dayIn(month, 1)),
      EndDate: noon(lastDayIn(month)),
      Rate: Number((rateOf(from, to) * 100 * (1 + ((month % 7) - 3) / 200)).toPrecision(8)),
      ConversionFactor: 'Hundred',
      RateTypeDescription: 'Daily rates',
    })),
  )
}

/** The name of a period, the same for all companies. */
export const periodName = (month: number): string => `Period ${numberInYear(month)}`

function fiscalPeriod(month: number): D365Row {
  const end = lastDayIn(month)
  return {
    Calendar: calendarName,
    FiscalYear: String(yearOf(monthOf(end))),
    StartDate: noon(dayIn(month, 1)),
    EndDate: noon(end),
    PeriodName: periodName(month),
    ShortName: `P${numberInYear(month)}`,
    Type: 'Operating',
    Month: `Month${numberInYear(month)}`,
    Quarter: `Q${Math.ceil(numberInYear(month) / 3)}`,
    Days: Number(end.slice(8)),
    Comments: '',
  }
}
