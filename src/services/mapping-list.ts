import { DEFAULT_CODE, type MappingSet } from '../mapping/tables.ts'
import { tableSpec, type TableSpec } from '../mapping/entry-rules.ts'
import { entriesOf } from '../mapping/csv.ts'
import { UsageError } from '../errors/ml-error.ts'
import { nearest } from '../lib/nearest.ts'
import type { ProgramContext } from './context.ts'
import { readMapping } from './mapping-state.ts'
import { tablesOfRoute } from './mapping-tables.ts'

/** One table of a route. */
export interface MappingTableFacts {
  readonly table: string
  readonly entries: number
  /** Whether every code without an entry of its own has one by `*`. */
  readonly hasDefault: boolean
  /** What its codes and its values stand for. */
  readonly codes: string
  readonly values: string
}

export interface MappingListResult {
  readonly route: string
  readonly version: number
  readonly tables: readonly MappingTableFacts[]
}

export interface MappingShowResult {
  readonly route: string
  readonly version: number
  readonly table: string
  readonly codes: string
  readonly values: string
  readonly entries: readonly { readonly code: string; readonly value: string }[]
}

/** A route's tables as they stand, read without a lock. */
export const readTables = async (
  context: ProgramContext,
  routeName: string,
): Promise<{ readonly set: MappingSet; readonly specs: readonly TableSpec[] }> => {
  const route = context.route(routeName)
  const store = await context.openStore({ mode: 'read', run: context.newRunId() })
  try {
    return { set: await readMapping(store, route.name), specs: tablesOfRoute(route) }
  } finally {
    await store.close()
  }
}

/** Every table that the route knows, also the empty ones, and how full each is. */
export const mappingList = async (context: ProgramContext, routeName: string): Promise<MappingListResult> => {
  const { set, specs } = await readTables(context, routeName)
  const families = specs.filter(({ name }) => name.endsWith(':'))
  const grown = Object.keys(set.tables).filter((name) =>
    families.some((family) => name.startsWith(family.name)),
  )
  const names = [...specs.filter((spec) => !families.includes(spec)).map(({ name }) => name), ...grown.sort()]
  return { route: routeName, version: set.version, tables: names.map((name) => factsOf(set, specs, name)) }
}

const factsOf = (set: MappingSet, specs: readonly TableSpec[], name: string): MappingTableFacts => {
  const codes = Object.keys(set.tables[name] ?? {})
  const spec = tableSpec(specs, name)
  const hasDefault = codes.some((code) => code === DEFAULT_CODE || code.endsWith(`/${DEFAULT_CODE}`))
  return {
    table: name,
    entries: codes.length,
    hasDefault,
    codes: spec?.codes ?? '',
    values: spec?.values ?? '',
  }
}

/** The entries of one table. */
export const mappingShow = async (
  context: ProgramContext,
  routeName: string,
  table: string,
): Promise<MappingShowResult> => {
  const { set, specs } = await readTables(context, routeName)
  const { codes, values } = knownTable(specs, table)
  const entries = entriesOf(set, table).map(({ code, value }) => ({ code, value }))
  return { route: routeName, version: set.version, table, codes, values, entries }
}

/** @throws UsageError `MAPPING_TABLE_UNKNOWN`, with the one that was probably meant */
export const knownTable = (specs: readonly TableSpec[], table: string): TableSpec => {
  const spec = tableSpec(specs, table)
  if (spec !== null) return spec
  const names = specs.map(({ name }) => (name.endsWith(':') ? `${name}<label>` : name))
  const meant = nearest(table, names)
  throw new UsageError(`there is no table "${table}"`, {
    code: 'MAPPING_TABLE_UNKNOWN',
    hint: `${meant === null ? '' : `Did you mean ${meant}? `}There are: ${names.join(', ')}.`,
    context: { table },
  })
}
