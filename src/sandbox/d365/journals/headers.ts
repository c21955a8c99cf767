import { deleteRejected, rejected } from '../failure.ts'
import { checkFilled, checkKeyKept, checkNoDuplicate, checkNotReadOnly } from '../rules/checks.ts'
import { checkForeignKeys } from '../rules/foreign-keys.ts'
import { type SetRules, textOf, type Values } from '../rules/set-rules.ts'
import type { System } from '../system.ts'
import { read, type Row, readText } from '../table.ts'
import { type JournalFamily, journalFamilies } from './families.ts'
import { checkWritable } from './guard.ts'
import { accountingCurrency } from '../rules/exchange.ts'
import { linesOf } from './tally.ts'

const readOnly = ['IsPosted', 'JournalTotalDebit', 'JournalTotalCredit']

/** Headers of one journal family: only the journal name is needed, the number is the server's [seen]. */
export const journalHeaderRules = (system: System, family: JournalFamily): SetRules => {
  const table = system.table(family.headers)
  return {
    create: (sent) => {
      const company = textOf(sent, 'dataAreaId')
      checkNotReadOnly(system, table.set, sent, readOnly)
      checkFilled(table.set, sent, ['JournalName'])
      checkForeignKeys(system, table.set, sent, company)
      const values = { ...headerDefaults(system, family, company, sent), ...sent }
      if (sent.JournalBatchNumber) {
        system.watch.record('client-sent-number', `JournalBatchNumber ${textOf(sent, 'JournalBatchNumber')}`)
        for (const other of journalFamilies) {
          checkNoDuplicate(system.table(other.headers), values, 'Ledger journal table (LedgerJournalTable)')
        }
      }
      return table.insert({
        ...values,
        JournalBatchNumber: sent.JournalBatchNumber || freeNumber(system, company),
      })
    },
    update: (row, changes) => {
      checkNotReadOnly(system, table.set, changes, readOnly)
      checkKeyKept(table.set, row, changes)
      checkWritable(system, row, table.set.entity)
      checkForeignKeys(system, table.set, changes, readText(row, 'dataAreaId'))
      if ('JournalName' in changes) checkType(system, family, readText(row, 'dataAreaId'), changes)
      table.update(row, changes)
    },
    remove: (row) => {
      checkWritable(system, row, table.set.entity)
      if (linesOf(system, family, row).length > 0) {
        const text = 'Ledger journal table cannot be deleted while dependent Journal lines exist'
        throw deleteRejected(table.set.entity, text)
      }
      table.remove(row)
    },
  }
}

const headerDefaults = (system: System, family: JournalFamily, company: string, sent: Values): Values => {
  const name = checkType(system, family, company, sent)
  const defaults: Values = { Description: name ? readText(name, 'Description') : '' }
  if (family.form === 'general-journal') {
    defaults.AccountingCurrency = accountingCurrency(system, company)
    defaults.PostingLayer = (name && readText(name, 'PostingLayer')) || 'Current'
  }
  if (family.form === 'invoice-journal') {
    defaults.SalesTaxIncluded = (name && readText(name, 'AmountsIncludeSalesTax')) || 'No'
  }
  return defaults
}

/** A name of another type is refused: a payment journal cannot hold daily entries. */
const checkType = (
  system: System,
  family: JournalFamily,
  company: string,
  values: Values,
): Row | undefined => {
  const name = system.table('JournalNames').find({ dataAreaId: company, Name: textOf(values, 'JournalName') })
  const type = name ? read(system.table('JournalNames').set, name, 'Type') : family.journalType
  if (type === family.journalType) return name
  const { entity } = system.table(family.headers).set
  throw rejected(
    entity,
    `Error: Journal name ${textOf(values, 'JournalName')} is of type ${String(type)}, not ${family.journalType}`,
  )
}

/** One number sequence serves all journals of a company; a number a client took is skipped. */
const freeNumber = (system: System, company: string): string => {
  for (;;) {
    const number = String(system.nextNumber(company, 'journal') + 460).padStart(5, '0')
    const key = { dataAreaId: company, JournalBatchNumber: number }
    if (journalFamilies.every((family) => !system.table(family.headers).find(key))) return number
  }
}
