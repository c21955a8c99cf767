import { WireError } from '../../errors/ml-error.ts'
import type { JsonObject } from '../../lib/json.ts'
import { parseCalendarDate, type CalendarDate } from '../../model/calendar-date.ts'
import { decimalText, parseMinor } from '../../model/money.ts'
import { foldKeyText } from '../../model/natural-key.ts'

/** One row of an entity set, in D365's own words; customers extend entities, so unknown fields are normal. */
export type Row = JsonObject

/** Text of a field; D365 reads unset strings back as `''`, and so does a field that is not there. */
export const textOf = (row: Row, field: string): string => {
  const value = row[field]
  return typeof value === 'string' ? value : ''
}

/** @throws WireError `D365_FIELD_MISSING` when the field is not a string */
export const requiredText = (row: Row, field: string, set: string): string => {
  const value = row[field]
  if (typeof value === 'string') return value
  throw new WireError(`D365 ${set}: the field ${field} is missing or not a text`, {
    code: 'D365_FIELD_MISSING',
    hint: 'Check the version of the environment and the privileges of the mapped user.',
    context: { set, field },
  })
}

/** A number of a field, null when there is none. */
export const numberOf = (row: Row, field: string): number | null => {
  const value = row[field]
  return typeof value === 'number' ? value : null
}

/** `Yes` of a NoYes field; these are symbols, not booleans. */
export const isYes = (row: Row, field: string): boolean => row[field] === 'Yes'

/**
 * A date as written, never converted: the first ten characters. The years 1900 ("no date") and
 * 2154 ("for ever") are null (contract 2.8).
 */
export const dateOf = (row: Row, field: string): CalendarDate | null => {
  const date = parseCalendarDate(textOf(row, field))
  return date === null || date.startsWith('1900-') || date.startsWith('2154-') ? null : date
}

/** A date as D365 takes it: at noon UTC, which absorbs a shift of up to eleven hours (contract 2.8). */
export const wireDate = (date: CalendarDate): string => `${date}T12:00:00Z`

/** The row's version, for `If-Match`. */
export const etagOf = (row: Row): string => textOf(row, '@odata.etag')

/** Equal as D365's database compares: NFC, trimmed, without regard to case (contract 2.3). */
export const sameText = (left: string, right: string): boolean =>
  left === right || foldKeyText(left) === foldKeyText(right)

/** Minor units of a decimal field; null when it is no number or finer than the currency. */
export const minorOf = (row: Row, field: string, decimals: number): bigint | null => {
  const value = row[field]
  if (typeof value !== 'number') return null
  try {
    return parseMinor(decimalText(value), decimals)
  } catch {
    return null
  }
}

/**
 * A text field, left out when it is empty: an empty text would switch D365's own default off (contract 2.6).
 */
export const textField = (field: string, text: string): Row => (text === '' ? {} : { [field]: text })
