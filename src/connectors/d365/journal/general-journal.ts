import type { DocumentWriter, Found } from '../../../contract/target.ts'
import { assert } from '../../../lib/assert.ts'
import type { TraceCode } from '../../../model/identity.ts'
import type { D365Settings } from '../settings.ts'
import { readJournalBody } from './body.ts'
import { closeJournal } from './container.ts'
import { followJournal } from './follow.ts'
import { prepareGeneralJournal } from './general-journal-body.ts'
import type { JournalKit } from './kit.ts'
import { findOwnLines, judgeOwnLines } from './own-lines.ts'
import { writeJournal } from './write.ts'

/** Documents of one chunk: about 20 keys fit one filter (contract 2.3). */
export const DOCUMENTS_PER_CHUNK = 20

/** Writes vouchers of ledger lines. They have no number, so that only the trace code finds them. */
export const generalJournalWriter = (kit: JournalKit, settings: D365Settings): DocumentWriter => {
  const find: DocumentWriter['find'] = async (items) => {
    const answers = new Map<TraceCode, Found>()
    const [first] = items
    if (!first) return answers
    const { company } = readJournalBody(first.body)
    const formats = await kit.formats()
    const own = await findOwnLines(
      kit,
      company,
      items.map((item) => item.id),
    )
    for (const item of items) {
      const lines = own.get(item.id) ?? []
      answers.set(item.id, judgeOwnLines(kit, readJournalBody(item.body), lines, formats))
    }
    return answers
  }
  return {
    form: kit.family.form,
    books: true,
    documentsPerChunk: DOCUMENTS_PER_CHUNK,
    linesPerContainer: settings.linesPerJournal,
    prepare: (document, context) => {
      assert(document.type === 'voucher', 'a general journal holds vouchers')
      return prepareGeneralJournal(document, context, settings)
    },
    find,
    write: (chunk, progress) => writeJournal(kit, chunk, progress),
    closeContainer: (container) => closeJournal(kit, container),
    follow: (items) => followJournal({ kit, find, bookedFacts: null }, items),
  }
}
