import { foldKeyText } from '../model/natural-key.ts'
import { nearest } from '../lib/nearest.ts'
import { DEFAULT_CODE, LEAVE_OUT, SAME_CODE, type MappingChange, type MappingSet } from './tables.ts'

/** What the values of a table name. */
export type TargetKind =
  | 'legal-entity'
  | 'account'
  | 'vendor'
  | 'category'
  | 'dimension'
  | 'dimension-value'
  /** A code of the other system, which no reference copy lists. */
  | 'elsewhere'

/** One table that a route looks things up in. */
export interface TableSpec {
  /** `account`; a family of tables ends with a colon: `dimension:`. */
  readonly name: string
  /** What a code stands for: «tag label». */
  readonly codes: string
  /** What a value stands for: «dimension». */
  readonly values: string
  readonly kind: TargetKind
  /** Whether the value `-` leaves the code out. */
  readonly leavesOut: boolean
  /** Flows that park every document without an entry. */
  readonly neededBy: readonly string[]
}

/** Which cell of an entry is wrong, and why. */
export interface EntryFault {
  readonly column: 'table' | 'code' | 'value'
  readonly message: string
  readonly remedy: string
}

/** Longest code or value; the longest one known, a procurement category with its hierarchy, has 200 characters. */
const ENTRY_TEXT_MAX = 250

/** Keys of every JavaScript object, which no table can hold. */
const NOT_A_KEY = new Set(['__proto__'])

/** The spec of a table; null for a name that the route does not know. */
export const tableSpec = (specs: readonly TableSpec[], table: string): TableSpec | null =>
  specs.find(({ name }) =>
    name.endsWith(':') ? table.length > name.length && table.startsWith(name) : table === name,
  ) ?? null

/** An entry as it is kept: without blanks around. */
export const trimmed = ({ table, code, value }: MappingChange): MappingChange => ({
  table: table.trim(),
  code: code.trim(),
  value: value?.trim() ?? null,
})

/** Everything that is wrong with one entry, before any ledger is asked. */
export const entryFaults = (specs: readonly TableSpec[], entry: MappingChange): readonly EntryFault[] => {
  const spec = tableSpec(specs, entry.table)
  return [
    ...(spec === null ? [unknownTable(specs, entry.table)] : []),
    ...textFaults('code', entry.code),
    ...(entry.value === null ? [] : textFaults('value', entry.value)),
    ...(entry.value === null || spec === null ? [] : specialFaults(spec, entry.code, entry.value)),
  ]
}

const unknownTable = (specs: readonly TableSpec[], table: string): EntryFault => {
  const names = specs.map(({ name }) => (name.endsWith(':') ? `${name}<label>` : name))
  const meant = nearest(table, names)
  return {
    column: 'table',
    message: table === '' ? 'is empty' : `there is no table "${table}"`,
    remedy: `${meant === null ? '' : `Did you mean ${meant}? `}There are: ${names.join(', ')}.`,
  }
}

const textFaults = (column: 'code' | 'value', text: string): readonly EntryFault[] => {
  if (text === '')
    return [{ column, message: 'is empty', remedy: `Fill in the ${column}, or leave the row out.` }]
  if (text.length > ENTRY_TEXT_MAX) {
    return [
      { column, message: `has ${text.length} characters`, remedy: `At most ${ENTRY_TEXT_MAX} are kept.` },
    ]
  }
  if (column === 'code' && NOT_A_KEY.has(text))
    return [{ column, message: `"${text}" cannot be kept`, remedy: 'Use another code.' }]
  return []
}

const specialFaults = (spec: TableSpec, code: string, value: string): readonly EntryFault[] => {
  if (value === LEAVE_OUT && !spec.leavesOut) {
    const remedy = `Only tables that may leave a code out know "${LEAVE_OUT}"; name a ${spec.values}.`
    return [{ column: 'value', message: `"${LEAVE_OUT}" has no meaning in the table ${spec.name}`, remedy }]
  }
  if (value === DEFAULT_CODE) {
    const remedy = `"${DEFAULT_CODE}" is a code; the value for «the same code» is "${SAME_CODE}".`
    return [{ column: 'value', message: `"${DEFAULT_CODE}" is no value (code ${code})`, remedy }]
  }
  return []
}

/**
 * Codes are compared without regard to case: an entry whose code stands there in another spelling is that entry.
 * Answers the change under the spelling that stands there.
 */
export const respelled = (set: MappingSet, changes: readonly MappingChange[]): readonly MappingChange[] => {
  const spellings = new Map<string, ReadonlyMap<string, string>>()
  const spellingOf = (table: string, code: string): string => {
    const known =
      spellings.get(table) ??
      new Map(Object.keys(set.tables[table] ?? {}).map((key) => [foldKeyText(key), key]))
    spellings.set(table, known)
    return known.get(foldKeyText(code)) ?? code
  }
  return changes.map((change) => ({ ...change, code: spellingOf(change.table, change.code) }))
}

/** `USMF/4711` → the company and the code for it alone; the company is null for an entry of all. */
export const splitCode = (
  code: string,
  isCompany: (text: string) => boolean,
): { readonly company: string | null; readonly code: string } => {
  const slash = code.indexOf('/')
  const company = code.slice(0, Math.max(0, slash))
  return slash > 0 && isCompany(company) ? { company, code: code.slice(slash + 1) } : { company: null, code }
}
