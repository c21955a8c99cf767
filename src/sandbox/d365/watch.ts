import type { Violation } from '../app.ts'

/** Every rule of the contract whose breach by a client is recorded. */
export type ViolationRule =
  | 'missing-cross-company'
  | 'missing-company'
  | 'client-sent-number'
  | 'cookie-sent-back'
  | 'request-during-throttle'
  | 'line-after-release'
  | 'line-on-unheld-invoice'
  | 'release-before-check'
  | 'parallel-writes'
  | 'unescaped-account'
  | 'segments-dropped'
  | 'default-value-sent'
  | 'undoubled-quote'
  | 'batch-write'
  | 'no-select'
  | 'filter-chunk'
  | 'unknown-query-option'
  | 'date-not-noon-utc'
  | 'no-if-match'
  | 'text-truncated'
  | 'amount-rounded'
  | 'read-only-property'

/** Collects violations of the request that is being answered. */
export interface Watch {
  readonly violations: readonly Violation[]
  /** Names the request that following records belong to. */
  begin(request: string): void
  record(rule: ViolationRule, detail: string): void
  /** Runs what people do: their habits break no contract. */
  quietly<T>(run: () => T): T
}

/** A collector without a limit of its own: a test that floods it has found something. */
export const createWatch = (): Watch => {
  const violations: Violation[] = []
  let request = ''
  let quiet = false
  return {
    violations,
    begin: (name) => {
      request = name
    },
    record: (rule, detail) => {
      if (!quiet) violations.push({ rule, detail, request })
    },
    quietly: (run) => {
      quiet = true
      try {
        return run()
      } finally {
        quiet = false
      }
    },
  }
}
