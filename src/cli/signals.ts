const SIGNALS = ['SIGINT', 'SIGTERM'] as const
type StopSignal = (typeof SIGNALS)[number]

/** Exit codes after a clean drain. */
const EXIT: Readonly<Record<StopSignal, number>> = { SIGINT: 130, SIGTERM: 143 }

/** Turns the first SIGINT or SIGTERM into an abort: what is in flight ends, nothing new begins. A second one kills. */
export const abortOnSignal = (onStop: (signal: StopSignal) => void) => {
  const controller = new AbortController()
  let exitCode: number | null = null
  const stop = (signal: StopSignal) => {
    exitCode = EXIT[signal]
    onStop(signal)
    controller.abort(new Error(`stopped by ${signal}`))
    release()
  }
  const release = () => SIGNALS.forEach((signal) => process.off(signal, stop))
  SIGNALS.forEach((signal) => process.on(signal, stop))
  return {
    signal: controller.signal,
    release,
    /** 130 or 143 once a signal came; null before. */
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
