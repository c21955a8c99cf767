import type { Exact } from '../exact-decimal.ts'
import type { System } from '../system.ts'
import { type Row, readText } from '../table.ts'
import { amountOf, hasOffset, netOf } from './amounts.ts'
import type { JournalFamily } from './families.ts'

/** Running sums of one journal, so that a new line does not read all earlier ones. */
export interface Tally {
  lines: number
  debit: Exact
  credit: Exact
  /** Voucher of the newest line, "" without lines. */
  lastVoucher: string
  /** Debit less credit per voucher; a line with an offset account balances itself. */
  readonly balances: Map<string, Exact>
}

/** Lines of a journal, oldest first. */
export const linesOf = (system: System, family: JournalFamily, header: Row): readonly Row[] => {
  const company = readText(header, 'dataAreaId')
  return system
    .table(family.lines)
    .where('JournalBatchNumber', readText(header, 'JournalBatchNumber'))
    .filter((line) => readText(line, 'dataAreaId') === company)
}

/** The sums of a journal, counted again after `forgetTally`. */
export const tallyOf = (system: System, family: JournalFamily, header: Row): Tally => {
  const known = system.tallies.get(header)
  if (known) return known
  const tally: Tally = { lines: 0, debit: 0n, credit: 0n, lastVoucher: '', balances: new Map() }
  for (const line of linesOf(system, family, header)) addToTally(tally, family, line)
  system.tallies.set(header, tally)
  return tally
}

/** Counts one more line; a line with an offset counts on both sides. */
export const addToTally = (tally: Tally, family: JournalFamily, line: Row): void => {
  const net = netOf(family, line)
  const offset = hasOffset(line) ? net : 0n
  const voucher = readText(line, 'Voucher')
  tally.lines++
  tally.debit += amountOf(line, family.fields.debit) + (offset < 0n ? -offset : 0n)
  tally.credit += amountOf(line, family.fields.credit) + (offset > 0n ? offset : 0n)
  tally.lastVoucher = voucher
  tally.balances.set(voucher, (tally.balances.get(voucher) ?? 0n) + net - offset)
}

/** Makes the next `tallyOf` count again: a line was changed or removed. */
export const forgetTally = (system: System, header: Row): void => {
  system.tallies.delete(header)
}
