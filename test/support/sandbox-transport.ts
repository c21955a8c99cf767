import { TransportFault, type Transport } from '../../src/http/transport.ts'
import { unawareHeader, type SandboxReply, type SandboxRequest } from '../../src/sandbox/app.ts'

/** Turns of the microtask queue that an answer takes: requests that leave meanwhile cannot know it. */
const TURNS = 8

/**
 * Calls a sandbox in process as if over HTTP: a reset and silence arrive as undici would report them, and a request
 * that left before the answer of a throttle had arrived is no breach of it.
 */
export const sandboxTransport = (handle: (request: SandboxRequest) => SandboxReply): Transport => {
  let throttlesOnTheWay = 0
  const isOnTheWay = async (): Promise<void> => {
    throttlesOnTheWay += 1
    for (let turn = 0; turn < TURNS; turn += 1) await Promise.resolve()
    throttlesOnTheWay -= 1
  }
  return async (request) => {
    const url = new URL(request.url)
    const reply = handle({
      method: request.method,
      path: url.pathname,
      query: url.search.slice(1),
      headers: { host: url.host, ...lowerCase(request.headers), ...(throttlesOnTheWay > 0 && { [unawareHeader]: '1' }) },
      body: typeof request.body === 'string' ? Buffer.from(request.body) : (request.body ?? Buffer.alloc(0)),
    })
    if (reply.kind === 'reset') throw new TransportFault('sent', 'ECONNRESET')
    if (reply.kind === 'silence') throw new TransportFault('sent', 'UND_ERR_HEADERS_TIMEOUT')
    const { status, headers, body } = reply.response
    if (status === 429 || status === 401) void isOnTheWay()
    return { status, headers: lowerCase(headers), body: typeof body === 'string' ? Buffer.from(body) : body }
  }
}

const lowerCase = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
