import { DefectError } from '../errors/ml-error.ts'

/** Throws a defect unless `condition` holds; for what can only be false if this program is wrong. */
export function assert(condition: unknown, what: string): asserts condition {
  if (!condition) throw new DefectError(`assertion failed: ${what}`, { code: 'DEFECT_ASSERTION' })
}

/** `value` itself, once it is proven to be there. */
export const present = <Value>(value: Value | null | undefined, what: string): Value => {
  assert(value !== null && value !== undefined, `${what} is present`)
  return value
}
