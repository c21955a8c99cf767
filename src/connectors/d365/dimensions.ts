import type { DimensionFormatRow } from '../../contract/reference.ts'
import type { Dimensions } from '../../model/dimension.ts'
import type { Problem } from '../../model/problem.ts'
import { sameText } from './wire.ts'

/**
 * The active layout of account strings: its segments in order, and the delimiter of one or two characters.
 */
export type DimensionFormat = DimensionFormatRow

/** Name of the segment that holds the main account in a ledger format. */
export const MAIN_ACCOUNT = 'MainAccount'

/** What the symbols of `DimensionParameters` stand for (contract 4.2). */
export const DELIMITERS: Readonly<Record<string, string>> = {
  Hyphen: '-',
  Period: '.',
  Underscore: '_',
  Bar: '|',
  Tilde: '~',
  DoubleHyphen: '--',
  DoublePeriod: '..',
  DoubleUnderscore: '__',
  DoubleBar: '||',
  DoubleTilde: '~~',
}

/**
 * A value inside a display string: the delimiter and the backslash itself are escaped by a backslash (4.4).
 */
export const escapeSegment = (value: string, delimiter: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll(delimiter, `\\${delimiter}`)

/** One escaped value back, such as a vendor account. */
export const unescapeSegment = (text: string): string => text.replace(/\\(.)/gs, '$1')

/** The segments of a display string; a state machine, because values hold escaped delimiters. */
export const splitSegments = (text: string, delimiter: string): readonly string[] => {
  const segments: string[] = []
  let segment = ''
  for (let at = 0; at < text.length;) {
    if (text[at] === '\\' && at + 1 < text.length) {
      const escaped = text.startsWith(delimiter, at + 1) ? delimiter : (text[at + 1] ?? '')
      segment += escaped
      at += 1 + escaped.length
    } else if (text.startsWith(delimiter, at)) {
      segments.push(segment)
      segment = ''
      at += delimiter.length
    } else {
      segment += text[at]
      at += 1
    }
  }
  return [...segments, segment]
}

/**
 * A ledger account string, or with `mainAccount` null a default dimension string: segments in the order of
 * the active format, unused ones blank.
 */
export const buildDisplayValue = (
  format: DimensionFormat,
  mainAccount: string | null,
  dimensions: Dimensions,
): string =>
  format.segments
    .map((name) => (name === MAIN_ACCOUNT ? (mainAccount ?? '') : (dimensions[name] ?? '')))
    .map((value) => escapeSegment(value, format.delimiter))
    .join(format.delimiter)

/** Values by segment name, blank ones left out. */
export type ParsedDisplay = Readonly<Record<string, string>>

/**
 * What a display string says; null when it does not have the format's number of segments, as the localised
 * sentence that D365 puts there when a structure was not generated (contract 4.4).
 */
export const parseDisplayValue = (format: DimensionFormat, text: string): ParsedDisplay | null => {
  if (text === '') return {}
  const values = splitSegments(text, format.delimiter)
  if (values.length !== format.segments.length) return null
  const named = format.segments.map((name, at) => [name, values[at] ?? ''] as const)
  return Object.fromEntries(named.filter(([, value]) => value !== ''))
}

/**
 * What differs between a sent and an echoed string. `added` are values that D365 filled in (defaults, derived
 * ones).
 */
export interface DisplayDifference {
  readonly wrong: readonly string[]
  readonly added: Readonly<Record<string, string>>
}

/** Compares segment by segment; every value that was sent must have come back. */
export const compareDisplayValue = (sent: ParsedDisplay, received: ParsedDisplay): DisplayDifference => {
  const wrong = Object.entries(sent)
    .filter(([name, value]) => !sameText(value, received[name] ?? ''))
    .map(([name]) => name)
  const added = Object.entries(received).filter(([name]) => sent[name] === undefined)
  return { wrong, added: Object.fromEntries(added) }
}

/** Dimensions that the active format lacks: D365 would drop them without an error (contract 4.3). */
export const missingDimensions = (
  format: DimensionFormat,
  dimensions: Dimensions,
  field: string,
): readonly Problem[] =>
  Object.entries(dimensions)
    .filter(([name, value]) => value !== '' && !format.segments.includes(name))
    .map(([name, value]) => ({
      code: 'DIMENSION_NOT_IN_FORMAT',
      field: `${field}.${name}`,
      value,
      message: `the active ${format.kind} format (${format.segments.join(', ')}) has no segment ${name}`,
      remedy: `Add ${name} to the active format in D365 (dimension configuration for applications).`,
    }))

/**
 * The problem of a value that a two-character delimiter makes ambiguous: one that ends in the delimiter's
 * first character cannot be told apart from it (contract 4.4). Null when the value is clear.
 */
export const ambiguousValue = (value: string, delimiter: string, field: string): Problem | null => {
  if (delimiter.length < 2 || !value.endsWith(delimiter.slice(0, 1))) return null
  return {
    code: 'DIMENSION_VALUE_AMBIGUOUS',
    field,
    value,
    message: `"${value}" ends in "${delimiter.slice(0, 1)}", which the delimiter "${delimiter}" begins with`,
    remedy: 'Choose a delimiter of one character in D365, or rename the value.',
  }
}

/**
 * Whether strings built for `stored` still mean the same under the `active` format: same delimiter, and at
 * most new segments at the end, which D365 treats as blank.
 */
export const stillValid = (stored: DimensionFormat, active: DimensionFormat): boolean =>
  stored.delimiter === active.delimiter && stored.segments.every((name, at) => active.segments[at] === name)
