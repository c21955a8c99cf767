import { resolve } from 'node:path'
import { FileFaultsError } from '../errors/file-faults-error.ts'
import { UsageError } from '../errors/ml-error.ts'
import { checkCsvSize, entriesOf, parseMappingCsv } from '../mapping/csv.ts'
import { respelled } from '../mapping/entry-rules.ts'
import type { MappingChange, MappingSet } from '../mapping/tables.ts'
import type { ProgramContext } from './context.ts'
import { changeTables, type ChangeAuthor, type MappingChanged } from './mapping-change.ts'
import { tablesOfRoute } from './mapping-tables.ts'

export interface MappingImportInput {
  readonly route: string
  readonly file: string
  /** True: the tables that the file names hold afterwards what the file says and nothing else. */
  readonly replace: boolean
  readonly author: ChangeAuthor
}

export interface MappingImportResult extends Omit<MappingChanged, 'changes'> {
  readonly file: string
  readonly rows: number
  readonly added: number
  readonly changed: number
  readonly removed: number
  readonly unchanged: number
}

/**
 * Imports a mapping file. All of it is checked first: with one bad row nothing is imported.
 * @throws FileFaultsError with every bad cell, UsageError for a file that is no CSV in UTF-8
 */
export const mappingImport = async (
  context: ProgramContext,
  input: MappingImportInput,
): Promise<MappingImportResult> => {
  const route = context.route(input.route)
  const path = resolve(input.file)
  const { entries, faults } = parseMappingCsv(await readFile(context, path), tablesOfRoute(route), input.file)
  if (faults.length > 0) throw new FileFaultsError(input.file, faults)
  const target = { route: route.name, author: input.author }
  const { changes, version } = await changeTables(context, target, (set) =>
    input.replace ? replaced(set, entries) : respelled(set, entries),
  )
  const removed = changes.filter((change) => change.new === null).length
  const added = changes.filter((change) => change.old === null).length
  const changed = changes.length - removed - added
  return {
    route: route.name,
    version,
    file: path,
    rows: entries.length,
    added,
    changed,
    removed,
    unchanged: entries.length - added - changed,
  }
}

const readFile = async (context: ProgramContext, path: string): Promise<Uint8Array> => {
  checkCsvSize((await context.disk.size(path)) ?? 0, path)
  const bytes = await context.disk.read(path)
  if (bytes !== null) return bytes
  throw new UsageError(`there is no file ${path}`, {
    code: 'FILE_MISSING',
    hint: 'Name a CSV file with the columns table,code,value; `ml-connector mapping export` writes one.',
    context: { file: path },
  })
}

/** What is not in the file goes; its own spelling of a code counts. */
const replaced = (set: MappingSet, entries: readonly MappingChange[]): readonly MappingChange[] => {
  const named = new Set(entries.map(({ table }) => table))
  const kept = new Set(entries.map(({ table, code }) => JSON.stringify([table, code])))
  const gone = [...named]
    .flatMap((table) => entriesOf(set, table))
    .filter(({ table, code }) => !kept.has(JSON.stringify([table, code])))
  return [...gone.map(({ table, code }) => ({ table, code, value: null })), ...entries]
}
