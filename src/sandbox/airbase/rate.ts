import type { Clock } from '../../lib/clock.ts'
import type { RateOptions } from './options.ts'

/** What the limiter says of one call. */
export interface RateVerdict {
  readonly allowed: boolean
  readonly headers: Readonly<Record<string, string>>
}

/** Counts calls in windows and knows until when the client was told to wait. */
export interface RateLimiter {
  take(): RateVerdict
  /** The client was told to wait until this moment. */
  noteThrottle(untilMs: number): void
  /** True when a call arrives although the client was told to wait. */
  inPause(): boolean
}

/** A fixed window that opens with the first call after the last one closed. */
export function createRateLimiter(clock: Clock, options: RateOptions): RateLimiter {
  let windowEnd = Number.NEGATIVE_INFINITY
  let used = 0
  let told = { from: 0, until: Number.NEGATIVE_INFINITY }
  const noteThrottle = (untilMs: number) => {
    if (untilMs > told.until) told = { from: clock.now(), until: untilMs }
  }
  return {
    take() {
      const now = clock.now()
      if (now >= windowEnd) {
        windowEnd = now + options.windowMs
        used = 0
      }
      const allowed = used < options.limit
      if (allowed) used += 1
      const headers: Record<string, string> = {
        'X-Ratelimit-Limit': String(options.limit),
        'X-Ratelimit-Remaining': String(options.limit - used),
      }
      if (!allowed && options.retryAfter) headers['Retry-After'] = String(Math.ceil((windowEnd - now) / 1000))
      // Told to wait or not: who comes back at once does not listen.
      if (!allowed) noteThrottle(options.retryAfter ? windowEnd : now + options.pauseMinMs)
      return { allowed, headers }
    },
    noteThrottle,
    inPause: () => clock.now() < told.until && clock.now() > told.from + options.pauseGraceMs,
  }
}
