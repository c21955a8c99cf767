import { ProblemsError } from '../errors/problems-error.ts'
import type { Problem } from './problem.ts'

/** Gathers everything that is wrong with one document, so that it is reported at once. */
export class Problems {
  readonly #found: Problem[] = []

  add(problem: Problem): void {
    this.#found.push(problem)
  }

  get any(): boolean {
    return this.#found.length > 0
  }

  /** @throws ProblemsError when there is anything */
  throwIfAny(): void {
    const [first, ...others] = this.#found
    if (first !== undefined) throw new ProblemsError([first, ...others])
  }

  /** Throws what was found; for places that cannot go on without it. */
  fail(): never {
    this.throwIfAny()
    throw new TypeError('there is no problem to throw')
  }
}
