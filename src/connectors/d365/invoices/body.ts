import { assert } from '../../../lib/assert.ts'
import type { JsonObject } from '../../../lib/json.ts'
import type { DimensionFormats } from '../formats.ts'
import type { JournalBody } from '../journal/body.ts'
import type { Row } from '../wire.ts'

/** The exact body of a pending invoice; frozen with its intent. */
export interface PendingBody {
  readonly version: 1
  readonly form: 'pending-invoice'
  readonly trace: string
  /** `dataAreaId`, lower case. */
  readonly company: string
  readonly currency: string
  readonly decimals: number
  readonly postingDate: string
  /** Minor units as text, signed. */
  readonly total: string
  readonly account: string
  readonly number: string
  readonly invoiceDate: string
  readonly formats: DimensionFormats
  /** Whether it is created on hold and released by the last write. */
  readonly hold: boolean
  readonly header: Row
  /** Fields of each line, `InvoiceLineNumber` included. */
  readonly lines: readonly Row[]
}

/** What both forms of an invoice are looked up by. */
export type InvoiceBody = PendingBody | JournalBody

/** The body of an intent, typed again. */
export const readInvoiceBody = (body: JsonObject): InvoiceBody => {
  assert(
    body['version'] === 1 && Array.isArray(body['lines']),
    'the body of an intent is an invoice body of version 1',
  )
  return body as unknown as InvoiceBody
}

export const readPendingBody = (body: JsonObject): PendingBody => {
  const read = readInvoiceBody(body)
  assert(read.form === 'pending-invoice', 'the body is that of a pending invoice')
  return read
}
