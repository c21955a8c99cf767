import type { DocumentWriter, Followed, Found } from '../../../contract/target.ts'
import type { JsonObject } from '../../../lib/json.ts'
import type { TraceCode } from '../../../model/identity.ts'
import type { Problem } from '../../../model/problem.ts'
import type { DimensionFormats } from '../formats.ts'
import { allOf, anyOf, chunksOf, eq } from '../odata.ts'
import { isYes, sameText, textOf, type Row } from '../wire.ts'
import { readJournalBody, type JournalBody } from './body.ts'
import { lineSelect, type JournalKit } from './kit.ts'
import { inOrder, linkTo, matchRows, readHeaders, type OwnLines } from './own-lines.ts'

type FollowItems = Parameters<DocumentWriter['follow']>[0]

/** What a form adds to following its journals. */
export interface FollowParts {
  readonly kit: JournalKit
  /** Looks for documents whose lines are no longer in their journal. */
  readonly find: DocumentWriter['find']
  /** Facts of booked documents beyond their voucher, by trace code. */
  readonly bookedFacts: ((bodies: readonly JournalBody[]) => Promise<ReadonlyMap<string, JsonObject>>) | null
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
  const booked: { readonly id: TraceCode; readonly body: JournalBody; readonly own: OwnLines }[] = []
  const gone: FollowItems[number][] = []
  for (const item of items) {
    const body = readJournalBody(item.body)
    const rows = (linesOf.get(item.link.id) ?? []).filter((row) =>
      sameText(textOf(row, kit.family.trace), body.trace),
    )
    if (rows.length === 0) gone.push(item)
    else if (!posted.has(item.link.id)) answers.set(item.id, { kind: 'unchanged' })
    else booked.push({ id: item.id, body, own: { journal: item.link.id, posted: true, rows: inOrder(rows) } })
  }
  const facts = (await parts.bookedFacts?.(booked.map(({ body }) => body))) ?? new Map<string, JsonObject>()
  for (const { id, body, own } of booked) {
    const link = linkTo(kit, company, own)
    const more = facts.get(body.trace) ?? {}
    answers.set(id, { kind: 'booked', link, facts: { ...bookedFacts(body, own, formats), ...more } })
  }
  for (const [id, followed] of await followGone(parts, { gone, posted })) answers.set(id, followed)
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

const bookedFacts = (body: JournalBody, own: OwnLines, formats: DimensionFormats): JsonObject => ({
  journal: own.journal,
  voucher: textOf(own.rows[0] ?? {}, 'Voucher'),
  // Whether what was posted is what was sent, accounts and dimensions included.
  asSent: own.rows.length === body.lines.length && matchRows(body, own.rows, formats) !== null,
})

/**
 * What a document is whose own place is empty, by what a look-up says of it. Only an absence is a withdrawal,
 * which may be written again: whatever a person must look at stays as it is until they did.
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
      return found.booked ? bookedBy(found) : { kind: 'unchanged' }
    case 'foreign':
      // Booked views need not carry our trace code; number, vendor, date, currency and total say that it is
      // this invoice.
      return found.agrees && found.link.voucher !== null
        ? { kind: 'booked', link: found.link, facts: { voucher: found.link.voucher, byNumber: true } }
        : { kind: 'unclear', problem: replaced(body, found.link.voucher ?? found.link.id) }
    case 'unclear':
    case 'blocked':
      return { kind: 'unclear', problem: found.problem }
  }
}

const bookedBy = ({ link, whole }: Extract<Found, { kind: 'ours' }>): Followed => ({
  kind: 'booked',
  link,
  facts: { journal: link.id, voucher: link.voucher, asSent: whole },
})

interface Gone {
  readonly gone: FollowItems
  readonly posted: ReadonlySet<string>
}

/** Lines that left their journal: posted elsewhere, moved, or taken out by a person. */
const followGone = async (
  parts: FollowParts,
  { gone, posted }: Gone,
): Promise<ReadonlyMap<TraceCode, Followed>> => {
  const answers = new Map<TraceCode, Followed>()
  if (gone.length === 0) return answers
  const found = await parts.find(gone)
  for (const item of gone) {
    const body = readJournalBody(item.body)
    const followed = followedBy(body, found.get(item.id))
    // A journal may drop its lines as it is posted: only the ledger could tell whether ours were among them.
    const mayBeBooked = followed.kind === 'withdrawn' && posted.has(item.link.id)
    answers.set(item.id, mayBeBooked ? { kind: 'unclear', problem: vanished(body, item.link.id) } : followed)
  }
  return answers
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
