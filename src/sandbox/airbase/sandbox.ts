import { isUnaware } from '../app.ts'
import type { SandboxApp, SandboxRequest, SandboxResponse, Violation } from '../app.ts'
import { lineOf, targetOf, toCall } from './call.ts'
import { LedgerEntries, type Acknowledgement } from './ledger-entries.ts'
import { createLedgerStore, type LedgerStore } from './ledger-store.ts'
import { newAirbaseId } from './ids.ts'
import { withDefaults, type AirbaseOptions, type AirbaseSettings, type AirbaseToken } from './options.ts'
import { createPeople, type People } from './people.ts'
import { createRateLimiter, type RateLimiter } from './rate.ts'
import { handleReference, type ReferenceContext } from './reference-data.ts'
import { createReferenceStore, isReferenceKind, type ReferenceStore } from './reference-store.ts'
import { detail, withHeaders, type Reply } from './reply.ts'
import { createRequestLog, type RequestLog, type RequestLogEntry } from './request-log.ts'
import { SyncSession } from './sync-session.ts'
import { createWatch, type Watch } from './watch.ts'

/** A simulated Airbase tenant: the accounting API on one side, the people in Airbase on the other. */
export interface AirbaseSandbox extends SandboxApp, People {
  readonly name: 'airbase'
  /** Entries that were reported complete, in the order of their first report. */
  acknowledged(): readonly Acknowledgement[]
  /** The latest requests, oldest first. */
  readonly requestLog: readonly RequestLogEntry[]
  /** Whether a sync session was opened and not completed. */
  readonly sessionActive: boolean
  /** The token that is valid now. */
  readonly tokens: readonly AirbaseToken[]
  readonly entries: LedgerStore
  readonly reference: ReferenceStore
  /** A fault told the client to wait until this moment; calls before it are recorded. */
  noteThrottle(untilMs: number): void
}

/** Makes a tenant from its seed. Nothing leaves the process: `handle` takes a request and answers it. */
export function createAirbaseSandbox(options: AirbaseOptions): AirbaseSandbox {
  const tenant = new Tenant(withDefaults(options))
  return Object.assign(tenant, tenant.people)
}

/** Who comes back with a refused token after so long is a person, or another run. */
const newAttemptMs = 5_000

class Tenant {
  readonly name = 'airbase'
  readonly entries: LedgerStore
  readonly reference: ReferenceStore
  readonly people: People
  readonly #settings: AirbaseSettings
  readonly #watch: Watch
  readonly #log: RequestLog
  readonly #rate: RateLimiter
  readonly #session: SyncSession
  readonly #ledger: LedgerEntries
  readonly #context: ReferenceContext
  #tokens: readonly AirbaseToken[]
  #refused: { readonly header: string; readonly at: number } | undefined

  constructor(settings: AirbaseSettings) {
    const { seed, order, random, clock } = settings
    this.#settings = settings
    this.#tokens = settings.tokens
    this.#watch = createWatch(settings.violationsMax)
    this.#log = createRequestLog(settings.requestLogMax)
    this.#rate = createRateLimiter(clock, settings.rateLimit)
    this.#session = new SyncSession(settings.onboarding)
    this.entries = createLedgerStore(seed.ledger_entries ?? [], order, random)
    this.reference = createReferenceStore(seed)
    this.#ledger = new LedgerEntries(this.entries, settings, this.#watch)
    this.#context = {
      store: this.reference,
      settings,
      session: this.#session,
      watch: this.#watch,
      random,
    }
    this.people = createPeople(this.entries, this.reference, settings, (token) => {
      this.#tokens = [token]
    })
  }

  get violations(): readonly Violation[] {
    return this.#watch.violations
  }

  get requestLog(): readonly RequestLogEntry[] {
    return this.#log.entries
  }

  get sessionActive(): boolean {
    return this.#session.active
  }

  get tokens(): readonly AirbaseToken[] {
    return this.#tokens
  }

  acknowledged(): readonly Acknowledgement[] {
    return [...this.#ledger.acknowledged.values()]
  }

  noteThrottle(untilMs: number): void {
    this.#rate.noteThrottle(untilMs)
  }

  handle(request: SandboxRequest): SandboxResponse {
    if (!isUnaware(request) && this.#rate.inPause())
      this.#watch.note('request-in-pause', 'Retry-After had not passed', request)
    const { reply, headers } = this.#answer(request)
    this.#log.add({
      method: request.method,
      path: targetOf(request),
      status: reply.status,
      wrote: reply.wrote,
      atMs: this.#settings.clock.now(),
    })
    const body = request.method === 'HEAD' ? '' : reply.body
    return { status: reply.status, headers: { ...headers, ...reply.headers }, body }
  }

  #answer(request: SandboxRequest): { reply: Reply; headers: Record<string, string> } {
    const verdict = this.#rate.take()
    const headers: Record<string, string> = {
      Date: new Date(this.#settings.clock.now()).toUTCString(),
      'Cache-Control': 'max-age=0, no-cache, no-store, must-revalidate, private',
      Server: 'cloudflare',
      Vary: 'Cookie, origin',
      'X-Airbase-Release-Version': this.#settings.releaseVersion,
      'X-Request-Id': newAirbaseId(this.#settings.random),
      ...verdict.headers,
    }
    if (!verdict.allowed) return { reply: detail(429, 'Request was throttled.'), headers }
    const token = this.#tokenOf(request)
    if (typeof token === 'string') {
      this.#noteRefusal(request)
      return {
        reply: withHeaders(detail(401, token), { 'WWW-Authenticate': this.#settings.scheme }),
        headers,
      }
    }
    headers['X-Airbase-Auth-Token-Id'] = String(token.id)
    return { reply: this.#route(request), headers }
  }

  /** A refused token is refused again: a client that goes on with it does not listen. */
  #noteRefusal(request: SandboxRequest): void {
    const header = request.headers['authorization'] ?? ''
    const now = this.#settings.clock.now()
    const last = this.#refused?.header === header ? this.#refused.at : Number.NEGATIVE_INFINITY
    const isOnTheWay = isUnaware(request) || now - last < this.#settings.refusalGraceMs
    if (now - last < newAttemptMs && !isOnTheWay)
      this.#watch.note('token-repeated', 'it was refused just now', request)
    this.#refused = { header, at: now }
  }

  #tokenOf(request: SandboxRequest): AirbaseToken | string {
    const [scheme = '', key = '', ...rest] = (request.headers['authorization'] ?? '').split(' ')
    if (scheme !== this.#settings.scheme || rest.length > 0) {
      return 'Authentication credentials were not provided.'
    }
    return this.#tokens.find((token) => token.key === key) ?? 'Invalid token.'
  }

  #route(request: SandboxRequest): Reply {
    const call = toCall(request, this.#settings.prefix)
    if (!call) return detail(404, 'Not found.')
    if (!request.path.endsWith('/')) return this.#withoutSlash(request)
    const accept = request.headers['accept'] ?? '*/*'
    if (!/application\/(json|\*)|\*\/\*/i.test(accept)) {
      this.#watch.note('wrong-accept', accept, request)
      return detail(406, 'Could not satisfy the request Accept header.')
    }
    const [root = '', second] = call.segments
    const reply =
      root === 'ledger_entries'
        ? this.#ledger.handle(call)
        : isReferenceKind(root)
          ? handleReference(this.#context, root, call)
          : root === 'entity' && second === 'sync' && call.segments.length === 2
            ? this.#session.handle(call)
            : detail(404, 'Not found.')
    if (reply.status === 415) this.#watch.note('wrong-content-type', lineOf(request), request)
    return reply
  }

  #withoutSlash(request: SandboxRequest): Reply {
    this.#watch.note('missing-slash', request.path, request)
    if (request.method !== 'GET' && request.method !== 'HEAD') return detail(404, 'Not found.')
    const query = request.query === '' ? '' : `?${request.query}`
    return withHeaders(detail(301, 'Moved Permanently'), { Location: `${request.path}/${query}` })
  }
}
