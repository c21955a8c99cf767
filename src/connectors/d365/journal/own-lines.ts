import type { Found, TargetLink } from '../../../contract/target.ts'
import type { Problem } from '../../../model/problem.ts'
import { compareRow } from '../echo.ts'
import type { DimensionFormats } from '../formats.ts'
import { rowLink } from '../links.ts'
import { allOf, anyOf, chunksOf, eq } from '../odata.ts'
import { isYes, numberOf, sameText, textOf, type Row } from '../wire.ts'
import type { JournalBody } from './body.ts'
import { headerKey, readLinesBy, type JournalKit } from './kit.ts'

/** The lines of one document in one journal, in order. */
export interface OwnLines {
  readonly journal: string
  readonly posted: boolean
  readonly rows: readonly Row[]
}

/** Lines by trace code, over all journals of the family, posted ones too. */
export const findOwnLines = async (
  kit: JournalKit,
  company: string,
  traces: readonly string[],
): Promise<ReadonlyMap<string, readonly OwnLines[]>> => {
  const chunks = await Promise.all(
    chunksOf(traces).map((chunk) => readLinesBy(kit, company, kit.family.trace, chunk)),
  )
  const rows = chunks.flat().filter((row) => traces.includes(textOf(row, kit.family.trace)))
  const posted = await postedJournals(
    kit,
    company,
    rows.map((row) => textOf(row, 'JournalBatchNumber')),
  )
  const byTrace = new Map<string, OwnLines[]>()
  for (const [key, group] of groupBy(
    rows,
    (row) => `${textOf(row, kit.family.trace)}\u001f${textOf(row, 'JournalBatchNumber')}`,
  )) {
    const [trace = '', journal = ''] = key.split('\u001f')
    const own = { journal, posted: posted.has(journal), rows: inOrder(group) }
    byTrace.set(trace, [...(byTrace.get(trace) ?? []), own])
  }
  return byTrace
}

/** Which of these journals are posted; one that is gone is not. */
export const postedJournals = async (
  kit: JournalKit,
  company: string,
  journals: readonly string[],
): Promise<ReadonlySet<string>> => {
  const headers = await readHeaders(kit, company, journals)
  return new Set(
    headers.filter((row) => isYes(row, 'IsPosted')).map((row) => textOf(row, 'JournalBatchNumber')),
  )
}

/** Headers by number, 20 to a request. */
export const readHeaders = async (
  kit: JournalKit,
  company: string,
  journals: readonly string[],
): Promise<readonly Row[]> => {
  const chunks = await Promise.all(
    chunksOf(journals).map((chunk) =>
      kit.api.rows(kit.family.headers, {
        filter: allOf(eq('dataAreaId', company), anyOf('JournalBatchNumber', chunk)),
        select: ['JournalBatchNumber', 'IsPosted'],
      }),
    ),
  )
  return chunks.flat()
}

export const inOrder = (rows: readonly Row[]): readonly Row[] =>
  rows.toSorted((left, right) => (numberOf(left, 'LineNumber') ?? 0) - (numberOf(right, 'LineNumber') ?? 0))

const groupBy = (rows: readonly Row[], keyOf: (row: Row) => string): ReadonlyMap<string, readonly Row[]> => {
  const groups = new Map<string, Row[]>()
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row])
  return groups
}

/** Which line of the body each row is, in order; null when a row is none of them. */
export const matchRows = (
  body: JournalBody,
  rows: readonly Row[],
  formats: DimensionFormats,
): readonly number[] | null => {
  const places: number[] = []
  let from = 0
  for (const row of rows) {
    const at = body.lines.findIndex((line, index) => index >= from && sameLine(line, row, formats))
    if (at < 0) return null
    places.push(at)
    from = at + 1
  }
  return places
}

const sameLine = (line: Row, row: Row, formats: DimensionFormats): boolean =>
  // People may choose another posting date before they post.
  compareRow(line, row, { formats, where: 'line', dates: 'any' }).problems.length === 0

/** Where a document's lines stand. */
export const linkTo = (kit: JournalKit, company: string, own: OwnLines): TargetLink => ({
  id: own.journal,
  legalEntity: company,
  lines: own.rows.map((row) => numberOf(row, 'LineNumber') ?? 0),
  voucher: textOf(own.rows[0] ?? {}, 'Voucher') || null,
  url: rowLink(kit.api.baseUrl, kit.family.headers, headerKey({ company, journal: own.journal })),
})

/**
 * What our own lines say: whole when all are there as they were sent; in part when some are missing; unclear
 * when they are not what was sent, stand in several journals or vouchers, or were posted in part.
 */
export const judgeOwnLines = (
  kit: JournalKit,
  body: JournalBody,
  all: readonly OwnLines[],
  formats: DimensionFormats,
): Found => {
  const [own, ...others] = all
  if (!own) return { kind: 'absent' }
  if (others.length > 0)
    return unclear(
      body,
      'TWO_MATCHES',
      `it stands in journals ${all.map(({ journal }) => journal).join(', ')}`,
    )
  const vouchers = new Set(own.rows.map((row) => textOf(row, 'Voucher')))
  if (vouchers.size > 1)
    return unclear(body, 'TWO_MATCHES', `its lines have vouchers ${[...vouchers].join(', ')}`)
  if (matchRows(body, own.rows, formats) === null) {
    return unclear(body, 'CONTENT_DIFFERS', `its lines in journal ${own.journal} are not what was sent`)
  }
  const whole = own.rows.length === body.lines.length
  if (own.posted && !whole)
    return unclear(body, 'CONTENT_DIFFERS', `journal ${own.journal} was posted with a part of it`)
  return { kind: 'ours', whole, booked: own.posted, link: linkTo(kit, body.company, own) }
}

/** A match that a person must look at. */
export const unclear = (body: Pick<JournalBody, 'trace' | 'number'>, code: string, what: string): Found => ({
  kind: 'unclear',
  problem: {
    code,
    field: 'target',
    value: body.number ?? body.trace,
    message: `D365 holds this document (${body.trace}), but ${what}`,
    remedy: 'Look at it in D365, then settle it with `audit resolve`.',
  } satisfies Problem,
})

/** Whether a row carries this trace code. */
export const hasTrace = (kit: JournalKit, row: Row, trace: string): boolean =>
  sameText(textOf(row, kit.family.trace), trace)
