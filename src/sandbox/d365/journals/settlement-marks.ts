import { type Exact, exact, exactNumber } from '../exact-decimal.ts'
import { notInTable, rejected } from '../failure.ts'
import { textOf, type Values } from '../rules/set-rules.ts'
import type { System } from '../system.ts'
import { type Row, readText } from '../table.ts'
import type { Coding } from './coding.ts'

/** Which invoice a payment line settles, and what the line takes over from it. */
export interface Mark {
  readonly invoice: Row
  readonly lineValues: Values
  readonly settlement: Exact
  readonly discount: Exact
}

const entity = 'VendorPaymentJournalLine'
const settledSet = 'VendorPaymentJournalLineSettledInvoices'

/** The mark a payment line asks for with `MarkedInvoice`, checked; nothing when it asks for none. */
export const markFor = (system: System, values: Values): Mark | undefined => {
  const invoiceNumber = textOf(values, 'MarkedInvoice')
  if (invoiceNumber === '' || values.SettleVoucher === 'None') return undefined
  const invoice = openInvoice(system, values, invoiceNumber)
  const settlement = openBalance(invoice)
  const discount = availableDiscount(invoice, textOf(values, 'TransactionDate'))
  const amountSent = Boolean(values.DebitAmount) || Boolean(values.CreditAmount)
  const payment = -settlement + discount
  const amount =
    payment >= 0n ? { DebitAmount: exactNumber(payment) } : { CreditAmount: exactNumber(-payment) }
  return {
    invoice,
    settlement: -settlement,
    discount,
    lineValues: {
      SettleVoucher: 'SelectedTransact',
      MarkedInvoiceCompany: readText(invoice, 'dataAreaId'),
      ...(amountSent ? {} : amount),
    },
  }
}

/** Amount minus settled amount: negative for an open invoice [inferred]. */
export const openBalance = (transaction: Row): Exact =>
  exact(readText(transaction, 'AmountCur') || '0') - exact(readText(transaction, 'SettleAmountCur') || '0')

/** `Closed` is a date; the year 1900 means open [seen]. */
export const isOpen = (transaction: Row): boolean => {
  const closed = readText(transaction, 'Closed')
  return closed === '' || closed.startsWith('1900')
}

const openInvoice = (system: System, values: Values, invoiceNumber: string): Row => {
  const coding = values._account as Coding | null | undefined
  const company = textOf(values, 'MarkedInvoiceCompany') || textOf(values, 'dataAreaId')
  const found = findOpenInvoice(system, { company, account: coding?.account ?? '', invoiceNumber })
  if (!found) throw rejected(entity, notInTable(invoiceNumber, 'Marked invoice', 'Vendor transactions'))
  if (readText(found, 'CurrencyCode') !== textOf(values, 'CurrencyCode')) {
    throw rejected(entity, `Error: Invoice ${invoiceNumber} is in ${readText(found, 'CurrencyCode')}`)
  }
  const own = { batch: textOf(values, 'JournalBatchNumber'), line: Number(values.LineNumber) }
  const marking = markingLine(system, found, own)
  if (marking) {
    const batchNumber = readText(marking, 'JournalBatchNumber')
    const text = `This transaction has been marked for settlement by journal ${batchNumber}`
    throw rejected(entity, `Error: ${text} in company ${readText(marking, 'JournalLineCompany')}`)
  }
  return found
}

/** The open vendor transaction of an invoice. */
export const findOpenInvoice = (
  system: System,
  wanted: { readonly company: string; readonly account: string; readonly invoiceNumber: string },
): Row | undefined =>
  system
    .table('VendTransBiEntities')
    .where('Invoice', wanted.invoiceNumber)
    .find(
      (row) =>
        isOpen(row) &&
        readText(row, 'TransType') !== 'Payment' &&
        readText(row, 'dataAreaId') === wanted.company.toLowerCase() &&
        readText(row, 'AccountNum').toLowerCase() === wanted.account.toLowerCase(),
    )

const markingLine = (
  system: System,
  invoice: Row,
  own: { readonly batch: string; readonly line: number },
): Row | undefined =>
  system
    .table(settledSet)
    .where('InvoiceNumber', readText(invoice, 'Invoice'))
    .find(
      (row) =>
        row.values._invoiceRecId === invoice.recId &&
        row.values._done !== true &&
        !(readText(row, 'JournalBatchNumber') === own.batch && row.values.JournalLineNumber === own.line),
    )

const availableDiscount = (invoice: Row, paymentDate: string): Exact => {
  const until = String(invoice.values._discountDate ?? '')
  if (until === '' || until < paymentDate) return 0n
  return exact(String(invoice.values._discountAmount ?? '0'))
}

/** Writes the settled-invoice row of a marked line; its amounts can be changed afterwards. */
export const storeMark = (system: System, line: Row, mark: Mark): void => {
  system.table(settledSet).insert({
    JournalLineCompany: readText(line, 'dataAreaId'),
    JournalBatchNumber: readText(line, 'JournalBatchNumber'),
    JournalLineNumber: Number(line.values.LineNumber),
    InvoiceNumber: readText(mark.invoice, 'Invoice'),
    InvoiceCompany: readText(mark.invoice, 'dataAreaId'),
    InvoiceDueDate: readText(mark.invoice, 'DueDate'),
    InvoiceToPaymentCrossRate: 100,
    SettlementAmountInInvoiceCurrency: exactNumber(mark.settlement),
    CashDiscountToTakeInInvoiceCurrency: exactNumber(mark.discount),
    invoiceAccount: readText(mark.invoice, 'AccountNum'),
    AccountDisplayValue: readText(line, 'AccountDisplayValue'),
    _invoiceRecId: mark.invoice.recId,
  })
}

/** The settled-invoice rows of a payment line. */
export const marksOf = (system: System, line: Row): readonly Row[] =>
  system
    .table(settledSet)
    .where('JournalBatchNumber', readText(line, 'JournalBatchNumber'))
    .filter(
      (row) =>
        readText(row, 'JournalLineCompany') === readText(line, 'dataAreaId') &&
        row.values.JournalLineNumber === line.values.LineNumber,
    )

/** Removes the marks of a line. */
export const dropMarks = (system: System, line: Row): void => {
  for (const row of marksOf(system, line)) system.table(settledSet).remove(row)
}
