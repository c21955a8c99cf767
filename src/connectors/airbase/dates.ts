/** The moment that a date-time with a zone states, milliseconds; null where no zone says which moment it is. */
export const momentOf = (text: string): number | null => {
  const ms = /T.*(Z|[+-]\d{2}:?\d{2})$/i.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(ms) ? null : ms
}

/** What of a date counts as the document's: its day as written, with the time only where a zone makes it a moment. */
export const dayOf = (text: string | null): string => {
  if (text === null) return ''
  return momentOf(text) === null ? text.slice(0, 10) : text
}
