import type { Found } from '../../../contract/target.ts'
import { formatMinor } from '../../../model/money.ts'
import type { D365Api } from '../api.ts'
import type { JournalBody } from '../journal/body.ts'
import { allOf, anyOf, chunksOf, eq } from '../odata.ts'
import { dateOf, minorOf, sameText, textOf, type Row } from '../wire.ts'

/** What is read of a vendor transaction (contract 3.10). */
export const TRANSACTION_FIELDS = [
  'dataAreaId',
  'SourceKey',
  'AccountNum',
  'Invoice',
  'Voucher',
  'AmountCur',
  'SettleAmountCur',
  'CurrencyCode',
  'Closed',
  'LastSettleVoucher',
  'TransType',
  'TransDate',
  'DocumentDate',
  'DocumentNum',
  'PaymId',
  'PaymReference',
  'JournalNum',
]

/** Transactions that settle or correct others: never an invoice. */
const NOT_INVOICES = new Set([
  'Payment',
  'Settlement',
  'CashDiscount',
  'ExchAdjustment',
  'OverUnder',
  'PennyDifference',
  'CrossCompanySettlement',
])

export const isInvoiceTransaction = (row: Row): boolean => !NOT_INVOICES.has(textOf(row, 'TransType'))

/** Vendor transactions of a company with one of these values in a field. */
export const readTransactions = async (
  api: D365Api,
  company: string,
  field: 'Invoice' | 'DocumentNum' | 'PaymId' | 'PaymReference',
  values: readonly string[],
): Promise<readonly Row[]> => {
  const chunks = await Promise.all(
    chunksOf(values).map((chunk) =>
      api.rows('VendTransBiEntities', {
        filter: allOf(eq('dataAreaId', company), anyOf(field, chunk)),
        select: TRANSACTION_FIELDS,
      }),
    ),
  )
  return chunks.flat()
}

/**
 * Minor units still open: amount less what is settled; negative for invoices. Null when it cannot be read.
 */
export const openBalance = (row: Row, decimals: number): bigint | null => {
  const amount = minorOf(row, 'AmountCur', decimals)
  const settled = minorOf(row, 'SettleAmountCur', decimals)
  return amount === null || settled === null ? null : amount - settled
}

/** The transactions of the invoice that a payment settles. */
export const invoiceTransactions = (body: JournalBody, rows: readonly Row[]): readonly Row[] => {
  const { settlement } = body
  if (settlement === null) return []
  return rows.filter(
    (row) =>
      isInvoiceTransaction(row) &&
      sameText(textOf(row, 'Invoice'), settlement.invoice) &&
      sameText(textOf(row, 'AccountNum'), settlement.account) &&
      sameText(textOf(row, 'dataAreaId'), settlement.company),
  )
}

/** Why a payment cannot be written now; null when its invoice is open for it. */
export const paymentBlocked = (body: JournalBody, rows: readonly Row[]): Found | null => {
  const { decimals } = body
  const invoices = invoiceTransactions(body, rows).filter(
    (row) => (minorOf(row, 'AmountCur', decimals) ?? -1n) < 0n,
  )
  if (invoices.length === 0) {
    return blocked(
      body,
      'INVOICE_NOT_BOOKED',
      'is not booked in D365 yet',
      'It goes on by itself once the invoice is posted.',
    )
  }
  const open = invoices.filter((row) => dateOf(row, 'Closed') === null && openBalance(row, decimals) !== 0n)
  const [invoice, ...others] = open
  if (!invoice) {
    const by = [...new Set(invoices.map((row) => textOf(row, 'LastSettleVoucher')))].join(', ')
    const remedy = 'Check whether it was paid twice; undo the other settlement in D365, or skip this payment.'
    return blocked(body, 'INVOICE_SETTLED_ELSEWHERE', `is settled by voucher ${by || '(unknown)'}`, remedy)
  }
  if (others.length > 0) {
    return blocked(
      body,
      'INVOICE_AMBIGUOUS',
      'is booked more than once under this number',
      'Enter the payment by hand.',
    )
  }
  return blockedByAmount(body, invoice)
}

const blockedByAmount = (body: JournalBody, invoice: Row): Found | null => {
  const { settlement, decimals, currency } = body
  if (!sameText(textOf(invoice, 'CurrencyCode'), currency)) {
    const what = `is in ${textOf(invoice, 'CurrencyCode')} and the payment in ${currency}`
    return blocked(body, 'PAYMENT_CURRENCY_DIFFERS', what, 'Enter the payment by hand.')
  }
  const balance = openBalance(invoice, decimals)
  const amount = minorOf({ amount: settlement?.amount ?? 0 }, 'amount', decimals)
  if (balance !== null && amount !== null && amount <= -balance) return null
  const open = balance === null ? 'unknown' : formatMinor(-balance, decimals)
  const what = `is open with ${open} ${currency}, less than the ${settlement?.amount ?? 0} to settle`
  return blocked(
    body,
    'PAYMENT_OVER_BALANCE',
    what,
    'Check for a credit note or another payment, then replay it.',
  )
}

export const blocked = (body: JournalBody, code: string, what: string, remedy: string): Found => ({
  kind: 'blocked',
  problem: {
    code,
    field: 'invoice',
    value: body.settlement?.invoice ?? '',
    message: `invoice ${body.settlement?.invoice ?? ''} of vendor ${body.settlement?.account ?? ''} ${what}`,
    remedy,
  },
})
