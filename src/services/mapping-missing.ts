import type { DocumentEntry } from '../contract/document-entry.ts'
import type { StateStore } from '../contract/state-store.ts'
import type { MissingCode } from '../mapping/suggest.ts'
import type { Problem } from '../model/problem.ts'
import { TABLES } from '../routes/coding.ts'

/** Problem codes that say that a table has no entry for `value`, and which table that is. */
const TABLE_OF: Readonly<Record<string, (problem: Problem) => string>> = {
  COMPANY_UNMAPPED: () => TABLES.legalEntity,
  ACCOUNT_UNMAPPED: () => TABLES.account,
  VENDOR_UNMAPPED: () => TABLES.vendor,
  CLEARING_UNMAPPED: () => TABLES.clearing,
  CATEGORY_UNMAPPED: () => TABLES.category,
  DIMENSION_UNMAPPED: () => TABLES.dimension,
  // Its field is `lines[2].<label>`.
  DIMENSION_VALUE_UNMAPPED: ({ field }) => TABLES.dimensionValue(field.replace(/^lines\[\d+\]\./, '')),
}

/** Codes that parked documents of a route wait for, the most wanted first. */
export const missingCodes = async (store: StateStore, route: string): Promise<readonly MissingCode[]> => {
  const found = new Map<string, MissingCode>()
  for await (const entry of store.open({ route, states: ['parked'] })) {
    for (const missing of missingOf(entry)) {
      const key = JSON.stringify([missing.table, missing.code])
      const known = found.get(key)
      found.set(
        key,
        known === undefined
          ? missing
          : { ...known, name: known.name ?? missing.name, documents: known.documents + 1 },
      )
    }
  }
  return [...found.values()].sort((a, b) => b.documents - a.documents || (a.code < b.code ? -1 : 1))
}

/** Of one document; a code that several of its lines lack counts once. */
const missingOf = ({ problems }: DocumentEntry): readonly MissingCode[] => {
  const found = new Map<string, MissingCode>()
  for (const problem of problems) {
    const table = TABLE_OF[problem.code]?.(problem)
    if (table === undefined || problem.value === '') continue
    const name = nameIn(problem)
    found.set(JSON.stringify([table, problem.value]), { table, code: problem.value, name, documents: 1 })
  }
  return [...found.values()]
}

/** The message quotes the name that people know the code by. */
const nameIn = ({ message, value }: Problem): string | null => {
  const name = /"(.+)"/.exec(message)?.[1] ?? null
  return name === value ? null : name
}
