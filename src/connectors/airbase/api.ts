import { z } from 'zod'
import { WireError } from '../../errors/ml-error.ts'
import type { ConnectionParts } from '../../contract/connector.ts'
import type { HttpResponse } from '../../http/client.ts'
import type { JsonObject } from '../../lib/json.ts'
import { createCalls, unreadable, type Call, type Calls } from './calls.ts'
import { readFailure, type Failure } from './failure.ts'
import type { AirbaseSettings } from './settings.ts'

/** Tables that are written in bulk, as the paths call them. */
export type ReferenceTable = 'accounts' | 'vendors' | 'tags'

/** One page of a list; its rows are not looked into. */
export interface ListPage {
  readonly rows: readonly unknown[]
  /** The page announces another one. */
  readonly announced: boolean
  /** Rows that a full page has; null where the far side does not say. */
  readonly size: number | null
}

/** Key pair of an object that was written. */
export interface WrittenRow {
  readonly airbaseId: string
  readonly reference: string | null
}

/** What came of a write: done, with the keys of what was written, or refused as a whole. */
export type WriteAnswer =
  | { readonly kind: 'applied'; readonly rows: readonly WrittenRow[] }
  | {
      readonly kind: 'refused'
      readonly status: number
      readonly failure: Failure
      /** Names the request to the vendor's support. */
      readonly requestId: string | null
    }

/** Requests of the accounting API. All may throw as {@link Calls.send} does. */
export interface AirbaseApi {
  readonly calls: Calls
  /** @throws WireError when the envelope has not its shape */
  page(path: string, page: number): Promise<ListPage>
  /** One entry as it is now; null when it is not known any more. @throws WireError when it is refused */
  entry(id: string): Promise<unknown>
  patchEntry(id: string, fields: JsonObject): Promise<WriteAnswer>
  bulkUpsert(table: ReferenceTable, entities: readonly JsonObject[]): Promise<WriteAnswer>
  /** Creates, or changes what `airbaseId` names. */
  writeOne(table: ReferenceTable, airbaseId: string | null, entity: JsonObject): Promise<WriteAnswer>
  /** `START` or `COMPLETE` of the session around reference writes; the answer is judged by the caller. */
  session(action: 'START' | 'COMPLETE'): Promise<{ readonly status: number; readonly failure: Failure }>
}

const writtenRow = z
  .object({ airbase_id: z.string().min(1), erp_reference_id: z.string().nullish() })
  .transform((row): WrittenRow => ({ airbaseId: row.airbase_id, reference: row.erp_reference_id ?? null }))
const rowsOrNone = z
  .array(writtenRow)
  .nullish()
  .transform((rows) => rows ?? [])
const bulkResult = z.object({ created: rowsOrNone, updated: rowsOrNone })

/** Contract brief sections 3 and 4; <https://developer.airbase.io/> is open to customers only. */
export const createApi = (parts: ConnectionParts<AirbaseSettings>): AirbaseApi => {
  const calls = createCalls(parts)
  const { contract } = parts.settings
  const write = async (
    call: Call,
    rowsOf: (response: HttpResponse) => readonly WrittenRow[],
  ): Promise<WriteAnswer> => {
    const response = await calls.send(call)
    if (response.status < 400) return { kind: 'applied', rows: rowsOf(response) }
    const failure = readFailure(response.text, response.headers['content-type'])
    const requestId = response.headers[contract.headers.requestId.toLowerCase()] ?? null
    return { kind: 'refused', status: response.status, failure, requestId }
  }
  return {
    calls,
    // GET /{list}/?page=1&page_size=250 (brief 3.1)
    page: async (path, page) => {
      const { pageParam, sizeParam, size } = contract.paging
      const query = { [pageParam]: String(page), [sizeParam]: String(size) }
      const call: Call = { method: 'GET', path, query, effect: 'safe' }
      const response = await calls.send(call)
      if (response.status >= 400) throw listRefused(call, response, calls)
      return toPage(calls.json(call, response), call, { calls, response, settings: parts.settings })
    },
    // GET /ledger_entries/{airbase_id}/ (brief 4, «Re-read before posting»)
    entry: async (id) => {
      const call: Call = { method: 'GET', path: withId(contract.paths.ledgerEntry, id), effect: 'safe' }
      const response = await calls.send(call)
      if (response.status === 404 || response.status === 410) return null
      if (response.status >= 400) throw listRefused(call, response, calls)
      return calls.json(call, response)
    },
    // PATCH /ledger_entries/{airbase_id}/ (brief 4 and 5.6)
    patchEntry: (id, fields) => {
      const path = withId(contract.paths.ledgerEntry, id)
      const call: Call = { method: 'PATCH', path, body: fields, effect: 'write' }
      return write(call, (response) => {
        notOfTheEdge(calls, call, response)
        return []
      })
    },
    // POST /{table}/bulk_upsert/ (brief 6.1)
    bulkUpsert: (table, entities) => {
      const path = contract.paths[`${table}Bulk`]
      const call = { method: 'POST', path, body: { entities }, effect: 'write' } as const
      return write(call, (response) => {
        const { created, updated } = parseAnswer(calls, call, response, bulkResult)
        return [...updated, ...created]
      })
    },
    // POST /{table}/ and PATCH /{table}/{airbase_id}/ (brief 4; for tags inferred)
    writeOne: (table, airbaseId, entity) => {
      const one = { accounts: 'account', vendors: 'vendor', tags: 'tag' } as const
      const call: Call =
        airbaseId === null
          ? { method: 'POST', path: contract.paths[table], body: entity, effect: 'write' }
          : {
              method: 'PATCH',
              path: withId(contract.paths[one[table]], airbaseId),
              body: entity,
              effect: 'write',
            }
      return write(call, (response) => [parseAnswer(calls, call, response, writtenRow)])
    },
    // POST /entity/sync/ {"action":"START"} and PATCH /entity/sync/ {"action":"COMPLETE"} (brief 6.2)
    session: async (action) => {
      const method = action === 'START' ? 'POST' : 'PATCH'
      const call: Call = { method, path: contract.paths.entitySync, body: { action }, effect: 'write' }
      const response = await calls.send(call)
      if (response.status < 400) notOfTheEdge(calls, call, response)
      return {
        status: response.status,
        failure: readFailure(response.text, response.headers['content-type']),
      }
    },
  }
}

const withId = (path: string, id: string): string => path.replace('{id}', encodeURIComponent(id))

/** What it answers is not used: 204 and an empty body are as good. A page of the edge is no answer. */
const notOfTheEdge = (calls: Calls, call: Call, response: HttpResponse): void => {
  if (response.status !== 204 && response.text.trim() !== '') calls.json(call, response)
}

const parseAnswer = <Out>(calls: Calls, call: Call, response: HttpResponse, schema: z.ZodType<Out>): Out => {
  const parsed = schema.safeParse(calls.json(call, response))
  if (parsed.success) return parsed.data
  const message = `${call.method} ${call.path}: ${z.prettifyError(parsed.error)}`
  throw unreadable(call, message, { code: 'AIRBASE_ANSWER_SHAPE', context: calls.context(call, response) })
}

const listRefused = (call: Call, response: HttpResponse, calls: Calls): WireError => {
  const { message } = readFailure(response.text, response.headers['content-type'])
  return new WireError(`${call.method} ${call.path} answered ${response.status}: ${message}`, {
    code: 'AIRBASE_LIST_REFUSED',
    hint: 'Check the base address, and the paths under `contract` in the settings of this connection.',
    context: calls.context(call, response),
  })
}

interface PageFacts {
  readonly calls: Calls
  readonly response: HttpResponse
  readonly settings: AirbaseSettings
}

const nextSchema = z.union([z.null(), z.undefined(), z.number(), z.string()])

/** The envelope alone. `previous` is null even on page 2 of the recordings, so nothing is read from it. */
const toPage = (body: unknown, call: Call, { calls, response, settings }: PageFacts): ListPage => {
  const { itemsPath, nextPath, sizePath } = settings.contract.paging
  const wrong = (path: string, what: string) =>
    unreadable(call, `${call.method} ${call.path}: "${path}" ${what}`, {
      code: 'AIRBASE_LIST_SHAPE',
      context: { ...calls.context(call, response), field: path },
    })
  const rows = at(body, itemsPath)
  if (!Array.isArray(rows)) throw wrong(itemsPath, 'is no list')
  const next = nextSchema.safeParse(at(body, nextPath))
  if (!next.success) throw wrong(nextPath, 'is neither an address, a number nor null')
  if (typeof next.data === 'string' && !isSameHost(next.data, settings.baseUrl)) {
    throw wrong(nextPath, 'leads to another host')
  }
  const size = z.int().positive().safeParse(at(body, sizePath))
  return { rows, announced: next.data !== null && next.data !== undefined, size: size.data ?? null }
}

const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((inner, name) => (isObject(inner) ? inner[name] : undefined), value)

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** An absolute address must stay on the host that holds the token; a path always does. */
const isSameHost = (next: string, baseUrl: string): boolean =>
  URL.canParse(next, baseUrl) && new URL(next, baseUrl).host === new URL(baseUrl).host
