import type { SandboxRequest, Violation } from '../app.ts'
import { lineOf } from './call.ts'

/** Records breaches of the contract, oldest first, up to a bound. */
export interface Watch {
  readonly violations: readonly Violation[]
  note(rule: string, detail: string, request: SandboxRequest): void
}

/** An empty record of at most `violationsMax` breaches. */
export function createWatch(violationsMax: number): Watch {
  const violations: Violation[] = []
  return {
    violations,
    note(rule, detail, request) {
      if (violations.length < violationsMax) violations.push({ rule, detail, request: lineOf(request) })
    },
  }
}
