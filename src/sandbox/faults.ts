import type { Clock } from '../lib/clock.ts'
import { lateHeader, type SandboxApp, type SandboxReply, type SandboxRequest, type SandboxResponse, type Violation } from './app.ts'
import { reshaped, rowsOf, truncated, withRows } from './body-faults.ts'
import type { Fault, FaultAction } from './fault.ts'
import { LateCommits, type LateCommit } from './late-commits.ts'
import {
  answer,
  dated,
  htmlResponse,
  lineOf,
  pauseEnd,
  statusResponse,
  throttleResponse,
} from './fault-replies.ts'

/** What an app may offer so that faults and parallel calls show up in its own records. */
export interface FaultableApp extends SandboxApp {
  /** The client was told to wait until this moment. */
  noteThrottle?(untilMs: number): void
  beginRequest?(request: SandboxRequest): void
  endRequest?(request: SandboxRequest): void
  /** Makes every token that was issued useless. */
  revokeTokens?(): void
}

/** What the caller gets, and how long it has to wait for it. */
export type FaultyReply = SandboxReply & { readonly delayMs?: number }

/** A fault with its id and how often it was met and hit. */
export interface FaultState {
  readonly id: number
  readonly fault: Fault
  readonly met: number
  readonly fired: number
}

/** One thing that the fault layer did. */
export interface FaultEvent {
  readonly fault: number
  readonly kind: FaultAction['kind'] | 'committed-late'
  readonly request: string
  /** Whether the app had handled the request when the event was noted. */
  readonly committed: boolean
  readonly atMs: number
}

/** An app that misbehaves when told to. */
export interface FaultyApp<A extends FaultableApp = FaultableApp> {
  readonly name: string
  readonly app: A
  handle(request: SandboxRequest): FaultyReply
  /** Adds a fault and gives its id. */
  add(fault: Fault): number
  /** Removes one fault, or all. Commits that are still to come stay. */
  clear(id?: number): void
  /** Commits what is overdue by the clock. */
  settleDue(): void
  /** Commits everything that is still to come. */
  settleLate(): void
  readonly faults: readonly FaultState[]
  /** Commits that are still to come. */
  readonly pending: number
  readonly log: readonly FaultEvent[]
  readonly violations: readonly Violation[]
  beginRequest(request: SandboxRequest): void
  endRequest(request: SandboxRequest): void
}

/** Puts the fault layer in front of an app; without faults it is transparent. */
export const withFaults = <A extends FaultableApp>(
  app: A,
  { clock }: { readonly clock: Clock },
): FaultyApp<A> => new FaultLayer(app, clock)


type Expired = Extract<FaultAction, { kind: 'token-expired' }>

interface LiveFault extends FaultState {
  readonly pattern: RegExp | undefined
  met: number
  fired: number
}

const logMax = 10_000

class FaultLayer<A extends FaultableApp> implements FaultyApp<A> {
  readonly name: string
  readonly app: A
  readonly log: FaultEvent[] = []
  readonly #clock: Clock
  #faults: LiveFault[] = []
  readonly #late: LateCommits
  #lastId = 0
  /** The last row of the page before, by path. */
  readonly #lastRows = new Map<string, unknown>()

  constructor(app: A, clock: Clock) {
    this.name = app.name
    this.app = app
    this.#clock = clock
    this.#late = new LateCommits(clock)
  }

  get faults(): readonly FaultState[] {
    return this.#faults.map(({ id, fault, met, fired }) => ({ id, fault, met, fired }))
  }

  get pending(): number {
    return this.#late.size
  }

  get violations(): readonly Violation[] {
    return this.app.violations
  }

  add(fault: Fault): number {
    this.#lastId += 1
    const { path } = fault.match
    const pattern = path === undefined ? undefined : new RegExp(path)
    this.#faults.push({ id: this.#lastId, fault, pattern, met: 0, fired: 0 })
    return this.#lastId
  }

  clear(id?: number): void {
    this.#faults = id === undefined ? [] : this.#faults.filter((live) => live.id !== id)
    if (this.#faults.length === 0) this.#lastRows.clear()
  }

  beginRequest(request: SandboxRequest): void {
    this.app.beginRequest?.(request)
  }

  endRequest(request: SandboxRequest): void {
    this.app.endRequest?.(request)
  }

  settleDue(): void {
    this.#commit(this.#late.takeDue())
  }

  settleLate(): void {
    this.#commit(this.#late.takeAll())
  }

  handle(request: SandboxRequest): FaultyReply {
    this.settleDue()
    const live = this.#hit(request)
    const reply = live ? this.#act(live.id, live.fault.do, request) : this.#ordinary(request)
    this.#late.count(request)
    return dated(reply, this.#clock.now())
  }

  /** Every fault counts the request; the first one that is due acts. */
  #hit(request: SandboxRequest): LiveFault | undefined {
    const target = request.query === '' ? request.path : `${request.path}?${request.query}`
    let hit: LiveFault | undefined
    for (const live of this.#faults) {
      const { match, nth = 1, times = 1 } = live.fault
      if (match.method !== undefined && match.method !== request.method) continue
      if (live.pattern && !live.pattern.test(target)) continue
      live.met += 1
      if (hit || live.met < nth || live.fired >= times) continue
      live.fired += 1
      hit = live
    }
    return hit
  }

  #act(fault: number, action: FaultAction, request: SandboxRequest): FaultyReply {
    const note = (committed: boolean) =>
      this.#note({ fault, kind: action.kind, request: lineOf(request), committed })
    switch (action.kind) {
      case 'throttle':
        note(false)
        return this.#throttled(action)
      case 'status':
        note(false)
        return answer(statusResponse(action))
      case 'html':
        note(false)
        return answer(htmlResponse)
      case 'token-expired':
        note(false)
        return this.#withoutToken(action, request)
      case 'drop-before':
        note(false)
        return { kind: 'reset' }
      case 'commit-late':
        note(false)
        this.#late.add(fault, request, action)
        return { kind: 'reset' }
      case 'drop-after':
        this.app.handle(request)
        note(true)
        return { kind: 'reset' }
      case 'silence':
        if (action.committed) this.app.handle(request)
        note(action.committed ?? false)
        return { kind: 'silence' }
      case 'slow':
        note(true)
        return { ...this.#ordinary(request), delayMs: action.ms }
      case 'truncate':
        note(true)
        return answer(truncated(this.app.handle(request), action.atByte))
      case 'shape':
        note(true)
        return answer(reshaped(this.app.handle(request), action))
      case 'page':
        note(true)
        return this.#disturbed(action.change, request)
    }
  }

  /** An app that can revoke its tokens refuses in its own words, until the client has a new one. */
  #withoutToken({ json }: Expired, request: SandboxRequest): FaultyReply {
    if (json === undefined && this.app.revokeTokens) {
      this.app.revokeTokens()
      return this.#ordinary(request)
    }
    return answer(statusResponse({ status: 401, json: json ?? { detail: 'Invalid token.' } }))
  }

  #ordinary(request: SandboxRequest): FaultyReply {
    const response = this.app.handle(request)
    this.#remember(request, response)
    return answer(response)
  }

  /** The last row of each page is kept while a fault may want to repeat it. */
  #remember(request: SandboxRequest, response: SandboxResponse): void {
    if (!this.#faults.some(({ fault }) => fault.do.kind === 'page')) return
    const last = rowsOf(response)?.at(-1)
    if (last !== undefined) this.#lastRows.set(request.path, last)
  }

  #disturbed(change: 'duplicate' | 'reorder' | 'shrink', request: SandboxRequest): FaultyReply {
    const response = this.app.handle(request)
    const rows = rowsOf(response)
    if (!rows) return answer(response)
    const before = this.#lastRows.get(request.path)
    this.#remember(request, response)
    switch (change) {
      case 'duplicate':
        // A row was added at the front of the list: the last row of the page before comes again.
        return answer(before === undefined ? response : withRows(response, [before, ...rows.slice(0, -1)]))
      case 'reorder':
        return answer(withRows(response, rows.toReversed()))
      case 'shrink':
        // A row left the front of the list: what would be first here has moved to a page already read.
        return answer(withRows(response, rows.slice(1)))
    }
  }

  #throttled(action: Extract<FaultAction, { kind: 'throttle' }>): FaultyReply {
    const now = this.#clock.now()
    const until = pauseEnd(action.retryAfter, now)
    if (until !== undefined) this.app.noteThrottle?.(until)
    return answer(throttleResponse(action, now))
  }

  #commit(due: readonly LateCommit[]): void {
    for (const { fault, request } of due) {
      this.app.handle({ ...request, headers: { ...request.headers, [lateHeader]: '1' } })
      this.#note({ fault, kind: 'committed-late', request: lineOf(request), committed: true })
    }
  }

  #note(event: Omit<FaultEvent, 'atMs'>): void {
    if (this.log.length < logMax) this.log.push({ ...event, atMs: this.#clock.now() })
  }
}
