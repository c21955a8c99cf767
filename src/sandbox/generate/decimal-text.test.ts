import { describe, expect, it } from 'vitest'
import { decimalText, split } from './decimal-text.ts'

describe('amounts as text', () => {
  it('have neither fixed decimals nor trailing zeros', () => {
    expect([5000, 5050, 5, -1250, 0].map((minor) => decimalText(minor, 'USD'))).toEqual([
      '50',
      '50.5',
      '0.05',
      '-12.5',
      '0',
    ])
    expect([decimalText(1050, 'JPY'), decimalText(1050, 'KWD'), decimalText(-1, 'KWD')]).toEqual([
      '1050',
      '1.05',
      '-0.001',
    ])
  })

  it('are split so that the last part takes the remainder', () => {
    expect(split(100, [1, 1, 1])).toEqual([33, 33, 34])
    expect(split(-100, [1, 1, 1])).toEqual([-33, -33, -34])
  })
})
