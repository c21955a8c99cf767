import { UsageError } from '../../errors/ml-error.ts'
import type { Clock } from '../../lib/clock.ts'
import type { D365Api } from './api.ts'
import { DELIMITERS, MAIN_ACCOUNT, splitSegments, type DimensionFormat } from './dimensions.ts'
import { allOf, eq } from './odata.ts'
import { isYes, textOf, type Row } from './wire.ts'

/** The two active formats that documents use. */
export interface DimensionFormats {
  readonly ledger: DimensionFormat
  readonly default: DimensionFormat
}

/** Finance changes formats without notice (contract 10.2): how old what we know of them may be. */
const FORMATS_AGE_MAX_MS = 600_000

const TYPES = {
  ledger: 'DataEntityLedgerDimensionFormat',
  default: 'DataEntityDefaultDimensionFormat',
} as const

/**
 * Reads the active formats and the delimiter.
 * @throws UsageError without an active format of each kind, with two of one kind, or with an unknown
 * delimiter
 */
export const readFormats = async (api: D365Api): Promise<DimensionFormats> => {
  const [rows, parameters, attributes] = await Promise.all([
    api.rows('DimensionIntegrationFormats', {
      filter: allOf(eq('IsActive', { enumType: 'NoYes', symbol: 'Yes' })),
      select: ['DimensionFormatName', 'DimensionFormatType', 'FinancialDimensionFormat', 'IsActive'],
    }),
    api.rows('DimensionParameters', { filter: null, select: ['DimensionSegmentDelimiter'] }),
    api.rows('DimensionAttributes', { filter: null, select: ['DimensionName'] }),
  ])
  const symbol = textOf(parameters[0] ?? {}, 'DimensionSegmentDelimiter')
  const delimiter = DELIMITERS[symbol]
  if (delimiter === undefined) throw unknownDelimiter(symbol)
  const known = new Set([MAIN_ACCOUNT, ...attributes.map((row) => textOf(row, 'DimensionName'))])
  return {
    ledger: formatOf('ledger', rows, delimiter, known),
    default: formatOf('default', rows, delimiter, known),
  }
}

/** The formats of one connection, read at most every ten minutes. */
export const createFormatCache = (api: D365Api, clock: Clock): (() => Promise<DimensionFormats>) => {
  let held: { readonly formats: Promise<DimensionFormats>; readonly at: number } | null = null
  return () => {
    if (held !== null && clock.elapsed() - held.at < FORMATS_AGE_MAX_MS) return held.formats
    const formats = readFormats(api)
    held = { formats, at: clock.elapsed() }
    formats.catch(() => {
      held = null
    })
    return formats
  }
}

const formatOf = (
  kind: 'ledger' | 'default',
  rows: readonly Row[],
  delimiter: string,
  known: ReadonlySet<string>,
): DimensionFormat => {
  const active = rows.filter(
    (row) => isYes(row, 'IsActive') && textOf(row, 'DimensionFormatType') === TYPES[kind],
  )
  const [format] = active
  if (active.length !== 1 || !format)
    throw notOneFormat(
      kind,
      active.map((row) => textOf(row, 'DimensionFormatName')),
    )
  const text = textOf(format, 'FinancialDimensionFormat')
  return { kind, segments: segmentNames(kind, text, delimiter, known), delimiter }
}

/**
 * Names of a format's text; one that was saved under another delimiter keeps its own, so that names decide.
 */
const segmentNames = (
  kind: 'ledger' | 'default',
  text: string,
  delimiter: string,
  known: ReadonlySet<string>,
): readonly string[] => {
  const separators = [delimiter, ...Object.values(DELIMITERS).toReversed(), ',', ';']
  for (const separator of separators) {
    const names = splitSegments(text, separator).map((name) => name.trim())
    const complete = kind === 'ledger' ? names.includes(MAIN_ACCOUNT) : !names.includes(MAIN_ACCOUNT)
    if (complete && names.every((name) => known.has(name))) return names
  }
  throw new UsageError(
    `the active ${kind} dimension format "${text}" names a segment that D365 does not have`,
    {
      code: 'D365_DIMENSION_FORMAT_UNREADABLE',
      hint: 'Save the format again in D365: Financial dimension configuration for integrating applications.',
    },
  )
}

const notOneFormat = (kind: string, names: readonly string[]) =>
  new UsageError(
    names.length === 0
      ? `D365 has no active ${kind} dimension format`
      : `D365 has ${names.length} active ${kind} dimension formats: ${names.join(', ')}`,
    {
      code: names.length === 0 ? 'D365_DIMENSION_FORMAT_MISSING' : 'D365_DIMENSION_FORMAT_DOUBLE',
      hint: 'Make exactly one active in D365: dimension configuration for integrating applications.',
    },
  )

const unknownDelimiter = (symbol: string) =>
  new UsageError(`D365 has an unknown dimension delimiter "${symbol}"`, {
    code: 'D365_DIMENSION_DELIMITER',
    hint: 'Choose one of the standard delimiters in the general ledger parameters of D365.',
  })
