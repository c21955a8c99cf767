import type { ReferenceData } from '../contract/reference-data.ts'
import { foldKeyText } from '../model/natural-key.ts'
import type { CalendarDate } from '../model/calendar-date.ts'
import { targetProblem, type TargetProblem } from './check-target.ts'
import { splitCode, tableSpec, type TableSpec } from './entry-rules.ts'
import { DEFAULT_CODE, LEAVE_OUT, SAME_CODE, type MappingSet } from './tables.ts'

/** One entry, or one table, that documents would stumble over. */
export interface MappingProblem {
  readonly table: string
  /** Null for a problem of the whole table. */
  readonly code: string | null
  readonly value: string | null
  /** Stable code such as `ACCOUNT_SUSPENDED`. */
  readonly problem: string
  readonly message: string
  readonly remedy: string
  /** A hint is worth a look and stops nothing; some company can use the entry. */
  readonly severity: 'wrong' | 'hint'
}

export interface CheckParts {
  readonly route: string
  readonly set: MappingSet
  readonly specs: readonly TableSpec[]
  readonly reference: ReferenceData
  /** Flows of the route that are switched on. */
  readonly flows: readonly string[]
  readonly today: CalendarDate
  /** Name of the table that translates companies. */
  readonly companies: string
  /** Name of the table that translates labels to dimensions. */
  readonly dimensions: string
  /** The label of a table of dimension values; null for another table. */
  readonly labelOf: (table: string) => string | null
}

/** Everything about a route's tables that is wrong today, against the ledger's reference data. */
export const checkMapping = (parts: CheckParts): readonly MappingProblem[] => [
  ...emptyTables(parts),
  ...emptyValueTables(parts),
  ...Object.keys(parts.set.tables)
    .sort()
    .flatMap((table) => checkTable(parts, table)),
]

/** Tables that a flow cannot do without. */
const emptyTables = ({ route, set, specs, flows }: CheckParts): readonly MappingProblem[] =>
  specs.flatMap(({ name, codes, values, neededBy }) => {
    const needing = neededBy.filter((flow) => flows.includes(flow))
    if (needing.length === 0 || Object.keys(set.tables[name] ?? {}).length > 0) return []
    const remedy = `Add entries: ml-connector mapping set ${route} ${name} <${codes}> <${values}>, or: mapping suggest ${route} --table ${name}.`
    return [
      {
        ...wholeTable(name),
        problem: 'TABLE_EMPTY',
        message: `the table is empty; needed by ${needing.join(', ')}`,
        remedy,
      },
    ]
  })

/** A label with a dimension needs a table that translates its tags. */
const emptyValueTables = ({ route, set, specs, dimensions }: CheckParts): readonly MappingProblem[] => {
  const family = specs.find(({ kind }) => kind === 'dimension-value')
  if (family === undefined) return []
  return Object.entries(set.tables[dimensions] ?? {}).flatMap(([label, dimension]) => {
    const name = `${family.name}${label}`
    const isUsed = label !== DEFAULT_CODE && dimension !== LEAVE_OUT
    const tables = Object.keys(set.tables).filter((table) => foldKeyText(table) === foldKeyText(name))
    if (!isUsed || tables.some((table) => Object.keys(set.tables[table] ?? {}).length > 0)) return []
    const remedy = `Same codes on both sides: ml-connector mapping set ${route} "${name}" "*" "=". Else one entry for each tag.`
    return [
      {
        ...wholeTable(name),
        problem: 'TABLE_EMPTY',
        message: `no value of "${label}" can be translated`,
        remedy,
      },
    ]
  })
}

const wholeTable = (table: string) => ({ table, code: null, value: null, severity: 'wrong' }) as const

const checkTable = (parts: CheckParts, table: string): readonly MappingProblem[] => {
  const spec = tableSpec(parts.specs, table)
  if (spec === null) {
    const remedy = `Remove its entries: ml-connector mapping set ${parts.route} "${table}" <code> --remove.`
    return [
      {
        ...wholeTable(table),
        problem: 'TABLE_UNKNOWN',
        message: 'the route looks nothing up in this table',
        remedy,
      },
    ]
  }
  const dimension = dimensionOf(parts, table)
  if (dimension === null) {
    const remedy = `Name its dimension: ml-connector mapping set ${parts.route} ${parts.dimensions} "${parts.labelOf(table) ?? ''}" <dimension>.`
    return [
      {
        ...wholeTable(table),
        problem: 'LABEL_UNMAPPED',
        message: 'its label has no dimension, so no document uses it',
        remedy,
      },
    ]
  }
  if (dimension === LEAVE_OUT) return []
  return Object.entries(parts.set.tables[table] ?? {}).flatMap(([code, value]) =>
    checkEntry(parts, { spec, table, code, value, dimension }),
  )
}

/** The dimension whose values a table holds; '' for a table of something else, null where nobody says. */
const dimensionOf = ({ set, dimensions, labelOf }: CheckParts, table: string): string | null => {
  const label = labelOf(table)
  if (label === null) return ''
  const entries = Object.entries(set.tables[dimensions] ?? {}).map(
    ([code, value]) => [foldKeyText(code), value] as const,
  )
  const value = new Map(entries).get(foldKeyText(label)) ?? new Map(entries).get(DEFAULT_CODE) ?? null
  return value === SAME_CODE ? label : value
}

interface Entry {
  readonly spec: TableSpec
  readonly table: string
  readonly code: string
  readonly value: string
  readonly dimension: string
}

const checkEntry = (parts: CheckParts, entry: Entry): readonly MappingProblem[] => {
  const { reference } = parts
  const { company, code } = splitCode(entry.code, (text) => reference.legalEntity(text) !== null)
  const value = entry.value === SAME_CODE ? code : entry.value
  // `*` with `=` stands for any code: only a document can tell whether it exists.
  if (value === LEAVE_OUT || (entry.value === SAME_CODE && code === DEFAULT_CODE)) return []
  const companies = company === null ? mappedCompanies(parts) : [company]
  const target = { ...entry, code, value, today: parts.today }
  const found = companies.map((legalEntity) => targetProblem(reference, target, legalEntity))
  const bad = found.filter((problem) => problem !== null)
  const [first] = bad
  if (first === undefined) return []
  return [described(parts, entry, { first, bad: bad.length, all: found.length })]
}

const described = (
  { route }: CheckParts,
  entry: Entry,
  { first, bad, all }: { readonly first: TargetProblem; readonly bad: number; readonly all: number },
): MappingProblem => {
  const partly = bad < all
  const only = partly ? ` (in ${bad} of ${all} companies; fine where no document of those uses it)` : ''
  return {
    table: entry.table,
    code: entry.code,
    value: entry.value,
    problem: first.problem,
    message: `${first.message}${only}`,
    remedy: `${first.remedy} To change the entry: ml-connector mapping set ${route} "${entry.table}" "${entry.code}" <value>.`,
    severity: partly ? 'hint' : 'wrong',
  }
}

/** The companies that documents of this route can be for; all of the ledger while none is mapped. */
const mappedCompanies = ({ set, reference, companies }: CheckParts): readonly string[] => {
  const entries = Object.entries(set.tables[companies] ?? {})
  const codes = entries.flatMap(([code, value]) => [value === SAME_CODE ? code : value, code])
  const mapped = codes.flatMap((code) => reference.legalEntity(code)?.code ?? [])
  const all = reference.rows('legalEntities').map((row) => row.code)
  const some = mapped.length > 0 ? [...new Set(mapped)] : all
  return some.length > 0 ? some : ['the ledger']
}
