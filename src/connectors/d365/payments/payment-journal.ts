import type { DocumentWriter } from '../../../contract/target.ts'
import { assert } from '../../../lib/assert.ts'
import { closeJournal, DOCUMENTS_PER_JOURNAL } from '../journal/container.ts'
import { followJournal } from '../journal/follow.ts'
import type { JournalKit } from '../journal/kit.ts'
import { withCompanyTerms } from '../journal/prepare.ts'
import { writeJournal } from '../journal/write.ts'
import type { D365Settings } from '../settings.ts'
import { findPayments } from './find.ts'
import { preparePayment } from './payment-body.ts'
import { compareSettled } from './settled.ts'

/** Writes payments that were made elsewhere, each marked to the invoice that it settles. */
export const paymentJournalWriter = (kit: JournalKit, settings: D365Settings): DocumentWriter => {
  const find: DocumentWriter['find'] = (items) => findPayments(kit, items)
  return {
    form: kit.family.form,
    books: true,
    documentsPerChunk: DOCUMENTS_PER_JOURNAL,
    linesPerContainer: settings.linesPerJournal,
    prepare: (document, context) => {
      assert(document.type === 'payment', 'a payment journal holds payments')
      return withCompanyTerms(preparePayment(document, context, settings), { context, settings })
    },
    find,
    write: (chunk, progress) => writeJournal(kit, chunk, progress),
    closeContainer: (container) => closeJournal(kit, container),
    follow: (items) =>
      followJournal(
        { kit, find, compare: (documents, answers) => compareSettled(kit, documents, answers) },
        items,
      ),
  }
}
