import type { Problem } from '../../../model/problem.ts'
import { refusalProblems } from '../infolog.ts'
import { PENDING_HEADER_FIELDS } from '../invoices/picture.ts'
import { etagOf, isYes, sameText, textOf } from '../wire.ts'
import type { PendingContext } from './standing.ts'

/** Tries of the release: writing lines may change the header once more behind our back. */
const TRIES_MAX = 2

/**
 * Takes the invoice off hold, as the last write, and only if its header is still the one that was read
 * (If-Match). Problems when it could not be released.
 */
export const release = async (
  { kit, body }: PendingContext,
  reference: string,
): Promise<readonly Problem[]> => {
  const key = { dataAreaId: body.company, HeaderReference: reference }
  for (let attempt = 1; ; attempt += 1) {
    const header = await kit.api.row('VendorInvoiceHeaders', key, PENDING_HEADER_FIELDS)
    if (header === null || !sameText(textOf(header, 'DocumentNumber'), body.trace))
      return [changed(reference)]
    if (!isYes(header, 'IsOnHold')) return []
    const change = { body: { IsOnHold: 'No' }, etag: etagOf(header) }
    const answer = await kit.api.update('VendorInvoiceHeaders', key, change)
    if (answer.kind === 'done') return []
    if (answer.refusal.kind !== 'conflict' || attempt >= TRIES_MAX)
      return refusalProblems(answer.refusal, 'header.IsOnHold')
  }
}

const changed = (reference: string): Problem => ({
  code: 'CONTENT_DIFFERS',
  field: 'header',
  value: reference,
  message: `pending invoice ${reference} was changed or removed while it was written`,
  remedy: 'Leave invoices on hold alone until they are released, then replay the document.',
})
