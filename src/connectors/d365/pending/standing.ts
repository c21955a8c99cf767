import { compareEcho } from '../echo.ts'
import type { DimensionFormats } from '../formats.ts'
import type { PendingBody } from '../invoices/body.ts'
import type { JournalKit } from '../journal/kit.ts'
import { PENDING_HEADER_FIELDS, readPendingLines } from '../invoices/picture.ts'
import { isYes, numberOf, type Row } from '../wire.ts'

/** A pending invoice as it stands in D365. */
export interface PendingRows {
  readonly header: Row
  readonly lines: readonly Row[]
}

/**
 * How much of an invoice is there: `whole` with all its lines and released, `part` when lines or the release
 * are missing, `other` when something is not what was sent or was added.
 */
export const judgePending = (
  body: PendingBody,
  rows: PendingRows,
  formats: DimensionFormats,
): 'whole' | 'part' | 'other' => {
  if (compareEcho(headerSent(body), rows.header, formats, 'header').problems.length > 0) return 'other'
  const known = rows.lines.every((row) => {
    const line = lineOf(body, numberOf(row, 'InvoiceLineNumber'))
    return line !== undefined && compareEcho(line, row, formats, 'line').problems.length === 0
  })
  if (!known) return 'other'
  const complete = rows.lines.length === body.lines.length && !(body.hold && isYes(rows.header, 'IsOnHold'))
  return complete ? 'whole' : 'part'
}

/** What was sent of the header; the hold is what changes on the way. */
export const headerSent = (body: PendingBody): Row => {
  const { IsOnHold: _hold, ...sent } = body.header
  return sent
}

export const lineOf = (body: PendingBody, number: number | null): Row | undefined =>
  body.lines.find((line) => line['InvoiceLineNumber'] === number)

/** What the writing of one pending invoice works with. */
export interface PendingContext {
  readonly kit: JournalKit
  readonly formats: DimensionFormats
  readonly body: PendingBody
}

/** A pending invoice with its lines; null when it is gone. */
export const readPending = async (
  kit: JournalKit,
  company: string,
  reference: string,
): Promise<PendingRows | null> => {
  const key = { dataAreaId: company, HeaderReference: reference }
  const header = await kit.api.row('VendorInvoiceHeaders', key, PENDING_HEADER_FIELDS)
  return header === null ? null : { header, lines: await readPendingLines(kit, company, [reference]) }
}
