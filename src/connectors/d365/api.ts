import {
  CredentialError,
  RetryableError,
  UncertainWriteError,
  UsageError,
  WireError,
} from '../../errors/ml-error.ts'
import type { HttpClient, HttpResponse } from '../../http/client.ts'
import type { Random } from '../../lib/random.ts'
import { parseErrorBody, refusalOf, type Refusal } from './infolog.ts'
import { collectionUrl, createUrl, rowUrl, type Key, type Query } from './odata.ts'
import { parseJsonObject } from './parse-json.ts'
import type { SetName } from './sets.ts'
import type { TokenSource } from './token.ts'
import type { Row } from './wire.ts'

/** How a write ended. A doubt is thrown. */
export type WriteAnswer =
  { readonly kind: 'done'; readonly row: Row } | { readonly kind: 'refused'; readonly refusal: Refusal }

/** The requests of one environment. Keeps nothing, repeats nothing but a request whose token was refused. */
export interface D365Api {
  readonly baseUrl: string
  /** Every row of a query, page by page. */
  pages(set: SetName, query: Query, signal?: AbortSignal): AsyncIterable<readonly Row[]>
  /** Every row of a query, for answers known to be small. */
  rows(set: SetName, query: Query): Promise<readonly Row[]>
  /** One row by its key; null when there is none. */
  row(set: SetName, key: Key, select: readonly string[]): Promise<Row | null>
  create(set: SetName, body: Row): Promise<WriteAnswer>
  /** Changes fields of a row that is still the one with this ETag. */
  update(set: SetName, key: Key, change: { readonly body: Row; readonly etag: string }): Promise<WriteAnswer>
  /** Removes a row that is still the one with this ETag. */
  remove(set: SetName, key: Key, etag: string): Promise<WriteAnswer>
}

interface ApiOptions {
  readonly connection: string
  readonly baseUrl: string
  readonly http: HttpClient
  readonly tokens: TokenSource
  readonly random: Random
}

interface ApiParts extends ApiOptions {
  readonly nextRequestId: () => string
}

interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly set: SetName
  readonly body?: Row
  readonly etag?: string
}

/** Most pages of one query: 500 × 10,000 rows. */
const PAGES_MAX = 500

export const createApi = (options: ApiOptions): D365Api => {
  const { baseUrl } = options
  const parts: ApiParts = { ...options, nextRequestId: requestIds(options.random) }
  const read = async (set: SetName, url: string) => {
    const response = await request(parts, { method: 'GET', url, set })
    if (response.status === 404) throw missingSet(parts, set)
    return parseJsonObject(response.text, `${parts.connection}: GET ${set}`)
  }
  const pages = async function* (
    set: SetName,
    query: Query,
    signal?: AbortSignal,
  ): AsyncGenerator<readonly Row[]> {
    let url = collectionUrl(baseUrl, set, query)
    let [skipped, received] = [0, 0]
    for (let page = 1; page <= PAGES_MAX; page += 1) {
      signal?.throwIfAborted()
      const body = await read(set, url)
      const rows = rowsOf(body, parts.connection, set)
      received += rows.length
      yield rows
      const next = nextLink(body, parts, set)
      // A page that `$top` filled may not be the last; one that D365 cut names the next itself.
      const full = query.pageSize !== undefined && received - skipped >= query.pageSize
      if (next === null && !full) return
      if (next === null) skipped = received
      url = next ?? collectionUrl(baseUrl, set, query, skipped)
    }
    throw new WireError(`${parts.connection}: GET ${set} has more than ${PAGES_MAX} pages`, {
      code: 'D365_TOO_MANY_PAGES',
    })
  }
  return {
    baseUrl,
    pages,
    rows: async (set, query) => {
      const all: Row[] = []
      for await (const rows of pages(set, query)) all.push(...rows)
      return all
    },
    row: async (set, key, select) => {
      const response = await request(parts, { method: 'GET', url: rowUrl(baseUrl, set, key, select), set })
      return response.status === 404
        ? null
        : parseJsonObject(response.text, `${parts.connection}: GET ${set}`)
    },
    create: (set, body) => write(parts, { method: 'POST', url: createUrl(baseUrl, set), set, body }),
    update: (set, key, { body, etag }) =>
      write(parts, { method: 'PATCH', url: rowUrl(baseUrl, set, key), set, body, etag }),
    remove: (set, key, etag) => write(parts, { method: 'DELETE', url: rowUrl(baseUrl, set, key), set, etag }),
  }
}

/** Makes one change; what business logic refuses is an answer, not an error. */
const write = async (parts: ApiParts, call: Call): Promise<WriteAnswer> => {
  if (call.etag === '') throw noEtag(parts, call)
  const response = await request(parts, call)
  if (response.status < 300) return { kind: 'done', row: writtenRow(response, parts.connection, call) }
  const refusal = refusalOf(response.status, response.text)
  if (refusal !== null) return { kind: 'refused', refusal }
  if (response.status === 404 && call.method === 'POST') throw missingSet(parts, call.set)
  if (response.status === 404)
    return { kind: 'refused', refusal: { kind: 'missing', texts: ['Not found.'], fields: [] } }
  throw unexpected(parts, call, response)
}

/**
 * Sends one request with a live token; a refused token is renewed once. Judges what every request can meet.
 */
const request = async (parts: ApiParts, call: Call): Promise<HttpResponse> => {
  const effect = call.method === 'GET' ? 'safe' : 'write'
  const send = async (): Promise<{ response: HttpResponse; token: string }> => {
    const token = await parts.tokens.get()
    const response = await parts.http.send({
      method: call.method,
      url: call.url,
      headers: headersOf(parts, call, token),
      ...(call.body && { body: JSON.stringify(call.body) }),
      effect,
    })
    return { response, token }
  }
  let { response, token } = await send()
  if (response.status === 401) {
    parts.tokens.discard(token)
    ;({ response, token } = await send())
  }
  if (response.status === 401) throw unauthorized(parts)
  if (response.status === 403) throw forbidden(parts, call)
  if (response.status < 300 || (response.status === 404 && effect === 'safe')) return response
  if (effect === 'safe') throw unexpected(parts, call, response)
  return response
}

const headersOf = (parts: ApiParts, call: Call, token: string): Record<string, string> => {
  const headers: Record<string, string> = {
    authorization: `Bearer ${token}`,
    accept: 'application/json',
    'x-ms-client-request-id': parts.nextRequestId(),
  }
  if (call.body) headers['content-type'] = 'application/json; charset=utf-8'
  if (call.etag !== undefined) headers['if-match'] = call.etag
  return headers
}

/** Ids by which D365's support finds a request: UUIDs of one random prefix per connection and a counter. */
const requestIds = (random: Random): (() => string) => {
  const hex = random.bytes(9).toString('hex')
  const variant = '89ab'[Number.parseInt(hex.slice(15, 16), 16) & 3]
  const prefix = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(12, 15)}`,
    `${variant}${hex.slice(15, 18)}`,
  ].join('-')
  let count = 0
  return () => {
    count += 1
    return `${prefix}-${count.toString(16).padStart(12, '0')}`
  }
}

/**
 * The created row, or nothing after a change (204). Any other body comes from something in between, such as a
 * proxy's page: nobody knows what was written then, so that the document is in doubt.
 */
const writtenRow = (response: HttpResponse, connection: string, call: Call): Row => {
  if (call.method !== 'POST' && response.status === 204) return {}
  try {
    return parseJsonObject(response.text, `${connection}: ${call.method} ${call.set}`)
  } catch (cause) {
    throw new UncertainWriteError(
      `${connection}: ${call.method} ${call.set} answered ${response.status} with what is no answer of D365`,
      {
        code: 'D365_ANSWER_UNREADABLE',
        cause,
      },
    )
  }
}

const rowsOf = (body: Row, connection: string, set: SetName): readonly Row[] => {
  const rows = body['value']
  if (Array.isArray(rows) && rows.every((row) => typeof row === 'object' && row !== null))
    return rows as readonly Row[]
  throw new WireError(`${connection}: GET ${set}: the page has no list "value"`, {
    code: 'D365_PAGE_SHAPE',
    context: { set },
  })
}

/** The next page, on our own host only: a token never goes to another one (contract 2.4). */
const nextLink = (body: Row, parts: ApiParts, set: SetName): string | null => {
  const link = body['@odata.nextLink']
  if (link === undefined) return null
  if (typeof link === 'string' && URL.canParse(link) && new URL(link).origin === parts.baseUrl) return link
  const host = typeof link === 'string' && URL.canParse(link) ? new URL(link).host : 'no address'
  throw new WireError(`${parts.connection}: GET ${set}: the next page is on another host (${host})`, {
    code: 'D365_FOREIGN_LINK',
    hint: 'Check baseUrl: it must be the host that D365 itself uses in its links.',
    context: { set },
  })
}

/**
 * An answer that no rule expects: a write that met a broken server is in doubt, a safe request may be
 * repeated.
 */
const unexpected = (parts: ApiParts, call: Call, response: HttpResponse) => {
  const reason = parseErrorBody(response.text)?.message ?? ''
  const what = `${parts.connection}: ${call.method} ${call.set} answered ${response.status}`
  const message = reason === '' ? what : `${what}: ${reason.slice(0, 500)}`
  const context = { connection: parts.connection, set: call.set, status: response.status }
  const write = call.method !== 'GET'
  if (response.status >= 500 && write)
    return new UncertainWriteError(message, { code: 'D365_SERVER_ERROR', context })
  if (response.status >= 500) return new RetryableError(message, { code: 'D365_SERVER_ERROR', context })
  const hint = 'The request and the environment do not fit: check its version, and report it with the message.'
  return new WireError(message, { code: 'D365_REQUEST_REFUSED', hint, context })
}

/** Without the row's version a change could overwrite someone else's (contract 2.7): it is not sent. */
const noEtag = (parts: ApiParts, call: Call) =>
  new WireError(`${parts.connection}: the row of ${call.set} came without an ETag`, {
    code: 'D365_ETAG_MISSING',
    context: { set: call.set },
  })

const missingSet = (parts: ApiParts, set: SetName) =>
  new UsageError(`${parts.connection}: this D365 has no entity set ${set}`, {
    code: 'D365_ENTITY_MISSING',
    hint: 'The entity is not public, its configuration key is off, or the mapped user lacks the privilege.',
    context: { set },
  })

const unauthorized = (parts: ApiParts) =>
  new CredentialError(`${parts.connection}: D365 refuses the token (401, twice)`, {
    code: 'D365_UNAUTHORIZED',
    hint: 'Check that baseUrl is the exact host and that the app is registered in D365 for an enabled user.',
  })

const forbidden = (parts: ApiParts, call: Call) =>
  new CredentialError(`${parts.connection}: the mapped user may not ${call.method} ${call.set} (403)`, {
    code: 'D365_FORBIDDEN',
    hint: `Give the user of the app a role with privileges for ${call.set}.`,
    context: { set: call.set },
  })
