import type { TargetLink } from '../../../contract/target.ts'
import { unescapeSegment } from '../dimensions.ts'
import type { JournalKit } from '../journal/kit.ts'
import { inOrder, linkTo } from '../journal/own-lines.ts'
import { rowLink } from '../links.ts'
import { isInvoiceTransaction } from '../payments/open-invoice.ts'
import { dateOf, minorOf, sameText, textOf, type Row } from '../wire.ts'
import type { InvoiceBody } from './body.ts'
import type { Picture } from './picture.ts'

/** One invoice as D365 shows it in one place. */
export interface Sighting {
  readonly place: 'pending' | 'journal' | 'booked'
  /** Field that would carry our trace code. */
  readonly trace: string
  /** Empty while it is pending. */
  readonly voucher: string
  readonly booked: boolean
  /** The vendor that is billed and the supplier's number; as sent where the lines of a journal say so. */
  readonly account: string
  readonly number: string
  /** Minor units, signed as an invoice; null when it is not known. */
  readonly total: bigint | null
  readonly date: string | null
  readonly currency: string
  readonly link: TargetLink
}

/** Every place where D365 shows this invoice: by our trace code, or by vendor and number. */
export const sightingsOf = (kit: JournalKit, body: InvoiceBody, picture: Picture): readonly Sighting[] => [
  ...pendingSightings(kit, body, picture),
  ...journalSightings(kit, body, picture),
  ...bookedSightings(body, picture),
]

const pendingSightings = (kit: JournalKit, body: InvoiceBody, picture: Picture): readonly Sighting[] =>
  picture.headers
    .filter((row) =>
      isMatch(body, row, { trace: 'DocumentNumber', number: 'InvoiceNumber', account: 'InvoiceAccount' }),
    )
    .map((row) => ({
      place: 'pending',
      trace: textOf(row, 'DocumentNumber'),
      voucher: '',
      booked: false,
      account: textOf(row, 'InvoiceAccount'),
      number: textOf(row, 'InvoiceNumber'),
      total: pendingTotal(body, textOf(row, 'HeaderReference'), picture),
      date: dateOf(row, 'InvoiceDate'),
      currency: textOf(row, 'Currency'),
      link: pendingLink(kit, body.company, textOf(row, 'HeaderReference')),
    }))

/** A pending header has no total (contract 3.2): its lines have. Null without lines. */
const pendingTotal = (body: InvoiceBody, reference: string, picture: Picture): bigint | null => {
  const lines = picture.lines.filter((row) => textOf(row, 'HeaderReference') === reference)
  return lines.length === 0 ? null : sumOf(lines.map((row) => minorOf(row, 'NetAmount', body.decimals)))
}

export const pendingLink = (kit: JournalKit, company: string, reference: string): TargetLink => ({
  id: reference,
  legalEntity: company,
  lines: [],
  voucher: null,
  url: rowLink(kit.api.baseUrl, 'VendorInvoiceHeaders', { dataAreaId: company, HeaderReference: reference }),
})

/** The lines of one voucher are one invoice; its total is what they credit to the vendor. */
const journalSightings = (kit: JournalKit, body: InvoiceBody, picture: Picture): readonly Sighting[] => {
  const vouchers = new Map<string, Row[]>()
  for (const row of picture.journalLines) {
    const byNumber = sameText(textOf(row, 'Invoice'), body.number ?? '') && vendorSide(body, row) !== null
    if (!byNumber && !sameText(textOf(row, 'Document'), body.trace)) continue
    const parts = ['JournalBatchNumber', 'Voucher', 'Document'].map((field) =>
      textOf(row, field).toLowerCase(),
    )
    const key = parts.join('\u001f')
    vouchers.set(key, [...(vouchers.get(key) ?? []), row])
  }
  return [...vouchers.values()].map((group) => {
    const rows = inOrder(group)
    const [first = {}] = rows
    const journal = textOf(first, 'JournalBatchNumber')
    const posted = picture.posted.has(journal)
    return {
      place: 'journal',
      trace: textOf(first, 'Document'),
      voucher: textOf(first, 'Voucher'),
      booked: posted,
      account: body.account ?? '',
      number: textOf(first, 'Invoice'),
      total: sumOf(rows.map((row) => vendorCredit(body, row))),
      date: dateOf(first, 'InvoiceDate'),
      currency: textOf(first, 'Currency'),
      link: linkTo(kit, body.company, { journal, posted, rows }),
    }
  })
}

/** On which side of a line this invoice's vendor stands. */
const vendorSide = (body: InvoiceBody, row: Row): 'own' | 'offset' | null => {
  const is = (type: string, account: string) =>
    row[type] === 'Vend' && sameText(unescapeSegment(textOf(row, account)), body.account ?? '')
  if (is('AccountType', 'AccountDisplayValue')) return 'own'
  return is('OffsetAccountType', 'OffsetAccountDisplayValue') ? 'offset' : null
}

const vendorCredit = (body: InvoiceBody, row: Row): bigint | null => {
  const side = vendorSide(body, row)
  if (side === null) return 0n
  const [debit, credit] = [minorOf(row, 'Debit', body.decimals), minorOf(row, 'Credit', body.decimals)]
  if (debit === null || credit === null) return null
  return side === 'own' ? credit - debit : debit - credit
}

/**
 * Booked invoices and vendor transactions of one voucher are one invoice; journal invoices may lack the
 * former (13).
 */
const bookedSightings = (body: InvoiceBody, picture: Picture): readonly Sighting[] => {
  const invoices = picture.booked
    .filter((row) =>
      isMatch(body, row, { trace: 'DocumentNum', number: 'InvoiceId', account: 'InvoiceAccount' }),
    )
    .map((row) => bookedSighting(body, row, INVOICE_FIELDS, minorOf(row, 'InvoiceAmount', body.decimals)))
  const transactions = picture.transactions
    .filter(isInvoiceTransaction)
    .filter((row) => isMatch(body, row, { trace: 'DocumentNum', number: 'Invoice', account: 'AccountNum' }))
    .map((row) => bookedSighting(body, row, TRANSACTION_FIELDS, negated(minorOf(row, 'AmountCur', body.decimals))))
  return [...invoices, ...transactions]
}

/** Names of the same things in the booked invoices and among the vendor transactions. */
const INVOICE_FIELDS = { voucher: 'LedgerVoucher', account: 'InvoiceAccount', number: 'InvoiceId' }
const TRANSACTION_FIELDS = { voucher: 'Voucher', account: 'AccountNum', number: 'Invoice' }

const bookedSighting = (
  body: InvoiceBody,
  row: Row,
  fields: typeof INVOICE_FIELDS,
  total: bigint | null,
): Sighting => {
  const voucher = textOf(row, fields.voucher)
  return {
    place: 'booked',
    trace: textOf(row, 'DocumentNum'),
    voucher,
    booked: true,
    account: textOf(row, fields.account),
    number: textOf(row, fields.number),
    total,
    // The supplier's date where there is one; `InvoiceDate` of the booked view can be the posting date.
    date: dateOf(row, 'DocumentDate') ?? dateOf(row, 'InvoiceDate'),
    currency: textOf(row, 'CurrencyCode'),
    link: {
      id: textOf(row, 'JournalNum') || voucher,
      legalEntity: body.company,
      lines: [],
      voucher,
      url: null,
    },
  }
}

interface Fields {
  readonly trace: string
  readonly number: string
  readonly account: string
}

const isMatch = (body: InvoiceBody, row: Row, fields: Fields): boolean =>
  sameText(textOf(row, fields.trace), body.trace) ||
  (sameText(textOf(row, fields.number), body.number ?? '') &&
    sameText(textOf(row, fields.account), body.account ?? ''))

/** Vendor transactions of invoices are negative (contract 3.10). */
const negated = (minor: bigint | null): bigint | null => (minor === null ? null : -minor)

const sumOf = (amounts: readonly (bigint | null)[]): bigint | null => {
  let sum = 0n
  for (const amount of amounts) {
    if (amount === null) return null
    sum += amount
  }
  return sum
}
