import type { DocumentWriter } from '../../../contract/target.ts'
import { assert } from '../../../lib/assert.ts'
import type { JsonObject } from '../../../lib/json.ts'
import { formatMinor } from '../../../model/money.ts'
import type { JournalBody } from '../journal/body.ts'
import { closeJournal } from '../journal/container.ts'
import { followJournal } from '../journal/follow.ts'
import { DOCUMENTS_PER_CHUNK } from '../journal/general-journal.ts'
import type { JournalKit } from '../journal/kit.ts'
import { writeJournal } from '../journal/write.ts'
import type { D365Settings } from '../settings.ts'
import { dateOf, textOf } from '../wire.ts'
import { findPayments } from './find.ts'
import { invoiceTransactions, openBalance, readTransactions } from './open-invoice.ts'
import { preparePayment } from './payment-body.ts'

/** Writes payments that were made elsewhere, each marked to the invoice that it settles. */
export const paymentJournalWriter = (kit: JournalKit, settings: D365Settings): DocumentWriter => {
  const find: DocumentWriter['find'] = (items) => findPayments(kit, items)
  return {
    form: kit.family.form,
    books: true,
    documentsPerChunk: DOCUMENTS_PER_CHUNK,
    linesPerContainer: settings.linesPerJournal,
    prepare: (document, context) => {
      assert(document.type === 'payment', 'a payment journal holds payments')
      return preparePayment(document, context, settings)
    },
    find,
    write: (chunk, progress) => writeJournal(kit, chunk, progress),
    closeContainer: (container) => closeJournal(kit, container),
    follow: (items) =>
      followJournal({ kit, find, bookedFacts: (bodies) => remainingBalances(kit, bodies) }, items),
  }
}

/** What is still open on each paid invoice once the payment is booked (design 13). */
const remainingBalances = async (
  kit: JournalKit,
  bodies: readonly JournalBody[],
): Promise<ReadonlyMap<string, JsonObject>> => {
  const facts = new Map<string, JsonObject>()
  const company = bodies[0]?.company
  if (company === undefined) return facts
  const rows = await readTransactions(
    kit.api,
    company,
    'Invoice',
    bodies.flatMap((body) => body.settlement?.invoice ?? []),
  )
  for (const body of bodies) {
    const [invoice] = invoiceTransactions(body, rows)
    const open = invoice ? openBalance(invoice, body.decimals) : null
    facts.set(body.trace, {
      invoice: body.settlement?.invoice ?? null,
      settled: invoice !== undefined && textOf(invoice, 'LastSettleVoucher') !== '',
      closed: invoice ? dateOf(invoice, 'Closed') : null,
      remaining: open === null ? null : formatMinor(-open, body.decimals),
    })
  }
  return facts
}
