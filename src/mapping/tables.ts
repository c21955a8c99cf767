import { z } from 'zod'
import type { MappingLookup } from '../contract/route.ts'
import { foldKeyText } from '../model/natural-key.ts'

/** Code that stands for every code without an entry of its own. */
export const DEFAULT_CODE = '*'
/** Code that stands for «the source names none»; what has no code is decided by its own entry, never by the default. */
export const NO_CODE = '(none)'
/** Value that leaves the code out on purpose, such as a tag that the ledger has no dimension for. */
export const LEAVE_OUT = '-'
/** Value that stands for «the same code there». */
export const SAME_CODE = '='

/** One table: source code → target code. */
export type MappingTable = Readonly<Record<string, string>>

/** All translation tables of one route; each change makes a new version. */
export interface MappingSet {
  readonly version: number
  readonly tables: Readonly<Record<string, MappingTable>>
}

export const emptyMapping: MappingSet = { version: 0, tables: {} }

/** What the state keeps of a route's tables. */
export const mappingSetSchema = z.object({
  version: z.number().int().nonnegative(),
  tables: z.record(z.string(), z.record(z.string(), z.string())),
})

/** Looks codes up as they are compared in D365: trimmed, without regard to case. See `MappingLookup`. */
export const mappingLookup = (set: MappingSet): MappingLookup => {
  const folded = new Map<string, ReadonlyMap<string, string>>()
  const tableOf = (name: string): ReadonlyMap<string, string> => {
    const known = folded.get(name)
    if (known !== undefined) return known
    const table = new Map(Object.entries(set.tables[name] ?? {}).map(([code, value]) => [foldKeyText(code), value]))
    folded.set(name, table)
    return table
  }
  return {
    version: set.version,
    translate: (name, code, legalEntity) => {
      const table = tableOf(name)
      const own = legalEntity === undefined ? null : foldKeyText(legalEntity)
      const codes = code === NO_CODE ? [NO_CODE] : [foldKeyText(code), DEFAULT_CODE]
      const candidates = codes.flatMap((key) => (own === null ? [key] : [`${own}/${key}`, key]))
      const value = candidates.map((key) => table.get(key)).find((found) => found !== undefined)
      return value === SAME_CODE ? code.trim() : (value ?? null)
    },
  }
}

/** One change of a table; a null value removes the entry. */
export interface MappingChange {
  readonly table: string
  readonly code: string
  readonly value: string | null
}

/** A new version with the changes applied; the same set when nothing changes. */
export const changeMapping = (set: MappingSet, changes: readonly MappingChange[]): MappingSet => {
  const tables: Record<string, Record<string, string>> = Object.fromEntries(
    Object.entries(set.tables).map(([name, table]) => [name, { ...table }]),
  )
  let changed = false
  for (const { table, code, value } of changes) {
    const entries = (tables[table] ??= {})
    if ((Object.hasOwn(entries, code) ? entries[code] : null) === value) continue
    changed = true
    if (value === null) delete entries[code]
    else entries[code] = value
  }
  return changed ? { version: set.version + 1, tables } : set
}
