import type { Problem } from '../../../model/problem.ts'
import { etagOf, isYes, numberOf, textOf, type Row } from '../wire.ts'
import type { JournalBody } from './body.ts'
import { hasTrace, inOrder } from './own-lines.ts'
import { lineKey, lineSelect, readHeader, readLinesBy, type JournalKit, type JournalPlace } from './kit.ts'

/**
 * Removes our own lines of one document again, last line first, and proves that they are gone. Only lines
 * that carry its trace code, stand in an unposted journal and are still as D365 echoed them are touched, each
 * with its ETag. Null when nothing of the document is left; else why something is.
 */
export const removeOwnLines = async (
  kit: JournalKit,
  place: JournalPlace,
  body: JournalBody,
  echoes: ReadonlyMap<number, Row>,
): Promise<Problem | null> => {
  const rows = await readOwn(kit, place, body)
  if (rows.length === 0) return null
  const header = await readHeader(kit, place)
  if (header === null || isYes(header, 'IsPosted'))
    return left(place, body, 'the journal was posted or removed meanwhile')
  for (const row of rows.toReversed()) {
    const lineNumber = numberOf(row, 'LineNumber') ?? 0
    if (!unchanged(kit, row, echoes.get(lineNumber)))
      return left(place, body, `line ${lineNumber} was changed meanwhile`)
    const answer = await kit.api.remove(kit.family.lines, lineKey(place, lineNumber), etagOf(row))
    if (answer.kind === 'refused' && answer.refusal.kind !== 'missing') {
      return left(place, body, `line ${lineNumber} could not be removed: ${answer.refusal.texts.join(' ')}`)
    }
  }
  const still = await readOwn(kit, place, body)
  return still.length === 0 ? null : left(place, body, `${still.length} of its lines are still there`)
}

const readOwn = async (kit: JournalKit, place: JournalPlace, body: JournalBody): Promise<readonly Row[]> => {
  const rows = await readLinesBy(kit, place.company, kit.family.trace, [body.trace])
  return inOrder(
    rows.filter(
      (row) => hasTrace(kit, row, body.trace) && textOf(row, 'JournalBatchNumber') === place.journal,
    ),
  )
}

/** Still as D365 echoed it when it was written; a line whose echo we never saw is not ours to remove. */
const unchanged = (kit: JournalKit, row: Row, echo: Row | undefined): boolean =>
  echo !== undefined && lineSelect(kit.family).every((field) => (row[field] ?? '') === (echo[field] ?? ''))

const left = (place: JournalPlace, body: JournalBody, why: string): Problem => ({
  code: 'PARTIAL',
  field: 'target',
  value: place.journal,
  message: `a part of ${body.trace} is left in journal ${place.journal}: ${why}`,
  remedy: 'Complete or remove its lines in D365, then settle it with `audit resolve`.',
})
