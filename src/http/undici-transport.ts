import { Agent, errors, type Dispatcher } from 'undici'
import { TransportFault, type Transport, type TransportRequest, type TransportResponse } from './transport.ts'

/** Limits of the connection pool. */
const POOL = { connections: 16, pipelining: 1, keepAliveTimeout: 30_000, connectTimeoutMs: 15_000 }

/** undici's codes for a connection that was never made, so that nothing can have been received. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ERR_TLS_CERT_ALTNAME_INVALID', 'ERR_SSL_WRONG_VERSION_NUMBER', 'EPROTO'])

/** A transport over one keep-alive pool per host; `close` ends the pool. */
export const undiciTransport = (): { readonly send: Transport; readonly close: () => Promise<void> } => {
  const agent = new Agent({
    connections: POOL.connections,
    pipelining: POOL.pipelining,
    keepAliveTimeout: POOL.keepAliveTimeout,
    connect: { timeout: POOL.connectTimeoutMs },
  })
  return { send: (request) => send(agent, request), close: () => agent.close() }
}

/** By the handler interface: a stream per answer would cost more than everything else about a request. */
const send = (agent: Agent, request: TransportRequest): Promise<TransportResponse> =>
  new Promise((resolve, reject) => {
    const fail = (error: unknown) => reject(asFault(error))
    try {
      const { origin, pathname, search } = new URL(request.url)
      const options = {
        origin,
        path: pathname + search,
        method: request.method,
        headers: request.headers,
        body: request.body,
        headersTimeout: request.headersTimeoutMs,
        bodyTimeout: request.bodyTimeoutMs,
      }
      agent.dispatch(options, answerHandler(request, resolve, fail))
    } catch (error) {
      fail(error)
    }
  })

const answerHandler = (
  { bodyBytesMax, signal }: TransportRequest,
  resolve: (answer: TransportResponse) => void,
  reject: (error: unknown) => void,
): Dispatcher.DispatchHandler => {
  const chunks: Buffer[] = []
  let size = 0
  let status = 0
  let headers: Record<string, string> = {}
  let unlisten = (): void => undefined
  return {
    onRequestStart: (controller) => {
      unlisten()
      unlisten = onAbort(signal, (reason) => controller.abort(reason))
    },
    onResponseStart: (_controller, code, given) => {
      status = code
      headers = flatten(given)
    },
    onResponseData: (controller, chunk) => {
      size += chunk.length
      if (size > bodyBytesMax) controller.abort(new TransportFault('too-large', 'BODY_TOO_LARGE'))
      else chunks.push(chunk)
    },
    onResponseEnd: () => {
      unlisten()
      resolve({ status, headers, body: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size) })
    },
    onResponseError: (_controller, error) => {
      unlisten()
      reject(error)
    },
  }
}

/** Calls `abort` once the signal says so; answers what stops the listening. */
const onAbort = (signal: AbortSignal | undefined, abort: (reason: Error) => void): (() => void) => {
  if (signal === undefined) return () => undefined
  const listener = () => abort(new TransportFault('sent', 'ABORTED', signal.reason))
  if (signal.aborted) listener()
  signal.addEventListener('abort', listener, { once: true })
  return () => signal.removeEventListener('abort', listener)
}

const flatten = (headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> => {
  const flat: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? (value.at(-1) ?? '') : value
  }
  return flat
}

const asFault = (error: unknown): unknown => {
  if (error instanceof TransportFault) return error
  const code = codeOf(error)
  if (code === null) return error
  return new TransportFault(NEVER_SENT.has(code) ? 'connect' : 'sent', code, error)
}

const codeOf = (error: unknown): string | null => {
  if (error instanceof AggregateError) return codeOf(error.errors[0])
  if (error instanceof errors.UndiciError) return error.code
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  return error instanceof Error && error.name === 'AbortError' ? 'ABORTED' : null
}
