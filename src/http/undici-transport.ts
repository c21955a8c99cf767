import { Agent, errors, request as undiciRequest } from 'undici'
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

const send = async (agent: Agent, request: TransportRequest): Promise<TransportResponse> => {
  try {
    const answer = await undiciRequest(request.url, {
      dispatcher: agent,
      method: request.method as 'GET',
      headers: request.headers,
      body: request.body,
      headersTimeout: request.headersTimeoutMs,
      bodyTimeout: request.bodyTimeoutMs,
      ...(request.signal && { signal: request.signal }),
    })
    const body = await readBounded(answer.body, request.bodyBytesMax)
    return { status: answer.statusCode, headers: flatten(answer.headers), body }
  } catch (error) {
    throw asFault(error)
  }
}

const readBounded = async (stream: AsyncIterable<Buffer>, bytesMax: number): Promise<Buffer> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    size += chunk.length
    if (size > bytesMax) throw new TransportFault('too-large', 'BODY_TOO_LARGE')
    chunks.push(chunk)
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size)
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
