import { RetryableError, UncertainWriteError, UsageError, WireError, type MlError, type MlErrorOptions } from '../errors/ml-error.ts'
import type { Clock } from '../lib/clock.ts'
import type { Random } from '../lib/random.ts'
import type { Gate } from './gate.ts'
import { spacingMs, type QuotaHeaders } from './quota.ts'
import { retryAfterMs } from './retry-after.ts'
import { TransportFault, type Transport, type TransportResponse } from './transport.ts'

/** One request of a connector. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** `safe` changes nothing at the far side: it may be repeated, and a dry run may make it. */
  readonly effect: 'safe' | 'write'
  /** Default 120,000: some far sides need half a minute to wake up. */
  readonly timeoutMs?: number
  /** Default 32 MiB. */
  readonly bodyBytesMax?: number
}

/** A whole answer; `text` is the body as UTF-8. */
export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** Sends requests of one connection through its gate and says what a failure means. */
export interface HttpClient {
  /**
   * Answers with every status that the connector must judge: 2xx, 3xx, 4xx but 408 and 429, and 500.
   * @throws RetryableError nothing was written
   * @throws UncertainWriteError a write that may have been received
   * @throws UsageError a write through a client that was opened for reading only
   */
  send(request: HttpRequest): Promise<HttpResponse>
  /** The far side's clock, by its latest `Date` header; ours until it has sent one. Milliseconds. */
  farNow(): number
}

export interface HttpClientOptions {
  /** Name of the connection, for messages. */
  readonly connection: string
  readonly transport: Transport
  readonly gate: Gate
  readonly clock: Clock
  readonly random: Random
  /** Where the far side says how much of its quota is left; without it, only a 429 slows down. */
  readonly quota?: QuotaHeaders
  /** True refuses every request that is not declared safe: a dry run holds only such clients. */
  readonly readOnly: boolean
}

const LIMITS = {
  timeoutMs: 120_000,
  bodyBytesMax: 32 * 1024 * 1024,
  /** Tries of one request: throttled ones, and safe ones that broke. */
  attemptsMax: 6,
  /** The longest that one request waits out pauses, in all. */
  waitMaxMs: 300_000,
  backoffFirstMs: 500,
  /** First and longest pause after a 429 that does not say how long. */
  throttledFirstMs: 5_000,
  throttledMaxMs: 300_000,
} as const

/** Statuses that a gateway or a sleeping server gives: whether a write was carried out is not known. */
const UNCERTAIN_STATUS = new Set([408, 502, 503, 504])

/** A client over `transport`. Retries only what cannot have been written: throttled requests and safe ones. */
export const createHttpClient = (options: HttpClientOptions): HttpClient => {
  const { clock, gate } = options
  let far: { readonly at: number; readonly elapsed: number } | null = null
  const noteDate = (header: string | undefined) => {
    const at = header === undefined ? Number.NaN : Date.parse(header)
    if (!Number.isNaN(at)) far = { at, elapsed: clock.elapsed() }
  }
  const once = async (request: HttpRequest, attempt: number): Promise<Answered> => {
    await gate.enter()
    let outcome: 'ok' | 'throttled' | 'failed' = 'failed'
    try {
      const response = await options.transport({
        method: request.method,
        url: request.url,
        headers: request.headers,
        body: request.body ?? null,
        headersTimeoutMs: request.timeoutMs ?? LIMITS.timeoutMs,
        bodyTimeoutMs: request.timeoutMs ?? LIMITS.timeoutMs,
        bodyBytesMax: request.bodyBytesMax ?? LIMITS.bodyBytesMax,
      })
      noteDate(response.headers.date)
      outcome = response.status === 429 ? 'throttled' : 'ok'
      if (options.quota !== undefined) gate.space(spacingMs(response.headers, options.quota))
      const pauseMs = outcome === 'throttled' ? (askedPauseOf(response, clock) ?? throttledBackoff(attempt, options.random)) : 0
      // Before the next one may enter.
      if (outcome === 'throttled') gate.pause(Math.min(pauseMs, LIMITS.waitMaxMs))
      return { response, pauseMs }
    } finally {
      gate.leave(outcome)
    }
  }
  const send = async (request: HttpRequest): Promise<HttpResponse> => {
    if (options.readOnly && request.effect === 'write') throw writeRefused(options.connection, request)
    let waitedMs = 0
    for (let attempt = 1; ; attempt += 1) {
      const result = await once(request, attempt).catch((error: unknown) => faultOf(error))
      const failure = failureOf(result, request, options)
      if (failure === null) return answerOf((result as Answered).response)
      const backoffMs = result instanceof TransportFault || result.response.status !== 429 ? backoff(attempt, options.random) : 0
      waitedMs += failure.retryAfterMs ?? backoffMs
      if (!failure.retryable || attempt >= LIMITS.attemptsMax || waitedMs > LIMITS.waitMaxMs) throw failure
      if (backoffMs > 0) await clock.sleep(backoffMs)
    }
  }
  return { send, farNow: () => (far === null ? clock.now() : far.at + (clock.elapsed() - far.elapsed)) }
}

interface Answered {
  readonly response: TransportResponse
  /** How long nobody sends after a 429; 0 after all others. */
  readonly pauseMs: number
}

const faultOf = (error: unknown): TransportFault => {
  if (error instanceof TransportFault) return error
  throw error
}

const askedPauseOf = ({ headers }: TransportResponse, clock: Clock): number | null =>
  retryAfterMs(headers['retry-after'], Date.parse(headers.date ?? '') || clock.now())

const backoff = (attempt: number, random: Random): number =>
  LIMITS.backoffFirstMs * 2 ** (attempt - 1) * (0.5 + random.next() / 2)

/** Longer each time, and never the same for two clients that were throttled together. */
const throttledBackoff = (attempt: number, random: Random): number =>
  Math.round(Math.min(LIMITS.throttledFirstMs * 2 ** (attempt - 1) * (1 + random.next()), LIMITS.throttledMaxMs))

const answerOf = (response: TransportResponse): HttpResponse => ({
  status: response.status,
  headers: response.headers,
  text: response.body.toString('utf8'),
})

/** What went wrong, judged once for the whole program; null when the connector should judge the answer. */
const failureOf = (
  result: Answered | TransportFault,
  request: HttpRequest,
  { connection }: HttpClientOptions,
): MlError | null => {
  const what = `${connection}: ${request.method} ${pathOf(request.url)}`
  const context = { connection, method: request.method, path: pathOf(request.url) }
  if (result instanceof TransportFault) return transportFailure(result, request, what, context)
  const { status } = result.response
  if (status === 429) {
    return new RetryableError(`${what} was throttled (429)`, {
      code: 'HTTP_THROTTLED',
      hint: 'Run again later; a lower concurrency or a quieter hour helps.',
      retryAfterMs: result.pauseMs,
      context,
    })
  }
  if (!UNCERTAIN_STATUS.has(status)) return null
  return unanswered(request, `${what} answered ${status}`, {
    code: `HTTP_${status}`,
    context: { ...context, status },
  })
}

const transportFailure = (
  fault: TransportFault,
  request: HttpRequest,
  what: string,
  context: Record<string, string | number>,
): MlError => {
  if (fault.phase === 'too-large') {
    const message = `${what}: the answer is larger than ${request.bodyBytesMax ?? LIMITS.bodyBytesMax} bytes`
    if (request.effect === 'write') return new UncertainWriteError(message, { code: 'HTTP_BODY_TOO_LARGE', context })
    return new WireError(message, { code: 'HTTP_BODY_TOO_LARGE', hint: 'Check that the address is that of the API.', context })
  }
  if (fault.phase === 'connect') {
    return new RetryableError(`${what}: no connection (${fault.code})`, {
      code: 'HTTP_UNREACHABLE',
      hint: `Check the address in the settings, the network and the certificate of ${hostOf(request.url)}.`,
      cause: fault,
      context: { ...context, host: hostOf(request.url) },
    })
  }
  return unanswered(request, `${what}: no answer (${fault.code})`, { code: 'HTTP_NO_ANSWER', context, cause: fault })
}

const unanswered = (request: HttpRequest, message: string, options: MlErrorOptions): MlError => {
  return request.effect === 'write'
    ? new UncertainWriteError(`${message}; it may have been written`, { ...options, hint: 'Nothing to do: the next run asks the target before it sends again.' })
    : new RetryableError(message, { ...options, hint: 'Run again later; if it stays, check the far side.' })
}

const writeRefused = (connection: string, request: HttpRequest) =>
  new UsageError(`${connection}: a dry run must not make ${request.method} ${pathOf(request.url)}`, {
    code: 'DRY_RUN_WRITE',
    hint: 'This is a defect of the connector; nothing was sent.',
  })

const pathOf = (url: string): string => URL.parse?.(url)?.pathname ?? new URL(url).pathname
const hostOf = (url: string): string => new URL(url).host
