import { resolve } from 'node:path'
import { entriesOf, formatMappingCsv, readsAsFormula } from '../mapping/csv.ts'
import type { ProgramContext } from './context.ts'
import { knownTable, readTables } from './mapping-list.ts'

export interface MappingExportInput {
  readonly route: string
  /** Only this table; all of them without it. */
  readonly table: string | null
  /** Null: the text is in the result. */
  readonly output: string | null
}

export interface MappingExportResult {
  readonly route: string
  readonly version: number
  readonly entries: number
  readonly file: string | null
  /** Null when it went into a file. */
  readonly csv: string | null
  /** Cells that a spreadsheet may take for formulas: open the file with all columns as text. */
  readonly formulaLike: number
}

/** Writes the tables as CSV that `mapping import` reads back to the same entries. */
export const mappingExport = async (
  context: ProgramContext,
  input: MappingExportInput,
): Promise<MappingExportResult> => {
  const { set, specs } = await readTables(context, input.route)
  if (input.table !== null) knownTable(specs, input.table)
  const entries = entriesOf(set, input.table)
  const csv = formatMappingCsv(entries)
  const file = input.output === null ? null : resolve(input.output)
  if (file !== null) await context.disk.writeAtomic(file, Buffer.from(csv))
  const formulaLike = entries.filter(
    ({ code, value }) => readsAsFormula(code) || readsAsFormula(value),
  ).length
  return {
    route: input.route,
    version: set.version,
    entries: entries.length,
    file,
    csv: file === null ? csv : null,
    formulaLike,
  }
}
