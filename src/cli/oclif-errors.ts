import { UsageError } from '../errors/ml-error.ts'
import { nearest } from '../lib/nearest.ts'

const HELP_LINE = /\n?See more help with --help$/
const CODES: Readonly<Record<string, string>> = {
  NonExistentFlagsError: 'USAGE_FLAG_UNKNOWN',
  FlagInvalidOptionError: 'USAGE_FLAG_VALUE',
  RequiredArgsError: 'USAGE_ARGUMENT_MISSING',
  UnexpectedArgsError: 'USAGE_ARGUMENT_UNEXPECTED',
  ArgInvalidOptionError: 'USAGE_ARGUMENT_VALUE',
  FailedFlagValidationError: 'USAGE_FLAGS',
  ViolatedFlagConstraintError: 'USAGE_FLAGS',
}

/** oclif's own complaints about a command line, as ours; null for any other error. */
export const toUsageError = (error: unknown): UsageError | null => {
  if (!(error instanceof Error) || !isOclifError(error)) return null
  return new UsageError(error.message.replace(HELP_LINE, ''), {
    code: CODES[error.constructor.name] ?? 'USAGE',
    hint: `${guessOf(error)}Run: ml-connector ${commandOf(error)}--help`,
    cause: error,
  })
}

/** oclif marks what it throws on purpose with an exit code; a defect inside a command has none. */
const isOclifError = (error: Error): boolean =>
  'oclif' in error && typeof error.oclif === 'object' && error.oclif !== null && 'exit' in error.oclif

/** The flag that was probably meant. */
const guessOf = (error: Error): string => {
  const typed = fieldOf(error, 'flags')
  const known = fieldOf(fieldOf(fieldOf(error, 'parse'), 'input'), 'flags')
  if (!Array.isArray(typed) || typeof known !== 'object' || known === null) return ''
  const meant = nearest(String(typed[0]).replace(/^-+/, ''), Object.keys(known))
  return meant === null ? '' : `Did you mean --${meant}? `
}

const commandOf = (error: Error): string => {
  const id = 'parse' in error ? idOf(error.parse) : null
  return id === null ? '' : `${id.replaceAll(':', ' ')} `
}

const idOf = (parse: unknown): string | null => {
  const input = fieldOf(parse, 'input')
  const id = fieldOf(fieldOf(input, 'context'), 'id')
  return typeof id === 'string' ? id : null
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
