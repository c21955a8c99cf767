import type { Clock } from '../lib/clock.ts'

/** Bounds of a gate. */
export interface GateOptions {
  /** Requests in flight at the start, and never fewer than one. */
  readonly concurrencyStart: number
  readonly concurrencyMax: number
  /** True keeps `concurrencyStart` for ever: for far sides with a fixed cap, and for measurements. */
  readonly fixed?: boolean
}

/** One gate stands before one environment: it bounds how many requests are in flight and holds all of them in a pause. */
export interface Gate {
  /** Resolves when this request may go; `leave` must follow. */
  enter(): Promise<void>
  /** `throttled` halves the number in flight; a success raises it slowly. */
  leave(outcome: 'ok' | 'throttled' | 'failed'): void
  /** Nobody enters before `ms` from now have passed; of two pauses the later end counts. */
  pause(ms: number): void
  /** From now on at least `ms` lie between two who enter; 0 ends it. */
  space(ms: number): void
  /** How many may be in flight now. */
  readonly concurrency: number
}

/** Successes at full width before one more may be in flight. */
const RAISE_AFTER = 16

/** An additive-increase, halve-on-throttle gate. */
export const createGate = (clock: Clock, options: GateOptions): Gate => {
  let allowed = options.concurrencyStart
  let inFlight = 0
  let successes = 0
  let openAt = 0
  let spacing = 0
  let enteredAt = Number.NEGATIVE_INFINITY
  let sleeping = false
  const waiting: (() => void)[] = []

  const wake = () => {
    while (waiting.length > 0) {
      const pauseMs = Math.max(openAt, enteredAt + spacing) - clock.elapsed()
      if (pauseMs > 0) return void sleepThenWake(pauseMs)
      if (inFlight >= allowed) return
      inFlight += 1
      enteredAt = clock.elapsed()
      waiting.shift()?.()
    }
  }
  const sleepThenWake = async (ms: number) => {
    if (sleeping) return
    sleeping = true
    await clock.sleep(ms)
    sleeping = false
    wake()
  }
  return {
    enter: () =>
      new Promise((resolve) => {
        waiting.push(resolve)
        wake()
      }),
    leave: (outcome) => {
      inFlight -= 1
      if (outcome === 'ok') successes += 1
      if (!options.fixed && outcome === 'throttled') allowed = Math.max(1, Math.floor(allowed / 2))
      if (!options.fixed && outcome === 'ok' && successes >= RAISE_AFTER) {
        allowed = Math.min(options.concurrencyMax, allowed + 1)
        successes = 0
      }
      wake()
    },
    pause: (ms) => {
      openAt = Math.max(openAt, clock.elapsed() + ms)
    },
    space: (ms) => {
      spacing = ms
    },
    get concurrency() {
      return allowed
    },
  }
}
