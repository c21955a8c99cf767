import { inspect } from 'node:util'

const MASK = '***'

/** A value that must never be printed: it shows as `***` in text, JSON, templates and inspection. */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** The value itself. Call it only where a header, a body or a sealed file is built. */
  reveal(): string {
    return this.#value
  }

  toString(): string {
    return MASK
  }

  toJSON(): string {
    return MASK
  }

  [inspect.custom](): string {
    return MASK
  }
}
