import type { Problem } from '../../model/problem.ts'

/**
 * Why D365 refused a write. `rejected`: business logic; `conflict`: the row changed since we read it;
 * `exists`: the key is taken; `missing`: nothing under this key (or `cross-company` is missing).
 */
export interface Refusal {
  readonly kind: 'rejected' | 'conflict' | 'exists' | 'missing'
  /** Reasons without the noise, each once, in D365's words. */
  readonly texts: readonly string[]
  /** Fields that D365 pointed at, without the name of the entity. */
  readonly fields: readonly string[]
}

/**
 * What an error body says: `{error: {message, innererror: {message, type, internalexception}}}` (contract
 * 2.11).
 */
interface ErrorBody {
  readonly message: string
  readonly type: string
}

const BUSINESS =
  /Infolog:|(?:Write|Delete|Update) (?:validation )?failed for table row|Exception occurred while executing/i
const CONFLICT = /an update conflict occurred/i
const EXISTS = /the record already exists/i
const MISSING = /no resources were found when selecting for update/i
/** Lines of an Infolog that only repeat that something failed. */
const NOISE = /^(?:validateWrite failed on data source|update has been cancell?ed)/i
const FIELD = /validateField failed on field '(?:[^'.]*\.)?([^']+)'/i

/** Judges the answer to a failed write; null when it is no refusal by business logic. */
export const refusalOf = (status: number, body: string): Refusal | null => {
  const error = parseErrorBody(body)
  if (status === 412)
    return { kind: 'conflict', texts: [error?.message ?? 'The row has changed.'], fields: [] }
  if (error === null) return null
  const kind = kindOf(error)
  return kind === null ? null : { kind, ...infolog(error.message) }
}

const kindOf = ({ message, type }: ErrorBody): Refusal['kind'] | null => {
  if (CONFLICT.test(message)) return 'conflict'
  if (EXISTS.test(message)) return 'exists'
  if (MISSING.test(message)) return 'missing'
  return type.endsWith('AxODataWriteException') || BUSINESS.test(message) ? 'rejected' : null
}

/** The most telling message of an error body, null when it is not one. Never the stack trace. */
export const parseErrorBody = (body: string): ErrorBody | null => {
  const error = member(parseJson(body), 'error')
  if (error === null) return null
  const inner = member(error, 'innererror')
  const deeper = member(inner, 'internalexception')
  const candidates = [string(deeper, 'message'), string(inner, 'message'), string(error, 'message')]
  const telling = candidates.find((text) => BUSINESS.test(text)) ?? string(inner, 'message') ?? ''
  const message = telling || candidates.find((text) => text !== '') || 'no reason given'
  return { message, type: string(inner, 'type') }
}

/**
 * Texts and fields of `… Infolog: <Severity>: <text>; <Severity>: <text>.`; every severity of a failed call
 * counts.
 */
const infolog = (message: string): Pick<Refusal, 'texts' | 'fields'> => {
  const log = message.split(/Infolog:\s*/i).at(-1) ?? message
  const entries = log.split(/(?:^|;\s*)(?:Info|Warning|Error):\s*/i).map((entry) => tidy(entry))
  const fields = [...new Set(entries.flatMap((entry) => FIELD.exec(entry)?.[1] ?? []))]
  const telling = entries.filter((entry) => entry !== '' && !NOISE.test(entry) && !FIELD.test(entry))
  const texts =
    telling.length > 0 ? telling : fields.map((field) => `The value of the field '${field}' was refused.`)
  return { texts: [...new Set(texts.length > 0 ? texts : [tidy(message)])], fields }
}

const tidy = (entry: string): string =>
  entry
    .trim()
    .replace(/[;\s]+$/, '')
    .replace(/\.{2,}$/, '.')

/** Another unposted payment settles the invoice: D365 lets only one do so at a time. */
export const MARKED_ELSEWHERE = 'INVOICE_MARKED_ELSEWHERE'

/** A workflow holds the journal or the invoice: nobody may change it until the workflow ends. */
export const IN_WORKFLOW = 'D365_IN_WORKFLOW'

/** Refusals with a meaning of their own; everything else is `D365_REJECTED`. */
const KNOWN: readonly (readonly [RegExp, string, string])[] = [
  [
    /is not found in the related table/i,
    'D365_VALUE_NOT_FOUND',
    'Create the value in D365, or correct its mapping.',
  ],
  [
    /marked for settlement by/i,
    MARKED_ELSEWHERE,
    'It goes on by itself once the other payment of this invoice is posted or removed in D365.',
  ],
  [
    /\bin (?:the )?workflow\b|\bsubmitted to (?:the )?workflow\b/i,
    IN_WORKFLOW,
    'Wait until the workflow in D365 ends or recall it, then replay the document.',
  ],
  [/must be not stocked/i, 'D365_STOCKED_ITEM', 'Map the line to a procurement category or a service item.'],
  [/fiscal year has changed/i, 'D365_FISCAL_YEAR', 'Choose a posting date in an open fiscal year.'],
  [
    /is mandatory and must consequently be specified/i,
    'D365_FIELD_MANDATORY',
    'Map the value that D365 demands.',
  ],
]

/** One problem per reason, for the document that was refused. */
export const refusalProblems = (refusal: Refusal, where: string): readonly Problem[] =>
  refusal.texts.map((text) => {
    const known = KNOWN.find(([pattern]) => pattern.test(text))
    return {
      code: known?.[1] ?? 'D365_REJECTED',
      field: refusal.fields.length === 0 ? where : `${where}.${refusal.fields.join(',')}`,
      value: '',
      message: `D365 refused it: ${text}`,
      remedy:
        known?.[2] ?? 'Correct the reason in D365, the mapping or the source, then replay the document.',
    }
  })

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

const member = (value: unknown, name: string): Record<string, unknown> | null => {
  if (typeof value !== 'object' || value === null) return null
  const inner = (value as Record<string, unknown>)[name]
  return typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : null
}

const string = (value: Record<string, unknown> | null, name: string): string => {
  const text = value?.[name]
  return typeof text === 'string' ? text : ''
}
