import type { Json } from '../../../lib/json.ts'
import type { EntitySet, Property } from '../schema/entity-set.ts'
import { foldText, foldValue, read, type Row, type Table } from '../table.ts'
import type { Filter, Operator } from './filter.ts'

/** Rows that satisfy the filter, oldest first, found through hash indexes where equality allows it. */
export const matchingRows = (table: Table, filter: Filter | undefined): Row[] => {
  if (!filter) return [...table.rows()]
  const candidates = candidatesOf(table, filter)
  const accepts = toPredicate(table.set, filter)
  const rows: Row[] = []
  for (const row of candidates ?? table.rows()) if (accepts(row)) rows.push(row)
  return candidates ? rows.sort((left, right) => left.recId - right.recId) : rows
}

const candidatesOf = (table: Table, filter: Filter): readonly Row[] | undefined => {
  if (filter.kind === 'compare')
    return indexable(filter) ? table.where(filter.property.name, filter.value) : undefined
  if (filter.kind === 'not') return undefined
  if (filter.kind === 'or') return unionOf(table, filter.parts)
  const selective = filter.parts.filter((part) => !onCompany(part))
  let best: readonly Row[] | undefined
  for (const part of selective.length > 0 ? selective : filter.parts) {
    const rows = candidatesOf(table, part)
    if (rows && (!best || rows.length < best.length)) best = rows
  }
  return best
}

const unionOf = (table: Table, parts: readonly Filter[]): readonly Row[] | undefined => {
  const union = new Set<Row>()
  for (const part of parts) {
    const rows = candidatesOf(table, part)
    if (!rows) return undefined
    for (const row of rows) union.add(row)
  }
  return [...union]
}

const indexable = (filter: Filter & { kind: 'compare' }) =>
  filter.operator === 'eq' && !(typeof filter.value === 'string' && filter.value.includes('*'))

const onCompany = (filter: Filter) => filter.kind === 'compare' && filter.property.name === 'dataAreaId'

type Predicate = (row: Row) => boolean

const toPredicate = (set: EntitySet, filter: Filter): Predicate => {
  if (filter.kind === 'compare') return comparison(set, filter.property, filter.operator, filter.value)
  if (filter.kind === 'not') {
    const inner = toPredicate(set, filter.part)
    return (row) => !inner(row)
  }
  const parts = filter.parts.map((part) => toPredicate(set, part))
  return filter.kind === 'and'
    ? (row) => parts.every((part) => part(row))
    : (row) => parts.some((part) => part(row))
}

const comparison = (set: EntitySet, property: Property, operator: Operator, value: Json): Predicate => {
  if (operator === 'eq' || operator === 'ne') {
    const equals = equality(property, value)
    return (row) => equals(read(set, row, property.name)) === (operator === 'eq')
  }
  return (row) => {
    const order = compareValues(property, read(set, row, property.name), value)
    if (operator === 'gt') return order > 0
    if (operator === 'ge') return order >= 0
    return operator === 'lt' ? order < 0 : order <= 0
  }
}

/** `*` inside a literal is always a wildcard: the service has no other `contains` [doc]. */
const equality = (property: Property, value: Json): ((stored: Json) => boolean) => {
  if (property.type === 'String' && typeof value === 'string' && value.includes('*')) {
    const parts = foldText(value)
      .split('*')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    const pattern = new RegExp(`^${parts.join('[\\s\\S]*')}$`)
    return (stored) => pattern.test(foldText(String(stored ?? '')))
  }
  const wanted = foldValue(property, value)
  return (stored) => foldValue(property, stored) === wanted
}

/** Order of two values of one property: numbers by size, dates by time, text without case. */
export const compareValues = (property: Property, left: Json, right: Json): number => {
  switch (property.type) {
    case 'Decimal':
    case 'Int':
      return Number(left) - Number(right)
    case 'Date':
    case 'Moment':
      return Date.parse(String(left)) - Date.parse(String(right))
    default: {
      const [a, b] = [foldText(String(left ?? '')), foldText(String(right ?? ''))]
      return a < b ? -1 : a > b ? 1 : 0
    }
  }
}
