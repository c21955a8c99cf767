import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { SandboxRequest, SandboxResponse } from './app.ts'
import type { FaultyReply } from './faults.ts'

/** Anything that answers requests: an app, an app behind the fault layer, the control app. */
export interface Listenable {
  handle(request: SandboxRequest): FaultyReply | SandboxResponse
  /** Called when a request has arrived whole. */
  beginRequest?(request: SandboxRequest): void
  /** Called when its answer has left, or its connection has ended. */
  endRequest?(request: SandboxRequest): void
}

/** Where to listen and how fast to be. */
export interface ListenOptions {
  readonly host?: string
  readonly port?: number
  /** Fixed time that every answer takes, for benchmarks. */
  readonly latencyMs?: number
  readonly bodyBytesMax?: number
}

/** A running server. */
export interface Listening {
  readonly url: string
  readonly host: string
  readonly port: number
  /** Ends every connection and stops listening. */
  close(): Promise<void>
}

/** Puts an app on loopback HTTP. */
export async function listen(app: Listenable, options: ListenOptions = {}): Promise<Listening> {
  const { host = '127.0.0.1', port = 0, latencyMs = 0, bodyBytesMax = 10_000_000 } = options
  const server = createServer({ keepAlive: true }, (incoming, outgoing) => {
    readRequest(incoming, bodyBytesMax).then(
      (request) => serve(app, request, outgoing, latencyMs),
      () => {
        outgoing.writeHead(413, { Connection: 'close' }).end()
      },
    )
  })
  server.keepAliveTimeout = 60_000
  server.requestTimeout = 0
  await started(server, host, port)
  const bound = (server.address() as AddressInfo).port
  return { url: `http://${host}:${bound}`, host, port: bound, close: () => closed(server) }
}

const started = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })

/** Reads a request to its end; rejects when the body is too large or breaks off. */
function readRequest(incoming: IncomingMessage, bodyBytesMax: number): Promise<SandboxRequest> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > bodyBytesMax) {
        incoming.pause()
        reject(new Error('body too large'))
      } else chunks.push(chunk)
    })
    incoming.on('error', reject)
    incoming.on('end', () => resolve(toRequest(incoming, Buffer.concat(chunks))))
  })
}

function toRequest(incoming: IncomingMessage, body: Buffer): SandboxRequest {
  const target = incoming.url ?? '/'
  const mark = target.indexOf('?')
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(incoming.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '')
  }
  return {
    method: incoming.method ?? 'GET',
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark + 1),
    headers,
    body,
  }
}

function serve(app: Listenable, request: SandboxRequest, outgoing: ServerResponse, latencyMs: number): void {
  app.beginRequest?.(request)
  outgoing.once('close', () => app.endRequest?.(request))
  const reply = replyOf(app, request)
  const delayMs = latencyMs + ('kind' in reply ? (reply.delayMs ?? 0) : 0)
  if (delayMs > 0) setTimeout(() => send(reply, outgoing), delayMs).unref()
  else send(reply, outgoing)
}

/** A defect of the simulator itself is answered as 500, so that a test sees it at once. */
function replyOf(app: Listenable, request: SandboxRequest): FaultyReply | SandboxResponse {
  try {
    return app.handle(request)
  } catch (error) {
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { status: 500, headers: { 'Content-Type': 'text/plain' }, body: `sandbox defect: ${words}` }
  }
}

function send(reply: FaultyReply | SandboxResponse, outgoing: ServerResponse): void {
  if (outgoing.destroyed) return
  if ('kind' in reply && reply.kind === 'silence') return
  if ('kind' in reply && reply.kind === 'reset') {
    outgoing.socket?.resetAndDestroy()
    return
  }
  const { status, headers, body } = 'kind' in reply ? reply.response : reply
  const bytes = Buffer.from(body)
  outgoing.writeHead(status, { ...headers, 'Content-Length': bytes.length })
  outgoing.end(bytes)
}
