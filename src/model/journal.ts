import { assert } from '../lib/assert.ts'
import type { CalendarDate } from './calendar-date.ts'
import type { Dimensions } from './dimension.ts'
import type { TaxGroups } from './invoice.ts'
import { sumMinor } from './money.ts'

/** One ledger line: a positive `minor` is a debit, a negative one a credit. */
export interface VoucherLine {
  readonly account: string
  readonly dimensions: Dimensions
  readonly minor: bigint
  readonly text: string
}

/** Ledger lines that balance together in one currency. */
export interface Voucher {
  readonly type: 'voucher'
  readonly legalEntity: string
  readonly postingDate: CalendarDate
  readonly currency: string
  readonly decimals: number
  readonly lines: readonly VoucherLine[]
  readonly text: string
  readonly tax: TaxGroups | null
}

/** Builds a voucher; one that does not balance cannot be built. */
export const voucher = (parts: Omit<Voucher, 'type'>): Voucher => {
  assert(sumMinor(parts.lines.map((line) => line.minor)) === 0n, 'a voucher balances')
  return { type: 'voucher', ...parts }
}
