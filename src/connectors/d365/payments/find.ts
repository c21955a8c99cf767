import type { DocumentWriter, Found } from '../../../contract/target.ts'
import type { TraceCode } from '../../../model/identity.ts'
import { unescapeSegment } from '../dimensions.ts'
import { MARKED_ELSEWHERE } from '../infolog.ts'
import type { DimensionFormats } from '../formats.ts'
import { readJournalBody, type JournalBody } from '../journal/body.ts'
import { readLinesBy, type JournalKit } from '../journal/kit.ts'
import {
  findOwnLines,
  judgeOwnLines,
  linkTo,
  postedJournals,
  unclear,
  type OwnLines,
} from '../journal/own-lines.ts'
import { chunksOf } from '../odata.ts'
import { dateOf, minorOf, numberOf, sameText, textOf, type Row } from '../wire.ts'
import { blocked, paymentBlocked, readTransactions } from './open-invoice.ts'
import { readSettlements, settlementWhole } from './settlement.ts'

/** All that a chunk of payments needs to know, read in life-cycle order. */
interface Picture {
  readonly formats: DimensionFormats
  readonly own: ReadonlyMap<string, readonly OwnLines[]>
  readonly settlements: readonly Row[]
  /** Payment lines with one of the payment numbers, or marked to one of the invoices. */
  readonly lines: readonly Row[]
  readonly posted: ReadonlySet<string>
  readonly payments: readonly Row[]
  readonly invoices: readonly Row[]
}

/**
 * Looks for payments: our lines by trace code, others' by payment number, booked ones among the vendor
 * transactions; then whether the invoice that each settles is open for it.
 */
export const findPayments = async (
  kit: JournalKit,
  items: Parameters<DocumentWriter['find']>[0],
): Promise<ReadonlyMap<TraceCode, Found>> => {
  const answers = new Map<TraceCode, Found>()
  const bodies = items.map((item) => [item.id, readJournalBody(item.body)] as const)
  if (bodies.length === 0) return answers
  const picture = await readPicture(
    kit,
    bodies.map(([, body]) => body),
  )
  const marking = new Set<string>()
  for (const [id, body] of bodies) {
    const found = judge(kit, body, picture)
    const invoice = `${body.settlement?.account ?? ''}\u001f${body.settlement?.invoice ?? ''}`.toLowerCase()
    // D365 lets one unposted payment mark an invoice: the second of this chunk waits for the first.
    const second = found.kind === 'absent' && marking.has(invoice)
    if (found.kind === 'absent') marking.add(invoice)
    answers.set(id, second ? markedElsewhere(body, 'an earlier payment of this run') : found)
  }
  return answers
}

const readPicture = async (kit: JournalKit, bodies: readonly JournalBody[]): Promise<Picture> => {
  const company = bodies[0]?.company ?? ''
  const traces = bodies.map((body) => body.trace)
  const references = bodies.map((body) => body.number ?? '')
  const marked = bodies.flatMap((body) => body.settlement?.invoice ?? [])
  const [formats, own, byReference, byInvoice] = await Promise.all([
    kit.formats(),
    findOwnLines(kit, company, traces),
    readBy(kit, company, 'PaymentReference', references),
    readBy(kit, company, 'MarkedInvoice', marked),
  ])
  const lines = [...byReference, ...byInvoice]
  const ownJournals = [...own.values()].flat().map((found) => found.journal)
  const [posted, settlements] = await Promise.all([
    postedJournals(
      kit,
      company,
      lines.map((row) => textOf(row, 'JournalBatchNumber')),
    ),
    Promise.all(chunksOf(ownJournals).map((chunk) => readSettlements(kit.api, company, chunk))),
  ])
  // Booked last: a payment that is posted meanwhile is seen in one place at least.
  const [byTrace, byNumber, invoices] = await Promise.all([
    readTransactions(kit.api, company, 'PaymId', traces),
    readTransactions(kit.api, company, 'PaymReference', references),
    readTransactions(kit.api, company, 'Invoice', marked),
  ])
  return {
    formats,
    own,
    settlements: settlements.flat(),
    lines,
    posted,
    payments: [...byTrace, ...byNumber],
    invoices,
  }
}

const readBy = async (kit: JournalKit, company: string, field: string, values: readonly string[]) =>
  (await Promise.all(chunksOf(values).map((chunk) => readLinesBy(kit, company, field, chunk)))).flat()

const judge = (kit: JournalKit, body: JournalBody, picture: Picture): Found => {
  const own = judgeOwnLines(kit, body, picture.own.get(body.trace) ?? [], picture.formats)
  if (own.kind === 'ours')
    return own.booked ? own : { ...own, whole: own.whole && settled(body, own.link, picture) }
  if (own.kind !== 'absent') return own
  const booked = bookedOwn(body, picture)
  if (booked !== null) return booked
  const foreign = foreignPayment(kit, body, picture)
  if (foreign !== null) return foreign
  const blockedBy = paymentBlocked(body, picture.invoices)
  if (blockedBy !== null) return blockedBy
  const marking = picture.lines.find(
    (row) => marksSame(body, row) && !picture.posted.has(textOf(row, 'JournalBatchNumber')),
  )
  return marking
    ? markedElsewhere(body, `journal ${textOf(marking, 'JournalBatchNumber')}`)
    : { kind: 'absent' }
}

const settled = (
  body: JournalBody,
  link: { id: string; lines: readonly number[] },
  picture: Picture,
): boolean =>
  settlementWhole(
    body,
    picture.settlements.filter(
      (row) =>
        textOf(row, 'JournalBatchNumber') === link.id &&
        link.lines.includes(numberOf(row, 'JournalLineNumber') ?? -1),
    ),
  )

/** Our payment in the ledger, when its journal lines are no longer there. */
const bookedOwn = (body: JournalBody, picture: Picture): Found | null => {
  const matches = distinctVouchers(
    picture.payments.filter((row) => sameText(textOf(row, 'PaymId'), body.trace)),
  )
  const [row, ...others] = matches
  if (!row) return null
  if (others.length > 0)
    return unclear(body, 'TWO_MATCHES', `it is booked under ${matches.map(voucherOf).join(', ')}`)
  if (minorOf(row, 'AmountCur', body.decimals) !== BigInt(body.total)) {
    return unclear(body, 'CONTENT_DIFFERS', `voucher ${voucherOf(row)} has another amount`)
  }
  return { kind: 'ours', whole: true, booked: true, link: bookedLink(body, row) }
}

/** A payment of this number to this vendor by another hand. */
const foreignPayment = (kit: JournalKit, body: JournalBody, picture: Picture): Found | null => {
  const booked = distinctVouchers(
    picture.payments.filter((row) => sameReference(body, row, 'PaymReference', 'AccountNum')),
  )
  const vouchers = new Set(booked.map(voucherOf))
  const unbooked = picture.lines.filter(
    (row) =>
      sameReference(body, row, 'PaymentReference', 'AccountDisplayValue') && !vouchers.has(voucherOf(row)),
  )
  const lines = distinctVouchers(unbooked)
  if (booked.length + lines.length > 1) {
    return unclear(
      body,
      'TWO_MATCHES',
      `payment ${body.number ?? ''} stands there more than once by another hand`,
    )
  }
  const [transaction] = booked
  if (transaction) {
    return {
      kind: 'foreign',
      agrees: agrees(body, transaction, ['TransDate', 'AmountCur']),
      link: bookedLink(body, transaction),
    }
  }
  const [line] = lines
  if (!line) return null
  const journal = textOf(line, 'JournalBatchNumber')
  const link = linkTo(kit, body.company, { journal, posted: picture.posted.has(journal), rows: [line] })
  return { kind: 'foreign', agrees: agrees(body, line, ['TransactionDate', 'DebitAmount']), link }
}

const sameReference = (body: JournalBody, row: Row, reference: string, account: string): boolean =>
  sameText(textOf(row, reference), body.number ?? '') &&
  sameText(unescapeSegment(textOf(row, account)), body.account ?? '')

const agrees = (body: JournalBody, row: Row, [date, amount]: readonly [string, string]): boolean =>
  dateOf(row, date) === body.postingDate &&
  sameText(textOf(row, 'CurrencyCode'), body.currency) &&
  minorOf(row, amount, body.decimals) === BigInt(body.total)

const marksSame = (body: JournalBody, row: Row): boolean =>
  sameText(textOf(row, 'MarkedInvoice'), body.settlement?.invoice ?? '') &&
  sameText(unescapeSegment(textOf(row, 'AccountDisplayValue')), body.account ?? '')

const markedElsewhere = (body: JournalBody, by: string): Found =>
  blocked(
    body,
    MARKED_ELSEWHERE,
    `is marked by ${by}`,
    'It goes on by itself once that payment is posted or removed.',
  )

const voucherOf = (row: Row): string => textOf(row, 'Voucher')

const distinctVouchers = (rows: readonly Row[]): readonly Row[] => [
  ...new Map(rows.map((row) => [voucherOf(row), row])).values(),
]

const bookedLink = (body: JournalBody, row: Row) => ({
  id: textOf(row, 'JournalNum') || voucherOf(row),
  legalEntity: body.company,
  lines: [],
  voucher: voucherOf(row) || null,
  url: null,
})
