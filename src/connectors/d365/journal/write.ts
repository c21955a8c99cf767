import type { Container, WriteChunk, WriteItem, WriteProgress } from '../../../contract/target.ts'
import { ContainerClosedError } from '../../../errors/ml-error.ts'
import { assert } from '../../../lib/assert.ts'
import type { Problem } from '../../../model/problem.ts'
import { compareEcho } from '../echo.ts'
import type { DimensionFormats } from '../formats.ts'
import { IN_WORKFLOW, refusalProblems } from '../infolog.ts'
import { etagOf, isYes, sameText, textOf } from '../wire.ts'
import { readJournalBody } from './body.ts'
import { completeDocument } from './complete.ts'
import { headerBody, removeIfEmpty } from './container.ts'
import { changedFormat, outcomeOf, sendDocument, type Sent, type WriteContext } from './document.ts'
import { readHeader, type JournalKit, type JournalPlace } from './kit.ts'

/**
 * Writes documents as journal lines: a new journal for a chunk with a container, in place for the others. One
 * after the other, because every line also changes the header (contract 2.7).
 */
export const writeJournal = async (
  kit: JournalKit,
  chunk: WriteChunk,
  progress: WriteProgress,
): Promise<void> => {
  const formats = await kit.formats()
  if (chunk.container === null) {
    for (const item of chunk.items) if (!progress.stopping()) await completeDocument({ kit, formats, progress }, item)
    return
  }
  const place = await openJournal({ kit, progress, items: chunk.items, formats }, chunk.container)
  if (place === null) return
  const earlierVouchers = new Set<string>()
  for (const item of chunk.items) {
    if (progress.stopping()) return
    const sent = await writeOne({ kit, formats, progress }, { item, place, earlierVouchers })
    if (sent === 'stop') return
    for (const voucher of sent.vouchers) earlierVouchers.add(voucher)
  }
}

interface OneDocument {
  readonly item: WriteItem
  readonly place: JournalPlace
  readonly earlierVouchers: ReadonlySet<string>
}

const writeOne = async (
  context: WriteContext,
  one: OneDocument,
): Promise<Exclude<Sent, { kind: 'partial' }> | 'stop'> => {
  const { item, place } = one
  const body = readJournalBody(item.body)
  assert(item.lines.length === body.lines.length, 'a document has one line number per line')
  const stale = changedFormat(body, context.formats)
  const sent: Sent = stale
    ? { kind: 'rejected', problems: [stale], vouchers: [] }
    : await sendDocument(context, { ...one, body, lines: item.lines, present: new Map() })
  if (sent.kind === 'rejected' && stale === null) await assertStillOurs(context.kit, place, sent.problems)
  context.progress.outcome(item.id, outcomeOf(sent))
  return sent.kind === 'partial' ? 'stop' : sent
}

/** Refusals that say something about the journal: its header does not show that a workflow holds it. */
const OF_THE_JOURNAL = ['JOURNAL_CHANGED', IN_WORKFLOW]

/**
 * A refusal because someone posted or filled our journal, or submitted it to a workflow, says nothing about
 * the document: it goes into a later one.
 */
const assertStillOurs = async (
  kit: JournalKit,
  place: JournalPlace,
  problems: readonly Problem[],
): Promise<void> => {
  const header = await readHeader(kit, place)
  const changed = problems.some(({ code }) => OF_THE_JOURNAL.includes(code))
  if (header !== null && !isYes(header, 'IsPosted') && !changed) return
  throw new ContainerClosedError(
    `${kit.connection}: someone posted, submitted, removed or filled journal ${place.journal} of ours`,
    {
      code: 'D365_JOURNAL_CLOSED',
      hint: 'Nothing to do: the next run opens another journal.',
      context: { journal: place.journal, company: place.company },
    },
  )
}

interface Opening {
  readonly kit: JournalKit
  readonly progress: WriteProgress
  readonly items: readonly WriteItem[]
  readonly formats: DimensionFormats
}

/** Creates the header; null when D365 refused it, and then every document is told so. */
const openJournal = async (opening: Opening, container: Container): Promise<JournalPlace | null> => {
  const { kit, progress, items } = opening
  const [first] = items
  assert(first, 'a chunk has documents')
  const { journalName } = readJournalBody(first.body)
  assert(
    items.every((item) => readJournalBody(item.body).journalName === journalName),
    'one journal has one name',
  )
  assert(
    items.every((item) => sameText(readJournalBody(item.body).company, container.legalEntity)),
    'a journal and its documents are of one company',
  )
  const body = headerBody(kit, container, journalName)
  await progress.opening()
  const answer = await kit.api.create(kit.family.headers, body)
  if (answer.kind === 'refused') return refuseAll(opening, refusalProblems(answer.refusal, 'journal'))
  const journal = textOf(answer.row, 'JournalBatchNumber')
  const company = textOf(answer.row, 'dataAreaId')
  const { problems } = compareEcho(body, answer.row, opening.formats, 'journal')
  if (journal !== '' && sameText(company, String(body['dataAreaId'])) && problems.length === 0) {
    progress.opened(journal)
    return { company: String(body['dataAreaId']), journal }
  }
  await removeWrongHeader(kit, { company, journal }, etagOf(answer.row))
  return refuseAll(opening, problems)
}

/** A header in another company or under another description would never be found again. */
const removeWrongHeader = async (kit: JournalKit, place: JournalPlace, etag: string): Promise<void> => {
  await removeIfEmpty(kit, place, { '@odata.etag': etag })
}

const refuseAll = (opening: Opening, problems: readonly Problem[]): null => {
  for (const item of opening.items) opening.progress.outcome(item.id, { kind: 'rejected', problems })
  return null
}
