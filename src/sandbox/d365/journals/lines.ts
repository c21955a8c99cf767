import { exactNumber } from '../exact-decimal.ts'
import { rejected } from '../failure.ts'
import {
  checkFilled,
  checkKeyKept,
  checkNoDuplicate,
  checkVendorHold,
  holdThatStops,
} from '../rules/checks.ts'
import { checkForeignKeys, findVendor } from '../rules/foreign-keys.ts'
import { type SetRules, textOf, type Values, valuesOf } from '../rules/set-rules.ts'
import type { System } from '../system.ts'
import { type Row, readText } from '../table.ts'
import { roundAmount } from '../rules/currencies.ts'
import { codeLine, type Coding } from './coding.ts'
import type { JournalFamily } from './families.ts'
import { writableJournal } from './guard.ts'
import { withDefaults } from './line-defaults.ts'
import { dropMarks, markFor, storeMark } from './settlement-marks.ts'
import { addToTally, forgetTally, tallyOf } from './tally.ts'
import { journalNameOf, voucherFor } from './vouchers.ts'

/** Lines of one journal family; every write of a line also changes the header row [seen]. */
export const journalLineRules = (system: System, family: JournalFamily): SetRules => {
  const table = system.table(family.lines)
  return {
    create: (sent) => {
      const company = textOf(sent, 'dataAreaId')
      checkFilled(table.set, sent, ['JournalBatchNumber', 'LineNumber'])
      const header = writableJournal(system, family, company, textOf(sent, 'JournalBatchNumber'))
      checkNoDuplicate(table, sent, 'Journal lines (LedgerJournalTrans)')
      checkLineLimit(system, family, header)
      const voucherSent = textOf(sent, 'Voucher')
      const values = validate(system, family, withDefaults(system, family, header, sent))
      const mark = family.form === 'payment-journal' ? markFor(system, values) : undefined
      const marked = { ...values, ...mark?.lineValues }
      const voucher = voucherFor(system, family, header, voucherSent)
      const row = table.insert({ ...marked, Voucher: voucher })
      if (mark) storeMark(system, row, mark)
      refreshHeader(system, family, header, row)
      return row
    },
    update: (row, changes) => {
      checkKeyKept(table.set, row, changes)
      const header = headerOf(system, family, row)
      if (changes.Voucher) system.watch.record('client-sent-number', `Voucher ${textOf(changes, 'Voucher')}`)
      const { Voucher: _assigned, ...kept } = changes
      const values = validate(system, family, { ...valuesOf(row), ...kept })
      const remark = family.form === 'payment-journal' && ('MarkedInvoice' in kept || 'SettleVoucher' in kept)
      const mark = remark ? markFor(system, values) : undefined
      if (remark) dropMarks(system, row)
      table.update(row, { ...values, ...mark?.lineValues })
      if (mark) storeMark(system, row, mark)
      refreshHeader(system, family, header)
    },
    remove: (row) => {
      const header = headerOf(system, family, row)
      if (family.form === 'payment-journal') dropMarks(system, row)
      table.remove(row)
      refreshHeader(system, family, header)
    },
  }
}

const headerOf = (system: System, family: JournalFamily, line: Row): Row =>
  writableJournal(system, family, readText(line, 'dataAreaId'), readText(line, 'JournalBatchNumber'))

const validate = (system: System, family: JournalFamily, values: Values): Values => {
  const { set } = system.table(family.lines)
  const company = textOf(values, 'dataAreaId')
  checkForeignKeys(system, set, values, company)
  checkOffsetCompany(family, values, company)
  const coded = codeLine(system, family, roundAmounts(system, family, values))
  checkAmounts(family, coded)
  checkHolds(system, family, coded, company)
  return coded
}

const roundAmounts = (system: System, family: JournalFamily, values: Values): Values => {
  const currency = textOf(values, family.fields.currency)
  const rounded: Values = { ...values }
  for (const field of [family.fields.debit, family.fields.credit]) {
    const amount = values[field]
    if (typeof amount === 'number') rounded[field] = roundAmount(system, amount, currency, field)
  }
  return rounded
}

const checkAmounts = (family: JournalFamily, values: Values) => {
  if (!values[family.fields.debit] || !values[family.fields.credit]) return
  throw rejected(family.lineEntity, 'Error: A line can have a debit or a credit amount, not both')
}

/** Postings between companies are not set up in this environment. */
const checkOffsetCompany = (family: JournalFamily, values: Values, company: string) => {
  const offset = textOf(values, 'OffsetCompany')
  if (offset === '' || offset.toLowerCase() === company.toLowerCase()) return
  throw rejected(
    family.lineEntity,
    `Error: Intercompany accounting between ${company} and ${offset} is not set up`,
  )
}

const checkHolds = (system: System, family: JournalFamily, values: Values, company: string) => {
  const coding = values._account as Coding | null | undefined
  if (coding?.accountType !== 'Vend') return
  checkVendorHold(findVendor(system, company, coding.account), holdThatStops[family.form], family.lineEntity)
}

const checkLineLimit = (system: System, family: JournalFamily, header: Row) => {
  const limit = Number(journalNameOf(system, header)?.values.PostingLineLimit ?? 0)
  if (limit <= 0 || tallyOf(system, family, header).lines < limit) return
  const batchNumber = readText(header, 'JournalBatchNumber')
  throw rejected(family.lineEntity, `Error: Journal ${batchNumber} has reached its limit of ${limit} lines`)
}

/** Totals and RecVersion of the header follow its lines. */
export const refreshHeader = (system: System, family: JournalFamily, header: Row, added?: Row): void => {
  if (!added) forgetTally(system, header)
  const tally = tallyOf(system, family, header)
  if (added) addToTally(tally, family, added)
  const table = system.table(family.headers)
  if (!family.hasTotals) return table.touch(header)
  table.update(header, {
    JournalTotalDebit: exactNumber(tally.debit),
    JournalTotalCredit: exactNumber(tally.credit),
  })
}
