import { createHttpClient, type HttpClientOptions, type HttpRequest } from '../../src/http/client.ts'
import { createGate } from '../../src/http/gate.ts'
import {
  TransportFault,
  type FaultPhase,
  type TransportRequest,
  type TransportResponse,
} from '../../src/http/transport.ts'
import { fakeClock } from './fake-clock.ts'

export type Step = TransportResponse | Error

export const answer = (status: number, headers: Record<string, string> = {}, body = ''): TransportResponse => ({
  status,
  headers,
  body: Buffer.from(body),
})
export const fault = (phase: FaultPhase, code = 'ECODE') => new TransportFault(phase, code)

/** A client over a far side that does these things in turn, and the last one for ever. */
export const clientOver = (steps: readonly Step[], change: Partial<HttpClientOptions> = {}) => {
  const clock = fakeClock('2026-11-20T08:00:00Z')
  const gate = createGate(clock, { concurrencyStart: 2, concurrencyMax: 2 })
  const requests: (TransportRequest & { readonly at: number })[] = []
  const transport = (request: TransportRequest): Promise<TransportResponse> => {
    const step = steps[Math.min(requests.length, steps.length - 1)]!
    requests.push({ ...request, at: clock.elapsed() })
    return step instanceof Error ? Promise.reject(step) : Promise.resolve(step)
  }
  const random = { next: () => 1 - 2 ** -48, bytes: (count: number) => Buffer.alloc(count) }
  const client = createHttpClient({
    connection: 'd365',
    transport,
    gate,
    clock,
    random,
    readOnly: false,
    ...change,
  })
  return { client, clock, gate, requests }
}
export const safe: HttpRequest = {
  method: 'GET',
  url: 'https://far.example/data/Rows?$top=1',
  headers: {},
  effect: 'safe',
}
export const write: HttpRequest = { ...safe, method: 'POST', body: '{}', effect: 'write' }
export const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error,
  )
