import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ParkableError } from '../errors/ml-error.ts'
import {
  absMinor,
  decimalText,
  formatMinor,
  formatMoney,
  jsonAmount,
  parseMinor,
  parseMoney,
  sumMinor,
} from './money.ts'

const minorArb = fc.bigInt({ min: -(10n ** 24n) + 1n, max: 10n ** 24n - 1n })
const decimalsArb = fc.integer({ min: 0, max: 4 })
const codeOf = (work: () => unknown): string | null => {
  try {
    work()
    return null
  } catch (error) {
    return error instanceof ParkableError ? error.code : String(error)
  }
}

describe('an amount', () => {
  test('is read as it was written, to the last minor unit', () => {
    fc.assert(
      fc.property(minorArb, decimalsArb, (minor, decimals) => {
        expect(parseMinor(formatMinor(minor, decimals), decimals)).toBe(minor)
      }),
    )
  })

  test('is written with all decimals of its currency', () => {
    fc.assert(
      fc.property(minorArb, decimalsArb, (minor, decimals) => {
        const text = formatMinor(minor, decimals)
        expect(text).toMatch(decimals === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${decimals}}$`))
        expect(text).not.toMatch(/^-?0\d/)
      }),
    )
  })

  test.each([
    ['120.50', 2, 12_050n],
    ['120.5', 2, 12_050n],
    ['120', 2, 12_000n],
    ['120.500000', 2, 12_050n],
    ['-0.01', 2, -1n],
    ['+3', 2, 300n],
    [' 7.00 ', 2, 700n],
    ['0007.10', 2, 710n],
    ['-0', 2, 0n],
    ['1000', 0, 1_000n],
    ['1000.00', 0, 1_000n],
    ['1.234', 3, 1_234n],
    ['999999999999999999999999', 2, 99_999_999_999_999_999_999_999_900n],
  ])('of %j with %i decimals is %i', (text, decimals, minor) =>
    expect(parseMinor(text, decimals)).toBe(minor),
  )

  test.each([
    ['0.001', 2],
    ['1.5', 0],
    ['1.0001', 3],
    ['0.000000000001', 2],
  ])('of %j is finer than a currency of %i decimals, and is never rounded', (text, decimals) => {
    expect(codeOf(() => parseMinor(text, decimals))).toBe('AMOUNT_NOT_IN_MINOR_UNITS')
  })

  test.each([
    '',
    ' ',
    '.',
    '.5',
    '5.',
    '1,50',
    '1.000,50',
    '1e5',
    '0x10',
    'NaN',
    'Infinity',
    '--1',
    '1 000',
    '٣',
    '1'.repeat(25),
    '0.1234567890123',
  ])('of %j is no amount', (text) => expect(codeOf(() => parseMinor(text, 2))).toBe('AMOUNT_NOT_A_NUMBER'))

  test('that is no amount is not printed at length', () => {
    expect(() => parseMinor('x'.repeat(500), 2)).toThrow(`"${'x'.repeat(40)}" is not a decimal amount`)
  })

  test('keeps its currency', () => {
    expect(formatMoney(parseMoney('-1250.5', 'EUR', 2))).toBe('-1250.50 EUR')
    expect(formatMoney(parseMoney('1250', 'JPY', 0))).toBe('1250 JPY')
    expect(formatMoney(parseMoney('0.005', 'KWD', 3))).toBe('0.005 KWD')
  })

  test('adds up exactly, signs and all', () => {
    expect([sumMinor([]), sumMinor([5n, -7n]), absMinor(-5n), absMinor(5n)]).toEqual([0n, -2n, 5n, 5n])
    expect(sumMinor(Array(10).fill(parseMinor('0.10', 2)))).toBe(parseMinor('1', 2))
  })
})

describe('a JSON number', () => {
  test.each([
    [0.1, '0.1'],
    [-12.5, '-12.5'],
    [0, '0'],
    [-0, '0'],
    [123_456_789_012.345, '123456789012.345'],
    [999_999_999_999_999, '999999999999999'],
  ])('%d is the text %j', (value, text) => expect(decimalText(value)).toBe(text))

  test.each([0.1 + 0.2, 1_234_567_890_123_456, 2 ** 53, 1e21, 1e-7, Number.NaN, Infinity])(
    '%d has more digits than a JSON number holds for sure, or is none',
    (value) => expect(codeOf(() => decimalText(value))).toBe('AMOUNT_NOT_A_NUMBER'),
  )

  test('carries every amount of up to 15 digits without loss, there and back', () => {
    const arb = fc.bigInt({ min: -(10n ** 15n - 1n), max: 10n ** 15n - 1n })
    fc.assert(
      fc.property(arb, fc.integer({ min: 0, max: 3 }), (minor, decimals) => {
        const wire = JSON.parse(JSON.stringify(jsonAmount(minor, decimals))) as number
        expect(parseMinor(decimalText(wire), decimals)).toBe(minor)
      }),
    )
  })

  test.each([10n ** 15n, -(10n ** 15n)])('never carries %i: it would not be exact', (minor) => {
    expect(codeOf(() => jsonAmount(minor, 2))).toBe('AMOUNT_TOO_LARGE')
  })
})
