import { type Exact, exact } from '../exact-decimal.ts'
import { amountOf } from '../journals/amounts.ts'
import { invoiceOf } from '../journals/settled-invoices.ts'
import { isOpen, marksOf, openBalance } from '../journals/settlement-marks.ts'
import type { System } from '../system.ts'
import { type Row, readText } from '../table.ts'
import { rateOn } from '../rules/exchange.ts'
import { profileOf, writeLedgerEntry } from './ledger-entry.ts'
import { settle } from './settle.ts'

/**
 * Settles what a booked payment line had marked; an invoice that another voucher closed meanwhile stays as it
 * is.
 */
export const settleMarks = (system: System, line: Row, payment: Row): void => {
  for (const mark of marksOf(system, line)) {
    const invoice = invoiceOf(system, mark)
    if (invoice && isOpen(invoice)) settleMark(system, mark, invoice, payment)
    system.table('VendorPaymentJournalLineSettledInvoices').update(mark, { _done: true })
  }
}

const settleMark = (system: System, mark: Row, invoice: Row, payment: Row) => {
  const wanted = magnitude(amountOf(mark, 'SettlementAmountInInvoiceCurrency'))
  const discount = magnitude(amountOf(mark, 'CashDiscountToTakeInInvoiceCurrency'))
  const paid = magnitude(openBalance(payment))
  const owed = magnitude(openBalance(invoice))
  const amount = least(wanted, owed, paid + discount)
  const sameSide = openBalance(invoice) < 0n === openBalance(payment) < 0n
  if (amount <= discount || sameSide) return
  const date = readText(payment, 'TransDate')
  settle(system, { invoice, payment, amount, discount, date })
  if (discount > 0n) writeDiscount(system, invoice, payment, discount)
}

const magnitude = (amount: Exact) => (amount < 0n ? -amount : amount)
const least = (...amounts: readonly Exact[]) => amounts.reduce((low, amount) => (amount < low ? amount : low))

/** The discount leaves the vendor's account against the discount account of the posting profile. */
const writeDiscount = (system: System, invoice: Row, payment: Row, discount: Exact) => {
  const company = readText(invoice, 'dataAreaId')
  const currency = readText(invoice, 'CurrencyCode')
  const date = readText(payment, 'TransDate')
  const account = String(profileOf(system, company)?.cashDiscountAccount ?? '520200')
  writeLedgerEntry(system, {
    company,
    voucher: readText(payment, 'Voucher'),
    date,
    documentDate: date,
    documentNumber: '',
    journal: readText(payment, 'JournalNum'),
    category: 'Payment',
    currency,
    rate: rateOn(system, company, currency, date) ?? exact(1),
    postings: [
      {
        coding: { accountType: 'Vend', account: readText(invoice, 'AccountNum'), dimensions: {} },
        amount: discount,
        text: 'Cash discount',
      },
      {
        coding: { accountType: 'Ledger', account, dimensions: {} },
        amount: -discount,
        text: 'Cash discount',
      },
    ],
  })
}
