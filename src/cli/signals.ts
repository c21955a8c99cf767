import { InterruptedError } from '../errors/ml-error.ts'

const SIGNALS = ['SIGINT', 'SIGTERM'] as const
type StopSignal = (typeof SIGNALS)[number]

/** Where a command has no setting for it. */
const DRAIN_MS = 30_000

/** Until `release`, a signal is an abort. */
export interface Stopping {
  readonly signal: AbortSignal
  readonly release: () => void
  /** 130 or 143 once a signal came; null before. */
  readonly exitCode: () => number | null
}

/**
 * Turns the first SIGINT or SIGTERM into an abort: what is in flight ends, nothing new begins. A second one, or the
 * end of the drain time, ends the process as the signal would have: what was in flight is then in doubt.
 */
export const abortOnSignal = (onStop: (signal: StopSignal) => void, drainMs = DRAIN_MS): Stopping => {
  const controller = new AbortController()
  let exitCode: number | null = null
  const stop = (signal: StopSignal) => {
    const stopped = new InterruptedError(signal)
    exitCode = stopped.exitCode
    onStop(signal)
    controller.abort(stopped)
    release()
    setTimeout(() => process.kill(process.pid, signal), drainMs).unref()
  }
  const release = () => SIGNALS.forEach((signal) => process.off(signal, stop))
  SIGNALS.forEach((signal) => process.on(signal, stop))
  return {
    signal: controller.signal,
    release,
    exitCode: () => exitCode,
  }
}

/** Resolves at the first SIGINT or SIGTERM. */
export const untilSignal = (): Promise<void> =>
  new Promise((resolve) => {
    const stop = () => {
      SIGNALS.forEach((signal) => process.off(signal, stop))
      resolve()
    }
    SIGNALS.forEach((signal) => process.on(signal, stop))
  })
