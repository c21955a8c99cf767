import type { Problem } from '../../../model/problem.ts'
import type { PendingBody } from '../invoices/body.ts'
import { PENDING_HEADER_FIELDS, PENDING_LINE_FIELDS } from '../invoices/picture.ts'
import { etagOf, isYes, numberOf, sameText, textOf, type Row } from '../wire.ts'
import { readPending, type PendingContext, type PendingRows } from './standing.ts'

/** Fields of a header that D365 itself leaves alone: another value is a person's. */
const FIXED_FIELDS = [
  'InvoiceNumber',
  'InvoiceAccount',
  'VendorAccount',
  'InvoiceDate',
  'Currency',
  'InvoiceDescription',
  'MethodOfPayment',
  'ImportedAmount',
  'ImportedSalesTax',
]

interface Place {
  readonly company: string
  readonly reference: string
}

/** What D365 answered to our writes of one invoice: whatever else stands there is not ours to remove. */
export interface PendingEchoes {
  readonly header: Row
  /** By line number. */
  readonly lines: Map<number, Row>
}

/**
 * Removes our own pending invoice again: its lines, last first, then its header, each with its ETag. Only
 * while the header carries our trace code and every row is still as D365 echoed it; otherwise nothing is
 * touched. Null when nothing is left of it.
 */
export const removePending = async (
  context: PendingContext,
  place: Place,
  echoes: PendingEchoes,
): Promise<Problem | null> => {
  const { kit, body } = context
  const standing = await readPending(kit, place.company, place.reference)
  if (standing === null) return null
  const why = whyNotOurs(body, standing, echoes)
  if (why !== null) return left(body.trace, place, why)
  for (const row of standing.lines.toReversed()) {
    const number = numberOf(row, 'InvoiceLineNumber') ?? 0
    const key = { ...headerKey(place), InvoiceLineNumber: number }
    const answer = await kit.api.remove('VendorInvoiceLines', key, etagOf(row))
    if (answer.kind === 'refused' && answer.refusal.kind !== 'missing') {
      return left(body.trace, place, `line ${number} could not be removed: ${answer.refusal.texts.join(' ')}`)
    }
  }
  const header = await kit.api.row('VendorInvoiceHeaders', headerKey(place), PENDING_HEADER_FIELDS)
  if (header === null) return null
  const answer = await kit.api.remove('VendorInvoiceHeaders', headerKey(place), etagOf(header))
  if (answer.kind === 'done' || answer.refusal.kind === 'missing') return null
  return left(body.trace, place, `the header could not be removed: ${answer.refusal.texts.join(' ')}`)
}

const headerKey = ({ company, reference }: Place) => ({ dataAreaId: company, HeaderReference: reference })

/** Why the invoice is not, or no longer, only ours; null when it is. */
const whyNotOurs = (body: PendingBody, rows: PendingRows, echoes: PendingEchoes): string | null => {
  const { header, lines } = rows
  if (!sameText(textOf(header, 'DocumentNumber'), body.trace)) return 'it does not carry our trace code'
  if (body.hold && !isYes(header, 'IsOnHold')) return 'someone has released it'
  if (!unchanged(FIXED_FIELDS, header, echoes.header)) return 'its header was changed'
  const other = lines.find((row) => {
    const echo = echoes.lines.get(numberOf(row, 'InvoiceLineNumber') ?? 0)
    return echo === undefined || !unchanged(PENDING_LINE_FIELDS, row, echo)
  })
  return other ? `line ${numberOf(other, 'InvoiceLineNumber') ?? 0} was written or changed by someone else` : null
}

/** An unset text reads back as a blank one. */
const unchanged = (fields: readonly string[], row: Row, echo: Row): boolean =>
  fields.every((field) => (row[field] ?? '') === (echo[field] ?? ''))

const left = (trace: string, place: Place, why: string): Problem => ({
  code: 'PARTIAL',
  field: 'target',
  value: place.reference,
  message: `a part of ${trace} is left in pending invoice ${place.reference}: ${why}`,
  remedy: 'Complete or remove it in D365, then settle it with `audit resolve`.',
})
