import type { Problem } from '../../model/problem.ts'

/**
 * How many characters D365 keeps. Metadata does not publish it and longer text is cut without an error
 * (contract 2.6, 3.13: working limits of the standard types), so that the echo is compared as well.
 */
const LENGTHS = {
  vendor: 20,
  mainAccount: 20,
  dimensionValue: 30,
  invoiceNumber: 20,
  journalName: 10,
  document: 20,
  paymentReference: 20,
  paymentId: 140,
  methodOfPayment: 10,
  taxGroup: 10,
  currency: 3,
  legalEntity: 4,
  text: 60,
  description: 60,
  lineDescription: 1000,
  categoryName: 254,
} as const
export type LengthOf = keyof typeof LENGTHS

/** Kinds of text that are cut to their length; all others are refused when they are too long. */
type CuttableText = 'text' | 'description' | 'lineDescription'

/** A text for people, in one line, cut to what D365 keeps, never inside a character. */
export const cutText = (value: string, kind: CuttableText): string => {
  const line = value.normalize('NFC').replace(/\s+/g, ' ').trim()
  if (line.length <= LENGTHS[kind]) return line
  let cut = ''
  for (const character of line) {
    if (cut.length + character.length > LENGTHS[kind]) break
    cut += character
  }
  return cut.trimEnd()
}

/** The problem of a number, id or reference that D365 would cut; null when it fits. */
export const tooLong = (
  value: string,
  kind: Exclude<LengthOf, CuttableText>,
  field: string,
): Problem | null => {
  const max = LENGTHS[kind]
  if (value.length <= max) return null
  return {
    code: 'VALUE_TOO_LONG',
    field,
    value: value.slice(0, 60),
    message: `"${value.slice(0, 60)}" has ${value.length} characters; D365 would silently keep only ${max}`,
    remedy: 'Shorten it in the source or the mapping; a number, an id or a reference is never cut.',
  }
}
