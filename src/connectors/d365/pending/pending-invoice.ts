import type { DocumentWriter, Followed } from '../../../contract/target.ts'
import { assert } from '../../../lib/assert.ts'
import type { TraceCode } from '../../../model/identity.ts'
import { bookedBy, compareBooked, type BookedDocument } from '../booked/compare-booked.ts'
import { readPendingBody, type PendingBody } from '../invoices/body.ts'
import { findInvoices, isAsSent, lookUpInvoices, type InvoiceLook } from '../invoices/find.ts'
import { followedBy } from '../journal/follow.ts'
import { DOCUMENTS_PER_CHUNK } from '../journal/general-journal.ts'
import type { JournalKit } from '../journal/kit.ts'
import { allOf, anyOf, chunksOf, eq } from '../odata.ts'
import type { D365Settings } from '../settings.ts'
import { sameText, textOf, type Row } from '../wire.ts'
import { preparePending } from './pending-body.ts'
import { writePendingChunk } from './write.ts'

/**
 * Writes pending vendor invoices. `kit` is that of invoice journals, among which an invoice is looked for as
 * well.
 */
export const pendingInvoiceWriter = (kit: JournalKit, settings: D365Settings): DocumentWriter => ({
  form: 'pending-invoice',
  books: true,
  documentsPerChunk: DOCUMENTS_PER_CHUNK,
  linesPerContainer: 1,
  prepare: (document, context) => {
    assert(document.type === 'invoice', 'a pending invoice is an invoice')
    return preparePending(document, context, settings)
  },
  find: (items) => findInvoices(kit, items),
  write: (chunk, progress) => writePendingChunk(kit, chunk.items, progress),
  closeContainer: null,
  follow: (items) => followPending(kit, items),
})

/**
 * Asks after written pending invoices, 20 to a request: still pending, or gone and then booked under a
 * voucher, or removed by a person (contract 3.10).
 */
const followPending = async (
  kit: JournalKit,
  items: Parameters<DocumentWriter['follow']>[0],
): Promise<ReadonlyMap<TraceCode, Followed>> => {
  const answers = new Map<TraceCode, Followed>()
  const [first] = items
  if (!first) return answers
  const { company } = readPendingBody(first.body)
  const headers = await readTraces(
    kit,
    company,
    items.map((item) => item.link.id),
  )
  const gone = items.filter((item) => {
    const trace = headers.get(item.link.id)
    return trace === undefined || !sameText(trace, item.id)
  })
  for (const item of items) answers.set(item.id, { kind: 'unchanged' })
  for (const [id, answer] of await followGone(kit, gone)) answers.set(id, answer)
  return answers
}

/** Invoices that are no longer pending: what was booked is compared with what was sent. */
const followGone = async (
  kit: JournalKit,
  gone: Parameters<DocumentWriter['follow']>[0],
): Promise<ReadonlyMap<TraceCode, Followed>> => {
  const answers = new Map<TraceCode, Followed>()
  if (gone.length === 0) return answers
  const looks = await lookUpInvoices(kit, gone)
  const booked: BookedDocument[] = []
  for (const item of gone) {
    const body = readPendingBody(item.body)
    const document = bookedDocument(item.id, body, looks.get(item.id))
    if (document === null) answers.set(item.id, followedBy(body, looks.get(item.id)?.found))
    else booked.push(document)
  }
  for (const [id, answer] of await compareBooked(kit, booked)) answers.set(id, answer)
  return answers
}

/** Ours by its trace code is booked even where a person changed it before: that is reported, not denied. */
const bookedDocument = (id: TraceCode, body: PendingBody, look: InvoiceLook | undefined): BookedDocument | null => {
  const seen = look?.booked ?? null
  if (seen === null) return bookedBy(id, body, look?.found)
  return { id, body, link: seen.link, rows: isAsSent(body, seen) ? 'gone' : 'otherwise', byNumber: false }
}

/** Trace code by header reference, of the invoices that are still pending. */
const readTraces = async (
  kit: JournalKit,
  company: string,
  references: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const pages: readonly (readonly Row[])[] = await Promise.all(
    chunksOf(references).map((chunk) =>
      kit.api.rows('VendorInvoiceHeaders', {
        filter: allOf(eq('dataAreaId', company), anyOf('HeaderReference', chunk)),
        select: ['HeaderReference', 'DocumentNumber'],
      }),
    ),
  )
  return new Map(pages.flat().map((row) => [textOf(row, 'HeaderReference'), textOf(row, 'DocumentNumber')]))
}
