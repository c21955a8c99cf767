import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatMinor, sumMinor } from '../model/money.ts'
import { exceeds, Tally } from './tally.ts'

const usd = (amount: string) => ({ amount, currency: 'USD' })

describe('a tally', () => {
  test('counts documents and adds up each currency exactly', () => {
    const tally = new Tally()
      .add(usd('0.10'))
      .add(usd('0.20'))
      .add({ amount: '1000', currency: 'JPY' })
      .add({ amount: '0.005', currency: 'KWD' })
      .add(null)
    expect(JSON.parse(JSON.stringify(tally))).toEqual({
      count: 5,
      amounts: { JPY: '1000', KWD: '0.005', USD: '0.30' },
    })
    expect([tally.sumOf('USD'), tally.sumOf('EUR'), tally.currencies()]).toEqual([
      '0.30',
      '0',
      ['JPY', 'KWD', 'USD'],
    ])
  })

  test('loses no cent, whatever comes in and goes out again', () => {
    const minors = fc.array(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), { maxLength: 50 })
    fc.assert(
      fc.property(minors, minors, (added, subtracted) => {
        const [left, right] = [new Tally(), new Tally()]
        for (const minor of added) left.add(usd(formatMinor(minor, 2)))
        for (const minor of subtracted) right.subtract(usd(formatMinor(minor, 2)))
        const both = new Tally().addAll(left).addAll(right)
        expect(both.count).toBe(added.length - subtracted.length)
        const sum = sumMinor(added) - sumMinor(subtracted)
        expect(both.sumOf('USD')).toBe(added.length + subtracted.length === 0 ? '0' : formatMinor(sum, 2))
      }),
    )
  })

  test('equals another one in count and in every currency', () => {
    const tally = () => new Tally().add(usd('1.00')).add({ amount: '2', currency: 'JPY' })
    expect(tally().equals(tally())).toBe(true)
    expect(tally().equals(tally().add(null))).toBe(false)
    expect(tally().equals(tally().add(usd('0.01')).subtract(null))).toBe(false)
    expect(tally().equals(new Tally().add(usd('1.00')).add({ amount: '2', currency: 'KWD' }))).toBe(false)
    expect(new Tally().add(usd('1.0')).equals(new Tally().add(usd('1.00')))).toBe(true)
    expect(new Tally().add(usd('0.00')).equals(new Tally().add(null))).toBe(true)
  })
})

describe('a bound', () => {
  test.each([
    ['100.00', '100', false],
    ['100.01', '100', true],
    ['-100.01', '100', true],
    ['99.999999', '100', false],
    ['0.001', '0', true],
    ['9007199254740993', '9007199254740992', true],
  ])('%s against %s: passed is %s', (amount, bound, passed) => expect(exceeds(amount, bound)).toBe(passed))
})
