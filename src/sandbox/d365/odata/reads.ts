import type { Json, JsonObject } from '../../../lib/json.ts'
import type { SandboxRequest, SandboxResponse } from '../../app.ts'
import { Failure } from '../failure.ts'
import type { EntitySet } from '../schema/entity-set.ts'
import type { System } from '../system.ts'
import { etagOf, type Row } from '../table.ts'
import { compareValues, matchingRows } from './match.ts'
import { parseQuery, type Query, skipTokenOf } from './query.ts'
import { jsonResponse, renderRow, sameCompany } from './render.ts'

const pageSizeDefault = 10_000
/** A set with more properties than this makes pages of many megabytes unless `$select` is sent [doc]. */
const wideProperties = 50

/** `GET /data/Set?…`: filtered, ordered, one page at a time. */
export const readCollection = (
  system: System,
  set: EntitySet,
  request: SandboxRequest,
  onRead: (set: EntitySet, rows: readonly Row[]) => void,
): SandboxResponse => {
  const query = parseQuery(request.query, set, system.watch)
  if (!query.select && set.properties.size > wideProperties) system.watch.record('no-select', set.name)
  const rows = orderRows(visibleRows(system, set, query), query)
  const end = Math.min(rows.length, query.skip + (query.top ?? rows.length))
  const from = query.skip + query.served
  const page = rows.slice(from, Math.min(end, from + (system.options.pageSizeMax ?? pageSizeDefault)))
  const served = query.served + page.length
  onRead(set, page)
  const body: Record<string, Json> = { '@odata.context': contextOf(system, request, set) }
  if (query.count) body['@odata.count'] = rows.length
  body.value = page.map((row) => renderRow(set, row, query.select))
  if (query.skip + served < end) body['@odata.nextLink'] = nextLink(system, request, served)
  return jsonResponse(200, body)
}

/** `GET /data/Set/$count`. */
export const countCollection = (system: System, set: EntitySet, request: SandboxRequest): SandboxResponse => {
  const rows = visibleRows(system, set, parseQuery(request.query, set, system.watch))
  return { status: 200, headers: { 'content-type': 'text/plain' }, body: String(rows.length) }
}

/** `GET /data/Set(key)`: 404 when absent, or when it is another company's and the query stays in one. */
export const readRow = (
  system: System,
  address: { readonly set: EntitySet; readonly key: JsonObject },
  request: SandboxRequest,
  onRead: (set: EntitySet, rows: readonly Row[]) => void,
): SandboxResponse => {
  const { set, key } = address
  const query = parseQuery(request.query, set, system.watch)
  noteScope(system, set, query)
  const row = system.table(set.name).find(key)
  const hidden =
    set.companyScoped && !query.crossCompany && !sameCompany(key.dataAreaId, system.options.defaultCompany)
  if (!row || hidden) throw new Failure(404, 'request', `No ${set.entity} was found with the given key.`)
  onRead(set, [row])
  const context = { '@odata.context': `${contextOf(system, request, set)}/$entity` }
  return jsonResponse(200, { ...context, ...renderRow(set, row, query.select) }, { ETag: etagOf(set, row) })
}

const visibleRows = (system: System, set: EntitySet, query: Query): Row[] => {
  noteScope(system, set, query)
  const rows = matchingRows(system.table(set.name), query.filter)
  if (!set.companyScoped || query.crossCompany) return rows
  return rows.filter((row) => sameCompany(row.values.dataAreaId, system.options.defaultCompany))
}

/** Without `cross-company=true` only the default company is seen, without a word about it [doc]. */
const noteScope = (system: System, set: EntitySet, query: Query) => {
  if (set.companyScoped && !query.crossCompany) system.watch.record('missing-cross-company', set.name)
}

const orderRows = (rows: Row[], query: Query): Row[] => {
  if (query.orderBy.length === 0) return rows
  return rows.sort((left, right) => {
    for (const { property, descending } of query.orderBy) {
      const order = compareValues(
        property,
        left.values[property.name] ?? property.unset,
        right.values[property.name] ?? property.unset,
      )
      if (order !== 0) return descending ? -order : order
    }
    return 0
  })
}

/** Scheme of the environment, host as the client spelled it. */
export const originOf = (system: System, request: SandboxRequest): string => {
  const own = new URL(system.options.audience)
  return `${own.protocol}//${request.headers.host ?? own.host}`
}

/** `…/data/$metadata#Set`. */
export const contextOf = (system: System, request: SandboxRequest, set: EntitySet): string =>
  `${originOf(system, request)}/data/$metadata#${set.name}`

/** Absolute, on the same host, with the whole query and a token [doc]. */
const nextLink = (system: System, request: SandboxRequest, served: number): string => {
  const kept = request.query.split('&').filter((part) => part && !/^(\$|%24)skiptoken=/i.test(part))
  const query = [...kept, `$skiptoken=${skipTokenOf(served)}`].join('&')
  return `${originOf(system, request)}${request.path}?${query}`
}
