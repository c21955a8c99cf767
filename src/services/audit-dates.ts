import { UsageError } from '../errors/ml-error.ts'

const DATE = /^\d{4}-\d{2}-\d{2}$/
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/
const DAY_MS = 86_400_000

/**
 * The first moment that a date or time names; dates are days in UTC.
 * @throws UsageError `USAGE_DATE`
 */
export const fromMoment = (flag: string, text: string): number => momentOf(flag, text).from

/** The first moment after what a date or time names: a whole day, or the millisecond. */
export const untilMoment = (flag: string, text: string): number => momentOf(flag, text).until

const momentOf = (flag: string, text: string): { readonly from: number; readonly until: number } => {
  const isDate = DATE.test(text)
  const from = isDate || TIME.test(text) ? Date.parse(text) : Number.NaN
  const isReal = isDate
    ? !Number.isNaN(from) && new Date(from).toISOString().startsWith(text)
    : !Number.isNaN(from)
  if (isReal) return { from, until: from + (isDate ? DAY_MS : 1) }
  throw new UsageError(`--${flag}: "${text}" is not a date`, {
    code: 'USAGE_DATE',
    hint: 'Write a day (in UTC) such as 2026-11-20, or a time with its zone such as 2026-11-20T08:00:00Z.',
  })
}
