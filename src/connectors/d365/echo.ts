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
  /** Posting dates that D365 moved (contract 3.11: the parameter that adjusts posting dates). */
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

/** Fields whose date D365 may adjust: recorded, not refused. */
const POSTING_DATES = new Set(['Date', 'TransDate', 'TransactionDate'])

/**
 * Compares every field that was sent with the row that came back: companies, accounts and dimensions segment
 * by segment, amounts, dates, the trace code, texts. Longer texts come back cut and without an error
 * (contract 2.6).
 */
export const compareEcho = (
  sent: Row,
  received: Row,
  formats: DimensionFormats,
  where: string,
): EchoResult => {
  const problems: Problem[] = []
  const adjusted: Record<string, string> = {}
  const added: Record<string, Readonly<Record<string, string>>> = {}
  for (const [field, value] of Object.entries(sent)) {
    const back = received[field]
    if (value === back || value === undefined) continue
    const display = DISPLAY_FIELDS[field]
    if (POSTING_DATES.has(field)) {
      adjusted[field] = String(back ?? '').slice(0, 10)
      if (adjusted[field] === String(value).slice(0, 10)) delete adjusted[field]
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
