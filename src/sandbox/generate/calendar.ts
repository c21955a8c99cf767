/** Dates are `YYYY-MM-DD`; months are counted from year 0 so that they can be added up. */
export interface Calendar {
  readonly asOf: string
  readonly asOfMonth: number
  /** Whether documents may be booked in the month. */
  isOpen(month: number): boolean
  /** The first day on which ordinary documents are dated. */
  readonly openFrom: string
  /** The month that is closed although later ones are open. */
  readonly closedMonth: number
  /** Months of the fiscal years that D365 knows. */
  readonly months: readonly number[]
}

/** The month of a date. */
export const monthOf = (date: string): number => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1

/** The year a month belongs to. */
export const yearOf = (month: number): number => Math.floor(month / 12)

/** The number of a month in its year, 1 to 12. */
export const numberInYear = (month: number): number => (month % 12) + 1

/** The day of a month; day 0 is the last day of the month before. */
export const dayIn = (month: number, day: number): string =>
  new Date(Date.UTC(yearOf(month), month % 12, day)).toISOString().slice(0, 10)

/** The last day of a month. */
export const lastDayIn = (month: number): string => dayIn(month + 1, 0)

/** The date so many days later. */
export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

/** How many days lie between two dates. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)

/** The fiscal calendar around a day: this month and the last are open, the one before and older years closed. */
export function createCalendar(asOf: string): Calendar {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(asOf) || Number.isNaN(Date.parse(asOf)))
    throw new Error(`not a date: ${asOf}`)
  const asOfMonth = monthOf(asOf)
  const closedMonth = asOfMonth - 2
  const firstMonth = (yearOf(asOfMonth) - 1) * 12
  return {
    asOf,
    asOfMonth,
    closedMonth,
    openFrom: dayIn(asOfMonth - 1, 1),
    months: Array.from({ length: 36 }, (_, index) => firstMonth + index),
    isOpen(month) {
      if (month >= asOfMonth - 1) return true
      return month !== closedMonth && yearOf(month) === yearOf(asOfMonth)
    },
  }
}
