import type { Json, JsonObject } from '../../lib/json.ts'
import { exact } from './exact-decimal.ts'
import type { EntitySet, Property } from './schema/entity-set.ts'

/** One stored row. `values` is sparse and replaced as a whole; names starting with `_` never leave the system. */
export interface Row {
  readonly recId: number
  /** 1 on insert, then a random-looking 32-bit number after each update [seen]. */
  recVersion: number
  values: JsonObject
}

/** The rows of one entity set with hash indexes that are built when first asked for. */
export interface Table {
  readonly set: EntitySet
  readonly size: number
  rows(): Iterable<Row>
  /** The row whose key parts equal those in `values`, compared as the database compares them. */
  find(values: JsonObject): Row | undefined
  /** Rows whose `property` equals `value`, oldest first. */
  where(property: string, value: Json): readonly Row[]
  /** The RecId that the next insert will get. */
  readonly nextRecId: number
  insert(values: JsonObject): Row
  update(row: Row, changes: JsonObject): void
  /** A new RecVersion without other changes, as when a dependent line is written [seen]. */
  touch(row: Row): void
  remove(row: Row): void
}

/** The stored or unset value of a property. */
export const read = (set: EntitySet, row: Row, name: string): Json =>
  row.values[name] ?? set.properties.get(name)?.unset ?? null

/** The stored text of a property, or "". */
export const readText = (row: Row, name: string): string => {
  const value = row.values[name]
  return typeof value === 'string' ? value : value === undefined || value === null ? '' : String(value)
}

/** Text as the database collation compares it: no case, no trailing blanks [inferred]. */
export const foldText = (text: string): string => text.trimEnd().toLowerCase()

/** One comparable text per value: what indexes and key comparisons use. */
export const foldValue = (property: Property | undefined, value: Json): string => {
  if (value === null) return '\u0000null'
  switch (property?.type) {
    case 'Decimal':
    case 'Int':
      return String(typeof value === 'number' || typeof value === 'string' ? exact(value) : value)
    case 'Date':
    case 'Moment':
      return String(Date.parse(String(value)))
    default:
      return foldText(String(value))
  }
}

type Index = Map<string, Set<Row>>
const firstRecId = 5_637_144_576

/** A table over seeded rows, which are shared and never changed in place. */
export const createTable = (set: EntitySet, seed: readonly JsonObject[], changed: () => void): Table => {
  const byKey = new Map<string, Row>()
  const indexes = new Map<string, Index>()
  let nextRecId = firstRecId

  const keyText = (values: JsonObject) =>
    set.keys.map((key) => foldValue(key, values[key.name] ?? key.unset)).join('\u0001')
  const indexed = (name: string, row: Row) =>
    foldValue(set.properties.get(name), row.values[name] ?? set.properties.get(name)?.unset ?? null)
  const addTo = (name: string, index: Index, row: Row) => {
    const value = indexed(name, row)
    const bucket = index.get(value)
    if (bucket) bucket.add(row)
    else index.set(value, new Set([row]))
  }
  const indexOf = (name: string): Index => {
    const known = indexes.get(name)
    if (known) return known
    const index: Index = new Map()
    for (const row of byKey.values()) addTo(name, index, row)
    indexes.set(name, index)
    return index
  }
  const add = (values: JsonObject): Row => {
    const row: Row = { recId: nextRecId++, recVersion: 1, values }
    byKey.set(keyText(values), row)
    for (const [name, index] of indexes) addTo(name, index, row)
    return row
  }
  const drop = (row: Row) => {
    byKey.delete(keyText(row.values))
    for (const [name, index] of indexes) index.get(indexed(name, row))?.delete(row)
  }
  const touch = (row: Row) => {
    row.recVersion = (Math.imul(row.recVersion ^ row.recId, 0x9e3779b1) ^ 0x5bd1e995) >>> 0 || 2
  }
  for (const values of seed) add(values)

  return {
    set,
    get size() {
      return byKey.size
    },
    get nextRecId() {
      return nextRecId
    },
    rows: () => byKey.values(),
    find: (values) => byKey.get(keyText(values)),
    where: (name, value) => [...(indexOf(name).get(foldValue(set.properties.get(name), value)) ?? [])],
    insert: (values) => {
      changed()
      return add(values)
    },
    update: (row, changes) => {
      changed()
      const moved = [...indexes].filter(([name]) => name in changes)
      for (const [name, index] of moved) index.get(indexed(name, row))?.delete(row)
      const keyMoves = set.keys.some((key) => key.name in changes)
      if (keyMoves) byKey.delete(keyText(row.values))
      row.values = { ...row.values, ...changes }
      touch(row)
      if (keyMoves) byKey.set(keyText(row.values), row)
      for (const [name, index] of moved) addTo(name, index, row)
    },
    touch,
    remove: (row) => {
      changed()
      drop(row)
    },
  }
}

/** `W/"base64('RecVersion,RecId;0,0…')"`, one pair per data source of the entity [seen]. */
export const etagOf = (set: EntitySet, row: Row): string => {
  const further = set.name.endsWith('Lines') ? ';0,0;0,0;0,0' : ''
  return `W/"${Buffer.from(`'${row.recVersion},${row.recId}${further}'`, 'latin1').toString('base64')}"`
}
