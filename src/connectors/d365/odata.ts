import type { CalendarDate } from '../../model/calendar-date.ts'
import { KEY_FIELDS, type SetName } from './sets.ts'
import { wireDate } from './wire.ts'

/** A part of a key, by its EDM type; quoting numbers or dates as strings fails (contract 2.5). */
export type KeyValue =
  | string
  | number
  | { readonly date: CalendarDate }
  | { readonly moment: string }
  | { readonly enumType: string; readonly symbol: string }
  | { readonly guid: string }
export type Key = Readonly<Record<string, KeyValue>>

/** What to read of a collection. `select` is always sent: rows can have 290 columns. */
export interface Query {
  readonly filter: string | null
  readonly select: readonly string[]
  /** Asks for pages of our own size, with `$top` and `$skip`, for big sets. */
  readonly pageSize?: number | undefined
}

/** Alternatives of one filter; there is no `in` operator (contract 2.3). */
const ALTERNATIVES_MAX = 20

/** A text literal: quotes doubled here, percent-encoded later (contract 2.3: in this order). */
const textLiteral = (text: string): string => `'${text.replaceAll("'", "''")}'`

const enumLiteral = (type: string, symbol: string): string =>
  `Microsoft.Dynamics.DataEntities.${type}'${symbol}'`

const literal = (value: KeyValue): string => {
  if (typeof value === 'string') return textLiteral(value)
  if (typeof value === 'number') return String(value)
  if ('date' in value) return wireDate(value.date)
  if ('moment' in value) return value.moment
  if ('guid' in value) return value.guid
  return enumLiteral(value.enumType, value.symbol)
}

/**
 * `field eq 'value'`. A `*` in the value is a wildcard to D365 and cannot be escaped: the answer is a
 * superset, so that every caller compares in memory.
 */
export const eq = (field: string, value: KeyValue): string => `${field} eq ${literal(value)}`

/** `(field eq 'a' or field eq 'b')`; at most 20 values, see {@link chunksOf}. */
export const anyOf = (field: string, values: readonly KeyValue[]): string =>
  values.length === 1 && values[0] !== undefined
    ? eq(field, values[0])
    : `(${values.map((value) => eq(field, value)).join(' or ')})`

export const allOf = (...conditions: readonly string[]): string => conditions.join(' and ')

/** Different values in chunks of 20. */
export const chunksOf = (values: readonly string[]): readonly (readonly string[])[] => {
  const distinct = [...new Set(values)]
  const chunks: string[][] = []
  for (let at = 0; at < distinct.length; at += ALTERNATIVES_MAX)
    chunks.push(distinct.slice(at, at + ALTERNATIVES_MAX))
  return chunks
}

/**
 * Address of a collection. `cross-company=true` always: without it D365 shows only the user's default
 * company.
 */
export const collectionUrl = (baseUrl: string, set: SetName, query: Query, skip = 0): string => {
  const options = ['cross-company=true']
  if (query.filter !== null) options.push(`$filter=${encodeURIComponent(query.filter)}`)
  options.push(`$select=${query.select.join(',')}`, `$orderby=${KEY_FIELDS[set].join(',')}`)
  if (query.pageSize !== undefined) options.push(`$top=${query.pageSize}`)
  if (skip > 0) options.push(`$skip=${skip}`)
  return `${baseUrl}/data/${set}?${options.join('&')}`
}

/** Address of one row: every part of its key by name, each percent-encoded after its quotes were doubled. */
export const rowUrl = (baseUrl: string, set: SetName, key: Key, select: readonly string[] = []): string => {
  const parts = Object.entries(key).map(([name, value]) => `${name}=${encodeURIComponent(literal(value))}`)
  const selected = select.length === 0 ? '' : `&$select=${select.join(',')}`
  return `${baseUrl}/data/${set}(${parts.join(',')})?cross-company=true${selected}`
}

/** Address to POST to. */
export const createUrl = (baseUrl: string, set: SetName): string =>
  `${baseUrl}/data/${set}?cross-company=true`
