import { z } from 'zod'
import type { StateStore } from '../contract/state-store.ts'
import { emptyMapping, mappingSetSchema, type MappingSet } from '../mapping/tables.ts'
import { asJsonObject } from '../lib/json.ts'
import { TABLES } from '../routes/coding.ts'

/** Tables whose codes are personal data: they are sealed where they are kept. */
const PERSONAL_TABLES: readonly string[] = [TABLES.employee]

export const isPersonalTable = (table: string): boolean => PERSONAL_TABLES.includes(table)

const factName = (route: string): string => `mapping:${route}`

const storedSchema = mappingSetSchema.extend({
  personal: z.object({ key: z.object({ file: z.string(), slot: z.number() }), data: z.string() }).nullable(),
})

/** The tables of a route as the state keeps them. */
export const readMapping = async (store: StateStore, route: string): Promise<MappingSet> => {
  const facts = store.facts(factName(route))
  if (facts === null) return emptyMapping
  const { version, tables, personal } = storedSchema.parse(facts)
  const opened = personal === null ? null : await store.openFacts(personal)
  const own = opened === null ? {} : mappingSetSchema.shape.tables.parse(opened.tables)
  return { version, tables: { ...tables, ...own } }
}

/** Keeps a new version of the tables; the caller notes who changed what. */
export const saveMapping = (store: StateStore, route: string, set: MappingSet): void => {
  const entries = Object.entries(set.tables)
  const tables = Object.fromEntries(entries.filter(([name]) => !isPersonalTable(name)))
  const own = Object.fromEntries(entries.filter(([name]) => isPersonalTable(name)))
  const personal = Object.keys(own).length === 0 ? null : store.sealFacts({ tables: own })
  store.saveFacts(factName(route), asJsonObject({ version: set.version, tables, personal }))
}
