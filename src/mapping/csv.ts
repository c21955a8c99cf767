import { CsvError, parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import { UsageError } from '../errors/ml-error.ts'
import { foldKeyText } from '../model/natural-key.ts'
import { entryFaults, trimmed, type EntryFault, type TableSpec } from './entry-rules.ts'
import type { MappingChange, MappingSet } from './tables.ts'

const CSV_COLUMNS = ['table', 'code', 'value'] as const
const CSV_ROWS_MAX = 100_000
export const CSV_BYTES_MAX = 10 * 1024 * 1024

/** One cell that keeps a file from being imported. `row` counts as a spreadsheet does: the header is row 1. */
export interface CsvFault {
  readonly row: number
  readonly column: string
  readonly message: string
  readonly remedy: string
}

export interface ParsedCsv {
  readonly entries: readonly (MappingChange & { readonly value: string })[]
  /** Everything that is wrong; nothing is imported while there is anything. */
  readonly faults: readonly CsvFault[]
}

type Column = (typeof CSV_COLUMNS)[number]
type Row = readonly string[]

/**
 * Reads a mapping file: UTF-8 with or without BOM, comma or semicolon, header `table,code,value` in any order.
 * @throws UsageError for a file that is no such thing at all: `CSV_TOO_LARGE`, `CSV_NOT_UTF8`, `CSV_NOT_CSV`
 */
export const parseMappingCsv = (bytes: Uint8Array, specs: readonly TableSpec[], file: string): ParsedCsv => {
  const rows = readRows(decode(bytes, file), file)
  const { places, faults } = readHeader(rows[0] ?? [])
  if (places === null) return { entries: [], faults }
  if (rows.length - 1 > CSV_ROWS_MAX) {
    const remedy = `Import at most ${CSV_ROWS_MAX} rows at a time.`
    return {
      entries: [],
      faults: [{ row: CSV_ROWS_MAX + 2, column: '', message: `there are ${rows.length - 1} rows`, remedy }],
    }
  }
  return readEntries(rows, places, specs)
}

/** All entries of a set as CSV, table by table. Every cell is quoted, and kept as it is. */
export const formatMappingCsv = (entries: readonly MappingChange[]): string =>
  stringify(
    entries.map(({ table, code, value }) => [table, code, value ?? '']),
    { header: true, columns: [...CSV_COLUMNS], quoted: true, record_delimiter: '\r\n' },
  )

/** The entries of a set in a steady order: by table, then by code. */
export const entriesOf = (
  set: MappingSet,
  table: string | null,
): readonly (MappingChange & { readonly value: string })[] =>
  Object.entries(set.tables)
    .filter(([name]) => table === null || name === table)
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([name, entries]) =>
      Object.entries(entries)
        .sort(([a], [b]) => compareText(a, b))
        .map(([code, value]) => ({ table: name, code, value })),
    )

/** Cells that a spreadsheet takes for a formula, and may show or run as one. */
export const readsAsFormula = (cell: string): boolean => /^[=+\-@\t\r]./s.test(cell)

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** @throws UsageError `CSV_TOO_LARGE` */
export const checkCsvSize = (bytes: number, file: string): void => {
  if (bytes <= CSV_BYTES_MAX) return
  throw new UsageError(`${file} has ${bytes} bytes; a mapping file has at most ${CSV_BYTES_MAX}`, {
    code: 'CSV_TOO_LARGE',
    hint: 'Split it into several files, and import one after the other without --replace.',
  })
}

const decode = (bytes: Uint8Array, file: string): string => {
  checkCsvSize(bytes.length, file)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    const hint = 'Save it as «CSV UTF-8 (comma delimited)»; a plain «CSV» of a spreadsheet is not in UTF-8.'
    throw new UsageError(`${file} is not a text file in UTF-8`, { code: 'CSV_NOT_UTF8', hint, cause })
  }
}

const readRows = (text: string, file: string): readonly Row[] => {
  try {
    return parse(text, { delimiter: delimiterOf(text), relax_column_count: true, skip_empty_lines: false })
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause
    const line = typeof cause.lines === 'number' ? ` in line ${cause.lines}` : ''
    throw new UsageError(`${file} is not a CSV file${line}: ${cause.message}`, {
      code: 'CSV_NOT_CSV',
      hint: 'A cell that holds a quote, a delimiter or a line break stands in quotes, and a quote in it is doubled.',
      cause,
    })
  }
}

/** The one of the two that the header holds more often. */
const delimiterOf = (text: string): ',' | ';' => {
  const header = text.slice(0, text.search(/[\r\n]|$/))
  return header.split(';').length > header.split(',').length ? ';' : ','
}

interface Header {
  /** Where each column stands; null when one is missing. */
  readonly places: Readonly<Record<Column, number>> | null
  readonly faults: readonly CsvFault[]
}

const readHeader = (cells: Row): Header => {
  const names = cells.map((cell) => cell.trim().toLowerCase())
  const remedy = `The first row is the header: ${CSV_COLUMNS.join(',')}.`
  const missing = CSV_COLUMNS.filter((column) => !names.includes(column))
  const known: readonly string[] = CSV_COLUMNS
  const surplus = names.filter(
    (name, at) => name !== '' && (!known.includes(name) || names.indexOf(name) !== at),
  )
  const faults = [
    ...missing.map((column) => ({ row: 1, column, message: 'the column is missing', remedy })),
    ...surplus.map((name) => ({
      row: 1,
      column: name,
      message: `there is no column "${name}", or it stands twice`,
      remedy,
    })),
  ]
  if (faults.length > 0) return { places: null, faults }
  return {
    places: { table: names.indexOf('table'), code: names.indexOf('code'), value: names.indexOf('value') },
    faults,
  }
}

const readEntries = (
  rows: readonly Row[],
  places: Readonly<Record<Column, number>>,
  specs: readonly TableSpec[],
): ParsedCsv => {
  const entries: (MappingChange & { readonly value: string })[] = []
  const faults: CsvFault[] = []
  const firstRows = new Map<string, number>()
  rows.forEach((cells, index) => {
    const row = index + 1
    if (row === 1 || cells.every((cell) => cell.trim() === '')) return
    const cell = (column: Column) => (cells[places[column]] ?? '').trim()
    const entry = {
      ...trimmed({ table: cell('table'), code: cell('code'), value: null }),
      value: cell('value'),
    }
    const wrong = [
      ...countFaults(cells),
      ...entryFaults(specs, entry),
      ...duplicateFaults(firstRows, entry, row),
    ]
    faults.push(...wrong.map((fault) => ({ row, ...fault })))
    entries.push(entry)
  })
  return { entries, faults }
}

const countFaults = (cells: Row): readonly Omit<CsvFault, 'row'>[] => {
  const surplus = cells.slice(CSV_COLUMNS.length).filter((cell) => cell.trim() !== '').length
  if (surplus === 0) return []
  const message = `the row has ${cells.length} columns, not ${CSV_COLUMNS.length}`
  return [
    {
      column: `column ${CSV_COLUMNS.length + 1}`,
      message,
      remedy: 'Put a cell that holds the delimiter in quotes.',
    },
  ]
}

/** Codes that differ in case only are the same code. */
const duplicateFaults = (
  firstRows: Map<string, number>,
  entry: MappingChange,
  row: number,
): readonly EntryFault[] => {
  if (entry.table === '' || entry.code === '') return []
  const key = JSON.stringify([entry.table, foldKeyText(entry.code)])
  const first = firstRows.get(key)
  if (first === undefined) {
    firstRows.set(key, row)
    return []
  }
  return [
    {
      column: 'code',
      message: `"${entry.code}" of ${entry.table} stands in row ${first} already`,
      remedy: 'Keep one of the two.',
    },
  ]
}
