/**
 * Lengths of the standard string types. Metadata does not publish them, and longer text is cut without an
 * error [doc]; the numbers are working limits [inferred], the search name's 20 was observed [seen].
 */
const lengths: Readonly<Record<string, number>> = {
  AccountNum: 20,
  BankAccountId: 10,
  CheckNumber: 20,
  Currency: 3,
  CurrencyCode: 3,
  Description: 60,
  Document: 20,
  DocumentNumber: 20,
  HeaderReference: 40,
  Invoice: 20,
  InvoiceAccount: 20,
  InvoiceDescription: 60,
  InvoiceNumber: 20,
  ItemSalesTax: 10,
  ItemSalesTaxGroup: 10,
  JournalBatchNumber: 20,
  JournalName: 10,
  MarkedInvoice: 20,
  MarkedInvoiceCompany: 4,
  MethodOfPayment: 10,
  OffsetCompany: 4,
  OffsetText: 60,
  OffsetTransactionText: 60,
  PaymId: 140,
  PaymentId: 140,
  PaymentMethod: 10,
  PaymentMethodName: 10,
  PaymentReference: 20,
  PurchaseOrder: 20,
  PurchaseOrderNumber: 20,
  SalesTaxGroup: 10,
  TaxGroup: 10,
  TaxItemGroup: 10,
  TermsOfPayment: 10,
  Text: 60,
  TransactionText: 60,
  VendorAccount: 20,
  VendorAccountNumber: 20,
  VendorSearchName: 20,
  Voucher: 20,
  dataAreaId: 4,
}

/** How many characters the table keeps of a field of that name, when a limit is known. */
export const lengthMaxOf = (field: string): number | undefined =>
  Object.hasOwn(lengths, field) ? lengths[field] : undefined
