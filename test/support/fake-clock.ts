import type { Clock } from '../../src/lib/clock.ts'

/** A clock that stands still until it is told to move; whoever sleeps moves it. */
export interface FakeClock extends Clock {
  /** Moves both the wall clock and the elapsed time. */
  advance(ms: number): void
  /** Sets the wall clock alone, as an administrator or NTP would. */
  jump(ms: number): void
}

export const fakeClock = (start: string): FakeClock => {
  let now = Date.parse(start)
  let elapsed = 0
  const advance = (ms: number) => {
    now += ms
    elapsed += ms
  }
  return {
    now: () => now,
    elapsed: () => elapsed,
    sleep: (ms) => {
      advance(ms)
      return Promise.resolve()
    },
    advance,
    jump: (ms) => {
      now += ms
    },
  }
}
