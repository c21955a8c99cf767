import type { Problem } from '../../../model/problem.ts'
import type { PendingBody } from '../invoices/body.ts'
import { PENDING_HEADER_FIELDS } from '../invoices/picture.ts'
import { etagOf, isYes, numberOf, sameText, textOf, type Row } from '../wire.ts'
import { lineOf, readPending, type PendingContext, type PendingRows } from './standing.ts'

/** Fields of a header that D365 itself leaves alone: another value is a person's. */
const FIXED_FIELDS = ['InvoiceNumber', 'InvoiceAccount', 'InvoiceDate', 'Currency', 'ImportedAmount']

interface Place {
  readonly company: string
  readonly reference: string
}

/**
 * Removes our own pending invoice again: its lines, last first, then its header, each with its ETag. Only
 * while the header carries our trace code, is as it was sent, and has no lines but ours. Null when nothing is
 * left of it.
 */
export const removePending = async (
  context: PendingContext,
  place: Place,
  echoed: Row,
): Promise<Problem | null> => {
  const { kit, body } = context
  const standing = await readPending(kit, place.company, place.reference)
  if (standing === null) return null
  const why = whyNotOurs(context.body, standing, echoed)
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
const whyNotOurs = (body: PendingBody, { header, lines }: PendingRows, echoed: Row): string | null => {
  if (!sameText(textOf(header, 'DocumentNumber'), body.trace)) return 'it does not carry our trace code'
  if (body.hold && !isYes(header, 'IsOnHold')) return 'someone has released it'
  if (FIXED_FIELDS.some((field) => header[field] !== echoed[field])) return 'its header was changed'
  const added = lines.find((row) => lineOf(body, numberOf(row, 'InvoiceLineNumber')) === undefined)
  return added ? `line ${numberOf(added, 'InvoiceLineNumber') ?? 0} is not ours` : null
}

const left = (trace: string, place: Place, why: string): Problem => ({
  code: 'PARTIAL',
  field: 'target',
  value: place.reference,
  message: `a part of ${trace} is left in pending invoice ${place.reference}: ${why}`,
  remedy: 'Complete or remove it in D365, then settle it with `audit resolve`.',
})
