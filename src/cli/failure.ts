import { DefectError, InterruptedError, MlError } from '../errors/ml-error.ts'
import { redactFacts, redactText } from '../lib/redact.ts'
import { plainMessage, toUsageError } from './oclif-errors.ts'
import type { Paint } from './render/paint.ts'
import { printable } from './render/text.ts'
import { systemTrouble } from './system-errors.ts'

type Fact = string | number | boolean | null | undefined

/** An error as a person and a script are told of it; nothing secret is left in it. */
export interface Failure {
  readonly code: string
  readonly message: string
  readonly hint: string | null
  readonly retryable: boolean
  readonly retryAfterMs: number | null
  readonly context: Readonly<Record<string, Fact>>
  /** Only for defects. */
  readonly stack: string | null
  readonly exitCode: number
}

const CAUSES_MAX = 5
const REPORT_HINT =
  'This is a defect in ml-connector. Nothing more was written. Please report it with the lines above, ' +
  'and run: ml-connector audit verify'

/** Whatever was thrown, as a failure. */
export const toFailure = (error: unknown): Failure => {
  const known = toMlError(error)
  const isDefect = known instanceof DefectError
  return {
    code: known.code,
    message: redactText(plainMessage(known.message)),
    hint: isDefect ? REPORT_HINT : hintOf(known),
    retryable: known.retryable,
    retryAfterMs: known.retryAfterMs ?? null,
    context: redactFacts(known.context),
    stack: isDefect ? redactText(stackOf(error)) : null,
    exitCode: known.exitCode,
  }
}

/** What stderr shows. */
export const renderFailure = (failure: Failure, paint: Paint): string => {
  const lines = [
    `${paint.bad('✖')} ${printable(failure.message, { lines: true })}`,
    `  code: ${failure.code}`,
    ...(failure.retryAfterMs === null ? [] : [`  retry after: ${Math.ceil(failure.retryAfterMs / 1000)} s`]),
    ...contextLines(failure),
    ...(failure.stack === null ? [] : [paint.dim(printable(failure.stack, { lines: true }))]),
    ...(failure.hint === null ? [] : [`  ${paint.strong('→')} ${printable(failure.hint, { lines: true })}`]),
  ]
  return `${lines.join('\n')}\n`
}

/** What stdout shows under `--json`. */
export const failureJson = (failure: Failure): { readonly error: Omit<Failure, 'stack' | 'exitCode'> } => {
  const { stack, exitCode: _exit, ...error } = failure
  return { error: stack === null ? error : { ...error, context: { ...error.context, stack } } }
}

const toMlError = (error: unknown): MlError => {
  if (error instanceof MlError) return error
  if (isInterrupt(error)) return new InterruptedError('SIGINT')
  return toUsageError(error) ?? systemTrouble(error) ?? unexpected(error)
}

const unexpected = (error: unknown): DefectError =>
  new DefectError(`unexpected: ${error instanceof Error ? error.message : String(error)}`, {
    code: 'DEFECT_UNEXPECTED',
    cause: error,
  })

/** Inquirer throws this on Ctrl-C. */
const isInterrupt = (error: unknown): boolean => error instanceof Error && error.name === 'ExitPromptError'

const hintOf = ({ hint }: MlError): string | null => (hint === undefined ? null : redactText(hint))

/** Facts that the message does not say already. */
const contextLines = (failure: Failure): readonly string[] =>
  Object.entries(failure.context)
    .filter(([, value]) => value !== null && value !== undefined && !failure.message.includes(String(value)))
    .map(([name, value]) => `  ${name}: ${printable(String(value))}`)

const stackOf = (error: unknown): string => {
  const stacks: string[] = []
  let at: unknown = error
  while (at instanceof Error && stacks.length < CAUSES_MAX) {
    stacks.push(at.stack ?? at.message)
    at = at.cause
  }
  return stacks.length === 0 ? String(error) : stacks.join('\ncaused by: ')
}
