import type { JsonObject } from '../../../lib/json.ts'
import type { TraceCode } from '../../../model/identity.ts'
import { absMinor, formatMinor, sumMinor } from '../../../model/money.ts'
import type { BookedAnswer, BookedDocument } from '../booked/compare-booked.ts'
import { readable } from '../booked/readable.ts'
import type { JournalBody } from '../journal/body.ts'
import type { JournalKit } from '../journal/kit.ts'
import { allOf, anyOf, chunksOf, eq } from '../odata.ts'
import { dateOf, minorOf, numberOf, sameText, textOf, type Row } from '../wire.ts'
import { invoiceTransactions, openBalance, readTransactions } from './open-invoice.ts'

/**
 * Compares what booked payments settled with what they were to settle (design 13). A payment whose mark was
 * taken off before it was posted leaves its invoice open, and a payment proposal would pay it once more.
 */
export const compareSettled = async (
  kit: JournalKit,
  documents: readonly BookedDocument[],
  answers: ReadonlyMap<TraceCode, BookedAnswer>,
): Promise<ReadonlyMap<TraceCode, BookedAnswer>> => {
  const payments = documents.flatMap((document) => paymentOf(document, answers) ?? [])
  const company = payments[0]?.body.company
  if (company === undefined) return answers
  const invoices = await readTransactions(
    kit.api,
    company,
    'Invoice',
    payments.flatMap(({ body }) => body.settlement?.invoice ?? []),
  )
  const vouchers = payments.map(({ answer }) => answer.link.voucher ?? '')
  const settlements = await readable(() => readSettlementsBy(kit, company, vouchers))
  return new Map(
    payments.map(({ id, body, answer }) => {
      const own = invoiceTransactions(body, invoices).filter(
        (row) => (minorOf(row, 'AmountCur', body.decimals) ?? -1n) < 0n,
      )
      return [id, withSettled(answer, body, settledBy({ body, own, settlements }, answer.link.voucher ?? ''))]
    }),
  )
}

interface BookedPayment {
  readonly id: TraceCode
  readonly body: JournalBody
  readonly answer: BookedAnswer
}

const paymentOf = (
  { id, body }: BookedDocument,
  answers: ReadonlyMap<TraceCode, BookedAnswer>,
): BookedPayment | null => {
  const answer = answers.get(id)
  return answer === undefined || body.form === 'pending-invoice' ? null : { id, body, answer }
}

/** Settlements against these payment vouchers: one row for each transaction that was settled (contract 3.10). */
const readSettlementsBy = async (
  kit: JournalKit,
  company: string,
  vouchers: readonly string[],
): Promise<readonly Row[]> => {
  const chunks = await Promise.all(
    chunksOf(vouchers).map((chunk) =>
      kit.api.rows('VendSettlementBiEntities', {
        filter: allOf(eq('dataAreaId', company), anyOf('OffsetTransVoucher', chunk)),
        select: ['dataAreaId', 'AccountNum', 'TransRecId', 'OffsetTransVoucher', 'SettleAmountCur'],
      }),
    ),
  )
  return chunks.flat()
}

interface Seen {
  readonly body: JournalBody
  /** Booked invoices of this vendor and number; several where numbers are accepted more than once. */
  readonly own: readonly Row[]
  /** Null where the view cannot be read. */
  readonly settlements: readonly Row[] | null
}

interface Settled {
  /** The invoice that the payment stands for; null when no one can be told from the others. */
  readonly invoice: Row | null
  /** Minor units that the voucher settled of it; null when it cannot be told. */
  readonly minor: bigint | null
}

const settledBy = ({ body, own, settlements }: Seen, voucher: string): Settled => {
  const parts = own.map((invoice) => ({ invoice, minor: partOf({ body, invoice, settlements }, voucher) }))
  const touched = parts.filter(({ minor }) => minor !== 0n)
  const [only, ...others] = touched.length > 0 ? touched : parts
  if (only === undefined) return { invoice: null, minor: 0n }
  if (others.length === 0) return only
  // Nothing of several: whichever it was meant for is open. Parts of several are for a person to add up.
  return { invoice: null, minor: touched.length === 0 ? 0n : null }
}

/** What the voucher settled of one invoice; an undone settlement counts against it. */
const partOf = (
  { body, invoice, settlements }: Pick<Seen, 'body' | 'settlements'> & { readonly invoice: Row },
  voucher: string,
): bigint | null => {
  // Without the view, the invoice itself names the last voucher that settled it, though not its share.
  if (settlements === null) return sameText(textOf(invoice, 'LastSettleVoucher'), voucher) ? null : 0n
  const rows = settlements.filter(
    (row) =>
      sameText(textOf(row, 'OffsetTransVoucher'), voucher) &&
      sameText(textOf(row, 'AccountNum'), textOf(invoice, 'AccountNum')) &&
      numberOf(row, 'TransRecId') === numberOf(invoice, 'SourceKey'),
  )
  const amounts = rows.map((row) => minorOf(row, 'SettleAmountCur', body.decimals))
  return amounts.includes(null) ? null : absMinor(sumMinor(amounts.map((minor) => minor ?? 0n)))
}

const withSettled = (answer: BookedAnswer, body: JournalBody, { invoice, minor }: Settled): BookedAnswer => {
  const wanted = minorOf({ amount: body.settlement?.amount ?? 0 }, 'amount', body.decimals)
  const open = invoice === null ? null : openBalance(invoice, body.decimals)
  const settled = minor !== null && minor === wanted
  const facts: JsonObject = {
    ...answer.facts,
    asSent: answer.facts.asSent === true && settled,
    invoice: body.settlement?.invoice ?? null,
    settled,
    closed: invoice === null ? null : dateOf(invoice, 'Closed'),
    remaining: open === null ? null : formatMinor(-open, body.decimals),
  }
  if (settled) return { ...answer, facts }
  const conflict = notSettled(body, { settled: minor, open })
  return { ...answer, facts, conflict: answer.conflict === null ? conflict : `${answer.conflict}; ${conflict}` }
}

interface Shortfall {
  readonly settled: bigint | null
  readonly open: bigint | null
}

const notSettled = (body: JournalBody, { settled, open }: Shortfall): string => {
  const amount = (minor: bigint) => `${formatMinor(minor, body.decimals)} ${body.currency}`
  const name = `invoice ${body.settlement?.invoice ?? ''} of vendor ${body.settlement?.account ?? ''}`
  if (settled === null) return `booked, but how much of ${name} it settled cannot be told: look at it in D365`
  const still = open === null || open >= 0n ? '' : `; ${amount(-open)} of it are open and may be paid again`
  return settled === 0n
    ? `booked, but it did not settle ${name}${still}`
    : `booked, but it settled ${amount(settled)} of ${name} instead of ${body.settlement?.amount ?? 0}${still}`
}
