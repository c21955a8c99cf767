import { TransportFault, type Transport } from '../../src/http/transport.ts'
import type { SandboxReply, SandboxRequest } from '../../src/sandbox/app.ts'

/** Calls a sandbox in process as if over HTTP: a reset and silence arrive as undici would report them. */
export const sandboxTransport =
  (handle: (request: SandboxRequest) => SandboxReply): Transport =>
  (request) => {
    const url = new URL(request.url)
    const reply = handle({
      method: request.method,
      path: url.pathname,
      query: url.search.slice(1),
      headers: { host: url.host, ...lowerCase(request.headers) },
      body: typeof request.body === 'string' ? Buffer.from(request.body) : (request.body ?? Buffer.alloc(0)),
    })
    if (reply.kind === 'reset') return Promise.reject(new TransportFault('sent', 'ECONNRESET'))
    if (reply.kind === 'silence') return Promise.reject(new TransportFault('sent', 'UND_ERR_HEADERS_TIMEOUT'))
    const { status, headers, body } = reply.response
    return Promise.resolve({
      status,
      headers: lowerCase(headers),
      body: typeof body === 'string' ? Buffer.from(body) : body,
    })
  }

const lowerCase = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
