import { notInTable, rejected } from '../failure.ts'
import { containerKey, type System } from '../system.ts'
import { type Row, readText } from '../table.ts'
import type { JournalFamily } from './families.ts'

/** The header a line belongs to, refused when it is missing, posted or held by a workflow. */
export const writableJournal = (
  system: System,
  family: JournalFamily,
  company: string,
  batchNumber: string,
): Row => {
  const header = system.table(family.headers).find({ dataAreaId: company, JournalBatchNumber: batchNumber })
  if (!header) {
    throw rejected(family.lineEntity, notInTable(batchNumber, 'Journal batch number', 'Ledger journal table'))
  }
  checkWritable(system, header, family.lineEntity)
  return header
}

/** Refuses edits of a posted journal and of one that a workflow holds. */
export const checkWritable = (system: System, header: Row, entity: string): void => {
  const batchNumber = readText(header, 'JournalBatchNumber')
  if (header.values.IsPosted === 'Yes') {
    throw rejected(entity, `Error: Journal ${batchNumber} has been posted and cannot be changed`)
  }
  if (system.inWorkflow.has(containerKey(readText(header, 'dataAreaId'), batchNumber))) {
    throw rejected(entity, `Error: Journal ${batchNumber} is in workflow and cannot be changed`)
  }
}
