import type { JsonObject } from '../../lib/json.ts'
import { rateOn } from './rules/exchange.ts'
import { writeLedgerEntry } from './booking/ledger-entry.ts'
import { settle } from './booking/settle.ts'
import { writeVendorTransaction } from './booking/vendor-transaction.ts'
import { exact } from './exact-decimal.ts'
import { removePending } from './booking/book-pending.ts'
import { codeLine } from './journals/coding.ts'
import { familyOfHeaders, familyOfLines } from './journals/families.ts'
import { refreshHeader } from './journals/lines.ts'
import { dropMarks, findOpenInvoice, openBalance } from './journals/settlement-marks.ts'
import { linesOf } from './journals/tally.ts'
import { nextVoucher } from './journals/vouchers.ts'
import { codePendingLine } from './pending/lines.ts'
import { valuesOf } from './rules/set-rules.ts'
import { containerKey, type System } from './system.ts'
import { type Row, readText } from './table.ts'

/** A payment that somebody enters by hand. */
export interface ForeignPayment {
  readonly legalEntity: string
  readonly vendorAccount: string
  readonly invoiceNumber: string
  /** Decimal text; the whole open balance when absent. */
  readonly amount?: string
  /** `YYYY-MM-DD`; today when absent. */
  readonly date?: string
}

/** Changes a row as a person with every right does: no rule is asked, only accounts must exist. */
export const editRow = (system: System, set: string, key: JsonObject, changes: JsonObject): void => {
  const row = requireRow(system, set, key)
  system.table(set).update(row, changes)
  const family = familyOfLines(set)
  // A display string means an account: keep what it says beside it.
  if (family) system.table(set).update(row, codeLine(system, family, valuesOf(row)))
  if (set === 'VendorInvoiceLines') {
    system.table(set).update(row, codePendingLine(system, readText(row, 'dataAreaId'), valuesOf(row)))
  }
  const header = family && system.table(family.headers).find(row.values)
  if (family && header) refreshHeader(system, family, header)
}

/** Deletes a row; a journal or a pending invoice goes with its lines. */
export const deleteRowByHand = (system: System, set: string, key: JsonObject): void => {
  const row = requireRow(system, set, key)
  if (set === 'VendorInvoiceHeaders') return removePending(system, row)
  const family = familyOfHeaders(set)
  const lines = family ? linesOf(system, family, row) : []
  if (family) for (const line of lines) removeLine(system, family.lines, line)
  if (set === 'VendorPaymentJournalLines') dropMarks(system, row)
  system.table(set).remove(row)
  const lineFamily = familyOfLines(set)
  const header = lineFamily && system.table(lineFamily.headers).find(row.values)
  if (lineFamily && header) refreshHeader(system, lineFamily, header)
}

const removeLine = (system: System, set: string, line: Row) => {
  if (set === 'VendorPaymentJournalLines') dropMarks(system, line)
  system.table(set).remove(line)
}

/** A workflow takes a document or gives it back; a pending invoice shows it, a journal header does not. */
export const setWorkflow = (system: System, legalEntity: string, container: string, held: boolean): void => {
  const key = containerKey(legalEntity, container)
  if (held) system.inWorkflow.add(key)
  else system.inWorkflow.delete(key)
  const table = system.table('VendorInvoiceHeaders')
  const header = table.find({ dataAreaId: legalEntity, HeaderReference: container })
  if (header) table.update(header, { VendorInvoiceReviewStatus: held ? 'InReview' : 'Draft' })
}

/** Settles an invoice by a payment that no client sent; answers its voucher. */
export const postForeignVoucher = (system: System, wanted: ForeignPayment): string => {
  const company = wanted.legalEntity.toLowerCase()
  const invoice = findOpenInvoice(system, {
    company,
    account: wanted.vendorAccount,
    invoiceNumber: wanted.invoiceNumber,
  })
  if (!invoice) throw new RangeError(`no open invoice ${wanted.invoiceNumber} of ${wanted.vendorAccount}`)
  const date = wanted.date ? `${wanted.date}T12:00:00Z` : system.today()
  const voucher = nextVoucher(system, company, 'MPAY')
  const currency = readText(invoice, 'CurrencyCode')
  const balance = openBalance(invoice)
  const size = wanted.amount === undefined ? (balance < 0n ? -balance : balance) : exact(wanted.amount)
  const amount = balance < 0n ? size : -size
  const rate = rateOn(system, company, currency, date) ?? exact(1)
  const account = readText(invoice, 'AccountNum')
  const payment = writeVendorTransaction(system, {
    company,
    account,
    voucher,
    date,
    dueDate: date,
    documentDate: '',
    currency,
    rate,
    amount,
    type: 'Payment',
    invoice: '',
    documentNumber: '',
    text: 'Entered by hand',
    journal: '',
    method: '',
    paymentId: '',
    paymentReference: '',
  })
  const bank = { accountType: 'Bank', account: 'HAND', dimensions: {} }
  const vendor = { accountType: 'Vend', account, dimensions: {} }
  writeLedgerEntry(system, {
    company,
    voucher,
    date,
    documentDate: date,
    documentNumber: '',
    journal: '',
    category: 'Payment',
    currency,
    rate,
    postings: [
      { coding: vendor, amount, text: 'Entered by hand' },
      { coding: bank, amount: -amount, text: 'Entered by hand' },
    ],
  })
  settle(system, { invoice, payment, amount: size, discount: 0n, date })
  return voucher
}

const requireRow = (system: System, set: string, key: JsonObject): Row => {
  const row = system.table(set).find(key)
  if (!row) throw new RangeError(`${set} has no row ${JSON.stringify(key)}`)
  return row
}
