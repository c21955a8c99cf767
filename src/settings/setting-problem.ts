import type { z } from 'zod'
import { nearest } from '../lib/nearest.ts'
import { isSecretName } from '../lib/redact.ts'
import { allowedText } from './allowed-text.ts'
import { knownKeys } from './known-keys.ts'

const FOUND_CHARS_MAX = 80

/** One wrong setting, for people. */
export interface SettingProblem {
  /** `routes.airbase-to-d365.flows.bills.form` */
  readonly path: string
  /** What stands there, as JSON text. */
  readonly found: string
  /** What may stand there. */
  readonly allowed: string
}

export interface Checked {
  readonly schema: z.core.$ZodType
  readonly raw: unknown
  /** Where `raw` stands in its file. */
  readonly at: readonly string[]
}

/** Every issue as problems: one per unknown key, one per wrong value. */
export const toProblems = (
  checked: Checked,
  issues: readonly z.core.$ZodIssue[],
): readonly SettingProblem[] =>
  issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => unknownKey(checked, issue.path, key))
    const allowed = allowedText(issue)
    const value = valueAt(checked.raw, issue.path)
    return [{ path: pathText(checked, issue.path), found: foundText(value, issue.path.at(-1)), allowed }]
  })

/** `connections.airbase.settings.baseUrl is "foo"; allowed is an address such as "https://…"` */
export const problemLine = ({ path, found, allowed }: SettingProblem): string =>
  `${path} is ${found}; allowed is ${allowed}`

const unknownKey = (checked: Checked, path: readonly PropertyKey[], key: string): SettingProblem => {
  const keys = knownKeys(checked.schema, path)
  const meant = nearest(key, keys)
  const guess = meant === null ? '' : `; did you mean ${meant}?`
  return {
    path: pathText(checked, [...path, key]),
    found: 'a key that nobody knows',
    allowed: `${keys.length === 0 ? 'nothing' : keys.join(', ')}${guess}`,
  }
}

const pathText = (checked: Checked, path: readonly PropertyKey[]): string =>
  [...checked.at, ...path].map(String).join('.') || 'the whole file'

const valueAt = (raw: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    raw,
  )

const foundText = (value: unknown, key: PropertyKey | undefined): string => {
  if (value === undefined) return 'missing'
  if (key !== undefined && isSecretName(String(key))) return '***'
  const text = JSON.stringify(value) ?? typeof value
  return text.length > FOUND_CHARS_MAX ? `${text.slice(0, FOUND_CHARS_MAX)}…` : text
}
