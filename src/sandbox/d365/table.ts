import type { Json, JsonObject } from '../../lib/json.ts'
import { exact } from './exact-decimal.ts'
import type { EntitySet, Property } from './schema/entity-set.ts'

/**
 * One stored row. `values` is sparse and replaced as a whole; names starting with `_` never leave the system.
 */
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

const firstRecId = 5_637_144_576

/** A table over seeded rows, which are shared and never changed in place. */
export const createTable = (set: EntitySet, seed: readonly JsonObject[], changed: () => void): Table => {
  const stored = new Set<Row>()
  const keys = createKeys(set, stored)
  const indexes = createIndexes(set, stored)
  let nextRecId = firstRecId
  const add = (values: JsonObject): Row => {
    const row: Row = { recId: nextRecId++, recVersion: 1, values }
    stored.add(row)
    keys.add(row)
    indexes.add(row)
    return row
  }
  for (const values of seed) add(values)

  return {
    set,
    get size() {
      return stored.size
    },
    get nextRecId() {
      return nextRecId
    },
    rows: () => stored.values(),
    find: keys.find,
    where: indexes.where,
    insert: (values) => {
      changed()
      return add(values)
    },
    update: (row, changes) => {
      changed()
      const keyMoves = set.keys.some((key) => key.name in changes)
      if (keyMoves) keys.drop(row)
      indexes.drop(row, changes)
      row.values = { ...row.values, ...changes }
      touch(row)
      if (keyMoves) keys.add(row)
      indexes.add(row, changes)
    },
    touch,
    remove: (row) => {
      changed()
      stored.delete(row)
      keys.drop(row)
      indexes.drop(row)
    },
  }
}

const touch = (row: Row): void => {
  row.recVersion = (Math.imul(row.recVersion ^ row.recId, 0x9e3779b1) ^ 0x5bd1e995) >>> 0 || 2
}

/** Rows by key; only attachments have keys that are not unique; then the oldest row answers for the key. */
const createKeys = (set: EntitySet, stored: ReadonlySet<Row>) => {
  const byKey = new Map<string, Row>()
  let shared = 0
  const keyText = (values: JsonObject) =>
    set.keys.map((key) => foldValue(key, values[key.name] ?? key.unset)).join('\u0001')
  return {
    find: (values: JsonObject): Row | undefined => byKey.get(keyText(values)),
    add: (row: Row): void => {
      const key = keyText(row.values)
      if (byKey.has(key)) shared++
      else byKey.set(key, row)
    },
    drop: (row: Row): void => {
      const key = keyText(row.values)
      if (byKey.get(key) !== row) {
        shared--
        return
      }
      byKey.delete(key)
      const next =
        shared > 0 ? [...stored].find((other) => other !== row && keyText(other.values) === key) : undefined
      if (!next) return
      byKey.set(key, next)
      shared--
    },
  }
}

type Index = Map<string, Set<Row>>

/** Hash indexes per property, each built from all rows when it is first asked for. */
const createIndexes = (set: EntitySet, stored: ReadonlySet<Row>) => {
  const indexes = new Map<string, Index>()
  const keyOf = (name: string, row: Row) => {
    const property = set.properties.get(name)
    return foldValue(property, row.values[name] ?? property?.unset ?? null)
  }
  const addTo = (name: string, index: Index, row: Row) => {
    const key = keyOf(name, row)
    const bucket = index.get(key)
    if (bucket) bucket.add(row)
    else index.set(key, new Set([row]))
  }
  const build = (name: string): Index => {
    const index: Index = new Map()
    for (const row of stored) addTo(name, index, row)
    indexes.set(name, index)
    return index
  }
  return {
    where: (name: string, value: Json): readonly Row[] => {
      const index = indexes.get(name) ?? build(name)
      return [...(index.get(foldValue(set.properties.get(name), value)) ?? [])]
    },
    /** Enters the row everywhere, or only where `changes` could move it. */
    add: (row: Row, changes?: JsonObject): void => {
      for (const [name, index] of indexes) if (!changes || name in changes) addTo(name, index, row)
    },
    drop: (row: Row, changes?: JsonObject): void => {
      for (const [name, index] of indexes)
        if (!changes || name in changes) index.get(keyOf(name, row))?.delete(row)
    },
  }
}

/** `W/"base64('RecVersion,RecId;0,0…')"`, one pair per data source of the entity [seen]. */
export const etagOf = (set: EntitySet, row: Row): string => {
  const further = set.name.endsWith('Lines') ? ';0,0;0,0;0,0' : ''
  return `W/"${Buffer.from(`'${row.recVersion},${row.recId}${further}'`, 'latin1').toString('base64')}"`
}
