import { type Exact, exactText } from '../exact-decimal.ts'
import { amountOf } from '../journals/amounts.ts'
import { currencyDecimals } from '../rules/currencies.ts'
import { type JournalFamily, journalFamilies } from '../journals/families.ts'
import { linesOf } from '../journals/tally.ts'
import { findCategory } from '../pending/line-origin.ts'
import { pendingLinesOf } from '../pending/headers.ts'
import type { System } from '../system.ts'
import { type Row, readText } from '../table.ts'
import type { BookEntry, BookLine } from './book-entry.ts'
import { movementsOf, toBookLines, voucherTotal } from './voucher-lines.ts'

/** Every document in the system, booked ones first, incomplete ones included. */
export const readBooks = (system: System): readonly BookEntry[] => {
  const entries = [...system.booked]
  for (const header of system.table('VendorInvoiceHeaders').rows()) entries.push(pendingEntry(system, header))
  for (const family of journalFamilies) {
    for (const header of system.table(family.headers).rows()) {
      if (header.values.IsPosted !== 'Yes') entries.push(...journalEntries(system, family, header))
    }
  }
  return entries
}

/** A pending invoice as an entry. */
export const pendingEntry = (system: System, header: Row): BookEntry => {
  const currency = readText(header, 'Currency')
  const lines = pendingLinesOf(system, header)
  const total = lines.reduce((sum, line) => sum + amountOf(line, 'NetAmount'), 0n)
  return {
    legalEntity: readText(header, 'dataAreaId'),
    form: 'pending-invoice',
    container: readText(header, 'HeaderReference'),
    voucher: '',
    documentNumber: readText(header, 'DocumentNumber'),
    invoiceNumber: readText(header, 'InvoiceNumber'),
    vendorAccount: readText(header, 'InvoiceAccount'),
    currency,
    postingDate: readText(header, 'Date').slice(0, 10),
    onHold: header.values.IsOnHold === 'Yes',
    booked: false,
    lines: lines.map((line) => pendingBookLine(system, line, currency)),
    total: exactText(total, currencyDecimals(system, currency)),
  }
}

/** The ledger account of a pending line: its override, else the account of its procurement category. */
export const pendingAccount = (system: System, line: Row): string => {
  const override = readText(line, '_mainAccount')
  if (override !== '') return override
  const [hierarchy, name] = [
    readText(line, 'ProcurementCategoryHierarchyName'),
    readText(line, 'ProcurementCategoryName'),
  ]
  return String(findCategory(system, hierarchy, name)?.mainAccount ?? '')
}

/** The dimensions of a pending line. */
export const pendingDimensions = (line: Row): Readonly<Record<string, string>> => ({
  ...(line.values._dimensions as Record<string, string> | undefined),
})

const pendingBookLine = (system: System, line: Row, currency: string): BookLine => {
  const net: Exact = amountOf(line, 'NetAmount')
  const decimals = currencyDecimals(system, currency)
  return {
    accountType: 'Ledger',
    account: pendingAccount(system, line),
    dimensions: pendingDimensions(line),
    debit: exactText(net > 0n ? net : 0n, decimals),
    credit: exactText(net < 0n ? -net : 0n, decimals),
    text: readText(line, 'LineDescription') || readText(line, 'ItemName'),
  }
}

/** One entry per voucher of an unposted journal; a journal without lines has none. */
export const journalEntries = (system: System, family: JournalFamily, header: Row): readonly BookEntry[] => {
  const vouchers = new Map<string, Row[]>()
  for (const line of linesOf(system, family, header)) {
    const voucher = readText(line, 'Voucher')
    vouchers.set(voucher, [...(vouchers.get(voucher) ?? []), line])
  }
  return [...vouchers].map(([voucher, lines]) => voucherEntry(system, family, { header, voucher, lines }))
}

const voucherEntry = (
  system: System,
  family: JournalFamily,
  {
    header,
    voucher,
    lines,
  }: { readonly header: Row; readonly voucher: string; readonly lines: readonly Row[] },
): BookEntry => {
  const movements = lines.flatMap((line) => movementsOf(family, line))
  const first = (field: string) =>
    lines.map((line) => readText(line, field)).find((text) => text !== '') ?? ''
  const currency = first(family.fields.currency)
  return {
    legalEntity: readText(header, 'dataAreaId'),
    form: family.form,
    container: readText(header, 'JournalBatchNumber'),
    voucher,
    documentNumber: first(family.fields.document),
    invoiceNumber: first(family.fields.invoice),
    vendorAccount: movements.find(({ coding }) => coding.accountType === 'Vend')?.coding.account ?? '',
    currency,
    postingDate: first(family.fields.date).slice(0, 10),
    onHold: false,
    booked: false,
    lines: toBookLines(system, movements, currency),
    total: exactText(voucherTotal(family, movements), currencyDecimals(system, currency)),
  }
}
