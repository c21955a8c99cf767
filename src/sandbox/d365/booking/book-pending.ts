import { pendingAccount, pendingDimensions, pendingEntry } from '../books/books.ts'
import { dimensionProblem, mainAccountProblem } from '../dimensions/validity.ts'
import { toBookLines } from '../books/voucher-lines.ts'
import { type Exact, exact, exactNumber, exactText } from '../exact-decimal.ts'
import { amountOf } from '../journals/amounts.ts'
import { nextVoucher } from '../journals/vouchers.ts'
import { partsOf, pendingLinesOf } from '../pending/headers.ts'
import { findVendor } from '../rules/foreign-keys.ts'
import { containerKey, type System } from '../system.ts'
import { type Row, readText } from '../table.ts'
import { duplicateProblem } from './duplicates.ts'
import { rateOn } from '../rules/exchange.ts'
import { writeInvoiceJournal } from './invoice-journal-rows.ts'
import { currencyDecimals } from '../rules/currencies.ts'
import { type Posting, writeLedgerEntry } from './ledger-entry.ts'
import { postingDateFor } from './posting-date.ts'
import { taxGroupProblem, taxOn } from './sales-tax.ts'
import { writeVendorTransaction } from './vendor-transaction.ts'

/** Books one pending invoice and moves it out of the pending sets; answers why not when it cannot. */
export const bookPending = (system: System, header: Row): string | undefined => {
  const ready = judge(system, header)
  if ('problem' in ready) return ready.problem
  const { date, rate } = ready
  const company = readText(header, 'dataAreaId')
  const lines = pendingLinesOf(system, header)
  const { costs, total, tax } = amountsOf(system, header, lines)
  const voucher = nextVoucher(system, company, 'VINV')
  const entry = pendingEntry(system, header)
  const account = readText(header, 'InvoiceAccount')
  const shared = { company, voucher, date, currency: readText(header, 'Currency'), rate }
  writeInvoiceJournal(system, { ...shared, header, lines, total, tax })
  writeVendorTransaction(system, {
    ...shared,
    account,
    dueDate: readText(header, 'DueDate'),
    documentDate: readText(header, 'InvoiceDate'),
    amount: -total,
    type: 'Vend',
    invoice: readText(header, 'InvoiceNumber'),
    documentNumber: readText(header, 'DocumentNumber'),
    text: readText(header, 'InvoiceDescription'),
    journal: '',
    method: readText(header, 'MethodOfPayment'),
    paymentId: readText(header, 'PaymentId'),
    paymentReference: '',
    hidden: {
      _discountAmount: exactNumber(exact(readText(header, 'CashDiscount') || '0')),
      _discountDate: readText(header, 'CashDiscountDate'),
    },
  })
  const dimensions = pendingDimensions(header)
  writeLedgerEntry(system, {
    ...shared,
    documentDate: readText(header, 'InvoiceDate'),
    documentNumber: readText(header, 'DocumentNumber'),
    journal: '',
    category: 'Purch',
    postings: [
      ...costs,
      {
        coding: { accountType: 'Vend', account, dimensions },
        amount: -total,
        text: readText(header, 'InvoiceDescription'),
      },
    ],
  })
  const decimals = currencyDecimals(system, shared.currency)
  const booked = { lines: toBookLines(system, costs, shared.currency), total: exactText(total, decimals) }
  system.booked.push({ ...entry, ...booked, voucher, postingDate: date.slice(0, 10), booked: true })
  removePending(system, header)
  return undefined
}

/** What the lines put on accounts, tax beside them, and what the vendor is owed. */
const amountsOf = (system: System, header: Row, lines: readonly Row[]) => {
  const included = header.values.IsPricesIncludeSalesTax === 'Yes'
  let [total, tax] = [0n, 0n]
  const costs = lines.flatMap((line): readonly Posting[] => {
    const amount = amountOf(line, 'NetAmount')
    const company = readText(header, 'dataAreaId')
    const currency = readText(header, 'Currency')
    const own = taxOn(system, { company, currency, groups: taxGroupsOf(line), amount, included })
    const taken = own?.amount ?? 0n
    tax += taken
    total += included ? amount : amount + taken
    const text = readText(line, 'LineDescription') || readText(line, 'ItemName')
    const account = pendingAccount(system, line)
    const coding = { accountType: 'Ledger', account, dimensions: pendingDimensions(line) }
    const cost = { coding, amount: included ? amount - taken : amount, text }
    if (own === undefined) return [cost]
    const onTax = { accountType: 'Ledger', account: own.account, dimensions: {} }
    return [cost, { coding: onTax, amount: taken, text: 'Sales tax' }]
  })
  return { costs, total, tax }
}

const taxGroupsOf = (line: Row) => ({
  group: readText(line, 'SalesTaxGroup'),
  itemGroup: readText(line, 'ItemSalesTax'),
})

/** Takes a pending invoice out of the pending sets: a posted one is not found there any more [inferred]. */
export const removePending = (system: System, header: Row): void => {
  for (const set of [
    'VendorInvoiceLines',
    'VendorInvoiceHeaderCharges',
    'VendorInvoiceDocumentAttachments',
  ]) {
    for (const part of partsOf(system, set, header)) system.table(set).remove(part)
  }
  system.table('VendorInvoiceHeaders').remove(header)
}

type Verdict = { readonly problem: string } | { readonly date: string; readonly rate: Exact }

const judge = (system: System, header: Row): Verdict => {
  const company = readText(header, 'dataAreaId')
  const account = readText(header, 'InvoiceAccount')
  const lines = pendingLinesOf(system, header)
  if (header.values.IsOnHold === 'Yes') return { problem: 'The invoice is on hold' }
  if (system.inWorkflow.has(containerKey(company, readText(header, 'HeaderReference')))) {
    return { problem: 'The invoice is in workflow' }
  }
  if (lines.length === 0) return { problem: 'The invoice has no lines' }
  const hold = readText(findVendor(system, company, account) ?? header, 'OnHoldStatus')
  if (hold === 'Invoice' || hold === 'All')
    return { problem: `Vendor account ${account} is on hold for ${hold}` }
  const posting = postingDateFor(
    system,
    company,
    readText(header, 'Date') || system.today(),
    'VendAccessLevel',
  )
  if ('problem' in posting) return posting
  const { date } = posting
  const number = readText(header, 'InvoiceNumber')
  const problem =
    documentDateProblem(system, header, date) ??
    duplicateProblem(system, { company, account, number, date }) ??
    importedAmountProblem(system, header, lines) ??
    linesProblem(system, lines, date, readText(header, 'Currency'))
  if (problem) return { problem }
  const sent = header.values.FixedRate === 'Yes' ? amountOf(header, 'ExchangeRate') / 100n : 0n
  const rate = sent > 0n ? sent : rateOn(system, company, readText(header, 'Currency'), date)
  return rate === undefined
    ? { problem: `No exchange rate for ${readText(header, 'Currency')}` }
    : { date, rate }
}

const documentDateProblem = (system: System, header: Row, date: string): string | undefined => {
  const parameters = system.table('VendorParameters').find({ dataAreaId: readText(header, 'dataAreaId') })
  if (!parameters || readText(parameters, 'RequireDocumentDateOnVendorInvoice') !== 'Error') return undefined
  const documentDate = readText(header, 'InvoiceDate')
  if (documentDate === '' || documentDate.startsWith('1900')) return 'The invoice date must be filled in'
  return documentDate > date ? 'The invoice date must not be after the posting date' : undefined
}

/** The totals as stated by the source block booking only while matching is on [doc]. */
const importedAmountProblem = (system: System, header: Row, lines: readonly Row[]): string | undefined => {
  const parameters = system.table('VendorParameters').find({ dataAreaId: readText(header, 'dataAreaId') })
  if (parameters?.values.EnableInvoiceMatchingValidation !== 'Yes') return undefined
  const stated = amountOf(header, 'ImportedAmount')
  const { total, tax } = amountsOf(system, header, lines)
  if (stated !== 0n && total !== stated) return 'The invoice total does not match the imported amount'
  const isTaxStated = header.values.ImportedSalesTax !== undefined
  return isTaxStated && tax !== amountOf(header, 'ImportedSalesTax')
    ? 'The sales tax does not match the imported sales tax'
    : undefined
}

const linesProblem = (
  system: System,
  lines: readonly Row[],
  date: string,
  currency: string,
): string | undefined => {
  for (const line of lines) {
    const context = {
      company: readText(line, 'dataAreaId'),
      stage: 'book',
      date,
      manualEntry: false,
    } as const
    const account = pendingAccount(system, line)
    const ungrouped = taxGroupProblem(system, context.company, taxGroupsOf(line))
    if (ungrouped) return ungrouped
    if (readText(line, 'Currency') !== currency) return 'A line has another currency than the invoice'
    const problem =
      (account === '' ? undefined : mainAccountProblem(system, account, context)) ??
      dimensionProblem(system, pendingDimensions(line), context)
    if (problem) return problem
  }
  return undefined
}
