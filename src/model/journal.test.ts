import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DefectError } from '../errors/ml-error.ts'
import type { CalendarDate } from './calendar-date.ts'
import { voucher } from './journal.ts'
import { sumMinor } from './money.ts'

const voucherOf = (...minors: readonly bigint[]) =>
  voucher({
    legalEntity: 'usmf',
    postingDate: '2026-11-20' as CalendarDate,
    currency: 'USD',
    decimals: 2,
    text: '',
    tax: null,
    lines: minors.map((minor) => ({ account: '601000', dimensions: {}, minor, text: '' })),
  })

describe('a voucher', () => {
  test('that balances is built as it is', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt()), (minors) => {
        const all = [...minors, -sumMinor(minors)]
        expect(voucherOf(...all).lines.map(({ minor }) => minor)).toEqual(all)
      }),
    )
  })

  test('that does not balance cannot be built, by one cent neither', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt()), fc.bigInt(), (minors, rest) => {
        fc.pre(sumMinor(minors) !== rest)
        expect(() => voucherOf(...minors, -rest)).toThrow(DefectError)
      }),
    )
    expect(() => voucherOf(100n, -99n)).toThrow('a voucher balances')
  })
})
