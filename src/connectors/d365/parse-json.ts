import { WireError } from '../../errors/ml-error.ts'
import type { JsonObject } from '../../lib/json.ts'

/**
 * The JSON object in a body.
 * @throws WireError `D365_NOT_JSON` that says what came instead
 */
export const parseJsonObject = (text: string, what: string): JsonObject => {
  const value = parse(text)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  throw new WireError(`${what}: ${describe(text, value)} came instead of a JSON object`, {
    code: 'D365_NOT_JSON',
    hint: 'Check baseUrl, and whether a proxy or a sign-in page answers in its place.',
  })
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

const describe = (text: string, value: unknown): string => {
  if (value !== undefined) return Array.isArray(value) ? 'a list' : `a ${typeof value}`
  if (text.trim() === '') return 'nothing'
  if (!/^\s*</.test(text)) return 'a text that is not JSON'
  const title = /<title[^>]*>([^<]{1,80})/i.exec(text)?.[1]?.trim()
  return title ? `an HTML page ("${title}")` : 'an HTML page'
}
