import { rejected } from '../failure.ts'
import type { System } from '../system.ts'
import { type Row, readText } from '../table.ts'
import { hasOffset, netOf } from './amounts.ts'
import type { JournalFamily } from './families.ts'
import { tallyOf } from './tally.ts'

/**
 * The voucher of a new line, as the journal name's `NewVoucher` rule assigns it; a sent one counts only if
 * `Manually`.
 */
export const voucherFor = (system: System, family: JournalFamily, header: Row, sent: string): string => {
  const company = readText(header, 'dataAreaId')
  const name = journalNameOf(system, header)
  const rule = (name && readText(name, 'NewVoucher')) || 'BalanceSheet'
  if (rule === 'Manually') {
    if (sent === '') throw rejected(family.lineEntity, "Warning: Field 'Voucher' must be filled in")
    return sent
  }
  if (sent !== '') system.watch.record('client-sent-number', `Voucher ${sent}`)
  const { lines, lastVoucher, balances } = tallyOf(system, family, header)
  const continues = lines > 0 && (rule === 'OneVoucher' || balances.get(lastVoucher) !== 0n)
  return continues
    ? lastVoucher
    : nextVoucher(system, company, (name && readText(name, 'VoucherSeriesCode')) || 'GNJL')
}

/** The row of the journal's name. */
export const journalNameOf = (system: System, header: Row): Row | undefined =>
  system
    .table('JournalNames')
    .find({ dataAreaId: readText(header, 'dataAreaId'), Name: readText(header, 'JournalName') })

/** Whether the lines of one voucher sum to zero; a line with an offset account balances itself. */
export const isBalanced = (family: JournalFamily, lines: readonly Row[], voucher: string): boolean => {
  const own = lines.filter((line) => readText(line, 'Voucher') === voucher && !hasOffset(line))
  return own.reduce((sum, line) => sum + netOf(family, line), 0n) === 0n
}

/** Next number of a voucher series: `APIN000052` [seen]. */
export const nextVoucher = (system: System, company: string, series: string): string =>
  `${series}${String(system.nextNumber(company, `voucher ${series}`)).padStart(6, '0')}`
