import { DOCUMENT_STATES, isBacklog, type DocumentEntry } from '../contract/document-entry.ts'
import type { Json } from '../lib/json.ts'
import { foldKeyText } from '../model/natural-key.ts'
import type { TraceCode } from '../model/identity.ts'
import type { DocRow } from './doc-table.ts'

/** Shard of a document's link: 4,096 of them, by 12 bits of its trace code. */
export const linkShard = (id: TraceCode): string => `links/${id.slice(2, 4)}${quarter(id.charAt(4))}`

/** Shard of a term: 4,096 of them. */
export const termShard = (hash: string): string => `terms/${hash.slice(0, 3)}`

/**
 * Shards of the documents that were folded last: few, so that a run writes few files. Once they hold many documents,
 * all of them move to the shards above, of which there are so many that each stays small.
 */
export const recentLinkShard = (id: TraceCode): string => `links/recent-${id.charAt(2)}`
export const recentTermShard = (hash: string): string => `terms/recent-${hash.charAt(0)}`

/** Shard of an open document: 32 of them. */
export const openShard = (id: TraceCode): string => `open/${id.charAt(2)}`

const quarter = (letter: string): number => ['ABCDEFGH', 'IJKLMNOP', 'QRSTUVWX'].findIndex((letters) => letters.includes(letter)) + 1

/** Bits of an open document's flags. */
export const OPEN_FLAGS = { ackDue: 1, conflict: 2 } as const

/** What an open document's shard holds: state, flow, flags, file, offset, length. */
export const openValue = (row: DocRow): Json => [
  DOCUMENT_STATES.indexOf(row.state),
  row.flow,
  (row.ackDue ? OPEN_FLAGS.ackDue : 0) | (row.conflict ? OPEN_FLAGS.conflict : 0),
  row.position.file,
  row.position.offset,
  row.position.length,
]

/** Unfinished: in the backlog, written but not yet booked, not yet acknowledged, or waiting for a person. */
export const isOpen = (row: Pick<DocRow, 'state' | 'ackDue' | 'conflict'>): boolean =>
  isBacklog(row.state) || row.state === 'written' || row.state === 'withdrawn' || row.ackDue || row.conflict

/** Everything by which a person or the second guard would look for a document. */
export const termsOf = (entry: DocumentEntry): readonly string[] => {
  const numbers = [entry.identity.ref, ...entry.numbers, entry.link?.id ?? '', entry.link?.voucher ?? '']
  const terms = numbers.filter((number) => number !== '').map(numberTerm)
  return [...new Set(entry.plan === null ? terms : [...terms, entry.plan.naturalKey])]
}

export const numberTerm = (number: string): string => `number:${foldKeyText(number)}`

/** Adds a document to a term. */
export const addTerm = (shard: Record<string, Json>, hash: string, id: TraceCode): void => {
  const before = shard[hash]
  const ids = before === undefined ? [] : Array.isArray(before) ? before : [before]
  if (ids.includes(id)) return
  shard[hash] = ids.length === 0 ? id : [...ids, id]
}
