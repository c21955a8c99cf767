import type { Problem } from '../../../model/problem.ts'
import { etagOf, isYes, numberOf, sameText, textOf, type Row } from '../wire.ts'
import type { JournalBody } from './body.ts'
import {
  lineKey,
  lineSelect,
  readHeader,
  readJournalLines,
  readLinesBy,
  type JournalKit,
  type JournalPlace,
} from './kit.ts'
import { hasTrace } from './own-lines.ts'

/** What of one document may have to be taken back. */
export interface Removal {
  readonly place: JournalPlace
  readonly body: JournalBody
  /** Rows as D365 answered when they were written, by the line number that we sent. */
  readonly echoes: ReadonlyMap<number, Row>
}

/** A line of ours that is there, and how it came back when it was written. */
interface OwnLine {
  readonly place: JournalPlace
  readonly lineNumber: number
  readonly row: Row
  readonly echo: Row | undefined
}

/**
 * Removes our own lines of one document again, last line first, and proves that they are gone. Only lines in
 * an unposted journal that are still as D365 echoed them are touched, each with its ETag. Null when nothing of
 * the document is left; else why something is.
 */
export const removeOwnLines = async (kit: JournalKit, removal: Removal): Promise<Problem | null> => {
  const lines = await readOwn(kit, removal)
  if (lines.length === 0) return null
  const closed = await closedPlace(kit, lines)
  if (closed !== null) return left(closed, removal.body, 'the journal was posted or removed meanwhile')
  for (const line of lines.toReversed()) {
    const { place, lineNumber, row } = line
    if (!unchanged(kit, line)) return left(place, removal.body, `line ${lineNumber} was changed meanwhile`)
    const answer = await kit.api.remove(kit.family.lines, lineKey(place, lineNumber), etagOf(row))
    if (answer.kind === 'refused' && answer.refusal.kind !== 'missing') {
      const why = `line ${lineNumber} could not be removed: ${answer.refusal.texts.join(' ')}`
      return left(place, removal.body, why)
    }
  }
  const still = await readOwn(kit, removal)
  return still.length === 0
    ? null
    : left(removal.place, removal.body, `${still.length} of its lines are still there`)
}

/**
 * Our lines by their keys, and by the trace code: a line whose trace code or company is what came back wrong is
 * found by its key alone.
 */
const readOwn = async (kit: JournalKit, { place, body, echoes }: Removal): Promise<readonly OwnLine[]> => {
  const rows =
    echoes.size === 0
      ? await readLinesBy(kit, place.company, kit.family.trace, [body.trace])
      : await readJournalLines(kit, place)
  const elsewhere = [...echoes.values()].flatMap((echo) => elsewhereOf(place, echo))
  const numbers = new Set([...echoes.keys(), ...[...echoes.values()].map(numberOfLine)])
  const here = rows
    .filter((row) => textOf(row, 'JournalBatchNumber') === place.journal)
    .filter((row) => hasTrace(kit, row, body.trace) || numbers.has(numberOfLine(row)))
    .map((row) => ({ place, lineNumber: numberOfLine(row), row, echo: echoOf(echoes, numberOfLine(row)) }))
  const moved: OwnLine[] = []
  for (const { at, lineNumber, echo } of elsewhere) {
    const row = await kit.api.row(kit.family.lines, lineKey(at, lineNumber), lineSelect(kit.family))
    if (row !== null) moved.push({ place: at, lineNumber, row, echo })
  }
  return [...moved, ...here].toSorted((one, other) => one.lineNumber - other.lineNumber)
}

const numberOfLine = (row: Row): number => numberOf(row, 'LineNumber') ?? 0

/** The echo of the line that stands under this number, which need not be the number that we sent. */
const echoOf = (echoes: ReadonlyMap<number, Row>, lineNumber: number): Row | undefined =>
  [...echoes.values()].find((echo) => numberOfLine(echo) === lineNumber) ?? echoes.get(lineNumber)

/** Where a line went that did not come back as one of our journal. */
const elsewhereOf = (place: JournalPlace, echo: Row) => {
  const at = { company: textOf(echo, 'dataAreaId'), journal: textOf(echo, 'JournalBatchNumber') }
  const isHere = sameText(at.company, place.company) && sameText(at.journal, place.journal)
  const isNamed = at.company !== '' && at.journal !== ''
  return isHere || !isNamed ? [] : [{ at, lineNumber: numberOfLine(echo), echo }]
}

/** The first journal of these lines that must not be touched any more. */
const closedPlace = async (kit: JournalKit, lines: readonly OwnLine[]): Promise<JournalPlace | null> => {
  const places = new Map(lines.map(({ place }) => [`${place.company}/${place.journal}`, place]))
  for (const place of places.values()) {
    const header = await readHeader(kit, place)
    if (header === null || isYes(header, 'IsPosted')) return place
  }
  return null
}

/** Still as D365 echoed it when it was written; a line whose echo we never saw is not ours to remove. */
const unchanged = (kit: JournalKit, { row, echo }: OwnLine): boolean =>
  echo !== undefined && lineSelect(kit.family).every((field) => (row[field] ?? '') === (echo[field] ?? ''))

const left = (place: JournalPlace, body: JournalBody, why: string): Problem => ({
  code: 'PARTIAL',
  field: 'target',
  value: place.journal,
  message: `a part of ${body.trace} is left in journal ${place.journal} of ${place.company}: ${why}`,
  remedy: 'Complete or remove its lines in D365, then settle it with `audit resolve`.',
})
