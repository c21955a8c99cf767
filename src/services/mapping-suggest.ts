import { resolve } from 'node:path'
import type { ReferenceData } from '../contract/reference-data.ts'
import type { StateStore } from '../contract/state-store.ts'
import { groupBy } from '../lib/group-by.ts'
import { formatMappingCsv } from '../mapping/csv.ts'
import { entryFaults, respelled, tableSpec, type TableSpec } from '../mapping/entry-rules.ts'
import { CERTAIN, indexCandidates, suggest, type Candidate, type Suggestion } from '../mapping/suggest.ts'
import { mappingLookup, type MappingSet } from '../mapping/tables.ts'
import { TABLES } from '../routes/coding.ts'
import type { ProgramContext } from './context.ts'
import { changeTables, type ChangeAuthor } from './mapping-change.ts'
import { knownTable } from './mapping-list.ts'
import { missingCodes } from './mapping-missing.ts'
import { ledgerReference } from './mapping-reference.ts'
import { readMapping } from './mapping-state.ts'
import { labelOfTable, tablesOfRoute } from './mapping-tables.ts'

export interface MappingSuggestInput {
  readonly route: string
  readonly table: string | null
  /** Applies what is certain. */
  readonly write: boolean
  /** CSV to edit and import; null for none. */
  readonly output: string | null
  readonly refresh: boolean
  readonly author: ChangeAuthor
  readonly signal: AbortSignal
}

export interface MappingSuggestResult {
  readonly route: string
  /** Version of the tables after what was applied. */
  readonly version: number
  readonly ledger: string
  readonly readAt: string
  readonly suggestions: readonly (Suggestion & { readonly applied: boolean })[]
  readonly file: string | null
}

/** Proposes entries for the codes that parked documents lack. */
export const mappingSuggest = async (
  context: ProgramContext,
  input: MappingSuggestInput,
): Promise<MappingSuggestResult> => {
  const route = context.route(input.route)
  const specs = tablesOfRoute(route)
  if (input.table !== null) knownTable(specs, input.table)
  const { reference, ledger, readAt } = await ledgerReference(context, {
    ...input,
    route,
    waitMs: input.author.waitMs,
  })
  const find = (store: StateStore, set: MappingSet) => suggestions(store, { input, set, specs, reference })
  const { found, version, applied } = input.write
    ? await apply(context, input, find)
    : await look(context, route.name, find)
  const file = input.output === null ? null : resolve(input.output)
  if (file !== null) {
    const rows = found.map(({ table, code, proposal }) => ({ table, code, value: proposal }))
    await context.disk.writeAtomic(file, Buffer.from(formatMappingCsv(rows)))
  }
  const marked = found.map((each) => ({ ...each, applied: applied && isCertain(each) }))
  return { route: route.name, version, ledger, readAt, suggestions: marked, file }
}

type Find = (store: StateStore, set: MappingSet) => Promise<readonly Suggestion[]>

interface Found {
  readonly found: readonly Suggestion[]
  readonly version: number
  readonly applied: boolean
}

const isCertain = ({ proposal, confidence }: Suggestion): boolean =>
  proposal !== null && confidence >= CERTAIN

const look = async (context: ProgramContext, route: string, find: Find): Promise<Found> => {
  const store = await context.openStore({ mode: 'read', run: context.newRunId() })
  try {
    const set = await readMapping(store, route)
    return { found: await find(store, set), version: set.version, applied: false }
  } finally {
    await store.close()
  }
}

/** What is found and what is written is decided under one lock. */
const apply = async (context: ProgramContext, input: MappingSuggestInput, find: Find): Promise<Found> => {
  let found: readonly Suggestion[] = []
  const reason = input.author.reason ?? 'suggested: same code or same name'
  const { version } = await changeTables(
    context,
    { route: input.route, author: { ...input.author, reason } },
    async (set, store) => {
      found = await find(store, set)
      return respelled(
        set,
        found.filter(isCertain).map(({ table, code, proposal }) => ({ table, code, value: proposal })),
      )
    },
  )
  return { found, version, applied: true }
}

interface SuggestParts {
  readonly input: MappingSuggestInput
  readonly set: MappingSet
  readonly specs: readonly TableSpec[]
  readonly reference: ReferenceData
}

const suggestions = async (store: StateStore, parts: SuggestParts): Promise<readonly Suggestion[]> => {
  const lookup = mappingLookup(parts.set)
  const missing = (await missingCodes(store, parts.input.route)).filter(
    // An entry that was added since the documents were parked is no longer missing.
    ({ table, code }) =>
      (parts.input.table === null || table === parts.input.table) &&
      lookup.translate(table, code) === null &&
      entryFaults(parts.specs, { table, code, value: null }).length === 0,
  )
  return [...groupBy(missing, ({ table }) => table)].flatMap(([table, codes]) => {
    const index = indexCandidates(candidatesOf(parts, table))
    return codes.map((code) => suggest(code, index))
  })
}

/** The ledger's codes that a table's values can be. */
const candidatesOf = ({ reference, set, specs }: SuggestParts, table: string): readonly Candidate[] => {
  const dimension =
    mappingLookup(set).translate(TABLES.dimension, labelOfTable(table) ?? '') ?? labelOfTable(table)
  const spec = tableSpec(specs, table)
  if (spec === null) return []
  switch (spec.kind) {
    case 'legal-entity':
      return reference.rows('legalEntities')
    case 'account':
      return reference
        .rows('accounts')
        .flatMap(({ id, name, takesEntries, suspended }) =>
          takesEntries && !suspended ? [{ code: id, name }] : [],
        )
    case 'vendor':
      return reference.rows('vendors').map(({ account, name }) => ({ code: account, name }))
    case 'dimension':
      return [...new Set(reference.rows('dimensionValues').map((row) => row.dimension))].map((name) => ({
        code: name,
        name,
      }))
    case 'dimension-value':
      return valuesOf(reference, dimension)
    // The ledger lists no procurement categories here, and nothing of the other system.
    case 'category':
    case 'elsewhere':
      return []
  }
}

const valuesOf = (reference: ReferenceData, dimension: string | null): readonly Candidate[] =>
  reference
    .rows('dimensionValues')
    .filter((row) => row.dimension.toLowerCase() === dimension?.toLowerCase() && !row.total && !row.suspended)
    .map(({ value, name }) => ({ code: value, name }))
