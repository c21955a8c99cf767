/** One thing that is wrong with a document: the field, its value, and what to do about it. */
export interface Problem {
  /** Stable code such as `ACCOUNT_SUSPENDED`; the runbook has a paragraph for each. */
  readonly code: string
  /** Where: `lines[2].account`, `vendor`. */
  readonly field: string
  /** What stands there, as text; never a bank or personal datum. */
  readonly value: string
  /** One sentence: what is wrong. */
  readonly message: string
  /** One sentence: what to do. */
  readonly remedy: string
}
