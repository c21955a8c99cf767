import type { Json } from '../../../lib/json.ts'
import type { Row } from '../table.ts'

/** Typed values of a write. */
export type Values = Record<string, Json>

/**
 * What business logic does with writes to one entity set; every function throws before it changes anything.
 */
export interface SetRules {
  /** `values.dataAreaId` is resolved already. */
  create(values: Values): Row
  update(row: Row, changes: Values): void
  remove(row: Row): void
}

/** A field as text, "" when it was not sent. */
export const textOf = (values: Values, name: string): string => {
  const value = values[name]
  return typeof value === 'string' ? value : ''
}

/** The stored values of a row as a write would send them. */
export const valuesOf = (row: Row): Values =>
  Object.fromEntries(
    Object.entries(row.values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
