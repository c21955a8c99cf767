import type { Movement } from '../books/voucher-lines.ts'
import { dimensionProblem, mainAccountProblem, type ValidityContext } from '../dimensions/validity.ts'
import { codingOf, lineLabel } from '../journals/coding.ts'
import type { JournalFamily } from '../journals/families.ts'
import { holdThatStops } from '../rules/checks.ts'
import { findVendor } from '../rules/foreign-keys.ts'
import type { System } from '../system.ts'
import { type Row, readText } from '../table.ts'
import { duplicateProblem } from './duplicates.ts'
import { journalTaxGroups, taxGroupProblem } from './sales-tax.ts'

/** A voucher under check. */
export interface CheckedVoucher {
  readonly company: string
  readonly date: string
  readonly lines: readonly Row[]
  readonly movements: readonly Movement[]
}

/** Why a balanced voucher still cannot be booked, or nothing. */
export const voucherProblem = (
  system: System,
  family: JournalFamily,
  voucher: CheckedVoucher,
): string | undefined => {
  const uncoded = voucher.lines.find((line) => !codingOf(line, '_account'))
  if (uncoded) return `An account is missing on ${lineLabel(uncoded)}`
  const { company, date } = voucher
  if (family.form === 'invoice-journal') {
    const problems = voucher.lines.map((line) => taxGroupProblem(system, company, journalTaxGroups(family, line)))
    const missing = problems.find((problem) => problem !== undefined)
    if (missing) return missing
  }
  const context = { company, stage: 'book', date, manualEntry: true } as const
  for (const movement of voucher.movements) {
    const problem = movementProblem(system, family, movement, context)
    if (problem) return problem
  }
  return undefined
}

const movementProblem = (
  system: System,
  family: JournalFamily,
  { coding, line }: Movement,
  context: ValidityContext,
): string | undefined => {
  const problem = dimensionProblem(system, coding.dimensions, context)
  if (problem) return problem
  if (coding.accountType === 'Ledger') return mainAccountProblem(system, coding.account, context)
  if (coding.accountType !== 'Vend') return undefined
  const vendor = findVendor(system, context.company, coding.account)
  const hold = vendor ? readText(vendor, 'OnHoldStatus') : ''
  const stopped = holdThatStops[family.form]
  if (!vendor) return `Vendor account ${coding.account} does not exist`
  if (hold === 'All' || hold === stopped) return `Vendor account ${coding.account} is on hold for ${hold}`
  if (family.form === 'payment-journal') return undefined
  const number = readText(line, family.fields.invoice)
  return duplicateProblem(system, {
    company: context.company,
    account: coding.account,
    number,
    date: context.date,
  })
}
