import { type Exact, exactNumber } from '../exact-decimal.ts'
import { amountOf } from '../journals/amounts.ts'
import type { System } from '../system.ts'
import { type Row, readText } from '../table.ts'
import { toAccounting } from '../rules/exchange.ts'
import { inViews } from './vendor-transaction.ts'

/** A booked pending invoice. */
export interface BookedInvoice {
  readonly company: string
  readonly voucher: string
  readonly date: string
  readonly currency: string
  readonly rate: Exact
  readonly header: Row
  readonly lines: readonly Row[]
  /** What the vendor is owed, tax included. */
  readonly total: Exact
  readonly tax: Exact
}

/** Writes the booked header and lines where clients look for posted invoices [seen]. */
export const writeInvoiceJournal = (system: System, invoice: BookedInvoice): void => {
  const { company, header, lines, total, tax, rate } = invoice
  const table = system.table('VendInvoiceJourBiEntities')
  const now = new Date(system.clock.now()).toISOString()
  const internalId = String(system.nextNumber(company, 'internal invoice')).padStart(8, '0')
  table.insert({
    dataAreaId: company,
    SysDataAreaId: company,
    SourceKey: table.nextRecId,
    InvoiceId: readText(header, 'InvoiceNumber'),
    InvoiceAccount: readText(header, 'InvoiceAccount'),
    OrderAccount: readText(header, 'VendorAccount'),
    LedgerVoucher: invoice.voucher,
    InvoiceDate: invoice.date,
    DocumentDate: readText(header, 'InvoiceDate'),
    DocumentNum: inViews(system, readText(header, 'DocumentNumber')),
    DueDate: readText(header, 'DueDate'),
    CurrencyCode: invoice.currency,
    ExchRate: exactNumber(rate * 100n),
    InvoiceAmount: exactNumber(total),
    InvoiceAmountMST: exactNumber(toAccounting(system, company, total, rate)),
    SalesBalance: exactNumber(total - tax),
    SumTax: exactNumber(tax),
    PurchId: readText(header, 'PurchaseOrderNumber'),
    ParmId: readText(header, 'HeaderReference'),
    Payment: readText(header, 'TermsOfPayment'),
    Description: readText(header, 'InvoiceDescription'),
    ImportedAmount: header.values.ImportedAmount ?? 0,
    ImportedSalesTax: header.values.ImportedSalesTax ?? 0,
    TaxGroup: readText(header, 'SalesTaxGroup'),
    PostingProfile: readText(header, 'PostingProfile'),
    InternalInvoiceId: internalId,
    CreatedOn: now,
    SysModifiedDateTime: now,
  })
  for (const line of lines) writeLine(system, invoice, line, internalId)
}

const writeLine = (system: System, invoice: BookedInvoice, line: Row, internalId: string) => {
  const table = system.table('VendInvoiceTransBiEntities')
  const { company, rate } = invoice
  const amount = amountOf(line, 'NetAmount')
  table.insert({
    dataAreaId: company,
    SysDataAreaId: company,
    SourceKey: table.nextRecId,
    InvoiceId: readText(invoice.header, 'InvoiceNumber'),
    InternalInvoiceId: internalId,
    InvoiceDate: invoice.date,
    LineNum: line.values.InvoiceLineNumber ?? 0,
    ItemId: readText(line, 'ItemNumber'),
    Name: readText(line, 'ItemName'),
    Description: readText(line, 'LineDescription'),
    CurrencyCode: invoice.currency,
    LineAmount: exactNumber(amount),
    LineAmountMST: exactNumber(toAccounting(system, company, amount, rate)),
    Qty: line.values.ReceiveNow ?? 0,
    PurchPrice: line.values.UnitPrice ?? 0,
    PurchUnit: readText(line, 'Unit'),
    PurchID: readText(line, 'PurchaseOrder'),
    PurchaseLineLineNumber: line.values.PurchLineNumber ?? 0,
    TaxGroup: readText(line, 'SalesTaxGroup'),
    TaxItemGroup: readText(line, 'ItemSalesTax'),
    CreatedOn: new Date(system.clock.now()).toISOString(),
  })
}
