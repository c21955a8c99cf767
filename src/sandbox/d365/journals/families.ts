/** A journal family: two entity sets over the same tables, with their own spelling of the fields [seen]. */
export interface JournalFamily {
  readonly form: 'invoice-journal' | 'general-journal' | 'payment-journal'
  readonly headers: string
  readonly lines: string
  readonly lineEntity: string
  /** `JournalNames.Type` that this family accepts; vendor invoice recording is PurchaseLedger [inferred]. */
  readonly journalType: 'PurchaseLedger' | 'Daily' | 'Payment'
  /** Whether the header shows totals. */
  readonly hasTotals: boolean
  readonly accountTypeDefault: 'Ledger' | 'Vend'
  readonly fields: {
    readonly debit: string
    readonly credit: string
    readonly currency: string
    readonly date: string
    readonly text: string
    readonly rate: string
    /** The field that carries the caller's own reference. */
    readonly document: string
    readonly invoice: string
    readonly method: string
    readonly dimensions: string
    readonly offsetDimensions: string
    readonly taxGroup: string
  }
}

const invoiceJournal: JournalFamily = {
  form: 'invoice-journal',
  headers: 'VendInvoiceJournalHeaders',
  lines: 'VendInvoiceJournalLines',
  lineEntity: 'VendInvoiceJournalLine',
  journalType: 'PurchaseLedger',
  hasTotals: true,
  accountTypeDefault: 'Ledger',
  fields: {
    debit: 'Debit',
    credit: 'Credit',
    currency: 'Currency',
    date: 'Date',
    text: 'Description',
    rate: 'ExchRate',
    document: 'Document',
    invoice: 'Invoice',
    method: 'MethodOfPayment',
    dimensions: 'DefaultDimensionDisplayValue',
    offsetDimensions: 'OffsetDefaultDimensionDisplayValue',
    taxGroup: 'SalesTaxGroup',
  },
}

const generalJournal: JournalFamily = {
  form: 'general-journal',
  headers: 'LedgerJournalHeaders',
  lines: 'LedgerJournalLines',
  lineEntity: 'LedgerJournalLine',
  journalType: 'Daily',
  hasTotals: true,
  accountTypeDefault: 'Ledger',
  fields: {
    debit: 'DebitAmount',
    credit: 'CreditAmount',
    currency: 'CurrencyCode',
    date: 'TransDate',
    text: 'Text',
    rate: 'ExchRate',
    document: 'Document',
    invoice: 'Invoice',
    method: 'PaymentMethod',
    dimensions: 'DefaultDimensionDisplayValue',
    offsetDimensions: 'OffsetDefaultDimensionDisplayValue',
    taxGroup: 'SalesTaxGroup',
  },
}

const paymentJournal: JournalFamily = {
  form: 'payment-journal',
  headers: 'VendorPaymentJournalHeaders',
  lines: 'VendorPaymentJournalLines',
  lineEntity: 'VendorPaymentJournalLine',
  journalType: 'Payment',
  hasTotals: false,
  accountTypeDefault: 'Vend',
  fields: {
    debit: 'DebitAmount',
    credit: 'CreditAmount',
    currency: 'CurrencyCode',
    date: 'TransactionDate',
    text: 'TransactionText',
    rate: 'ExchangeRate',
    document: 'PaymentId',
    invoice: 'MarkedInvoice',
    method: 'PaymentMethodName',
    dimensions: 'DefaultDimensionsForAccountDisplayValue',
    offsetDimensions: 'DefaultDimensionsForOffsetAccountDisplayValue',
    taxGroup: 'TaxGroup',
  },
}

/** The three families that accounts payable writes. */
export const journalFamilies: readonly JournalFamily[] = [invoiceJournal, generalJournal, paymentJournal]

/** The family whose header set has that name. */
export const familyOfHeaders = (set: string): JournalFamily | undefined =>
  journalFamilies.find((family) => family.headers === set)

/** The family whose line set has that name. */
export const familyOfLines = (set: string): JournalFamily | undefined =>
  journalFamilies.find((family) => family.lines === set)
