import type { DocumentWriter, Found } from '../../../contract/target.ts'
import type { TraceCode } from '../../../model/identity.ts'
import type { DimensionFormats } from '../formats.ts'
import type { JournalKit } from '../journal/kit.ts'
import { inOrder, judgeOwnLines, unclear, type OwnLines } from '../journal/own-lines.ts'
import { judgePending } from '../pending/standing.ts'
import { sameText, textOf } from '../wire.ts'
import { readInvoiceBody, type InvoiceBody } from './body.ts'
import { readPicture, type Picture } from './picture.ts'
import { pendingLink, sightingsOf, type Sighting } from './sightings.ts'

/**
 * Looks for invoices of either form among pending ones, journals and booked ones, by number and by trace
 * code. Whatever the filters gave is compared in memory as D365 compares.
 */
export const findInvoices = async (
  kit: JournalKit,
  items: Parameters<DocumentWriter['find']>[0],
): Promise<ReadonlyMap<TraceCode, Found>> => {
  const looks = await lookUpInvoices(kit, items)
  return new Map([...looks].map(([id, { found }]) => [id, found]))
}

/** What a look-up found, and the booked invoice that is ours by its trace code, equal to what was sent or not. */
export interface InvoiceLook {
  readonly found: Found
  readonly booked: Sighting | null
}

/** As `findInvoices`, for those that follow what they have written. */
export const lookUpInvoices = async (
  kit: JournalKit,
  items: Parameters<DocumentWriter['find']>[0],
): Promise<ReadonlyMap<TraceCode, InvoiceLook>> => {
  const answers = new Map<TraceCode, InvoiceLook>()
  const bodies = items.map((item) => [item.id, readInvoiceBody(item.body)] as const)
  if (bodies.length === 0) return answers
  const formats = await kit.formats()
  const picture = await readPicture(
    kit,
    bodies.map(([, body]) => body),
  )
  for (const [id, body] of bodies) answers.set(id, judge({ kit, body, picture, formats }))
  return answers
}

interface Case {
  readonly kit: JournalKit
  readonly body: InvoiceBody
  readonly picture: Picture
  readonly formats: DimensionFormats
}

const judge = (given: Case): InvoiceLook => {
  const { body } = given
  const sightings = sightingsOf(given.kit, body, given.picture)
  const own = sightings.filter((seen) => sameText(seen.trace, body.trace))
  const ownVouchers = new Set(own.map((seen) => seen.voucher).filter((voucher) => voucher !== ''))
  const foreign = distinct(
    sightings.filter((seen) => !own.includes(seen) && !ownVouchers.has(seen.voucher) && sameSign(body, seen)),
  )
  if (own.length === 0) return { found: judgeForeign(body, foreign), booked: null }
  const found = judgeOwn(given, own)
  if (found.kind === 'ours' && !found.whole && foreign.length > 0) {
    const what = 'in part only, and another hand has written the same number'
    return { found: unclear(body, 'TWO_MATCHES', what), booked: null }
  }
  const [only, ...others] = distinct(own)
  const isBooked = only !== undefined && others.length === 0 && own.every(({ place }) => place === 'booked')
  return { found, booked: isBooked ? only : null }
}

/** An invoice and a credit note of one number are two documents; an unknown sign may be either. */
const sameSign = (body: InvoiceBody, seen: Sighting): boolean =>
  seen.total === null || seen.total === 0n || seen.total < 0n === BigInt(body.total) < 0n

/** Sightings of one voucher are one invoice; the fullest of them speaks for it. */
const distinct = (sightings: readonly Sighting[]): readonly Sighting[] => {
  const byDocument = new Map<string, Sighting>()
  for (const seen of sightings) {
    const key = seen.voucher === '' ? `pending ${seen.link.id}` : seen.voucher
    const known = byDocument.get(key)
    byDocument.set(key, known ? merged(known, seen) : seen)
  }
  return [...byDocument.values()]
}

const merged = (known: Sighting, seen: Sighting): Sighting => ({
  ...known,
  booked: known.booked || seen.booked,
  total: known.total ?? seen.total,
  date: known.date ?? seen.date,
})

const judgeForeign = (body: InvoiceBody, foreign: readonly Sighting[]): Found => {
  const [seen, ...others] = foreign
  if (!seen) return { kind: 'absent' }
  if (others.length > 0) {
    const where = foreign.map((other) => other.voucher || other.link.id).join(', ')
    return unclear(body, 'TWO_MATCHES', `by other hands and more than once: ${where}`)
  }
  const agrees =
    seen.date === body.invoiceDate &&
    sameText(seen.currency, body.currency) &&
    seen.total === BigInt(body.total)
  return { kind: 'foreign', agrees, link: seen.link }
}

/** Ours by its trace code: in one place, or in a journal and booked from it. */
const judgeOwn = (given: Case, own: readonly Sighting[]): Found => {
  const { body } = given
  const documents = distinct(own)
  const [only, ...others] = documents
  if (!only || others.length > 0) {
    const where = documents.map((seen) => seen.voucher || seen.link.id).join(', ')
    return unclear(body, 'TWO_MATCHES', `more than once: ${where}`)
  }
  const place = own.find((seen) => seen.place !== 'booked')?.place ?? 'booked'
  if (place === 'pending') return judgeOwnPending(given, only)
  if (place === 'journal') return judgeOwnJournal(given, own)
  if (!isAsSent(body, only)) {
    const what = `booked as ${only.voucher} with another vendor, number, amount or currency`
    return unclear(body, 'CONTENT_DIFFERS', what)
  }
  return { kind: 'ours', whole: true, booked: true, link: only.link }
}

/** What the booked views say of an invoice. The groups that are sent bear no tax, so that the total is ours. */
export const isAsSent = (body: InvoiceBody, seen: Sighting): boolean =>
  sameText(seen.account, body.account ?? '') &&
  sameText(seen.number, body.number ?? '') &&
  sameText(seen.currency, body.currency) &&
  seen.total === BigInt(body.total)

const judgeOwnPending = ({ kit, body, picture, formats }: Case, seen: Sighting): Found => {
  if (body.form !== 'pending-invoice')
    return unclear(body, 'OTHER_FORM', `as pending invoice ${seen.link.id}, not in a journal`)
  const header = picture.headers.find((row) => textOf(row, 'HeaderReference') === seen.link.id) ?? {}
  const lines = picture.lines.filter((row) => textOf(row, 'HeaderReference') === seen.link.id)
  const standing = judgePending(body, { header, lines }, formats)
  if (standing === 'other')
    return unclear(body, 'CONTENT_DIFFERS', `pending invoice ${seen.link.id} is not what was sent`)
  const link = pendingLink(kit, body.company, seen.link.id)
  return { kind: 'ours', whole: standing === 'whole', booked: false, link }
}

const judgeOwnJournal = ({ kit, body, picture, formats }: Case, own: readonly Sighting[]): Found => {
  const [first] = own.filter((seen) => seen.place === 'journal')
  if (body.form === 'pending-invoice') {
    return unclear(body, 'OTHER_FORM', `in journal ${first?.link.id ?? ''}, not as a pending invoice`)
  }
  const rows = picture.journalLines.filter((row) => sameText(textOf(row, 'Document'), body.trace))
  const journals = [...new Set(rows.map((row) => textOf(row, 'JournalBatchNumber')))]
  const lines: readonly OwnLines[] = journals.map((journal) => ({
    journal,
    posted: picture.posted.has(journal),
    rows: inOrder(rows.filter((row) => textOf(row, 'JournalBatchNumber') === journal)),
  }))
  const found = judgeOwnLines(kit, body, lines, formats)
  const booked = own.some((seen) => seen.booked)
  return found.kind === 'ours' ? { ...found, booked } : found
}
