import type { Clock } from '../lib/clock.ts'
import type { SandboxRequest } from './app.ts'

/** A request whose connection broke and that will be committed all the same. */
export interface LateCommit {
  readonly fault: number
  readonly request: SandboxRequest
  readonly dueMs: number
  requestsLeft: number
}

/** When a late commit falls due: by time, after further requests, or only when told to. */
export interface LateTerms {
  readonly afterMs?: number
  readonly afterRequests?: number
}

/** Keeps requests that are still to be committed, in the order in which they came. */
export class LateCommits {
  readonly #clock: Clock
  #waiting: LateCommit[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get size(): number {
    return this.#waiting.length
  }

  add(fault: number, request: SandboxRequest, { afterMs, afterRequests }: LateTerms): void {
    const dueMs = afterMs === undefined ? Number.POSITIVE_INFINITY : this.#clock.now() + afterMs
    this.#waiting.push({ fault, request, dueMs, requestsLeft: afterRequests ?? Number.POSITIVE_INFINITY })
  }

  /** Another request was answered. */
  count(request: SandboxRequest): void {
    for (const late of this.#waiting) if (late.request !== request) late.requestsLeft -= 1
  }

  /** Takes out what is due now. */
  takeDue(): readonly LateCommit[] {
    if (this.#waiting.length === 0) return []
    const now = this.#clock.now()
    return this.#take((late) => late.dueMs <= now || late.requestsLeft <= 0)
  }

  /** Takes out everything. */
  takeAll(): readonly LateCommit[] {
    return this.#take(() => true)
  }

  #take(isDue: (late: LateCommit) => boolean): readonly LateCommit[] {
    const due = this.#waiting.filter(isDue)
    if (due.length > 0) this.#waiting = this.#waiting.filter((late) => !due.includes(late))
    return due
  }
}
