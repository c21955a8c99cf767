import { describe, expect, it } from 'vitest'
import { delimiterText, escapeSegment, joinSegments, splitSegments } from './segments.ts'

describe('display strings', () => {
  it('split at the delimiter and not at an escaped one', () => {
    expect(splitSegments('605140--022-', '-')).toEqual(['605140', '', '022', ''])
    expect(splitSegments('US\\-101', '-')).toEqual(['US-101'])
    expect(splitSegments('a\\\\-b', '-')).toEqual(['a\\', 'b'])
    expect(splitSegments('', '-')).toEqual([''])
  })

  it('know delimiters of two characters', () => {
    expect(delimiterText('DoubleBar')).toBe('||')
    expect(splitSegments('6||a|b||c\\||d', '||')).toEqual(['6', 'a|b', 'c||d'])
  })

  it('survive a round trip through escaping', () => {
    for (const delimiter of ['-', '.', '_', '|', '~', '--', '||']) {
      const values = ['US-101', '', 'a\\b', 'x||y', '--']
      expect(splitSegments(joinSegments(values, delimiter), delimiter)).toEqual(values)
    }
    expect(escapeSegment('US-101', '|')).toBe('US-101')
  })
})
