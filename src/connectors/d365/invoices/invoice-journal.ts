import type { DocumentWriter } from '../../../contract/target.ts'
import { assert } from '../../../lib/assert.ts'
import { closeJournal, DOCUMENTS_PER_JOURNAL } from '../journal/container.ts'
import { followJournal } from '../journal/follow.ts'
import type { JournalKit } from '../journal/kit.ts'
import { withCompanyTerms } from '../journal/prepare.ts'
import { writeJournal } from '../journal/write.ts'
import type { D365Settings } from '../settings.ts'
import { findInvoices } from './find.ts'
import { prepareInvoiceJournal } from './invoice-journal-body.ts'

/** Writes invoices that are coded to accounts, as lines of vendor invoice journals. */
export const invoiceJournalWriter = (kit: JournalKit, settings: D365Settings): DocumentWriter => {
  const find: DocumentWriter['find'] = (items) => findInvoices(kit, items)
  return {
    form: kit.family.form,
    books: true,
    documentsPerChunk: DOCUMENTS_PER_JOURNAL,
    linesPerContainer: settings.linesPerJournal,
    prepare: (document, context) => {
      assert(document.type === 'invoice', 'an invoice journal holds invoices')
      return withCompanyTerms(prepareInvoiceJournal(document, context, settings), { context, settings })
    },
    find,
    write: (chunk, progress) => writeJournal(kit, chunk, progress),
    closeContainer: (container) => closeJournal(kit, container),
    follow: (items) => followJournal({ kit, find, compare: null }, items),
  }
}
