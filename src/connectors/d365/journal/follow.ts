import type { DocumentWriter, Followed, Found } from '../../../contract/target.ts'
import type { TraceCode } from '../../../model/identity.ts'
import type { Problem } from '../../../model/problem.ts'
import { bookedBy, compareBooked, type BookedAnswer, type BookedDocument } from '../booked/compare-booked.ts'
import type { DimensionFormats } from '../formats.ts'
import { allOf, anyOf, chunksOf, eq } from '../odata.ts'
import { isYes, sameText, textOf, type Row } from '../wire.ts'
import { readJournalBody, type JournalBody } from './body.ts'
import { lineSelect, type JournalKit } from './kit.ts'
import { inOrder, linkTo, matchRows, readHeaders, type OwnLines } from './own-lines.ts'

type BookedAnswers = ReadonlyMap<TraceCode, BookedAnswer>
type FollowItems = Parameters<DocumentWriter['follow']>[0]

/** What a form adds to following its journals. */
export interface FollowParts {
  readonly kit: JournalKit
  /** Looks for documents whose lines are no longer in their journal. */
  readonly find: DocumentWriter['find']
  /** Compares what was booked with what was sent, beyond the ledger; null where the ledger says it all. */
  readonly compare:
    | ((documents: readonly BookedDocument[], answers: BookedAnswers) => Promise<BookedAnswers>)
    | null
}

/**
 * Asks after written journal documents, journal by journal: 20 headers to a request, then the lines of these
 * journals. A posted header alone proves nothing, because a person may have taken our lines out before.
 */
export const followJournal = async (
  parts: FollowParts,
  items: FollowItems,
): Promise<ReadonlyMap<TraceCode, Followed>> => {
  const { kit } = parts
  const answers = new Map<TraceCode, Followed>()
  const [first] = items
  if (!first) return answers
  const { company } = readJournalBody(first.body)
  const formats = await kit.formats()
  const { posted, linesOf } = await readJournals(
    kit,
    company,
    items.map((item) => item.link.id),
  )
  const booked: BookedDocument[] = []
  const gone: FollowItems[number][] = []
  for (const item of items) {
    const body = readJournalBody(item.body)
    const rows = (linesOf.get(item.link.id) ?? []).filter((row) =>
      sameText(textOf(row, kit.family.trace), body.trace),
    )
    if (rows.length === 0) gone.push(item)
    else if (!posted.has(item.link.id)) answers.set(item.id, { kind: 'unchanged' })
    else booked.push(onLines(kit, item.id, { body, formats, journal: item.link.id, rows: inOrder(rows) }))
  }
  const missing = await followGone(parts, { gone, posted })
  for (const [id, followed] of missing.followed) answers.set(id, followed)
  const documents = [...booked, ...missing.booked]
  const compared = await compareBooked(kit, documents)
  const judged = (await parts.compare?.(documents, compared)) ?? compared
  for (const [id, followed] of judged) answers.set(id, followed)
  return answers
}

interface Journals {
  readonly posted: ReadonlySet<string>
  readonly linesOf: ReadonlyMap<string, readonly Row[]>
}

/**
 * Headers first: what is posted between the two requests is seen as unposted, and asked for again by the next
 * run.
 */
const readJournals = async (
  kit: JournalKit,
  company: string,
  journals: readonly string[],
): Promise<Journals> => {
  const headers = await readHeaders(kit, company, journals)
  const chunks = await Promise.all(
    chunksOf(headers.map((row) => textOf(row, 'JournalBatchNumber'))).map((chunk) =>
      kit.api.rows(kit.family.lines, {
        filter: allOf(eq('dataAreaId', company), anyOf('JournalBatchNumber', chunk)),
        select: lineSelect(kit.family),
      }),
    ),
  )
  const linesOf = new Map<string, Row[]>()
  for (const row of chunks.flat()) {
    const journal = textOf(row, 'JournalBatchNumber')
    const rows = linesOf.get(journal)
    if (rows) rows.push(row)
    else linesOf.set(journal, [row])
  }
  const posted = headers
    .filter((row) => isYes(row, 'IsPosted'))
    .map((row) => textOf(row, 'JournalBatchNumber'))
  return { posted: new Set(posted), linesOf }
}

interface Lines {
  readonly body: JournalBody
  readonly formats: DimensionFormats
  readonly journal: string
  readonly rows: readonly Row[]
}

/** Booked, with its lines still to be read: whether they are what was sent, accounts and dimensions included. */
const onLines = (kit: JournalKit, id: TraceCode, { body, formats, journal, rows }: Lines): BookedDocument => {
  const own: OwnLines = { journal, posted: true, rows }
  const isAsSent = rows.length === body.lines.length && matchRows(body, rows, formats) !== null
  const link = linkTo(kit, body.company, own)
  return { id, body, link, rows: isAsSent ? 'as-sent' : 'otherwise', byNumber: false }
}

/**
 * What a document is that is neither in its place nor booked, by what a look-up says of it. Only an absence is
 * a withdrawal, which may be written again: whatever a person must look at stays as it is until they did.
 */
export const followedBy = (
  body: Pick<JournalBody, 'trace' | 'number'>,
  found: Found | undefined,
): Followed => {
  switch (found?.kind) {
    case undefined:
    case 'absent':
      return { kind: 'withdrawn', problem: withdrawn(body) }
    case 'ours':
      return { kind: 'unchanged' }
    case 'foreign':
      return { kind: 'unclear', problem: replaced(body, found.link.voucher ?? found.link.id) }
    case 'unclear':
    case 'blocked':
      return { kind: 'unclear', problem: found.problem }
  }
}

interface Gone {
  readonly gone: FollowItems
  readonly posted: ReadonlySet<string>
}

/** Lines that left their journal: posted elsewhere, moved, or taken out by a person. */
const followGone = async (
  parts: FollowParts,
  { gone, posted }: Gone,
): Promise<{ readonly followed: ReadonlyMap<TraceCode, Followed>; readonly booked: readonly BookedDocument[] }> => {
  const answers = new Map<TraceCode, Followed>()
  const booked: BookedDocument[] = []
  if (gone.length === 0) return { followed: answers, booked }
  const found = await parts.find(gone)
  for (const item of gone) {
    const body = readJournalBody(item.body)
    const document = bookedBy(item.id, body, found.get(item.id))
    if (document !== null) {
      booked.push(document)
      continue
    }
    const followed = followedBy(body, found.get(item.id))
    // A journal may drop its lines as it is posted: only the ledger could tell whether ours were among them.
    const mayBeBooked = followed.kind === 'withdrawn' && posted.has(item.link.id)
    answers.set(item.id, mayBeBooked ? { kind: 'unclear', problem: vanished(body, item.link.id) } : followed)
  }
  return { followed: answers, booked }
}

type Named = Pick<JournalBody, 'trace' | 'number'>

/** The problem of a document that a person took out of D365. */
const withdrawn = (body: Named): Problem => ({
  code: 'WITHDRAWN',
  field: 'target',
  value: body.number ?? body.trace,
  message: `${body.trace} is neither pending nor booked in D365 any more: someone removed it`,
  remedy: 'Ask who removed it; `audit replay` writes it again.',
})

const replaced = (body: Named, where: string): Problem => ({
  code: 'REPLACED_BY_HAND',
  field: 'target',
  value: body.number ?? body.trace,
  message: `${body.trace} is no longer where it was written, and ${where} of another hand has its number`,
  remedy: 'Compare the two in D365; close this document with `audit resolve` if the other one stands for it.',
})

const vanished = (body: Named, journal: string): Problem => ({
  code: 'LINES_VANISHED',
  field: 'target',
  value: journal,
  message: `journal ${journal} is posted, but shows no lines of ${body.trace}, and no voucher names it`,
  remedy: 'Look in D365 whether it was booked with that journal. It is never written again by itself.',
})
