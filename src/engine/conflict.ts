import type { DocumentEntry } from '../contract/document-entry.ts'
import { record, type RunContext } from './run-context.ts'

/** Every conflict with the source says so in these words; all others are with what people did in the target. */
const MARK = 'in the source'
const SEPARATOR = '; '

/** It is not in the source's list any more, which was read to its end. */
export const LEFT_AFTER_SENT = `withdrawn ${MARK} after it was sent`
/** What we wrote was removed in the target, and the source shows it again. */
export const SHOWN_AGAIN = `shown again ${MARK} although it is no longer in the target`
/** It was in doubt or written when somebody entered it by hand. */
export const ENTERED_BY_HAND = `entered by another hand, as it says ${MARK}, after it was sent`
export const changedAfter = (what: 'sent' | 'closed', hash: string): string => `changed ${MARK} after it was ${what} (${hash.slice(0, 8)})`

/**
 * Its record in the source is not what was sent any more. Until a person has looked, nothing of it is sent and the
 * source is not told. What people did to it in the target is no reason for either.
 */
export const hasSourceConflict = ({ conflict }: Pick<DocumentEntry, 'conflict'>): boolean => conflict?.includes(MARK) === true

/** Reports a conflict with the source once. */
export const noteConflict = (run: RunContext, entry: DocumentEntry, conflict: string): void => {
  if (isNoted(entry, conflict)) return
  const inTarget = partsOf(entry).filter((part) => !part.includes(MARK))
  record(run, entry, { event: 'conflict', entry: { ...entry, conflict: [conflict, ...inTarget].join(SEPARATOR) } })
}

/** It is in the source's list again, as it was sent: that it had left is no conflict any more. */
export const backInSource = (run: RunContext, entry: DocumentEntry): DocumentEntry => {
  if (entry.conflict?.includes(LEFT_AFTER_SENT) !== true) return entry
  const left = partsOf(entry).filter((part) => part !== LEFT_AFTER_SENT)
  return record(run, entry, { event: 'back-in-source', entry: { ...entry, conflict: left.length === 0 ? null : left.join(SEPARATOR) } })
}

/** It was reported before; or a person took note of it, and then it is none any more. */
export const isNoted = ({ conflict, accepted }: DocumentEntry, text: string): boolean =>
  conflict?.includes(text) === true || accepted?.includes(text) === true

/** The conflict of a document whose target reports one too; `inTarget` is null where it reports none. */
export const withTargetConflict = (entry: DocumentEntry, inTarget: string | null): string | null => {
  if (inTarget === null) return entry.conflict
  return [...partsOf(entry).filter((part) => part.includes(MARK)), inTarget].join(SEPARATOR)
}

const partsOf = ({ conflict }: DocumentEntry): readonly string[] => conflict?.split(SEPARATOR) ?? []
