import type { DocumentEntry } from '../contract/document-entry.ts'

/**
 * The entry with what the source is told of it, fixed once it is due: a pending invoice changes its number as it is
 * booked, and who is told again must be told the same.
 */
export const withToldReference = (before: DocumentEntry | null, after: DocumentEntry): DocumentEntry => {
  if (after.acknowledged !== 'due') return after
  const isWrittenAnew = after.state === 'written' && before?.state !== 'written'
  const known = isWrittenAnew ? undefined : after.toldReference
  return known === undefined ? { ...after, toldReference: referenceOf(after) } : after
}

/** The document's number in the target, for people: `USMF:00631`, and the voucher where it has one. */
export const referenceOf = ({ link }: DocumentEntry): string =>
  [link?.legalEntity?.toUpperCase(), link?.id, link?.voucher].filter((part) => part !== null && part !== undefined && part !== '').join(':')
