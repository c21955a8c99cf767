import type { JsonObject } from '../../../lib/json.ts'

const company = 'usmf'
const noon = (day: string) => `${day}T12:00:00Z`

const account = (id: string, more: JsonObject = {}): JsonObject => ({
  ChartOfAccounts: 'Shared',
  MainAccountId: id,
  Name: `Account ${id}`,
  MainAccountType: 'Expense',
  ...more,
})

const dimensionValue = (dimension: string, value: string, more: JsonObject = {}): JsonObject => ({
  FinancialDimension: dimension,
  LegalEntityId: '',
  DimensionValue: value,
  ...more,
})

const vendor = (id: string, more: JsonObject = {}): JsonObject => ({
  dataAreaId: company,
  VendorAccountNumber: id,
  VendorOrganizationName: `Vendor ${id}`,
  VendorGroupId: '10',
  CurrencyCode: 'USD',
  DefaultPaymentTermsName: 'Net30',
  DefaultVendorPaymentMethodName: 'CHECK',
  OnHoldStatus: 'No',
  ...more,
})

const journalName = (name: string, type: string, series: string, more: JsonObject = {}): JsonObject => ({
  dataAreaId: company,
  Name: name,
  Type: type,
  Description: `${name} journal`,
  VoucherSeriesCode: series,
  NewVoucher: 'BalanceSheet',
  ...more,
})

const ledger = (id: string, currency: string): JsonObject => ({
  LegalEntityId: id,
  Name: id.toUpperCase(),
  ChartOfAccounts: 'Shared',
  AccountingCurrency: currency,
  FiscalCalendar: 'Fiscal',
  ExchangeRateType: 'Default',
})

const months = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12']

const periods = (year: number): readonly JsonObject[] =>
  months.map((month, at) => ({
    Calendar: 'Fiscal',
    FiscalYear: String(year),
    PeriodName: `Period ${at + 1}`,
    StartDate: noon(`${year}-${month}-01`),
    EndDate: noon(new Date(Date.UTC(year, at + 1, 0)).toISOString().slice(0, 10)),
    Type: 'Operating',
  }))

/** January and February 2026 are closed, everything else is open. */
const periodStatus = (year: number): readonly JsonObject[] =>
  months.map((_, at) => ({
    LedgerName: 'USMF',
    LegalEntityId: 'usmf',
    Calendar: 'Fiscal',
    YearName: String(year),
    PeriodName: `Period ${at + 1}`,
    PeriodStatus: year === 2026 && at < 2 ? 'Closed' : 'Open',
  }))

/** A small Contoso for the tests of the sandbox: the default company `usmf` and one in another currency. */
export const testSeed: Readonly<Record<string, readonly JsonObject[]>> = {
  LegalEntities: [
    { LegalEntityId: 'usmf', Name: 'Contoso US' },
    { LegalEntityId: 'demf', Name: 'Contoso DE' },
  ],
  Ledgers: [ledger('usmf', 'USD'), ledger('demf', 'EUR')],
  MainAccounts: [
    account('600150'),
    account('605140'),
    account('200100', { MainAccountType: 'Liability' }),
    account('130500', { MainAccountType: 'Asset' }),
    account('600999', { MainAccountType: 'Total' }),
    account('600900', { IsSuspended: 'Yes' }),
    account('600800', { DoNotAllowManualEntry: 'Yes' }),
    account('600700', { ActiveTo: noon('2026-03-31') }),
  ],
  DimensionAttributes: ['BusinessUnit', 'Department', 'CostCenter', 'Project'].map((DimensionName) => ({
    DimensionName,
  })),
  DimensionIntegrationFormats: [
    {
      DimensionFormatName: 'Ledger',
      DimensionFormatType: 'DataEntityLedgerDimensionFormat',
      FinancialDimensionFormat: 'MainAccount-BusinessUnit-Department-CostCenter',
      IsActive: 'Yes',
    },
    {
      DimensionFormatName: 'Default',
      DimensionFormatType: 'DataEntityDefaultDimensionFormat',
      FinancialDimensionFormat: 'BusinessUnit-Department-CostCenter',
      IsActive: 'Yes',
    },
  ],
  DimensionParameters: [{ Key: 0, DimensionSegmentDelimiter: 'Hyphen' }],
  FinancialDimensionValues: [
    dimensionValue('BusinessUnit', '001'),
    dimensionValue('Department', '022'),
    dimensionValue('Department', 'R-D'),
    dimensionValue('CostCenter', '007'),
    dimensionValue('CostCenter', '008', { IsSuspended: 'Yes' }),
    dimensionValue('CostCenter', '009', { IsTotal: 'Yes' }),
    dimensionValue('CostCenter', '010', { IsBlockedForManualEntry: 'Yes' }),
    dimensionValue('CostCenter', '011', { ActiveFrom: noon('2027-01-01') }),
  ],
  Currencies: [
    { CurrencyCode: 'USD', GeneralRoundingRule: 0 },
    { CurrencyCode: 'EUR', GeneralRoundingRule: 0.01 },
    { CurrencyCode: 'JPY', GeneralRoundingRule: 1 },
    { CurrencyCode: 'KWD', GeneralRoundingRule: 0.001 },
    { CurrencyCode: 'GBP', GeneralRoundingRule: 0.01 },
  ],
  ExchangeRates: [
    {
      RateTypeName: 'Default',
      FromCurrency: 'EUR',
      ToCurrency: 'USD',
      StartDate: noon('2026-01-01'),
      Rate: 112.5,
      ConversionFactor: 'Hundred',
    },
    {
      RateTypeName: 'Default',
      FromCurrency: 'JPY',
      ToCurrency: 'USD',
      StartDate: noon('2026-01-01'),
      Rate: 0.66667,
      ConversionFactor: 'Hundred',
    },
    {
      RateTypeName: 'Default',
      FromCurrency: 'KWD',
      ToCurrency: 'USD',
      StartDate: noon('2026-01-01'),
      Rate: 3.25,
      ConversionFactor: 'One',
    },
  ],
  FiscalPeriods: [...periods(2025), ...periods(2026), ...periods(2027)],
  LedgerFiscalPeriods: [...periodStatus(2025), ...periodStatus(2026), ...periodStatus(2027)],
  JournalNames: [
    journalName('APInvoice', 'PurchaseLedger', 'APIN'),
    journalName('APOne', 'PurchaseLedger', 'APON', { NewVoucher: 'OneVoucher' }),
    journalName('APManual', 'PurchaseLedger', 'APMA', { NewVoucher: 'Manually' }),
    journalName('APSmall', 'PurchaseLedger', 'APSM', { PostingLineLimit: 2 }),
    journalName('GenJrn', 'Daily', 'GNJL'),
    journalName('GenClean', 'Daily', 'GNJC', { DeleteLinesAfterPosting: 'Yes' }),
    journalName('VendPay', 'Payment', 'APPM'),
  ],
  VendorsV3: [
    vendor('1001'),
    vendor('US-101', { DefaultLedgerDimensionDisplayValue: '001--' }),
    vendor('1002', { OnHoldStatus: 'Invoice' }),
    vendor('1003', { OnHoldStatus: 'Payment' }),
    vendor('1004', { OnHoldStatus: 'All' }),
    vendor("O'Brien"),
    { ...vendor('2001', { CurrencyCode: 'EUR' }), dataAreaId: 'demf' },
  ],
  VendorParameters: [{ dataAreaId: 'usmf', IsCheckInvoiceNumberUsed: 'NoDuplicate' }],
  VendorPaymentMethods: [
    { dataAreaId: 'usmf', Name: 'CHECK', AccountType: 'Bank', PaymentAccountDisplayValue: 'USMF OPER' },
    { dataAreaId: 'usmf', Name: 'EXT' },
  ],
  PaymentTerms: [{ dataAreaId: 'usmf', Name: 'Net30', NumberOfDays: 30 }],
  TaxGroups: [{ dataAreaId: 'usmf', TaxGroupCode: 'NOTAX' }],
  TaxItemGroupHeadings: [{ dataAreaId: 'usmf', TaxItemGroup: 'NONE' }],
  PurchaseOrderHeadersV2: [
    {
      dataAreaId: 'usmf',
      PurchaseOrderNumber: 'PO-1',
      OrderVendorAccountNumber: '1001',
      InvoiceVendorAccountNumber: '1001',
      CurrencyCode: 'USD',
    },
  ],
  PurchaseOrderLinesV2: [
    {
      dataAreaId: 'usmf',
      PurchaseOrderNumber: 'PO-1',
      LineNumber: 1,
      ItemNumber: 'D0001',
      OrderedPurchaseQuantity: 10,
      PurchasePrice: 5,
    },
  ],
  _ProcurementCategories: [{ hierarchy: 'Procurement', name: 'Facilities', mainAccount: '605140' }],
  _ServiceItems: [{ ItemNumber: 'S0001' }],
}
