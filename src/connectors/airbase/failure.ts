/** What a refusal says, taken out of the vendor's several forms. */
export interface Failure {
  /** At most 500 characters. */
  readonly message: string
  /** Reasons by position of the row in a bulk request. */
  readonly rows: ReadonlyMap<number, string>
}

const MESSAGE_MAX = 500

/**
 * Reads a refusal: `detail`, then `validation_errors`, then a map of field → messages, then the raw text.
 * Never throws. Contract brief 3.4; the field form is Django REST's and inferred.
 */
export const readFailure = (text: string, contentType: string | undefined): Failure => {
  if (isHtml(text, contentType)) return plain(`an HTML page${titleOf(text)} instead of an answer of the API`)
  const body = parsed(text)
  const rows = rowsOf(body)
  const message = messageOf(body) ?? (rows.size > 0 ? rowSummary(rows) : text.trim())
  return { message: cut(message === '' ? 'no reason given' : message), rows }
}

/** True of a page where JSON was expected, as an edge or a login form sends it. */
export const isHtml = (text: string, contentType: string | undefined): boolean =>
  /^text\/html/i.test(contentType ?? '') || /^\s*<(!doctype|html)/i.test(text)

const plain = (message: string): Failure => ({ message: cut(message), rows: new Map() })
const cut = (text: string): string =>
  text.length > MESSAGE_MAX ? `${text.slice(0, MESSAGE_MAX - 1)}…` : text

const titleOf = (html: string): string => {
  const title = /<title>([^<]{1,80})/i.exec(html)?.[1]?.trim()
  return title ? ` («${title}»)` : ''
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `detail`, or every field with its messages; null where neither is there. */
const messageOf = (body: unknown): string | null => {
  if (!isObject(body)) return Array.isArray(body) ? joined(textsOf(body)) : null
  const detail = joined(textsOf(body['detail']))
  if (detail !== null) return detail
  if ('validation_errors' in body) return null
  return joined(Object.entries(body).flatMap(([name, value]) => fieldTexts(name, value)))
}

const fieldTexts = (name: string, value: unknown): string[] => {
  const texts = isObject(value)
    ? Object.entries(value).flatMap(([inner, v]) => fieldTexts(inner, v))
    : textsOf(value)
  return texts.map((text) => (name === 'non_field_errors' || name === 'errors' ? text : `${name}: ${text}`))
}

const textsOf = (value: unknown): string[] => {
  if (typeof value === 'string') return value === '' ? [] : [value]
  return Array.isArray(value)
    ? value.flatMap((one) => (isObject(one) ? (messageOf(one) ?? []) : textsOf(one)))
    : []
}

const joined = (texts: readonly string[]): string | null => (texts.length === 0 ? null : texts.join('; '))

/** What stands beside `index` is not known, so every text in it counts. */
const rowsOf = (body: unknown): Map<number, string> => {
  const rows = new Map<number, string>()
  const errors = isObject(body) ? body['validation_errors'] : null
  for (const error of Array.isArray(errors) ? errors : []) {
    if (!isObject(error) || typeof error['index'] !== 'number') continue
    const { index, ...rest } = error
    const known = rows.get(index)
    const message = messageOf(rest) ?? 'no reason given'
    rows.set(index, cut(known === undefined ? message : `${known}; ${message}`))
  }
  return rows
}

const rowSummary = (rows: ReadonlyMap<number, string>): string =>
  [...rows].map(([index, message]) => `row ${index + 1}: ${message}`).join('; ')
