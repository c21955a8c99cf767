import type { TargetLink, WriteItem } from '../../../contract/target.ts'
import { assert } from '../../../lib/assert.ts'
import type { Problem } from '../../../model/problem.ts'
import { compareRow } from '../echo.ts'
import type { DimensionFormats } from '../formats.ts'
import { isYes, numberOf, textOf, type Row } from '../wire.ts'
import { readJournalBody, type JournalBody } from './body.ts'
import { changedFormat, outcomeOf, sendDocument, type WriteContext } from './document.ts'
import { readHeader, readJournalLines, type JournalPlace } from './kit.ts'
import { hasTrace, inOrder, matchRows } from './own-lines.ts'

/**
 * Completes a document that stands in its journal in part: exactly the missing lines, under their own
 * numbers, after what is there was compared with the stored body. Anything else is left to a person.
 */
export const completeDocument = async (context: WriteContext, item: WriteItem): Promise<void> => {
  const { kit, formats, progress } = context
  assert(item.found.kind === 'ours', 'only a document of ours is completed')
  const body = readJournalBody(item.body)
  const { link } = item.found
  const place = { company: body.company, journal: link.id }
  const [header, rows] = await Promise.all([readHeader(kit, place), readJournalLines(kit, place)])
  const own = inOrder(rows.filter((row) => hasTrace(kit, row, body.trace)))
  const closed = header === null || isYes(header, 'IsPosted')
  const lines = closed ? null : lineNumbers(item, body, own, formats)
  const problem = judge({ body, place, rows, own, closed, lines }, formats)
  if (problem !== null || lines === null) {
    progress.outcome(item.id, { kind: 'partial', problem: problem ?? differs(body, place), link })
    return
  }
  const present = new Map(own.map((row) => [numberOf(row, 'LineNumber') ?? 0, row] as const))
  const sent = await sendDocument(context, { item, body, place, lines, present, earlierVouchers: new Set() })
  progress.outcome(item.id, outcomeOf(sent.kind === 'rejected' ? sent : withLink(sent, link)))
}

const withLink = <Kept extends { readonly link: TargetLink | null }>(sent: Kept, link: TargetLink): Kept => ({
  ...sent,
  link: sent.link ?? link,
})

interface Standing {
  readonly body: JournalBody
  readonly place: JournalPlace
  readonly rows: readonly Row[]
  readonly own: readonly Row[]
  readonly closed: boolean
  readonly lines: readonly number[] | null
}

/** Why the document cannot be completed; null when it can. */
const judge = (standing: Standing, formats: DimensionFormats): Problem | null => {
  const { body, place, rows, own, lines } = standing
  if (standing.closed) return left(body, place, 'JOURNAL_CLOSED', 'the journal was posted or removed')
  if (lines === null) return differs(body, place)
  const wrong = own.some((row) => {
    const at = lines.indexOf(numberOf(row, 'LineNumber') ?? -1)
    const line = body.lines[at]
    return line === undefined || compareRow(line, row, { formats, where: 'line', dates: 'any' }).problems.length > 0
  })
  if (wrong) return differs(body, place)
  const voucher = textOf(own[0] ?? {}, 'Voucher')
  const shared =
    voucher !== '' && rows.some((row) => textOf(row, 'Voucher') === voucher && !own.includes(row))
  if (shared) return left(body, place, 'JOURNAL_CHANGED', `other lines were added to its voucher ${voucher}`)
  return changedFormat(body, formats)
}

/**
 * The numbers that were fixed before the journal was opened, or, when the state has lost them, those that
 * follow.
 */
const lineNumbers = (
  item: WriteItem,
  body: JournalBody,
  own: readonly Row[],
  formats: DimensionFormats,
): readonly number[] | null => {
  if (item.lines.length === body.lines.length) return item.lines
  const places = matchRows(body, own, formats)
  const [first] = own
  if (places === null || first === undefined) return null
  const base = (numberOf(first, 'LineNumber') ?? 0) - (places[0] ?? 0)
  return body.lines.map((_line, at) => base + at)
}

const differs = (body: JournalBody, place: JournalPlace): Problem =>
  left(body, place, 'CONTENT_DIFFERS', 'the lines that are there are not what was sent')

const left = (body: JournalBody, place: JournalPlace, code: string, why: string): Problem => ({
  code,
  field: 'target',
  value: place.journal,
  message: `${body.trace} stands in part in journal ${place.journal} and cannot be completed: ${why}`,
  remedy: 'Complete or remove its lines in D365, then settle it with `audit resolve`.',
})
