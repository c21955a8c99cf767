import { exact, exactNumber } from '../exact-decimal.ts'
import { notInTable, rejected } from '../failure.ts'
import { checkFilled, checkKeyKept, checkNoDuplicate } from '../rules/checks.ts'
import { type SetRules, textOf, type Values, valuesOf } from '../rules/set-rules.ts'
import type { System } from '../system.ts'
import { type Row, readText } from '../table.ts'
import { journalFamilies } from './families.ts'
import { checkWritable } from './guard.ts'
import { markFor, openBalance } from './settlement-marks.ts'

const entity = 'VendorPaymentJournalLineSettledInvoice'

/**
 * The invoices a payment line settles: rows appear when a line is marked, amounts can be changed for
 * partials.
 */
export const settledInvoiceRules = (system: System): SetRules => {
  const table = system.table('VendorPaymentJournalLineSettledInvoices')
  return {
    create: (sent) => {
      checkFilled(table.set, sent, [
        'JournalLineCompany',
        'JournalBatchNumber',
        'JournalLineNumber',
        'InvoiceNumber',
      ])
      const line = paymentLine(system, sent)
      const company = textOf(sent, 'InvoiceCompany') || textOf(sent, 'JournalLineCompany')
      const marking = { MarkedInvoice: textOf(sent, 'InvoiceNumber'), MarkedInvoiceCompany: company }
      const mark = markFor(system, { ...valuesOf(line), ...marking, SettleVoucher: 'SelectedTransact' })
      if (!mark) throw rejected(entity, notInTable(marking.MarkedInvoice, 'Invoice', 'Vendor transactions'))
      const values: Values = {
        InvoiceToPaymentCrossRate: 100,
        SettlementAmountInInvoiceCurrency: exactNumber(mark.settlement),
        CashDiscountToTakeInInvoiceCurrency: exactNumber(mark.discount),
        invoiceAccount: readText(mark.invoice, 'AccountNum'),
        ...sent,
        JournalLineCompany: readText(line, 'dataAreaId'),
        InvoiceCompany: company.toLowerCase(),
        InvoiceDueDate: textOf(sent, 'InvoiceDueDate') || readText(mark.invoice, 'DueDate'),
        AccountDisplayValue: readText(line, 'AccountDisplayValue'),
        _invoiceRecId: mark.invoice.recId,
      }
      checkNoDuplicate(table, values, 'Settled invoices (SpecTrans)')
      if (textOf(values, 'InvoiceDueDate') !== readText(mark.invoice, 'DueDate')) {
        throw rejected(
          entity,
          notInTable(textOf(values, 'InvoiceDueDate'), 'Due date', 'Vendor transactions'),
        )
      }
      checkAmounts(mark.invoice, values)
      system.table('VendorPaymentJournalLines').update(line, { SettleVoucher: 'SelectedTransact' })
      return table.insert(values)
    },
    update: (row, changes) => {
      checkKeyKept(table.set, row, changes)
      paymentLine(system, valuesOf(row))
      const invoice = invoiceOf(system, row)
      if (invoice) checkAmounts(invoice, { ...valuesOf(row), ...changes })
      table.update(row, changes)
    },
    remove: (row) => {
      paymentLine(system, valuesOf(row))
      table.remove(row)
    },
  }
}

/** The line of an unposted journal, or a refusal. */
const paymentLine = (system: System, values: Values): Row => {
  const company = textOf(values, 'JournalLineCompany')
  const batchNumber = textOf(values, 'JournalBatchNumber')
  const key = { dataAreaId: company, JournalBatchNumber: batchNumber }
  const family = journalFamilies.find(({ form }) => form === 'payment-journal')
  const header = family && system.table(family.headers).find(key)
  const line = system
    .table('VendorPaymentJournalLines')
    .find({ ...key, LineNumber: values.JournalLineNumber ?? 0 })
  if (!header || !line)
    throw rejected(entity, notInTable(batchNumber, 'Journal batch number', 'Journal lines'))
  checkWritable(system, header, entity)
  return line
}

/** The vendor transaction a settled-invoice row points at. */
export const invoiceOf = (system: System, mark: Row): Row | undefined =>
  system
    .table('VendTransBiEntities')
    .where('Invoice', readText(mark, 'InvoiceNumber'))
    .find((row) => row.recId === mark.values._invoiceRecId)

const checkAmounts = (invoice: Row, values: Values) => {
  const amount = exact(String(values.SettlementAmountInInvoiceCurrency ?? '0'))
  const balance = -openBalance(invoice)
  const tooMuch = balance >= 0n ? amount > balance || amount < 0n : amount < balance || amount > 0n
  if (tooMuch) {
    const number = readText(invoice, 'Invoice')
    throw rejected(entity, `Error: The amount to settle exceeds the open balance of invoice ${number}`)
  }
}
