import { malformed } from '../failure.ts'
import type { EntitySet, Property } from '../schema/entity-set.ts'
import type { Watch } from '../watch.ts'
import { type Filter, parseFilter, unknownProperty } from './filter.ts'

/** The query options of one read. */
export interface Query {
  readonly filter?: Filter
  readonly select?: readonly Property[]
  readonly orderBy: readonly { readonly property: Property; readonly descending: boolean }[]
  readonly top?: number
  readonly skip: number
  readonly count: boolean
  readonly crossCompany: boolean
  /** How many rows earlier pages have served. */
  readonly served: number
}

/** Decodes `a=b&c=d`; `+` is a blank in a query. */
const decodeQuery = (query: string): ReadonlyMap<string, string> => {
  const options = new Map<string, string>()
  for (const part of query.split('&').filter(Boolean)) {
    const equals = part.indexOf('=')
    const [name, value] = equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)]
    options.set(decodePart(name), decodePart(value))
  }
  return options
}

const decodePart = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw malformed(`The query part '${text}' is not percent-encoded.`)
  }
}

const known = ['$filter', '$select', '$orderby', '$top', '$skip', '$count', '$skiptoken', 'cross-company']

/** Parses and checks every option; unknown `$` options are refused, unknown others ignored but recorded. */
export const parseQuery = (query: string, set: EntitySet, watch: Watch): Query => {
  const options = decodeQuery(query)
  for (const name of options.keys()) {
    if (known.includes(name)) continue
    watch.record('unknown-query-option', name)
    if (name.startsWith('$')) throw malformed(`The query option '${name}' is not supported.`)
  }
  const filter = options.get('$filter')
  const select = options.get('$select')
  const top = options.get('$top')
  return {
    ...(filter === undefined ? {} : { filter: parseFilter(filter, set, watch) }),
    ...(select === undefined || select === '*' ? {} : { select: parseSelect(select, set) }),
    ...(top === undefined ? {} : { top: parseCount('$top', top) }),
    orderBy: parseOrder(options.get('$orderby'), set),
    skip: parseCount('$skip', options.get('$skip') ?? '0'),
    count: options.get('$count') === 'true',
    crossCompany: options.get('cross-company')?.toLowerCase() === 'true',
    served: parseSkipToken(options.get('$skiptoken')),
  }
}

const parseSelect = (text: string, set: EntitySet) =>
  text.split(',').map((name) => propertyOf(name.trim(), set))

const parseOrder = (text: string | undefined, set: EntitySet): Query['orderBy'] =>
  (text ?? '')
    .split(',')
    .filter(Boolean)
    .map((part) => {
      const [name = '', direction = 'asc', ...rest] = part.trim().split(/\s+/)
      if (!/^(asc|desc)$/.test(direction) || rest.length > 0)
        throw malformed(`Syntax error in $orderby '${part}'.`)
      return { property: propertyOf(name, set), descending: direction === 'desc' }
    })

const propertyOf = (name: string, set: EntitySet): Property => {
  const property = set.properties.get(name)
  if (!property) throw unknownProperty(name, set)
  return property
}

const parseCount = (option: string, text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw malformed(`Invalid value '${text}' for ${option} query option.`)
  return Number(text)
}

/** The link's token is an offset, so rows that move between pages can be skipped or repeated [inferred]. */
export const skipTokenOf = (served: number): string => Buffer.from(`offset:${served}`).toString('base64url')

const parseSkipToken = (token: string | undefined): number => {
  if (token === undefined) return 0
  const served = /^offset:(\d+)$/.exec(Buffer.from(token, 'base64url').toString('latin1'))?.[1]
  if (!served) throw malformed(`The $skiptoken '${token}' is not valid.`)
  return Number(served)
}
