import { isUnaware, type SandboxRequest, type SandboxResponse } from '../app.ts'
import { createTokens, type Tokens } from './auth/tokens.ts'
import { Failure } from './failure.ts'
import type { InFlight } from './in-flight.ts'
import { runAction } from './odata/actions.ts'
import { parseAddress } from './odata/address.ts'
import { errorResponse } from './odata/error-body.ts'
import { publicEntity, serviceDocument } from './odata/metadata.ts'
import { decodePath } from './odata/path.ts'
import { countCollection, readCollection, readRow } from './odata/reads.ts'
import { emptyResponse } from './odata/render.ts'
import { createRow, deleteRow, updateRow, type WriteContext } from './odata/writes.ts'
import { releaseChecks } from './pending/release.ts'
import { createRequestLog, type RequestLog } from './request-log.ts'
import { createRules } from './rules/registry.ts'
import type { System } from './system.ts'

/** The HTTP face of the environment. */
export interface Handler {
  handle(request: SandboxRequest): SandboxResponse
  readonly log: RequestLog
  readonly tokens: Tokens
  /** Requests before this moment break the pause a 429 asked for. */
  noteThrottle(untilMs: number): void
}

/** Routes requests: token endpoint, metadata, service root. */
export const createHandler = (system: System, inFlight: InFlight): Handler => {
  const tokens = createTokens(system)
  const log = createRequestLog(system.options.requestLogMax ?? 10_000)
  const context: WriteContext = { system, rules: createRules(system), inFlight }
  let pausedUntilMs = 0
  const answer = (request: SandboxRequest): SandboxResponse => {
    if (tokens.serves(request.path)) return tokens.answer(request)
    if (request.headers.cookie) system.watch.record('cookie-sent-back', request.headers.cookie)
    if (system.clock.now() < pausedUntilMs && !isUnaware(request)) {
      system.watch.record('request-during-throttle', `${pausedUntilMs - system.clock.now()} ms too early`)
    }
    // The body of a 401 is often empty [inferred].
    if (!tokens.accepts(request.headers.authorization)) return emptyResponse(401)
    return routeData(context, request)
  }
  return {
    log,
    tokens,
    noteThrottle: (untilMs) => {
      pausedUntilMs = untilMs
    },
    handle: (request) => {
      const target = targetOf(request)
      system.watch.begin(`${request.method} ${target}`)
      const before = system.changeCount
      const response = answerOrExplain(system, () => answer(request))
      log.add({
        method: request.method,
        target,
        status: response.status,
        wrote: system.changeCount !== before,
      })
      return response
    },
  }
}

const targetOf = (request: SandboxRequest): string => {
  const query =
    request.query === '' ? '' : `?${decodePath(request.query.replaceAll('+', ' ')) ?? request.query}`
  return `${decodePath(request.path) ?? request.path}${query}`
}

const answerOrExplain = (system: System, answer: () => SandboxResponse): SandboxResponse => {
  try {
    return answer()
  } catch (error) {
    if (error instanceof Failure) return errorResponse(system, error)
    throw error
  }
}

const routeData = (context: WriteContext, request: SandboxRequest): SandboxResponse => {
  const { system } = context
  const path = decodePath(request.path)
  const [, root, rest = ''] = /^\/(data|metadata)(?:\/(.*))?$/s.exec(path ?? '') ?? []
  if (!root) throw new Failure(404, 'request', `No resource was found at '${path ?? request.path}'.`)
  if (root === 'metadata') return publicEntity(rest)
  if (rest === '') return serviceDocument(system, request)
  if (rest === '$batch') return refuseBatch(system, request)
  return routeAddress(context, rest, request)
}

/** A batch hides failures behind an outer 200 [seen]; this sandbox does not run any. */
const refuseBatch = (system: System, request: SandboxRequest): SandboxResponse => {
  system.watch.record('batch-write', `${request.body.length} bytes`)
  throw new Failure(501, 'request', 'Batch requests are not served.')
}

const routeAddress = (context: WriteContext, rest: string, request: SandboxRequest): SandboxResponse => {
  const { system } = context
  const address = parseAddress(rest, system.watch)
  const { method } = request
  if (address.kind === 'collection') {
    if (method === 'GET') return readCollection(system, address.set, request, releaseChecks.noteRead)
    if (method === 'POST') return createRow(context, address.set, request)
  }
  if (address.kind === 'row') {
    if (method === 'GET') return readRow(system, address, request, releaseChecks.noteRead)
    if (method === 'PATCH') return updateRow(context, address, request)
    if (method === 'DELETE') return deleteRow(context, address, request)
  }
  if (address.kind === 'count' && method === 'GET') return countCollection(system, address.set, request)
  if (address.kind === 'action' && method === 'POST') {
    return runAction(system, `${address.set.name}.${address.action}`, request)
  }
  throw new Failure(405, 'request', `The method ${method} is not allowed here.`)
}
