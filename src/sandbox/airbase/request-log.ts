/** One request as the sandbox remembers it. */
export interface RequestLogEntry {
  readonly method: string
  /** Path and query. */
  readonly path: string
  readonly status: number
  /** Whether it changed anything in the vendor's system. */
  readonly wrote: boolean
  readonly atMs: number
}

/** The latest requests, up to a bound. */
export interface RequestLog {
  readonly entries: readonly RequestLogEntry[]
  add(entry: RequestLogEntry): void
}

/** Keeps between `max` and twice as many entries, so that forgetting costs little. */
export function createRequestLog(max: number): RequestLog {
  const entries: RequestLogEntry[] = []
  return {
    entries,
    add(entry) {
      entries.push(entry)
      if (entries.length >= max * 2) entries.splice(0, entries.length - max)
    },
  }
}
