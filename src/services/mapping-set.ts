import { UsageError } from '../errors/ml-error.ts'
import { entryFaults, respelled, trimmed } from '../mapping/entry-rules.ts'
import type { MappingChange, MappingSet } from '../mapping/tables.ts'
import { changeTables, entryOf, type ChangeAuthor, type MappingChanged } from './mapping-change.ts'
import { knownTable } from './mapping-list.ts'
import { tablesOfRoute } from './mapping-tables.ts'
import type { ProgramContext } from './context.ts'

export interface MappingSetInput {
  readonly route: string
  readonly table: string
  readonly code: string
  /** Null removes the entry. */
  readonly value: string | null
  readonly author: ChangeAuthor
}

/**
 * Sets or removes one entry.
 * @throws UsageError `MAPPING_TABLE_UNKNOWN`, `MAPPING_ENTRY_INVALID` or `MAPPING_ENTRY_MISSING`
 */
export const mappingSet = async (
  context: ProgramContext,
  input: MappingSetInput,
): Promise<MappingChanged> => {
  const route = context.route(input.route)
  const specs = tablesOfRoute(route)
  const entry = trimmed(input)
  knownTable(specs, entry.table)
  const [fault] = entryFaults(specs, entry)
  if (fault !== undefined) {
    const what = `the ${fault.column} of ${entry.table} ${fault.message}`
    throw new UsageError(what, {
      code: 'MAPPING_ENTRY_INVALID',
      hint: fault.remedy,
      context: { table: entry.table, code: entry.code },
    })
  }
  return changeTables(context, { route: route.name, author: input.author }, (set) => {
    const changes = respelled(set, [entry])
    if (entry.value === null) mustExist(set, changes)
    return changes
  })
}

const mustExist = (set: MappingSet, changes: readonly MappingChange[]): void => {
  for (const { table, code } of changes) {
    if (entryOf(set, table, code) !== null) continue
    throw new UsageError(`the table ${table} has no entry "${code}"`, {
      code: 'MAPPING_ENTRY_MISSING',
      hint: `Look at them: ml-connector mapping show <route> ${table}.`,
      context: { table, code },
    })
  }
}

/**
 * The value to set, or null to remove the entry; exactly one of the two must be asked for.
 * @throws UsageError `USAGE_VALUE_OR_REMOVE`
 */
export const wantedValue = (value: string | undefined, remove: boolean): string | null => {
  if ((value === undefined) === remove) return value ?? null
  throw new UsageError('an entry needs either a value or --remove', {
    code: 'USAGE_VALUE_OR_REMOVE',
    hint: 'ml-connector mapping set <route> <table> <code> <value>, or: … <code> --remove.',
  })
}
