import { yearOf, type Calendar } from './calendar.ts'
import { specialAccounts } from './catalogue.ts'
import { calendarName, chartName, periodName, rateTypeName } from './d365-shared.ts'
import { noDate, noYes, type D365Row, type D365Seed } from './d365-rows.ts'
import type { Company, Employee, Hold } from './parties.ts'

/** Rows that belong to one company each, or describe it. */
export const companyRows = (companies: readonly Company[], calendar: Calendar): D365Seed => {
  const each = (rows: (company: Company) => readonly D365Row[]) => companies.flatMap(rows)
  return {
    LegalEntities: companies.map(legalEntity),
    Companies: companies.map(({ legalEntity, name, language }) => ({
      DataArea: legalEntity,
      Name: name,
      KnownAs: name,
      LanguageId: language,
      PartyNumber: '',
    })),
    Ledgers: companies.map(ledger),
    LedgerFiscalPeriods: each((company) => ledgerPeriods(company, calendar)),
    JournalNames: each(journalNames),
    VendorParameters: companies.map(vendorParameters),
    VendorPaymentMethods: each(paymentMethods),
    PaymentTerms: each(paymentTerms),
    VendorGroups: each(vendorGroups),
    TaxGroups: each(({ legalEntity: dataAreaId }) => [
      { dataAreaId, TaxGroupCode: 'NOTAX', Description: 'No tax' },
      { dataAreaId, TaxGroupCode: 'DOM', Description: 'Domestic' },
    ]),
    TaxItemGroupHeadings: each(({ legalEntity: dataAreaId }) => [
      { dataAreaId, TaxItemGroup: 'NOTAX', Name: 'No tax' },
      { dataAreaId, TaxItemGroup: 'FULL', Name: 'Full rate' },
    ]),
    VendorsV3: each(vendorRows),
    Workers: each(({ employees }) => employees.map(worker)),
    // No public set: the environment's own set-up, which the sandbox takes under names of its own.
    _ProcurementCategories: procurementCategories.map((name) => ({ hierarchy: 'Procurement', name })),
    _ServiceItems: [{ ItemNumber: 'S0001' }, { ItemNumber: 'D0001', Stocked: 'Yes' }],
    _PostingProfiles: companies.map(({ legalEntity }) => ({
      dataAreaId: legalEntity,
      summaryAccount: specialAccounts.payables,
    })),
  }
}

const procurementCategories = ['Professional services', 'Facilities & cleaning', 'IT services'] as const

const legalEntity = (company: Company): D365Row => ({
  LegalEntityId: company.subsidiary,
  Name: company.name,
  CompanyName: company.name,
  CompanyCountry: company.countryRegion,
  AddressCountryRegionId: company.countryRegion,
  AddressCountryRegionISOCode: company.country,
  LanguageId: company.language,
  TimeZone: company.d365Zone,
  PartyNumber: '',
})

const ledger = (company: Company): D365Row => ({
  LegalEntityId: company.subsidiary,
  Name: company.subsidiary,
  Description: company.name,
  ChartOfAccounts: chartName,
  AccountingCurrency: company.currency,
  ReportingCurrency: 'USD',
  FiscalCalendar: calendarName,
  ExchangeRateType: rateTypeName,
  BudgetExchangeRateType: rateTypeName,
  ReportingCurrencyExchangeRateType: rateTypeName,
  BalancingFinancialDimension: '',
  AccountStructureName1: 'All accounts',
})

const ledgerPeriods = ({ subsidiary }: Company, calendar: Calendar): readonly D365Row[] =>
  calendar.months.map((month) => {
    const access = calendar.isOpen(month) ? 'All' : 'None'
    return {
      LedgerName: subsidiary,
      Calendar: calendarName,
      YearName: String(yearOf(month)),
      PeriodName: periodName(month),
      LegalEntityId: subsidiary,
      PeriodStatus: calendar.isOpen(month) ? 'Open' : 'Closed',
      VendAccessLevel: access,
      LedgerAccessLevel: access,
      BankAccessLevel: access,
    }
  })

const journalName = (dataAreaId: string, name: string, type: string, description: string): D365Row => ({
  dataAreaId,
  Name: name,
  Description: description,
  Type: type,
  VoucherSeriesCode: `${name.slice(0, 6)}-V`,
  NewVoucher: 'BalanceSheet',
  VoucherAllocationAtPosting: 'No',
  DeleteLinesAfterPosting: 'No',
  IsFixedOffsetAccount: 'No',
  OffsetAccountType: 'Ledger',
  OffsetAccountDisplayValue: '',
  PostingLineLimit: 0,
  AmountsIncludeSalesTax: 'No',
  OverrideSalesTax: 'No',
  IsWorkflowApprovalActive: 'No',
  IsApprovalActive: 'No',
  WorkflowId: '',
  Currency: '',
  IsFixedExchangeRate: 'No',
  DetailLevel: 'Detail',
  PostingLayer: 'Current',
  AllowOnlyPositiveDebitsAndCredits: 'No',
})

const journalNames = ({ legalEntity }: Company): readonly D365Row[] => [
  journalName(legalEntity, 'APInvoice', 'PurchaseLedger', 'Vendor invoices'),
  journalName(legalEntity, 'APPay', 'Payment', 'Vendor payments'),
  journalName(legalEntity, 'GenJrn', 'Daily', 'General journal'),
  journalName(legalEntity, 'Cards', 'Daily', 'Card transactions'),
]

const vendorParameters = ({ legalEntity }: Company): D365Row => ({
  dataAreaId: legalEntity,
  IsCheckInvoiceNumberUsed: 'NoDuplicate',
  RequireDocumentDateOnVendorInvoice: 'None',
  VendInvoiceInUseRecoverEnable: 'No',
  MandatoryTaxGroup: 'No',
  MandatoryVATNum: 'None',
  ValidateTaxGroupCompleteness: 'No',
  EnableInvoiceMatchingValidation: 'No',
  PostInvoiceMatchDiscrepancies: 'AllowWithWarning',
  AutomationWorkflowSubmission: 'No',
  AutomationProductReceiptMatching: 'No',
  TermsOfPayment: 'Net30',
  PostingProfile: 'GEN',
})

const paymentMethod = (dataAreaId: string, name: string, description: string, type: string): D365Row => ({
  dataAreaId,
  Name: name,
  Description: description,
  PaymentType: type,
  PaymentStatus: 'None',
  AccountType: 'Ledger',
  PaymentAccountDisplayValue: '',
  BridgingPostingEnabled: 'No',
  ValidateCheckNumberIsMandatory: 'No',
  ValidatePaymentIdIsMandatory: 'No',
  ValidatePaymentReferenceIsMandatory: 'No',
  ValidatePaymentNoteIsMandatory: 'No',
  ValidatePaymentSpecificationIsMandatory: 'No',
})

const paymentMethods = ({ legalEntity }: Company): readonly D365Row[] => [
  paymentMethod(legalEntity, 'AIRBASE', 'Paid by Airbase: never propose', 'Blank'),
  paymentMethod(legalEntity, 'TRANSFER', 'Bank transfer', 'ElectronicPayment'),
  { ...paymentMethod(legalEntity, 'CHECK', 'Check', 'Check'), ValidateCheckNumberIsMandatory: 'Yes' },
]

const paymentTerms = ({ legalEntity: dataAreaId }: Company): readonly D365Row[] =>
  [10, 30, 60].map((days) => ({
    dataAreaId,
    Name: `Net${days}`,
    Description: `${days} days net`,
    NumberOfDays: days,
    NumberOfMonths: 0,
    CutoffDayOfMonth: 0,
    PaymentMethodType: 'Net',
  }))

const vendorGroups = ({ legalEntity: dataAreaId }: Company): readonly D365Row[] =>
  ['Suppliers', 'Employees'].map((description, index) => ({
    dataAreaId,
    VendorGroupId: String((index + 1) * 10),
    Description: description,
    DefaultPaymentTermName: 'Net30',
    DefaultTaxGroupCode: 'NOTAX',
  }))

function vendorRows(company: Company): readonly D365Row[] {
  const row = (account: string, name: string, hold: Hold, { billTo = '', email = '' } = {}): D365Row => ({
    dataAreaId: company.legalEntity,
    VendorAccountNumber: account,
    VendorOrganizationName: name,
    VendorSearchName: name.slice(0, 20),
    VendorPartyType: email === '' ? 'Organization' : 'Person',
    VendorGroupId: email === '' ? '10' : '20',
    CurrencyCode: company.currency,
    OnHoldStatus: hold,
    InvoiceVendorAccountNumber: billTo,
    IsOneTimeVendor: noYes(false),
    DefaultPaymentTermsName: 'Net30',
    DefaultVendorPaymentMethodName: 'TRANSFER',
    SalesTaxGroupCode: 'DOM',
    TaxExemptNumber: '',
    DefaultLedgerDimensionDisplayValue: '',
    PrimaryEmailAddress: email,
    AddressCountryRegionId: company.countryRegion,
    AddressCountryRegionISOCode: company.country,
    OurAccountNumber: '',
  })
  return [
    ...[...company.vendors, ...company.heldVendors].map(({ account, name, hold, billTo }) =>
      row(account, name, hold, billTo === undefined ? {} : { billTo }),
    ),
    ...company.employees.map(({ vendorAccount, name, email }) => row(vendorAccount, name, 'No', { email })),
  ]
}

const worker = ({ personnelNumber, name, email }: Employee): D365Row => ({
  PersonnelNumber: personnelNumber,
  Name: name,
  PrimaryContactEmail: email,
  WorkerType: 'Employee',
  WorkerStatus: 'Employed',
  OriginalHireDateTime: noDate,
})
