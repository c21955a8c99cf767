import type { SetDeclaration } from './declaration.ts'

/** Accounts, ledgers, currencies, rates, periods and journal names [seen]. */
export const ledgerSets = {
  MainAccounts: {
    entity: 'MainAccount',
    keys: 'ChartOfAccounts MainAccountId',
    properties: {
      String: `
        AccountCategoryDescription ChartOfAccounts DefaultConsolidationAccount DefaultCurrency
        ExchangeAdjustmentRateType FinancialReportingExchangeRateType MainAccountCategory MainAccountId Name
        OffsetAccountDisplayValue OpeningAccountId ParentMainAccountId ReportingExchangeAdjustmentRateType
        SRUCode User`,
      Int: 'ChartOfAccountsRecId MainAccountRecId',
      Date: 'ActiveFrom ActiveTo',
      AdjustmentMethodMX: 'AdjustmentMethod',
      DebCredProposal: 'BalanceControl DebitCreditDefault DebitCreditRequirement',
      DimensionLedgerAccountReportingType: 'ReportingAccountType',
      DimensionLedgerAccountType: 'MainAccountType',
      FieldControl: 'ValidateCurrency ValidatePostingType ValidateUser',
      FinancialReportingTranslationType: 'FinancialReportingCurrencyTranslationType',
      LedgerClosing: 'Closing',
      LedgerPostingType: 'PostingType',
      NoYes: `
        DoNotAllowManualEntry ForeignCurrencyRevaluation InflationAdjustment IsSuspended
        MandatoryPaymentReference Monetary`,
      RepomoTypeMX: 'RepomoType',
    },
  },
  MainAccountLegalEntities: {
    entity: 'MainAccountLegalEntity',
    keys: 'MainAccountId ChartOfAccounts LegalEntityId',
    properties: {
      String: `
        ChartOfAccounts DefaultDimensionDisplayValue ExchangeAdjustmentRateType FixedDimensionsDisplayValue
        ItemSalesTaxGroup ItemSalesTaxGroupHeadingLegalEntity LegalEntityId MainAccountId
        ReportingExchangeAdjustmentRateType SalesTaxCode SalesTaxGroup TaxTableLegalEntity`,
      Date: 'ActiveFrom ActiveTo',
      FieldControl: 'ValidateSalesTax',
      NoYes: 'AutoAllocate DoNotAllowManualEntry IsExempt IsSuspended',
      SalesPurch: 'SalesTaxDirection',
    },
  },
  ChartOfAccounts: {
    entity: 'ChartOfAccount',
    keys: 'ChartOfAccounts',
    properties: {
      String: 'ChartOfAccounts Description MainAccountMask',
      Int: 'ChartOfAccountsRecId',
    },
  },
  Ledgers: {
    entity: 'Ledger',
    keys: 'LegalEntityId',
    properties: {
      String: `
        AccountStructureName1 AccountStructureName10 AccountStructureName11 AccountStructureName12
        AccountStructureName13 AccountStructureName14 AccountStructureName15 AccountStructureName16
        AccountStructureName17 AccountStructureName18 AccountStructureName19 AccountStructureName2
        AccountStructureName20 AccountStructureName3 AccountStructureName4 AccountStructureName5
        AccountStructureName6 AccountStructureName7 AccountStructureName8 AccountStructureName9
        AccountingCurrency BalancingFinancialDimension BudgetExchangeRateType ChartOfAccounts Description
        ExchangeRateType FiscalCalendar LegalEntityId MainAccountIdFinancialGain MainAccountIdFinancialLoss
        MainAccountIdRealizedGain MainAccountIdRealizedLoss MainAccountIdUnrealizedGain
        MainAccountIdUnrealizedLoss Name ReportingCurrency ReportingCurrencyExchangeRateType`,
      Int: 'ChartOfAccountsRecId LedgerRecId',
      NoYes: 'IsBudgetControlEnabled',
    },
  },
  AccountStructures: {
    entity: 'AccountStructure',
    keys: 'AccountStructureName Status',
    properties: {
      String: `
        AccountStructureName Description SegmentName01 SegmentName02 SegmentName03 SegmentName04
        SegmentName05 SegmentName06 SegmentName07 SegmentName08 SegmentName09 SegmentName10 SegmentName11`,
      DimensionHierarchyConstraintStatus: 'Status',
    },
  },
  Currencies: {
    entity: 'Currency',
    keys: 'CurrencyCode',
    properties: {
      String: 'CurrencyCode Name Symbol',
      Decimal: `
        GeneralRoundingRule RoundingRuleFixedAssetDepreciation RoundingRulePrices RoundingRulePurchaseOrders
        RoundingRuleSalesOrders`,
      GenderMaleFemale: 'CurrencyGender',
      NoYes: 'ReferenceCurrencyForTriangulation',
      RoundOffType: `
        RoundingMethodFixedAssetDepreciation RoundingMethodPrices RoundingMethodPurchaseOrders
        RoundingMethodSalesOrders`,
    },
  },
  ExchangeRates: {
    entity: 'ExchangeRate',
    keys: 'RateTypeName FromCurrency ToCurrency StartDate',
    properties: {
      String: 'FromCurrency RateTypeDescription RateTypeName ToCurrency',
      Decimal: 'Rate',
      Date: 'EndDate StartDate',
      ExchangeRateDisplayFactor: 'ConversionFactor',
    },
  },
  ExchangeRateTypes: {
    entity: 'ExchangeRateType',
    keys: 'Name',
    properties: {
      String: 'Description Name',
    },
  },
  ExchangeRateCurrencyPairs: {
    entity: 'ExchangeRateCurrencyPair',
    keys: 'FromCurrencyCode ToCurrencyCode ExchangeRateTypeName',
    properties: {
      String: 'ExchangeRateTypeName FromCurrencyCode ToCurrencyCode',
      ExchangeRateDisplayFactor: 'ExchangeRateDisplayFactor',
    },
  },
  FiscalCalendarsEntity: {
    entity: 'FiscalCalendarEntity',
    keys: 'CalendarId',
    properties: {
      String: 'CalendarId Description',
    },
  },
  FiscalPeriods: {
    entity: 'FiscalPeriod',
    keys: 'Calendar FiscalYear StartDate EndDate PeriodName',
    properties: {
      String: 'Calendar Comments FiscalYear PeriodName ShortName',
      Int: 'Days',
      Date: 'EndDate StartDate',
      CalendarTypeIN: 'CalendarType',
      FiscalPeriodMonth: 'Month',
      FiscalPeriodType: 'Type',
      FiscalQuarter: 'Quarter',
    },
  },
  LedgerFiscalPeriods: {
    entity: 'LedgerFiscalPeriod',
    keys: 'LedgerName Calendar YearName PeriodName',
    properties: {
      String: `
        BankUserGroupInfo Calendar CustUserGroupInfo ExpenseUserGroupInfo FixedAssetsUserGroupInfo
        FixedAssets_RUUserGroupInfo InventUserGroupInfo LedgerName LedgerUserGroupInfo LegalEntityId
        PayrollUserGroupInfo PeriodName ProdUserGroupInfo ProjectUserGroupInfo PurchUserGroupInfo
        SalesUserGroupInfo TaxUserGroupInfo VendUserGroupInfo YearName`,
      FiscalPeriodStatus: 'PeriodStatus',
      ModulePeriodStat: `
        BankAccessLevel CustAccessLevel ExpenseAccessLevel FixedAssetsAccessLevel FixedAssets_RUAccessLevel
        InventAccessLevel LedgerAccessLevel PayrollAccessLevel ProdAccessLevel ProjectAccessLevel
        PurchAccessLevel SalesAccessLevel TaxAccessLevel VendAccessLevel`,
    },
  },
  JournalNames: {
    entity: 'JournalName',
    keys: 'dataAreaId Name',
    properties: {
      String: `
        ApprovalUserGroup Currency DefaultCashAccount DefaultFinancialDimensionDisplayValue Description
        DocumentNumber Name OffsetAccountDisplayValue PrivateForUserGroup VoucherSeriesCode
        VoucherSeriesCompanyId WorkflowId dataAreaId`,
      Int: 'PostingLineLimit',
      CurrentOperationsTax: 'PostingLayer',
      DetailSummary: 'DetailLevel',
      LedgerJournalACType: 'OffsetAccountType',
      LedgerJournalDateInitTypeRU: 'PrincipleOfDateInitialization',
      LedgerJournalFeePosting: 'FeesPosting',
      LedgerJournalType: 'Type',
      NewVoucher: 'NewVoucher',
      NoYes: `
        AllowOnlyPositiveDebitsAndCredits AmountsIncludeSalesTax DeleteLinesAfterPosting EndBalanceControl
        GeneratePaymentsBeforePosting HideSalesTaxFieldsInJournalEntryForms IsApprovalActive
        IsFixedExchangeRate IsFixedOffsetAccount IsWorkflowApprovalActive OverrideSalesTax
        PostingDateControl PrepaymentJournalVoucher VoucherAllocationAtPosting`,
    },
  },
} as const satisfies Record<string, SetDeclaration>
