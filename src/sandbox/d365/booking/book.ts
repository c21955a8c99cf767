import { type JournalFamily, journalFamilies } from '../journals/families.ts'
import type { System } from '../system.ts'
import { type Row, readText } from '../table.ts'
import { bookJournal } from './book-journal.ts'
import { bookPending } from './book-pending.ts'

/** A pending invoice or a journal that people could book. */
export interface BookCandidate {
  readonly legalEntity: string
  readonly form: 'pending-invoice' | JournalFamily['form']
  /** `HeaderReference` or `JournalBatchNumber`. */
  readonly container: string
}

/** A document that stayed, and why. */
export interface BookRefusal extends BookCandidate {
  readonly reason: string
}

/** What one round of booking did. */
export interface BookResult {
  readonly booked: readonly BookCandidate[]
  readonly refused: readonly BookRefusal[]
}

/** Books every unbooked document that `filter` lets through, oldest first; invoices before payments. */
export const bookAll = (system: System, filter?: (candidate: BookCandidate) => boolean): BookResult => {
  const booked: BookCandidate[] = []
  const refused: BookRefusal[] = []
  for (const { candidate, book } of candidates(system)) {
    if (filter && !filter(candidate)) continue
    const reason = book()
    if (reason === undefined) booked.push(candidate)
    else refused.push({ ...candidate, reason })
  }
  return { booked, refused }
}

interface Work {
  readonly candidate: BookCandidate
  readonly book: () => string | undefined
}

const candidates = (system: System): readonly Work[] => [
  ...[...system.table('VendorInvoiceHeaders').rows()].map((header) => ({
    candidate: {
      legalEntity: readText(header, 'dataAreaId'),
      form: 'pending-invoice' as const,
      container: readText(header, 'HeaderReference'),
    },
    book: () => bookPending(system, header),
  })),
  ...journalFamilies.flatMap((family) => unposted(system, family)),
]

const unposted = (system: System, family: JournalFamily): readonly Work[] =>
  [...system.table(family.headers).rows()]
    .filter((header: Row) => header.values.IsPosted !== 'Yes')
    .map((header) => ({
      candidate: {
        legalEntity: readText(header, 'dataAreaId'),
        form: family.form,
        container: readText(header, 'JournalBatchNumber'),
      },
      book: () => bookJournal(system, family, header),
    }))
