import { describe, expect, test } from 'vitest'
import { day, flowContext, ledgerSets } from '../../test/support/spend-world.ts'
import type { FlowSettings } from '../contract/route.ts'
import { Problems } from '../model/problems.ts'
import { postingDate } from './posting-date.ts'

/** The posting date, or the code of the problem. */
const posted = (
  date: string,
  closedPeriod: 'park' | 'first-open',
  settings: Partial<FlowSettings> = {},
  periods = ledgerSets().periods,
): string => {
  const problems = new Problems()
  const decided = postingDate(flowContext({ settings, sets: { periods } }), problems, {
    legalEntity: 'USMF',
    date: day(date),
    closedPeriod,
  })
  try {
    problems.throwIfAny()
    return decided
  } catch (error) {
    return (error as { code: string }).code
  }
}
const november = {
  legalEntity: 'usmf',
  from: day('2026-11-01'),
  to: day('2026-11-30'),
  fiscalYear: '2026',
  open: false,
}

describe('the posting date', () => {
  test.each(['2026-01-01', '2026-06-15', '2026-06-30', '2026-12-31'])(
    'is the document’s own in an open period (%s)',
    (date) => {
      expect(posted(date, 'park')).toBe(date)
      expect(posted(date, 'first-open')).toBe(date)
    },
  )

  test('in a closed period waits where a flow parks', () => {
    expect(posted('2026-11-30', 'park')).toBe('PERIOD_CLOSED')
  })

  test('in a closed period is the first open day where a flow moves it', () => {
    expect(posted('2026-11-30', 'first-open')).toBe('2026-12-01')
  })

  test('follows the setting before the flow’s own way', () => {
    expect(posted('2026-11-30', 'park', { closedPeriod: 'first-open' })).toBe('2026-12-01')
    expect(posted('2026-11-30', 'first-open', { closedPeriod: 'park' })).toBe('PERIOD_CLOSED')
  })

  test.each([
    ['2026-10-17', 45, '2026-12-01'],
    ['2026-10-16', 45, 'PERIOD_CLOSED'],
    ['2026-11-30', 1, '2026-12-01'],
    ['2026-11-29', 1, 'PERIOD_CLOSED'],
  ])('of %s moves at most %i days', (date, firstOpenDaysMax, expected) => {
    expect(posted(date, 'first-open', { firstOpenDaysMax })).toBe(expected)
  })

  test('never moves into another fiscal year', () => {
    expect(posted('2025-12-31', 'first-open')).toBe('PERIOD_CLOSED')
  })

  test('of a day that no period holds is not known, whatever the flow does', () => {
    expect(posted('2030-01-01', 'first-open')).toBe('PERIOD_UNKNOWN')
    expect(posted('2025-06-01', 'first-open')).toBe('PERIOD_UNKNOWN')
  })

  test('waits where no later period is open', () => {
    expect(posted('2026-11-10', 'first-open', {}, [november])).toBe('PERIOD_CLOSED')
  })
})
