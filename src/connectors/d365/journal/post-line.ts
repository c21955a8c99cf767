import { RetryableError } from '../../../errors/ml-error.ts'
import type { Refusal } from '../infolog.ts'
import type { Row } from '../wire.ts'
import { lineKey, lineSelect, type JournalKit, type JournalPlace } from './kit.ts'

/** What became of one line. `row`: it is there, new or from before. */
export type LineAnswer =
  | { readonly kind: 'row'; readonly row: Row; readonly existed: boolean }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

/**
 * Posts one line. A line number that is taken is read back, for the caller to compare. An update conflict,
 * which wrote nothing (contract 2.7), is tried once more after it was read back.
 * @throws RetryableError `D365_UPDATE_CONFLICT` when the journal is still being changed by someone
 */
export const postLine = async (
  kit: JournalKit,
  place: JournalPlace,
  lineNumber: number,
  line: Row,
): Promise<LineAnswer> => {
  const body = {
    dataAreaId: place.company,
    JournalBatchNumber: place.journal,
    LineNumber: lineNumber,
    ...line,
  }
  const first = await kit.api.create(kit.family.lines, body)
  if (first.kind === 'done') return { kind: 'row', row: first.row, existed: false }
  if (first.refusal.kind !== 'exists' && first.refusal.kind !== 'conflict') return first
  const existing = await readLine(kit, place, lineNumber)
  if (existing !== null) return { kind: 'row', row: existing, existed: true }
  const second = await kit.api.create(kit.family.lines, body)
  if (second.kind === 'done') return { kind: 'row', row: second.row, existed: false }
  if (second.refusal.kind !== 'conflict') return second
  throw new RetryableError(`${kit.connection}: journal ${place.journal} is being changed by someone else`, {
    code: 'D365_UPDATE_CONFLICT',
    hint: 'Nothing to do: the next run tries again.',
    context: { journal: place.journal, company: place.company },
  })
}

const readLine = (kit: JournalKit, place: JournalPlace, lineNumber: number): Promise<Row | null> =>
  kit.api.row(kit.family.lines, lineKey(place, lineNumber), lineSelect(kit.family))
