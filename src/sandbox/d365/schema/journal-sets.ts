import type { SetDeclaration } from './declaration.ts'

/**
 * The three journal families; lines of the vendor invoice journal spell amounts and dates differently [seen].
 */
export const journalSets = {
  VendInvoiceJournalHeaders: {
    entity: 'VendInvoiceJournalHeader',
    keys: 'dataAreaId JournalBatchNumber',
    properties: {
      String: 'Description JournalBatchNumber JournalName dataAreaId',
      Decimal: 'JournalTotalCredit JournalTotalDebit',
      NoYes: 'IsPosted OverrideSalesTax SalesTaxIncluded',
    },
  },
  VendInvoiceJournalLines: {
    entity: 'VendInvoiceJournalLine',
    keys: 'dataAreaId JournalBatchNumber LineNumber',
    properties: {
      String: `
        AccountDisplayValue ApproverNumber AssetId BankAccountId BookId CashDiscount ChineseVoucher
        ChineseVoucherType Company Currency CustVendBankAccountId DefaultDimensionDisplayValue Description
        Document FinTagDisplayValue FullPrimaryRemittanceAddress Invoice InvoiceDeclarationId
        ItemSalesTaxGroup ItemWithholdingTaxGroupCode JournalBatchNumber MethodOfPayment
        OffsetAccountDisplayValue OffsetCompany OffsetDefaultDimensionDisplayValue OffsetFinTagDisplayValue
        OffsetTransactionText PaymId PaymentSpecification PostingProfile RemittanceAddressCity
        RemittanceAddressCountry RemittanceAddressCountryISOCode RemittanceAddressCounty
        RemittanceAddressDescription RemittanceAddressDistrictName RemittanceAddressLocationId
        RemittanceAddressState RemittanceAddressStreet RemittanceAddressZipCode SalesTaxCode SalesTaxGroup
        TaxExemptNumber TermsOfPayment UUID Voucher dataAreaId`,
      Decimal: `
        CashDiscountAmount Credit Debit ExchRate ExchRateSecond LineNumber RemittanceAddressLatitude
        RemittanceAddressLongitude ReportingCurrencyExchRate`,
      Date: `
        CashDiscountDate Date DeliveryDate DueDate InvoiceDate RemittanceAddressValidFrom
        RemittanceAddressValidTo`,
      AssetTransTypeJournal: 'AssetTransType',
      LedgerJournalACType: 'AccountType OffsetAccountType',
      LedgerTransType: 'TransactionType',
      Listcode: 'Listcode',
      NoYes: 'Approved IsWithholdingTaxCalculate OverrideSalesTax',
      Timezone: 'RemittanceAddressTimeZone',
      VendorOperationTypeMX: 'TypeOfOperation',
    },
  },
  LedgerJournalHeaders: {
    entity: 'LedgerJournalHeader',
    keys: 'dataAreaId JournalBatchNumber',
    properties: {
      String: 'AccountingCurrency Description IntegrationKey JournalBatchNumber JournalName dataAreaId',
      Decimal: 'JournalTotalCredit JournalTotalDebit',
      CurrentOperationsTax: 'PostingLayer',
      NoYes: 'IsPosted',
    },
  },
  LedgerJournalLines: {
    entity: 'LedgerJournalLine',
    keys: 'dataAreaId JournalBatchNumber LineNumber',
    properties: {
      String: `
        AccountDisplayValue CashDiscount ChineseVoucher ChineseVoucherType Company CurrencyCode
        DefaultDimensionDisplayValue Document FinTagDisplayValue Invoice ItemSalesTaxGroup
        ItemWithholdingTaxGroupCode JournalBatchNumber OffsetAccountDisplayValue OffsetCompany
        OffsetDefaultDimensionDisplayValue OffsetFinTagDisplayValue OffsetText PaymentId PaymentMethod
        PaymentReference PostingProfile SalesTaxCode SalesTaxGroup TaxExemptNumber Text Voucher dataAreaId`,
      Decimal: `
        CashDiscountAmount CreditAmount DebitAmount DiscountPercentage ExchRate ExchRateSecond LineNumber
        Quantity ReportingCurrencyExchRate ReportingCurrencyExchRateSecondary`,
      Date: 'CashDiscountDate DocumentDate DueDate ReverseDate TransDate',
      LedgerJournalACType: 'AccountType OffsetAccountType',
      NoYes: 'IsWithholdingCalculationEnabled OverrideSalesTax ReverseEntry',
    },
  },
  VendorPaymentJournalHeaders: {
    entity: 'VendorPaymentJournalHeader',
    keys: 'dataAreaId JournalBatchNumber',
    properties: {
      String: 'Description JournalBatchNumber JournalName dataAreaId',
      Int: 'CategoryPurpose ChargeBearer LocalInstrument ServiceLevel',
      NoYes: 'IsPosted OverrideSalesTax',
    },
  },
  VendorPaymentJournalLines: {
    entity: 'VendorPaymentJournalLine',
    keys: 'dataAreaId JournalBatchNumber LineNumber',
    properties: {
      String: `
        AccountDisplayValue BankTransactionType CentralBankPurposeCode CentralBankPurposeText CheckNumber
        ChineseVoucher ChineseVoucherType Company ContactPerson CurrencyCode
        DefaultDimensionsForAccountDisplayValue DefaultDimensionsForOffsetAccountDisplayValue
        ErrorCodePayment FeeAccount FinTagDisplayValue FullPrimaryRemittanceAddress
        ItemWithholdingTaxGroupCode JournalBatchNumber MarkedInvoice MarkedInvoiceCompany
        NewJournalBatchNumber OffsetAccountDisplayValue OffsetCompany OffsetFinTagDisplayValue
        OffsetTransactionText PaymentId PaymentMethodName PaymentReference PaymentSpecification
        PostdatedCheckBankBranch PostdatedCheckBankName PostdatedCheckCashierDisplayValue
        PostdatedCheckNumber PostdatedCheckOriginalCheckNumber PostdatedCheckReasonForStop
        PostdatedCheckReplacementComments PostdatedCheckSalespersonDisplayValue PostingProfile
        RemittanceAddressCity RemittanceAddressCountry RemittanceAddressCountryISOCode
        RemittanceAddressCounty RemittanceAddressDescription RemittanceAddressDistrictName
        RemittanceAddressState RemittanceAddressStreet RemittanceAddressZipCode RemittanceLocationId
        TaxGroup TaxItemGroup TaxWithholdGroup ThirdPartyBankAccountId TransactionText VendorName Voucher
        dataAreaId`,
      Decimal: `
        CreditAmount DebitAmount ExchangeRate LineNumber RemittanceAddressLatitude
        RemittanceAddressLongitude ReportingCurrencyExchRate ReportingCurrencyExchRateSecondary
        SecondaryExchangeRate`,
      Int: 'CategoryPurpose ChargeBearer LocalInstrument ServiceLevel',
      Date: `
        CentralBankImportDate PostdatedCheckMaturityDate PostdatedCheckReceivedDate
        RemittanceAddressValidFrom RemittanceAddressValidTo TransactionDate`,
      LedgerJournalACType: 'AccountType OffsetAccountType',
      NoYes: `
        CalculateWithholdingTax IsPrepayment OverrideSalesTax PostdatedCheckIsReplacementCheck
        PostdatedCheckStopPayment RestrictedForwarding UseSalesTaxDirectionFromMainAccount`,
      SettlementType: 'SettleVoucher',
      Timezone: 'RemittanceAddressTimeZone',
      VendOutPaymDtazv_InstrKey: 'InstructionKey1 InstructionKey2 InstructionKey3 InstructionKey4',
    },
  },
  VendorPaymentJournalLineSettledInvoices: {
    entity: 'VendorPaymentJournalLineSettledInvoice',
    keys: 'JournalLineCompany JournalBatchNumber JournalLineNumber InvoiceNumber InvoiceCompany InvoiceDueDate',
    properties: {
      String: `
        AccountDisplayValue InvoiceCompany InvoiceNumber JournalBatchNumber JournalLineCompany
        invoiceAccount`,
      Decimal: `
        CashDiscountToTakeInInvoiceCurrency InvoiceToPaymentCrossRate JournalLineNumber
        SettlementAmountInInvoiceCurrency`,
      Date: 'InvoiceDueDate',
    },
  },
} as const satisfies Record<string, SetDeclaration>
