import { addDays, parseCalendarDate } from '../../model/calendar-date.ts'
import type { Problem } from '../../model/problem.ts'
import {
  compareDisplayValue,
  parseDisplayValue,
  unescapeSegment,
  type DimensionFormat,
} from './dimensions.ts'
import type { DimensionFormats } from './formats.ts'
import { sameText, textOf, type Row } from './wire.ts'

/** What D365 did to a row beyond what was sent, and still is right: for the trail. */
export interface EchoFacts {
  /** Posting dates that D365 moved to a later day (contract 3.11: the parameter that adjusts them). */
  readonly adjusted: Readonly<Record<string, string>>
  /** Dimensions that D365 filled in from defaults, by field. */
  readonly added: Readonly<Record<string, Readonly<Record<string, string>>>>
}

export interface EchoResult extends EchoFacts {
  readonly problems: readonly Problem[]
}

/** How a field is compared; all other fields are texts, numbers or symbols by the type of what was sent. */
const DISPLAY_FIELDS: Readonly<Record<string, 'account' | 'default'>> = {
  AccountDisplayValue: 'account',
  OffsetAccountDisplayValue: 'account',
  MainAccountDisplayValue: 'account',
  DimensionDisplayValue: 'default',
  DefaultDimensionDisplayValue: 'default',
  OffsetDefaultDimensionDisplayValue: 'default',
}

/** Fields whose date D365 may adjust (contract 3.11): a later day of the same fiscal year is recorded. */
const POSTING_DATES = new Set(['Date', 'TransDate', 'TransactionDate'])

/**
 * Which posting dates may come back. `any`: of a row that people may have worked on since. Else none that is
 * earlier than sent or after `yearEnd`, the last day of the fiscal year of what was sent; null when that is
 * not known.
 */
export type PostingDates = 'any' | { readonly yearEnd: string | null }

/** How a row is compared. */
export interface Comparison {
  readonly formats: DimensionFormats
  readonly where: string
  readonly dates: PostingDates
}

/** Compares a row with what was just sent of it, where the end of its fiscal year is not known. */
export const compareEcho = (
  sent: Row,
  received: Row,
  formats: DimensionFormats,
  where: string,
): EchoResult => compareRow(sent, received, { formats, where, dates: { yearEnd: null } })

/**
 * Compares every field that was sent with the row that came back: companies, accounts and dimensions segment
 * by segment, amounts, dates, the trace code, texts. Longer texts come back cut and without an error
 * (contract 2.6).
 */
export const compareRow = (
  sent: Row,
  received: Row,
  { formats, where, dates }: Comparison,
): EchoResult => {
  const problems: Problem[] = []
  const adjusted: Record<string, string> = {}
  const added: Record<string, Readonly<Record<string, string>>> = {}
  for (const [field, value] of Object.entries(sent)) {
    const back = received[field]
    if (value === back || value === undefined) continue
    const display = DISPLAY_FIELDS[field]
    if (POSTING_DATES.has(field)) {
      const moved = { field, sent: String(value).slice(0, 10), back: String(back ?? '').slice(0, 10) }
      if (moved.sent === moved.back) continue
      if (mayMove(moved, dates)) adjusted[field] = moved.back
      else problems.push(wrongDate(where, moved))
    } else if (display && typeof value === 'string' && typeof back === 'string') {
      const difference = compareDisplay(sent, { field, value, back }, formats)
      if (difference === null) problems.push(mismatch(where, field, value, back))
      else if (Object.keys(difference).length > 0) added[field] = difference
    } else if (!sameValue(value, back)) {
      problems.push(mismatch(where, field, value, back))
    }
  }
  problems.push(...unwantedOffset(sent, received, where))
  return { problems, adjusted, added }
}

interface Pair {
  readonly field: string
  readonly value: string
  readonly back: string
}

/** Dimensions that were added; null when something that was sent is missing or different. */
const compareDisplay = (
  sent: Row,
  pair: Pair,
  formats: DimensionFormats,
): Readonly<Record<string, string>> | null => {
  const kind = DISPLAY_FIELDS[pair.field]
  const ownType = pair.field.startsWith('Offset') ? 'OffsetAccountType' : 'AccountType'
  if (kind === 'account' && sent[ownType] !== 'Ledger') return compareAccount(pair, formats.ledger)
  const format = kind === 'account' ? formats.ledger : formats.default
  return compareSegments(pair, format)
}

/**
 * An account alone: of a vendor, or the main account of a pending line, which may come back as a ledger
 * string.
 */
const compareAccount = (pair: Pair, ledger: DimensionFormat): Readonly<Record<string, string>> | null => {
  if (sameText(unescapeSegment(pair.value), unescapeSegment(pair.back))) return {}
  if (pair.field !== 'MainAccountDisplayValue') return null
  const parsed = parseDisplayValue(ledger, pair.back)
  return parsed !== null && sameText(parsed['MainAccount'] ?? '', unescapeSegment(pair.value)) ? {} : null
}

const compareSegments = (pair: Pair, format: DimensionFormat): Readonly<Record<string, string>> | null => {
  const sent = parseSent(format, pair.value)
  const received = parseDisplayValue(format, pair.back)
  if (sent === null || received === null) return null
  const { wrong, added } = compareDisplayValue(sent, received)
  return wrong.length > 0 ? null : added
}

/** What we sent may have been built when the format had fewer segments at its end. */
const parseSent = (format: DimensionFormat, value: string) => {
  for (let count = format.segments.length; count > 0; count -= 1) {
    const parsed = parseDisplayValue({ ...format, segments: format.segments.slice(0, count) }, value)
    if (parsed !== null) return parsed
  }
  return null
}

/** A line that must balance with the next ones must not get an offset account from the journal name. */
const unwantedOffset = (sent: Row, received: Row, where: string): readonly Problem[] => {
  const offset = textOf(received, 'OffsetAccountDisplayValue')
  if ('OffsetAccountDisplayValue' in sent || offset === '') return []
  return [mismatch(where, 'OffsetAccountDisplayValue', '', offset)]
}

interface MovedDate {
  readonly field: string
  readonly sent: string
  readonly back: string
}

/** A fiscal year whose end is not known has ended by then. */
const YEAR_DAYS = 366

/** "No date" reads as 1900, and so is earlier than whatever was sent (contract 2.8). */
const mayMove = ({ sent, back }: MovedDate, dates: PostingDates): boolean => {
  if (dates === 'any') return true
  const [from, to] = [parseCalendarDate(sent), parseCalendarDate(back)]
  if (from === null || to === null || to < from) return false
  return to <= (dates.yearEnd ?? addDays(from, YEAR_DAYS))
}

const wrongDate = (where: string, { field, sent, back }: MovedDate): Problem => ({
  code: 'POSTING_DATE_MOVED',
  field: `${where}.${field}`,
  value: back,
  message: `D365 moved the posting date from ${sent} to ${back || 'none'}, not a later day of its fiscal year`,
  remedy: 'Check the posting date and how this D365 adjusts posting dates, then replay the document.',
})

const DATE_VALUE = /^\d{4}-\d{2}-\d{2}T/

const sameValue = (sent: unknown, back: unknown): boolean => {
  if (typeof sent === 'string' && typeof back === 'string') {
    return DATE_VALUE.test(sent) ? sent.slice(0, 10) === back.slice(0, 10) : sameText(sent, back)
  }
  return sent === back
}

const shown = (value: unknown): string => String(value ?? '').slice(0, 100)

/** The problem `ECHO_MISMATCH`: what was sent, what came back. */
export const mismatch = (where: string, field: string, sent: unknown, received: unknown): Problem => ({
  code: 'ECHO_MISMATCH',
  field: `${where}.${field}`,
  value: shown(received),
  message: `D365 stored "${shown(received)}" in ${field} where "${shown(sent)}" was sent`,
  remedy:
    'Check the defaults, the dimension format and the text lengths of this D365, then replay the document.',
})
