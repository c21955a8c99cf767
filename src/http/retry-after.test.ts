import { describe, expect, test } from 'vitest'
import { retryAfterMs } from './retry-after.ts'

const NOW = Date.parse('2026-11-20T08:00:00Z')

describe('Retry-After', () => {
  test.each([
    ['30', 30_000],
    [' 5 ', 5_000],
    ['0', 0],
    ['9999999', 9_999_999_000],
    ['Fri, 20 Nov 2026 08:01:30 GMT', 90_000],
    ['Friday, 20-Nov-26 08:00:10 GMT', 10_000],
    ['Fri Nov 20 2026 08:00:01 GMT', 1_000],
  ])('%j asks for a pause of %i ms', (header, ms) => expect(retryAfterMs(header, NOW)).toBe(ms))

  test('of a moment that has passed asks for no pause', () => {
    expect(retryAfterMs('Fri, 20 Nov 2026 07:00:00 GMT', NOW)).toBe(0)
  })

  test.each([undefined, '', 'soon', '-5', '1.5', '12345678', '1e9', 'Infinity'])(
    '%j says nothing',
    (header) => expect(retryAfterMs(header, NOW)).toBeNull(),
  )
})
