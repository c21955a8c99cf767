import type { JournalForm } from '../settings.ts'
import type { SetName } from '../sets.ts'

/**
 * One kind of journal: two entity sets over the same tables, with their own spelling of the fields (contract
 * 3.5, 3.6, 3.10).
 */
export interface JournalFamily {
  readonly form: JournalForm
  readonly headers: SetName
  readonly lines: SetName
  /**
   * `JournalNames.Type` that it needs; vendor invoice recording is `PurchaseLedger` by its usual reading
   * (3.8).
   */
  readonly journalType: string
  /**
   * Whether the header has `IntegrationKey`; elsewhere the trace code stands in the description (contract 9).
   */
  readonly integrationKey: boolean
  /** Field of a line that carries the document's trace code. */
  readonly trace: 'Document' | 'PaymentId'
  readonly debit: string
  readonly credit: string
  /** Fields of a line that we may send, beside its key. */
  readonly fields: readonly string[]
}

export const INVOICE_JOURNAL: JournalFamily = {
  form: 'invoice-journal',
  headers: 'VendInvoiceJournalHeaders',
  lines: 'VendInvoiceJournalLines',
  journalType: 'PurchaseLedger',
  integrationKey: false,
  trace: 'Document',
  debit: 'Debit',
  credit: 'Credit',
  fields: [
    'AccountType',
    'AccountDisplayValue',
    'OffsetAccountType',
    'OffsetAccountDisplayValue',
    'Debit',
    'Credit',
    'Currency',
    'Date',
    'Description',
    'OffsetTransactionText',
    'Document',
    'Invoice',
    'InvoiceDate',
    'MethodOfPayment',
    'SalesTaxGroup',
    'ItemSalesTaxGroup',
  ],
}

export const GENERAL_JOURNAL: JournalFamily = {
  form: 'general-journal',
  headers: 'LedgerJournalHeaders',
  lines: 'LedgerJournalLines',
  journalType: 'Daily',
  integrationKey: true,
  trace: 'Document',
  debit: 'DebitAmount',
  credit: 'CreditAmount',
  fields: [
    'AccountType',
    'AccountDisplayValue',
    'OffsetAccountDisplayValue',
    'DebitAmount',
    'CreditAmount',
    'CurrencyCode',
    'TransDate',
    'Text',
    'Document',
    'SalesTaxGroup',
    'ItemSalesTaxGroup',
  ],
}

export const PAYMENT_JOURNAL: JournalFamily = {
  form: 'payment-journal',
  headers: 'VendorPaymentJournalHeaders',
  lines: 'VendorPaymentJournalLines',
  journalType: 'Payment',
  integrationKey: false,
  trace: 'PaymentId',
  debit: 'DebitAmount',
  credit: 'CreditAmount',
  fields: [
    'AccountType',
    'AccountDisplayValue',
    'OffsetAccountType',
    'OffsetAccountDisplayValue',
    'DebitAmount',
    'CreditAmount',
    'CurrencyCode',
    'TransactionDate',
    'TransactionText',
    'PaymentId',
    'PaymentReference',
    'PaymentMethodName',
    'MarkedInvoice',
    'MarkedInvoiceCompany',
    'SettleVoucher',
  ],
}
