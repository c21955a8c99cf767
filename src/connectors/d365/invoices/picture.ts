import type { JournalKit } from '../journal/kit.ts'
import { readLinesBy } from '../journal/kit.ts'
import { postedJournals } from '../journal/own-lines.ts'
import { foldKeyText } from '../../../model/natural-key.ts'
import { allOf, anyOf, chunksOf, eq } from '../odata.ts'
import { readTransactions } from '../payments/open-invoice.ts'
import { numberOf, textOf, type Row } from '../wire.ts'
import type { InvoiceBody } from './body.ts'
import type { SetName } from '../sets.ts'

/** What D365 holds under the trace codes and numbers of a chunk of invoices. */
export interface Picture {
  readonly headers: readonly Row[]
  readonly lines: readonly Row[]
  readonly journalLines: readonly Row[]
  readonly posted: ReadonlySet<string>
  /** Booked invoices (VendInvoiceJour). */
  readonly booked: readonly Row[]
  /** Vendor transactions. */
  readonly transactions: readonly Row[]
}

export const PENDING_HEADER_FIELDS = [
  'dataAreaId',
  'HeaderReference',
  'InvoiceNumber',
  'InvoiceAccount',
  'VendorAccount',
  'InvoiceDate',
  'Date',
  'Currency',
  'InvoiceDescription',
  'DocumentNumber',
  'IsOnHold',
  'MethodOfPayment',
  'ImportedAmount',
  'ImportedSalesTax',
]

export const PENDING_LINE_FIELDS = [
  'dataAreaId',
  'HeaderReference',
  'InvoiceLineNumber',
  'ProcurementCategoryName',
  'ProcurementCategoryHierarchyName',
  'LineDescription',
  'ReceiveNow',
  'UnitPrice',
  'NetAmount',
  'Currency',
  'MainAccountDisplayValue',
  'DimensionDisplayValue',
  'SalesTaxGroup',
  'ItemSalesTax',
]

const BOOKED_FIELDS = [
  'dataAreaId',
  'InvoiceAccount',
  'InvoiceId',
  'InvoiceAmount',
  'CurrencyCode',
  'InvoiceDate',
  'DocumentDate',
  'LedgerVoucher',
  'DocumentNum',
]

/**
 * Reads in life-cycle order (pending, journals, booked), one after the other: what is posted between two
 * requests is seen in one of them at least.
 */
export const readPicture = async (kit: JournalKit, bodies: readonly InvoiceBody[]): Promise<Picture> => {
  const company = bodies[0]?.company ?? ''
  const traces = bodies.map((body) => body.trace)
  const numbers = bodies.map((body) => body.number ?? '')
  const wanted = { traces: new Set(traces.map(foldKeyText)), numbers: new Set(numbers.map(foldKeyText)) }
  const by = (set: SetName, field: string, values: readonly string[], select: readonly string[]) =>
    readBy(kit, { set, company, field, values, select })
  const found = await Promise.all([
    by('VendorInvoiceHeaders', 'DocumentNumber', traces, PENDING_HEADER_FIELDS),
    by('VendorInvoiceHeaders', 'InvoiceNumber', numbers, PENDING_HEADER_FIELDS),
  ])
  const headers = relevant(found.flat(), wanted, 'DocumentNumber', 'InvoiceNumber')
  const lines = await readPendingLines(
    kit,
    company,
    headers.map((row) => textOf(row, 'HeaderReference')),
  )
  const journal = await Promise.all([
    ...chunksOf(traces).map((chunk) => readLinesBy(kit, company, 'Document', chunk)),
    ...chunksOf(numbers).map((chunk) => readLinesBy(kit, company, 'Invoice', chunk)),
  ])
  const journalLines = relevant(journal.flat(), wanted, 'Document', 'Invoice')
  const posted = await postedJournals(
    kit,
    company,
    journalLines.map((row) => textOf(row, 'JournalBatchNumber')),
  )
  const [byNumber, byTrace, invoices, documents] = await Promise.all([
    by('VendInvoiceJourBiEntities', 'InvoiceId', numbers, BOOKED_FIELDS),
    by('VendInvoiceJourBiEntities', 'DocumentNum', traces, BOOKED_FIELDS),
    readTransactions(kit.api, company, 'Invoice', numbers),
    readTransactions(kit.api, company, 'DocumentNum', traces),
  ])
  const booked = relevant([...byNumber, ...byTrace], wanted, 'DocumentNum', 'InvoiceId')
  const transactions = relevant([...invoices, ...documents], wanted, 'DocumentNum', 'Invoice')
  const still =
    booked.length + transactions.length === 0 ? headers : await stillPending(kit, company, headers)
  return { headers: still, lines, journalLines, posted, booked, transactions }
}

interface By {
  readonly set: SetName
  readonly company: string
  readonly field: string
  readonly values: readonly string[]
  readonly select: readonly string[]
}

const readBy = async (
  kit: JournalKit,
  { set, company, field, values, select }: By,
): Promise<readonly Row[]> => {
  const pages = await Promise.all(
    chunksOf(values).map((chunk) =>
      kit.api.rows(set, { filter: allOf(eq('dataAreaId', company), anyOf(field, chunk)), select }),
    ),
  )
  return pages.flat()
}

/** Lines of pending invoices, 20 headers to a request. */
export const readPendingLines = (
  kit: JournalKit,
  company: string,
  references: readonly string[],
): Promise<readonly Row[]> =>
  readBy(kit, {
    set: 'VendorInvoiceLines',
    company,
    field: 'HeaderReference',
    values: references,
    select: PENDING_LINE_FIELDS,
  })

interface Wanted {
  readonly traces: ReadonlySet<string>
  readonly numbers: ReadonlySet<string>
}

/**
 * Rows that truly match, each once: a `*` in a number is a wildcard to D365, and two queries can give one
 * row.
 */
const relevant = (
  rows: readonly Row[],
  wanted: Wanted,
  traceField: string,
  numberField: string,
): readonly Row[] => {
  const kept = rows.filter(
    (row) =>
      wanted.traces.has(foldKeyText(textOf(row, traceField))) ||
      wanted.numbers.has(foldKeyText(textOf(row, numberField))),
  )
  return [...new Map(kept.map((row) => [rowId(row), row])).values()]
}

const rowId = (row: Row): string =>
  [
    textOf(row, 'HeaderReference'),
    textOf(row, 'JournalBatchNumber'),
    numberOf(row, 'LineNumber') ?? '',
    textOf(row, 'LedgerVoucher') || textOf(row, 'Voucher'),
    textOf(row, 'InvoiceAccount') || textOf(row, 'AccountNum'),
    textOf(row, 'InvoiceId') || textOf(row, 'Invoice'),
    textOf(row, 'TransType'),
  ].join('\u001f')

/**
 * Pending headers that are still there now that something booked was seen: one invoice must not count twice.
 */
const stillPending = async (
  kit: JournalKit,
  company: string,
  headers: readonly Row[],
): Promise<readonly Row[]> => {
  if (headers.length === 0) return headers
  const again = await readBy(kit, {
    set: 'VendorInvoiceHeaders',
    company,
    field: 'HeaderReference',
    values: headers.map((row) => textOf(row, 'HeaderReference')),
    select: ['HeaderReference'],
  })
  const there = new Set(again.map((row) => textOf(row, 'HeaderReference')))
  return headers.filter((row) => there.has(textOf(row, 'HeaderReference')))
}
