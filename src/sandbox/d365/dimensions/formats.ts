import { rejected } from '../failure.ts'
import type { System } from '../system.ts'
import { foldText, readText } from '../table.ts'
import { delimiterText, joinSegments, splitSegments } from './segments.ts'

/** The two formats that accounts-payable documents use. */
export type FormatType = 'DataEntityLedgerDimensionFormat' | 'DataEntityDefaultDimensionFormat'

/** The active format: its segments in order, and the delimiter of the environment. */
export interface DimensionFormat {
  readonly segments: readonly string[]
  readonly delimiter: string
}

const ledgerFormat = 'DataEntityLedgerDimensionFormat'

/** The delimiter that is set now; finance may change it without notice [seen]. */
export const activeDelimiter = (system: System): string => {
  const [parameters] = system.table('DimensionParameters').rows()
  return delimiterText(parameters ? readText(parameters, 'DimensionSegmentDelimiter') : 'Hyphen')
}

/** A seeded display string under the delimiter of now: the server stores dimensions, not text. */
export const seededDisplay = (system: System, text: string): string => {
  const symbol = system.options.seed.DimensionParameters?.[0]?.DimensionSegmentDelimiter
  const seeded = delimiterText(typeof symbol === 'string' ? symbol : 'Hyphen')
  const delimiter = activeDelimiter(system)
  return seeded === delimiter ? text : joinSegments(splitSegments(text, seeded), delimiter)
}

/** The one active format of a type; none is an error on import [doc]. */
export const activeFormat = (system: System, type: FormatType, entity: string): DimensionFormat => {
  const formats = system.table('DimensionIntegrationFormats').where('DimensionFormatType', type)
  const active = formats.find((row) => row.values.IsActive === 'Yes')
  if (!active) {
    const kind = type === ledgerFormat ? 'ledger dimension' : 'default dimension'
    throw rejected(entity, `Error: There is no active ${kind} format for data entities`)
  }
  const delimiter = activeDelimiter(system)
  return {
    segments: segmentNames(system, readText(active, 'FinancialDimensionFormat'), delimiter),
    delimiter,
  }
}

/** The names of a format string; a format saved under another delimiter keeps its own. */
const segmentNames = (system: System, text: string, delimiter: string): readonly string[] => {
  const known = (name: string) =>
    name === 'MainAccount' || system.table('DimensionAttributes').find({ DimensionName: name }) !== undefined
  for (const separator of [delimiter, '-', '|', ',', ';', '.', '~', '_']) {
    const names = splitSegments(text, separator).map((name) => name.trim())
    if (names.every(known)) return names
  }
  return splitSegments(text, delimiter)
}

/** Dimension values by name, without blank ones. */
export type DimensionValues = Readonly<Record<string, string>>

/** What a display string says under the active format. */
export interface ParsedDisplay {
  readonly mainAccount: string
  readonly dimensions: DimensionValues
  /** How the server writes it back. */
  readonly display: string
}

/** Reads a display string: missing segments are blank, surplus ones are dropped without an error [doc]. */
export const parseDisplay = (
  system: System,
  text: string,
  type: FormatType,
  entity: string,
): ParsedDisplay => {
  const format = activeFormat(system, type, entity)
  const parts = splitSegments(text, format.delimiter)
  if (parts.length > format.segments.length) {
    system.watch.record(
      'segments-dropped',
      `'${text}' has ${parts.length} of ${format.segments.length} segments`,
    )
  }
  const values = format.segments.map((_, at) => (parts[at] ?? '').trim())
  const dimensions: Record<string, string> = {}
  let mainAccount = ''
  format.segments.forEach((name, at) => {
    const value = values[at] ?? ''
    if (name === 'MainAccount') mainAccount = value
    else if (value !== '') dimensions[name] = value
  })
  return { mainAccount, dimensions, display: joinSegments(values, format.delimiter) }
}

/**
 * Builds a display string from named values; names outside the format are skipped without an error [seen].
 */
export const buildDisplay = (
  system: System,
  type: FormatType,
  named: ReadonlyMap<string, string>,
  entity: string,
): string => {
  const format = activeFormat(system, type, entity)
  const folded = new Map([...named].map(([name, value]) => [foldText(name), value]))
  return joinSegments(
    format.segments.map((name) => folded.get(foldText(name)) ?? ''),
    format.delimiter,
  )
}
