/** One answered request. */
export interface LoggedRequest {
  readonly method: string
  /** Path and query, percent-decoded. */
  readonly target: string
  readonly status: number
  /** Whether it changed any data: a dry run must leave this false everywhere. */
  readonly wrote: boolean
}

/** The newest requests, oldest first; older ones fall out. */
export interface RequestLog {
  readonly entries: readonly LoggedRequest[]
  add(entry: LoggedRequest): void
}

/** A log that keeps between `entriesMax` and 1.25 times as many entries. */
export const createRequestLog = (entriesMax: number): RequestLog => {
  const entries: LoggedRequest[] = []
  return {
    entries,
    add: (entry) => {
      entries.push(entry)
      if (entries.length > entriesMax * 1.25) entries.splice(0, entries.length - entriesMax)
    },
  }
}
