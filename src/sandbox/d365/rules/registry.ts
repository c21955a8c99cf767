import { removePending } from '../booking/book-pending.ts'
import { journalFamilies } from '../journals/families.ts'
import { journalHeaderRules } from '../journals/headers.ts'
import { journalLineRules } from '../journals/lines.ts'
import { settledInvoiceRules } from '../journals/settled-invoices.ts'
import { attachmentRules } from '../pending/attachments.ts'
import { pendingHeaderRules } from '../pending/headers.ts'
import { addOrderLines, pendingLineRules } from '../pending/lines.ts'
import { importedOrderLines } from '../pending/order-lines.ts'
import { releaseChecks } from '../pending/release.ts'
import type { System } from '../system.ts'
import type { SetRules } from './set-rules.ts'

/** The sets that can be written, with their business logic; every other set is read-only here. */
export const createRules = (system: System): ReadonlyMap<string, SetRules> => {
  const rules = new Map<string, SetRules>([
    [
      'VendorInvoiceHeaders',
      releaseChecks.watchingHeaders(system, importingLines(system, pendingHeaderRules(system))),
    ],
    ['VendorInvoiceLines', releaseChecks.watchingLines(system, pendingLineRules(system))],
    ['VendorInvoiceDocumentAttachments', attachmentRules(system)],
    ['VendorPaymentJournalLineSettledInvoices', settledInvoiceRules(system)],
  ])
  for (const family of journalFamilies) {
    rules.set(family.headers, journalHeaderRules(system, family))
    rules.set(family.lines, journalLineRules(system, family))
  }
  return rules
}

/** A header with `HeaderOnlyImport` gets its lines from the orders it names [doc]. */
const importingLines = (system: System, rules: SetRules): SetRules => ({
  ...rules,
  create: (values) => {
    const orderLines = importedOrderLines(system, values)
    const header = rules.create(values)
    try {
      addOrderLines(system, header, orderLines)
    } catch (error) {
      removePending(system, header)
      throw error
    }
    return header
  },
})
