import { DOCUMENT_STATES, isBacklog, type DocumentEntry } from '../contract/document-entry.ts'
import type { Disk } from '../contract/disk.ts'
import { groupBy } from '../lib/group-by.ts'
import type { Json } from '../lib/json.ts'
import { foldKeyText } from '../model/natural-key.ts'
import type { TraceCode } from '../model/identity.ts'
import type { DocRow, DocTable } from './doc-table.ts'
import type { Shards } from './shards.ts'
import { termHash } from './term-table.ts'
import { readLineAt } from './trail-reader.ts'

/** Documents of one pass over the shards: bounds memory. */
const PASS = 20_000

/** Shard of a document's link: 4,096 of them, by 12 bits of its trace code. */
export const linkShard = (id: TraceCode): string => `links/${id.slice(2, 4)}${quarter(id.charAt(4))}`

/** Shard of a term: 4,096 of them. */
export const termShard = (hash: string): string => `terms/${hash.slice(0, 3)}`

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

export interface FoldParts {
  readonly disk: Disk
  /** The trail's folder. */
  readonly trail: string
  readonly table: DocTable
  readonly shards: Shards
}

/** Folds the table's changed documents into the shards, a bounded number at a time. */
export const foldTable = async (parts: FoldParts): Promise<void> => {
  let pass: TraceCode[] = []
  for (const id of parts.table.select((row) => row.changed)) {
    pass.push(id)
    if (pass.length < PASS) continue
    await foldPass(parts, pass)
    pass = []
  }
  await foldPass(parts, pass)
}

const foldPass = async (parts: FoldParts, ids: readonly TraceCode[]): Promise<void> => {
  const { table, shards } = parts
  for (const [name, members] of groupBy(ids, linkShard)) {
    await shards.update(name, (shard) => {
      for (const [id, row] of rowsOf(table, members)) shard[id] = [row.position.file, row.position.offset, row.position.length]
    })
  }
  for (const [name, members] of groupBy(ids, openShard)) {
    await shards.update(name, (shard) => {
      for (const [id, row] of rowsOf(table, members)) {
        if (isOpen(row)) shard[id] = openValue(row)
        else delete shard[id]
      }
    })
  }
  await foldTerms(parts, ids)
}

function* rowsOf(table: DocTable, ids: readonly TraceCode[]): Generator<[TraceCode, DocRow]> {
  for (const id of ids) {
    const row = table.get(id)
    if (row !== null) yield [id, row]
  }
}

const foldTerms = async ({ disk, trail, table, shards }: FoldParts, ids: readonly TraceCode[]): Promise<void> => {
  const terms: { readonly hash: string; readonly id: TraceCode }[] = []
  for (const [id, row] of rowsOf(table, ids)) {
    const { entry } = await readLineAt(disk, trail, row.position)
    for (const term of entry === undefined ? [] : termsOf(entry)) terms.push({ hash: termHash(term), id })
  }
  for (const [name, members] of groupBy(terms, (term) => termShard(term.hash))) {
    await shards.update(name, (shard) => {
      for (const { hash, id } of members) addTerm(shard, hash, id)
    })
  }
}

/** Adds a document to a term. */
export const addTerm = (shard: Record<string, Json>, hash: string, id: TraceCode): void => {
  const before = shard[hash]
  const ids = before === undefined ? [] : Array.isArray(before) ? before : [before]
  if (ids.includes(id)) return
  shard[hash] = ids.length === 0 ? id : [...ids, id]
}
