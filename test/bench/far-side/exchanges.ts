import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { writeFile } from 'node:fs/promises'
import type { SandboxRequest, SandboxResponse } from '../../../src/sandbox/app.ts'
import type { ReplayRequest } from './protocol.ts'

/** Headers that belong to a connection and not to a request. */
const HOP_HEADERS = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive'])
/** Names the exchange whose answer is wanted. */
const AT = 'x-bench-at'

interface Exchange {
  readonly request: SandboxRequest
  readonly response: SandboxResponse
}

/** Requests and answers of a run, and a server that gives the same answers again. */
export class Exchanges {
  readonly #kept: Exchange[] = []
  #server: Server | null = null

  keep(request: SandboxRequest, response: SandboxResponse): void {
    this.#kept.push({ request, response })
  }

  /** Writes the requests and serves the answers; what the client must send stands in the file. */
  async replay(file: string): Promise<{ requests: number; bytes: number }> {
    const server = createServer({ keepAlive: true }, (incoming, outgoing) => {
      const response = this.#kept[Number(incoming.headers[AT])]?.response
      incoming.resume()
      incoming.on('end', () => {
        const body = Buffer.from(response?.body ?? '')
        outgoing.writeHead(response?.status ?? 404, { ...response?.headers, 'Content-Length': body.length })
        outgoing.end(body)
      })
    })
    server.keepAliveTimeout = 60_000
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    this.#server = server
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const lines = this.#kept.map(({ request }, at) => JSON.stringify(toReplay(request, origin, at)))
    await writeFile(file, `${lines.join('\n')}\n`)
    const bytes = this.#kept.reduce((sum, { response }) => sum + Buffer.byteLength(response.body), 0)
    return { requests: lines.length, bytes }
  }

  close(): void {
    this.#server?.close()
    this.#server?.closeAllConnections()
  }
}

const toReplay = ({ method, path, query, headers, body }: SandboxRequest, origin: string, at: number): ReplayRequest => ({
  url: `${origin}${path}${query === '' ? '' : `?${query}`}`,
  method,
  headers: { ...Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_HEADERS.has(name))), [AT]: String(at) },
  body: body.length === 0 ? null : body.toString('utf8'),
})
