import { UsageError } from '../errors/ml-error.ts'
import { nearest } from '../lib/nearest.ts'

const HELP_LINE = /\n?See more help with --help$/
/** What oclif puts around the message of a flag's own parser, ours among them. */
const PARSING = /^Parsing (--[a-z0-9-]+) ?\n\t/
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
  const code = PARSING.test(error.message) ? 'USAGE_FLAG_VALUE' : 'USAGE'
  return new UsageError(plainMessage(error.message), {
    code: CODES[error.constructor.name] ?? code,
    hint: `${guessOf(error)}Run: ml-connector ${commandOf(error)}--help`,
    cause: error,
  })
}

/** `--wait: "soon" is not a length of time`, without what oclif adds to it. */
export const plainMessage = (message: string): string => {
  const [, flag] = PARSING.exec(message) ?? []
  const bare = message.replace(HELP_LINE, '')
  return flag === undefined ? bare : `${flag}: ${bare.replace(PARSING, '').replace(`${flag}: `, '')}`
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
