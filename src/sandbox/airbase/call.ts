import type { SandboxRequest } from '../app.ts'
import { detail, type Reply } from './reply.ts'

/** A request with its path below the prefix taken apart. */
export interface Call {
  readonly method: string
  /** `['ledger_entries', '<id>']`, decoded. */
  readonly segments: readonly string[]
  readonly query: URLSearchParams
  readonly request: SandboxRequest
}

/** `GET /v1/accounting/vendors/?page=1`, for logs. */
export const lineOf = (request: SandboxRequest): string => `${request.method} ${targetOf(request)}`

/** Path and query as sent. */
export const targetOf = (request: SandboxRequest): string =>
  request.query === '' ? request.path : `${request.path}?${request.query}`

/** Takes the path apart; undefined when it is not below the prefix. */
export function toCall(request: SandboxRequest, prefix: string): Call | undefined {
  if (!request.path.startsWith(`${prefix}/`)) return undefined
  const segments = request.path.slice(prefix.length + 1).split('/')
  if (segments.at(-1) === '') segments.pop()
  const query = new URLSearchParams(request.query)
  return { method: request.method, segments: segments.map(decoded), query, request }
}

/** A JSON object from the body, or the refusal. */
export function bodyOf(request: SandboxRequest): { body: Record<string, unknown> } | { refusal: Reply } {
  const type = request.headers['content-type'] ?? ''
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    return { refusal: detail(415, `Unsupported media type "${type}" in request.`) }
  }
  try {
    const parsed: unknown = JSON.parse(request.body.toString('utf8'))
    if (isObject(parsed)) return { body: parsed }
    return { refusal: detail(400, 'Invalid data. Expected a dictionary.') }
  } catch (error) {
    return {
      refusal: detail(400, `JSON parse error - ${error instanceof Error ? error.message : 'unreadable'}`),
    }
  }
}

/** True of a JSON object, not of an array or null. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
