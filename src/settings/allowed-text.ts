import type { z } from 'zod'

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object { … }',
  record: 'an object { … }',
  array: 'a list [ … ]',
  null: 'null',
}
const FORMATS: Readonly<Record<string, string>> = {
  url: 'an address such as "https://example.com"',
  email: 'an e-mail address',
  uuid: 'a UUID',
  guid: 'a GUID',
  date: 'a date such as "2026-11-20"',
}

/** What a schema would have taken, as a phrase. */
export const allowedText = (issue: z.core.$ZodIssue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? `a value of type ${issue.expected}`
    case 'invalid_value':
      return valuesText(issue.values)
    case 'too_small':
      return boundText(issue.origin, 'at least', issue.minimum)
    case 'too_big':
      return boundText(issue.origin, 'at most', issue.maximum)
    case 'invalid_format':
      return isOwn(issue.message)
        ? issue.message
        : (FORMATS[issue.format] ?? `a text of the form ${issue.format}`)
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`
    case 'invalid_key':
    case 'invalid_element':
      return firstText(issue.issues)
    case 'invalid_union':
      return unionText(issue.errors)
    case 'unrecognized_keys':
    case 'custom':
      return issue.message
  }
}

const valuesText = (values: readonly unknown[]): string => {
  const texts = values.map((value) => JSON.stringify(value))
  return texts.length === 1 ? (texts[0] ?? '') : `one of ${texts.join(', ')}`
}

const boundText = (origin: string, bound: string, count: number | bigint): string => {
  if (origin !== 'string') return `${bound} ${count}`
  return bound === 'at least' && count === 1
    ? 'a text that is not empty'
    : `a text of ${bound} ${count} characters`
}

/** Zod's own words start with «Invalid»; a schema that says what it wants is quoted instead. */
const isOwn = (message: string): boolean => !message.startsWith('Invalid')

const firstText = (issues: readonly z.core.$ZodIssue[]): string =>
  issues[0] ? allowedText(issues[0]) : 'another value'

const unionText = (branches: readonly (readonly z.core.$ZodIssue[])[]): string =>
  branches.flatMap(([first]) => (first ? [branchText(first)] : [])).join(', or ')

const branchText = (issue: z.core.$ZodIssue): string => {
  const [key] = issue.path
  return key === undefined ? allowedText(issue) : `an object with ${String(key)}: ${allowedText(issue)}`
}
