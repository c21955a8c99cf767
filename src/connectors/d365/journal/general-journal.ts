import type { DocumentWriter, Found } from '../../../contract/target.ts'
import { assert } from '../../../lib/assert.ts'
import type { TraceCode } from '../../../model/identity.ts'
import type { DimensionFormats } from '../formats.ts'
import type { D365Settings } from '../settings.ts'
import { readJournalBody, type JournalBody } from './body.ts'
import { closeJournal, DOCUMENTS_PER_JOURNAL } from './container.ts'
import { followJournal } from './follow.ts'
import { prepareGeneralJournal } from './general-journal-body.ts'
import type { JournalKit } from './kit.ts'
import { entriesOf, judgeBooked, readBookedVouchers, voucherOf, type LedgerEntries } from './ledger.ts'
import { findOwnLines, judgeOwnLines, linkTo, unclear, type OwnLines } from './own-lines.ts'
import { withCompanyTerms } from './prepare.ts'
import { writeJournal } from './write.ts'

/** Documents that stand alone and are looked up together: about 20 keys fit one filter (contract 2.3). */
export const DOCUMENTS_PER_CHUNK = 20

/**
 * Writes vouchers of ledger lines. They have no number, so that only the trace code finds them: on the lines
 * of a journal, and in the ledger once a journal has been cleaned up.
 */
export const generalJournalWriter = (kit: JournalKit, settings: D365Settings): DocumentWriter => {
  const find: DocumentWriter['find'] = async (items) => {
    const answers = new Map<TraceCode, Found>()
    const [first] = items
    if (!first) return answers
    const { company } = readJournalBody(first.body)
    const formats = await kit.formats()
    const traces = items.map((item) => item.id)
    // In life-cycle order: what is posted between the two requests is seen in one of them at least.
    const own = await findOwnLines(kit, company, traces)
    const booked = await readBookedVouchers(kit.api, traces)
    for (const item of items) {
      const lines = own.get(item.id) ?? []
      answers.set(item.id, judgeVoucher({ kit, body: readJournalBody(item.body), lines, booked, formats }))
    }
    return answers
  }
  return {
    form: kit.family.form,
    books: true,
    documentsPerChunk: DOCUMENTS_PER_JOURNAL,
    linesPerContainer: settings.linesPerJournal,
    prepare: (document, context) => {
      assert(document.type === 'voucher', 'a general journal holds vouchers')
      return withCompanyTerms(prepareGeneralJournal(document, context, settings), { context, settings })
    },
    find,
    write: (chunk, progress) => writeJournal(kit, chunk, progress),
    closeContainer: (container) => closeJournal(kit, container),
    follow: (items) => followJournal({ kit, find, compare: null }, items),
  }
}

interface Case {
  readonly kit: JournalKit
  readonly body: JournalBody
  readonly lines: readonly OwnLines[]
  readonly booked: LedgerEntries
  readonly formats: DimensionFormats
}

/** Lines speak for the document while they are there; the ledger does once they are gone. */
const judgeVoucher = ({ kit, body, lines, booked, formats }: Case): Found => {
  const vouchers = new Set(entriesOf(body, booked).map(voucherOf))
  const [first] = lines
  if (!first) return judgeBooked(kit, body, booked)
  const here = linkTo(kit, body.company, first).voucher ?? ''
  // Posted between the two requests: the header that was read before still said otherwise.
  if (vouchers.has(here))
    return judgeOwnLines(
      kit,
      body,
      lines.map((own) => ({ ...own, posted: true })),
      formats,
    )
  if (vouchers.size > 0 && !first.posted) {
    const where = `it is booked as ${[...vouchers].join(', ')} and stands in journal ${first.journal} again`
    return unclear(body, 'TWO_MATCHES', where)
  }
  return judgeOwnLines(kit, body, lines, formats)
}
