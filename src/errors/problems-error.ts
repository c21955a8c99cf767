import { ParkableError } from './ml-error.ts'

/** The shape of `Problem` in `src/model/problem.ts`, which this folder may not import. */
interface ProblemLike {
  readonly code: string
  readonly field: string
  readonly value: string
  readonly message: string
  readonly remedy: string
}

/** Everything that is wrong with one document, at once. */
export class ProblemsError extends ParkableError {
  readonly problems: readonly ProblemLike[]

  constructor(problems: readonly [ProblemLike, ...ProblemLike[]]) {
    const [first, ...others] = problems
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`
    super(`${first.message}${more}`, { code: first.code, hint: first.remedy, context: { field: first.field, value: first.value } })
    this.problems = problems
  }
}
