import type { Brand } from '../lib/brand.ts'

/** A date without a time, `2026-07-01`. Sorts as text. */
export type CalendarDate = Brand<string, 'CalendarDate'>

const DATE = /^(\d{4})-(\d{2})-(\d{2})/
const DAY_MS = 86_400_000

/** The date that a text begins with, as written and without a change of zone; null when there is none. */
export const parseCalendarDate = (text: string): CalendarDate | null => {
  const match = DATE.exec(text)
  if (!match) return null
  const day = `${match[1]}-${match[2]}-${match[3]}`
  const ms = Date.parse(`${day}T00:00:00Z`)
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== day ? null : (day as CalendarDate)
}

/** The date on the wall in `zone` (an IANA name) at a moment in milliseconds. */
export const dateInZone = (ms: number, zone: string): CalendarDate =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    ms,
  ) as CalendarDate

export const addDays = (date: CalendarDate, days: number): CalendarDate =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10) as CalendarDate

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export const daysBetween = (from: CalendarDate, to: CalendarDate): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS)
