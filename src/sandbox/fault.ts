import type { Json } from '../lib/json.ts'

/** Which requests a fault is meant for; a part left out matches everything. */
export interface FaultMatch {
  readonly method?: string
  /** Source of a regular expression that is tried on path and query. */
  readonly path?: string
}

/** How `Retry-After` is written: seconds, an HTTP date that lies this far ahead, or any text. */
export type RetryAfter =
  { readonly seconds: number } | { readonly dateAfterMs: number } | { readonly text: string }

/** What happens instead of, or with, the ordinary answer. */
export type FaultAction =
  /** 429; the vendor's app is told of the pause and records calls that do not respect it. */
  | { readonly kind: 'throttle'; readonly retryAfter?: RetryAfter; readonly body?: string }
  /** Any status with a JSON value, or with text such as an edge's HTML page. Nothing is committed. */
  | {
      readonly kind: 'status'
      readonly status: number
      readonly json?: Json
      readonly text?: string
      readonly headers?: Readonly<Record<string, string>>
    }
  /** The connection breaks before anything is committed. */
  | { readonly kind: 'drop-before' }
  /** The request is committed, then the connection breaks. */
  | { readonly kind: 'drop-after' }
  /** The connection breaks now; the request is committed later, by time or after further requests. */
  | { readonly kind: 'commit-late'; readonly afterMs?: number; readonly afterRequests?: number }
  /** No answer ever comes; the request may have been committed. */
  | { readonly kind: 'silence'; readonly committed?: boolean }
  /** The ordinary answer, late. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** The ordinary answer, cut after so many bytes. */
  | { readonly kind: 'truncate'; readonly atByte: number }
  /** 200 with an HTML page; nothing is committed. */
  | { readonly kind: 'html' }
  /** The ordinary answer with a field missing, renamed or replaced; `data.*.notes` reaches into rows. */
  | { readonly kind: 'shape'; readonly field: string; readonly renameTo?: string; readonly value?: Json }
  /** The ordinary list page, disturbed as if rows had moved between this page and the one before. */
  | { readonly kind: 'page'; readonly change: 'duplicate' | 'reorder' | 'shrink' }
  /** 401 as for a token that has expired; an app that can revoke its tokens does so. Nothing is committed. */
  | { readonly kind: 'token-expired'; readonly json?: Json }

/** A fault as data. It counts the requests that match and acts on number `nth` and on `times` in all. */
export interface Fault {
  readonly match: FaultMatch
  /** The first matching request that is hit, 1 by default. */
  readonly nth?: number
  /** How many matching requests are hit from there on, 1 by default. */
  readonly times?: number
  readonly do: FaultAction
}
