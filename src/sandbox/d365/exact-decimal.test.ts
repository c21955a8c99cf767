import { describe, expect, it } from 'vitest'
import { divide, exact, exactNumber, exactText, multiply, roundTo } from './exact-decimal.ts'

describe('exact decimals', () => {
  it('add up where floats do not', () => {
    expect(exactText(exact(0.1) + exact(0.2))).toBe('0.3')
    expect(exactText(exact('1e-7') + exact('1.5E3'))).toBe('1500.0000001')
  })

  it('write at least the decimals asked for', () => {
    expect(exactText(exact('-5'), 2)).toBe('-5.00')
    expect(exactText(exact('1.2345'), 2)).toBe('1.2345')
    expect(exactNumber(exact('9007199254.74'))).toBe(9007199254.74)
  })

  it('round half away from zero', () => {
    expect(exactText(roundTo(exact('2.345'), exact('0.01')))).toBe('2.35')
    expect(exactText(roundTo(exact('-2.345'), exact('0.01')))).toBe('-2.35')
    expect(exactText(multiply(exact('7.451'), exact('100')))).toBe('745.1')
    expect(exactText(roundTo(divide(exact('1'), exact('3')), exact('0.0001')))).toBe('0.3333')
  })

  it('refuse what is no number', () => {
    expect(() => exact('12,5')).toThrow(RangeError)
  })
})
