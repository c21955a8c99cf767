import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, dateInZone, daysBetween, parseCalendarDate, type CalendarDate } from './calendar-date.ts'

const day = (text: string): CalendarDate => text as CalendarDate
const dayArb = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
  .map((date) => day(date.toISOString().slice(0, 10)))

describe('a calendar date', () => {
  test.each([
    ['2026-07-01', '2026-07-01'],
    ['2024-02-29', '2024-02-29'],
    ['2026-07-01T23:59:59-11:00', '2026-07-01'],
    ['2026-07-01 and more', '2026-07-01'],
  ])('is read as it is written, in no zone at all: %j', (text, date) =>
    expect(parseCalendarDate(text)).toBe(date),
  )

  test.each([
    '',
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31',
    '01.07.2026',
    '2026-7-1',
    '20260701',
    ' 2026-07-01',
  ])('that does not exist or is written otherwise is none: %j', (text) =>
    expect(parseCalendarDate(text)).toBeNull(),
  )

  test('is the one on the wall of its zone', () => {
    const moment = Date.parse('2026-06-30T23:30:00Z')
    expect(
      ['UTC', 'Europe/Berlin', 'Pacific/Kiritimati', 'America/New_York'].map((zone) =>
        dateInZone(moment, zone),
      ),
    ).toEqual(['2026-06-30', '2026-07-01', '2026-07-01', '2026-06-30'])
    expect(dateInZone(Date.parse('2026-01-05T12:00:00Z'), 'UTC')).toBe('2026-01-05')
  })

  test('moves by whole days, over the ends of months and years, whatever clocks are set to summer', () => {
    expect([
      addDays(day('2026-12-31'), 1),
      addDays(day('2024-03-01'), -1),
      addDays(day('2026-03-29'), 1),
    ]).toEqual(['2027-01-01', '2024-02-29', '2026-03-30'])
    fc.assert(
      fc.property(dayArb, fc.integer({ min: -20_000, max: 20_000 }), (from, days) => {
        const to = addDays(from, days)
        expect(daysBetween(from, to)).toBe(days)
        expect(parseCalendarDate(to)).toBe(to)
        expect(Math.sign(days)).toBe(from < to ? 1 : from > to ? -1 : 0)
      }),
    )
  })
})
