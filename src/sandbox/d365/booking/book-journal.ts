import { journalEntries } from '../books/books.ts'
import { type Movement, movementsOf, toBookLines, voucherTotal } from '../books/voucher-lines.ts'
import { type Exact, exact, exactNumber, exactText } from '../exact-decimal.ts'
import { amountOf } from '../journals/amounts.ts'
import { lineLabel } from '../journals/coding.ts'
import type { JournalFamily } from '../journals/families.ts'
import { linesOf } from '../journals/tally.ts'
import { isBalanced, journalNameOf } from '../journals/vouchers.ts'
import { containerKey, type System } from '../system.ts'
import { type Row, readText } from '../table.ts'
import { voucherProblem } from './journal-checks.ts'
import { rateOn } from '../rules/exchange.ts'
import { currencyDecimals } from '../rules/currencies.ts'
import { writeLedgerEntry } from './ledger-entry.ts'
import { postingDateFor } from './posting-date.ts'
import { withSalesTax } from './sales-tax.ts'
import { settleMarks } from './settle-marks.ts'
import { writeVendorTransaction } from './vendor-transaction.ts'
import { writeJournalInvoice } from './journal-invoice-rows.ts'

/** A voucher that passed every check. */
export interface ReadyVoucher {
  readonly header: Row
  readonly voucher: string
  readonly lines: readonly Row[]
  readonly movements: readonly Movement[]
  readonly currency: string
  readonly date: string
  readonly rate: Exact
}

/** Books a whole journal or nothing; answers why not when it cannot. */
export const bookJournal = (system: System, family: JournalFamily, header: Row): string | undefined => {
  const problem = journalProblem(system, family, header)
  if (problem) return problem
  const ready: ReadyVoucher[] = []
  for (const [voucher, lines] of byVoucher(linesOf(system, family, header))) {
    const verdict = judgeVoucher(system, family, { header, voucher, lines })
    if (typeof verdict === 'string') return `${verdict} (voucher ${voucher})`
    ready.push(verdict)
  }
  const repeated = repeatedInvoice(family, ready)
  if (repeated) return repeated
  const entries = journalEntries(system, family, header)
  for (const voucher of ready) bookVoucher(system, family, voucher)
  for (const entry of entries) {
    const voucher = ready.find((each) => each.voucher === entry.voucher)
    const date = voucher?.date ?? entry.postingDate
    const booked = voucher === undefined ? entry : { ...entry, ...asBooked(system, family, voucher) }
    system.booked.push({ ...booked, postingDate: date.slice(0, 10), booked: true })
  }
  closeJournal(system, family, header)
  return undefined
}

/** What the ledger holds, tax included. */
const asBooked = (system: System, family: JournalFamily, { movements, currency }: ReadyVoucher) => ({
  lines: toBookLines(system, movements, currency),
  total: exactText(voucherTotal(family, movements), currencyDecimals(system, currency)),
})

const journalProblem = (system: System, family: JournalFamily, header: Row): string | undefined => {
  const key = containerKey(readText(header, 'dataAreaId'), readText(header, 'JournalBatchNumber'))
  if (system.inWorkflow.has(key)) return 'The journal is in workflow'
  return linesOf(system, family, header).length === 0 ? 'The journal has no lines' : undefined
}

const byVoucher = (lines: readonly Row[]): ReadonlyMap<string, readonly Row[]> => {
  const vouchers = new Map<string, Row[]>()
  for (const line of lines) {
    const voucher = readText(line, 'Voucher')
    vouchers.set(voucher, [...(vouchers.get(voucher) ?? []), line])
  }
  return vouchers
}

const judgeVoucher = (
  system: System,
  family: JournalFamily,
  {
    header,
    voucher,
    lines,
  }: { readonly header: Row; readonly voucher: string; readonly lines: readonly Row[] },
): ReadyVoucher | string => {
  const company = readText(header, 'dataAreaId')
  const movements = lines.flatMap((line) => movementsOf(family, line))
  const currencies = new Set(lines.map((line) => readText(line, family.fields.currency)))
  const [currency = ''] = currencies
  if (currencies.size > 1) return 'The voucher mixes currencies'
  if (!isBalanced(family, lines, voucher)) return 'The voucher does not balance'
  const wanted = new Set(lines.map((line) => readText(line, family.fields.date)))
  if (wanted.size > 1) return 'The lines of the voucher have several dates'
  const module = family.form === 'general-journal' ? 'LedgerAccessLevel' : 'VendAccessLevel'
  const posting = postingDateFor(system, company, [...wanted][0] ?? system.today(), module)
  if ('problem' in posting) return posting.problem
  const { date } = posting
  const problem = voucherProblem(system, family, { company, date, lines, movements })
  if (problem) return problem
  const sent = lines[0] ? amountOf(lines[0], family.fields.rate) / 100n : 0n
  const rate = sent > 0n && sent !== exact(1) ? sent : rateOn(system, company, currency, date)
  if (rate === undefined) return `No exchange rate for ${currency} on ${date.slice(0, 10)}`
  const taxed = withSalesTax(system, family, header, movements)
  return { header, voucher, lines, movements: taxed, currency, date, rate }
}

/** Two vouchers of one journal with the same invoice number of one vendor. */
const repeatedInvoice = (family: JournalFamily, vouchers: readonly ReadyVoucher[]): string | undefined => {
  if (family.form === 'payment-journal') return undefined
  const seen = new Set<string>()
  for (const { movements } of vouchers) {
    for (const { coding, line } of movements.filter((movement) => movement.coding.accountType === 'Vend')) {
      const number = readText(line, family.fields.invoice)
      const key = `${coding.account}|${number}`.toLowerCase()
      if (number !== '' && seen.has(key)) return `Invoice number ${number} occurs twice: ${lineLabel(line)}`
      seen.add(key)
    }
  }
  return undefined
}

const bookVoucher = (system: System, family: JournalFamily, ready: ReadyVoucher) => {
  const company = readText(ready.header, 'dataAreaId')
  const journal = readText(ready.header, 'JournalBatchNumber')
  const [first] = ready.lines
  writeLedgerEntry(system, {
    company,
    voucher: ready.voucher,
    date: ready.date,
    documentDate: (first && readText(first, 'DocumentDate')) || ready.date,
    documentNumber: first ? readText(first, family.fields.document) : '',
    journal,
    category: categories[family.form],
    currency: ready.currency,
    rate: ready.rate,
    postings: ready.movements,
  })
  for (const movement of ready.movements) {
    if (movement.coding.accountType === 'Vend') bookVendorLine(system, family, ready, movement)
  }
}

const categories = {
  'invoice-journal': 'Vend',
  'payment-journal': 'Payment',
  'general-journal': 'None',
} as const

const bookVendorLine = (system: System, family: JournalFamily, ready: ReadyVoucher, movement: Movement) => {
  const { line, coding, amount } = movement
  const text = (field: string) => readText(line, field)
  const invoice = family.form === 'payment-journal' ? '' : text(family.fields.invoice)
  const transaction = writeVendorTransaction(system, {
    company: readText(ready.header, 'dataAreaId'),
    account: coding.account,
    voucher: ready.voucher,
    date: ready.date,
    dueDate: text('DueDate'),
    documentDate: text('InvoiceDate') || text('DocumentDate'),
    currency: ready.currency,
    rate: ready.rate,
    amount,
    type: invoice === '' ? 'Payment' : 'Vend',
    invoice,
    documentNumber: family.form === 'payment-journal' ? '' : text('Document'),
    text: movement.text,
    journal: readText(ready.header, 'JournalBatchNumber'),
    method: text(family.fields.method),
    paymentId: family.form === 'invoice-journal' ? text('PaymId') : text('PaymentId'),
    paymentReference: text('PaymentReference'),
    hidden: { _discountAmount: exactNumber(discountOf(line)), _discountDate: text('CashDiscountDate') },
  })
  if (family.form === 'payment-journal') settleMarks(system, line, transaction)
  if (family.form === 'invoice-journal' && system.options.journalInvoicesInInvoiceJour) {
    writeJournalInvoice(system, ready, movement)
  }
}

const discountOf = (line: Row): Exact => {
  const amount = amountOf(line, 'CashDiscountAmount')
  return amount < 0n ? -amount : amount
}

/** Lines stay readable unless the journal name says otherwise. */
const closeJournal = (system: System, family: JournalFamily, header: Row) => {
  const lines = linesOf(system, family, header)
  if (journalNameOf(system, header)?.values.DeleteLinesAfterPosting === 'Yes') {
    for (const line of lines) system.table(family.lines).remove(line)
  }
  system.table(family.headers).update(header, { IsPosted: 'Yes' })
}
