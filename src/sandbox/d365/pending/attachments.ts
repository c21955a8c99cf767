import { notInTable, rejected } from '../failure.ts'
import { checkFilled } from '../rules/checks.ts'
import { type SetRules, textOf } from '../rules/set-rules.ts'
import type { System } from '../system.ts'
import { checkEditable } from './headers.ts'

const entity = 'VendorInvoiceDocumentAttachment'
const set = 'VendorInvoiceDocumentAttachments'

/**
 * Attachments of a pending invoice. The public key is (company, header), so a second POST adds a second copy
 * that the key cannot tell apart [inferred].
 */
export const attachmentRules = (system: System): SetRules => {
  const table = system.table(set)
  return {
    create: (sent) => {
      checkFilled(table.set, sent, ['HeaderReference', 'FileName', 'TypeId', 'FileContents'])
      const reference = textOf(sent, 'HeaderReference')
      const key = { dataAreaId: textOf(sent, 'dataAreaId'), HeaderReference: reference }
      const header = system.table('VendorInvoiceHeaders').find(key)
      if (!header) throw rejected(entity, notInTable(reference, 'Header reference', 'Vendor invoice header'))
      checkEditable(system, header, entity)
      if (!/^[A-Za-z0-9+/]*={0,2}$/.test(textOf(sent, 'FileContents'))) {
        throw rejected(entity, 'Error: The file contents are not base64')
      }
      return table.insert(sent)
    },
    update: (row, changes) => table.update(row, changes),
    remove: (row) => table.remove(row),
  }
}
