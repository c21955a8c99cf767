import type { Problem } from '../../../model/problem.ts'
import type { D365Api } from '../api.ts'
import type { DimensionFormats } from '../formats.ts'
import { allOf, anyOf, eq } from '../odata.ts'
import type { Row } from '../wire.ts'
import type { JournalBody } from './body.ts'
import type { JournalFamily } from './family.ts'

/** What is done to a line after it was written or found: null when all is well. Idempotent. */
export type AfterLine = (
  place: JournalPlace,
  lineNumber: number,
  body: JournalBody,
) => Promise<Problem | null>

/** What the shared journal machinery works with. */
export interface JournalKit {
  readonly connection: string
  readonly api: D365Api
  readonly family: JournalFamily
  /** The formats that are active now. */
  readonly formats: () => Promise<DimensionFormats>
  readonly afterLine: AfterLine | null
}

/** One journal. */
export interface JournalPlace {
  readonly company: string
  readonly journal: string
}

export const headerKey = ({ company, journal }: JournalPlace) => ({
  dataAreaId: company,
  JournalBatchNumber: journal,
})

export const lineKey = (place: JournalPlace, lineNumber: number) => ({
  ...headerKey(place),
  LineNumber: lineNumber,
})

/** What is read of a line: all that may have been sent, its key and its voucher. */
export const lineSelect = (family: JournalFamily): readonly string[] => [
  'dataAreaId',
  'JournalBatchNumber',
  'LineNumber',
  'Voucher',
  ...family.fields,
]

/** A journal's header; null when it is gone. */
export const readHeader = (kit: JournalKit, place: JournalPlace): Promise<Row | null> =>
  kit.api.row(kit.family.headers, headerKey(place), [
    'dataAreaId',
    'JournalBatchNumber',
    'IsPosted',
    'Description',
  ])

/** Lines of one journal, in order of their numbers. */
export const readJournalLines = (kit: JournalKit, place: JournalPlace): Promise<readonly Row[]> =>
  kit.api.rows(kit.family.lines, {
    filter: allOf(eq('dataAreaId', place.company), eq('JournalBatchNumber', place.journal)),
    select: lineSelect(kit.family),
  })

/**
 * Lines of a company that have one of at most 20 values in a field; a superset, because `*` is a wildcard.
 */
export const readLinesBy = (
  kit: JournalKit,
  company: string,
  field: string,
  values: readonly string[],
): Promise<readonly Row[]> =>
  kit.api.rows(kit.family.lines, {
    filter: allOf(eq('dataAreaId', company), anyOf(field, values)),
    select: lineSelect(kit.family),
  })
