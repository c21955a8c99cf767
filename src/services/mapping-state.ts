import type { StateStore } from '../contract/state-store.ts'
import { emptyMapping, mappingSetSchema, type MappingSet } from '../mapping/tables.ts'
import { asJsonObject } from '../lib/json.ts'

const factName = (route: string): string => `mapping:${route}`

/** The tables of a route as the state keeps them. */
export const readMapping = (store: StateStore, route: string): MappingSet => {
  const facts = store.facts(factName(route))
  return facts === null ? emptyMapping : mappingSetSchema.parse(facts)
}

/** Keeps a new version of the tables; the caller notes who changed what. */
export const saveMapping = (store: StateStore, route: string, set: MappingSet): void =>
  store.saveFacts(factName(route), asJsonObject(set))
