import { type Exact, exactText } from '../exact-decimal.ts'
import { netOf } from '../journals/amounts.ts'
import { currencyDecimals } from '../rules/currencies.ts'
import { type Coding, codingOf } from '../journals/coding.ts'
import type { JournalFamily } from '../journals/families.ts'
import type { System } from '../system.ts'
import { type Row, readText } from '../table.ts'
import type { BookLine } from './book-entry.ts'

/** One signed amount on one account: what a journal line means in the ledger. */
export interface Movement {
  readonly coding: Coding
  /** Positive is a debit, in the line's currency. */
  readonly amount: Exact
  readonly text: string
  readonly line: Row
}

const uncoded: Coding = { accountType: 'Ledger', account: '', dimensions: {} }

/** The movements of a line: its own account, and the offset account the other way round. */
export const movementsOf = (family: JournalFamily, line: Row): readonly Movement[] => {
  const amount = netOf(family, line)
  const text = readText(line, family.fields.text)
  const own = { coding: codingOf(line, '_account') ?? uncoded, amount, text, line }
  const offset = codingOf(line, '_offset')
  return offset ? [own, { coding: offset, amount: -amount, text, line }] : [own]
}

/** Writes movements as debit and credit in the decimals of the currency. */
export const toBookLines = (
  system: System,
  movements: readonly Omit<Movement, 'line'>[],
  currency: string,
): readonly BookLine[] => {
  const decimals = currencyDecimals(system, currency)
  return movements.map(({ coding, amount, text }) => ({
    accountType: coding.accountType,
    account: coding.account,
    dimensions: coding.dimensions,
    debit: exactText(amount > 0n ? amount : 0n, decimals),
    credit: exactText(amount < 0n ? -amount : 0n, decimals),
    text,
  }))
}

/** The total of a voucher, as `BookEntry.total` defines it. */
export const voucherTotal = (family: JournalFamily, movements: readonly Movement[]): Exact => {
  const vendor = movements.filter(({ coding }) => coding.accountType === 'Vend')
  const net = vendor.reduce((sum, { amount }) => sum + amount, 0n)
  if (family.form === 'invoice-journal') return -net
  if (family.form === 'payment-journal') return net
  return movements.reduce((sum, { amount }) => (amount > 0n ? sum + amount : sum), 0n)
}
