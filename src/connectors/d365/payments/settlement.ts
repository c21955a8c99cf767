import { present } from '../../../lib/assert.ts'
import type { Problem } from '../../../model/problem.ts'
import type { D365Api } from '../api.ts'
import { mismatch } from '../echo.ts'
import { refusalProblems } from '../infolog.ts'
import type { JournalBody, SettlementBody } from '../journal/body.ts'
import type { AfterLine, JournalPlace } from '../journal/kit.ts'
import { allOf, anyOf, eq } from '../odata.ts'
import { etagOf, numberOf, sameText, textOf, type Row } from '../wire.ts'

const SET = 'VendorPaymentJournalLineSettledInvoices'
const AMOUNT = 'SettlementAmountInInvoiceCurrency'
const DISCOUNT = 'CashDiscountToTakeInInvoiceCurrency'
const SELECT = [
  'JournalLineCompany',
  'JournalBatchNumber',
  'JournalLineNumber',
  'InvoiceNumber',
  'InvoiceCompany',
  'InvoiceDueDate',
  AMOUNT,
  DISCOUNT,
]

/** Rows that say what payment lines of these journals settle. */
export const readSettlements = (
  api: D365Api,
  company: string,
  journals: readonly string[],
): Promise<readonly Row[]> =>
  api.rows(SET, {
    filter: allOf(eq('JournalLineCompany', company), anyOf('JournalBatchNumber', journals)),
    select: SELECT,
  })

/**
 * Sets what a payment line settles: this invoice, this amount, no cash discount unless the source reported
 * one. Marking alone takes the whole open balance and whatever discount is on offer (contract 3.10).
 */
export const settleMarkedInvoice =
  (api: D365Api): AfterLine =>
  async (place, lineNumber, body) => {
    const settlement = present(body.settlement, 'the settlement of a payment')
    const rows = await readLineSettlements(api, place, lineNumber)
    const [row, ...others] = rows
    if (!row || others.length > 0 || !isOf(row, settlement)) return notMarked(settlement, rows)
    if (settledAsSent(row, settlement)) return null
    const answer = await api.update(SET, keyOf(row), { body: wanted(row, settlement), etag: etagOf(row) })
    if (answer.kind === 'refused') return refusalProblems(answer.refusal, 'settlement')[0] ?? null
    const [again] = await readLineSettlements(api, place, lineNumber)
    if (again && settledAsSent(again, settlement)) return null
    return mismatch('settlement', AMOUNT, settlement.amount, again?.[AMOUNT])
  }

/**
 * Whether a settlement row says what was sent. The sign of its amount is D365's own, so that sizes are
 * compared.
 */
const settledAsSent = (row: Row, settlement: SettlementBody): boolean =>
  isOf(row, settlement) &&
  Math.abs(numberOf(row, AMOUNT) ?? 0) === settlement.amount &&
  numberOf(row, DISCOUNT) === 0

/** Whether the settlements of a found line are as sent; a posted journal may no longer show them. */
export const settlementWhole = (body: JournalBody, rows: readonly Row[]): boolean =>
  body.settlement !== null &&
  rows.length === 1 &&
  rows[0] !== undefined &&
  settledAsSent(rows[0], body.settlement)

const isOf = (row: Row, settlement: SettlementBody): boolean =>
  sameText(textOf(row, 'InvoiceNumber'), settlement.invoice) &&
  sameText(textOf(row, 'InvoiceCompany'), settlement.company)

const readLineSettlements = async (
  api: D365Api,
  place: JournalPlace,
  lineNumber: number,
): Promise<readonly Row[]> => {
  const rows = await readSettlements(api, place.company, [place.journal])
  return rows.filter((row) => numberOf(row, 'JournalLineNumber') === lineNumber)
}

const wanted = (row: Row, settlement: SettlementBody): Row => ({
  [AMOUNT]: (numberOf(row, AMOUNT) ?? 0) < 0 ? -settlement.amount : settlement.amount,
  [DISCOUNT]: 0,
})

const keyOf = (row: Row) => ({
  JournalLineCompany: textOf(row, 'JournalLineCompany'),
  JournalBatchNumber: textOf(row, 'JournalBatchNumber'),
  JournalLineNumber: numberOf(row, 'JournalLineNumber') ?? 0,
  InvoiceNumber: textOf(row, 'InvoiceNumber'),
  InvoiceCompany: textOf(row, 'InvoiceCompany'),
  InvoiceDueDate: { moment: textOf(row, 'InvoiceDueDate') },
})

const notMarked = (settlement: SettlementBody, rows: readonly Row[]): Problem => ({
  code: 'INVOICE_NOT_MARKED',
  field: 'settlement',
  value: rows.map((row) => textOf(row, 'InvoiceNumber')).join(', '),
  message: `D365 did not mark exactly the invoice ${settlement.invoice} on the payment line`,
  remedy:
    'Check in D365 whether the invoice is open and not marked by another payment, then replay the document.',
})
