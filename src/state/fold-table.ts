import type { Disk } from '../contract/disk.ts'
import { groupBy } from '../lib/group-by.ts'
import type { Json } from '../lib/json.ts'
import type { TraceCode } from '../model/identity.ts'
import type { DocTable } from './doc-table.ts'
import { addTerm, isOpen, linkShard, openShard, openValue, recentLinkShard, recentTermShard, termShard, termsOf } from './index-fold.ts'
import type { Shard, Shards } from './shards.ts'
import { TermList } from './term-list.ts'
import { termHash } from './term-table.ts'
import { readLineAt } from './trail-reader.ts'

/** Documents that the recent shards may hold. */
const RECENT_MAX = 20_000
/** Documents whose terms are gathered before they are folded: bounds memory. */
const PASS = 50_000

/** What the recent shards hold: documents whose latest lines stand from this place on, and how many at most. */
export interface Recent {
  readonly file: string
  readonly offset: number
  readonly documents: number
}

export interface FoldParts {
  readonly disk: Disk
  /** The trail's folder. */
  readonly trail: string
  readonly table: DocTable
  readonly shards: Shards
  readonly recent: Recent
  /** Where the next line will stand. */
  readonly end: { readonly file: string; readonly offset: number }
}

/** Folds the table's changed documents into the shards; answers what the recent ones hold from now on. */
export const foldTable = async (parts: FoldParts): Promise<Recent> => {
  const changed = [...parts.table.select((row) => row.changed)]
  const documents = parts.recent.documents + changed.length
  await foldOpen(parts, changed)
  if (documents > RECENT_MAX) return foldAll(parts, changed)
  await foldLinks(parts, changed, recentLinkShard)
  await inPasses(parts, changed, new TermList(), (terms) => foldTerms(parts, terms, recentTermShard))
  return { ...parts.recent, documents }
}

/** Folds the changed documents and the recent ones into the many shards. */
const foldAll = async (parts: FoldParts, changed: readonly TraceCode[]): Promise<Recent> => {
  const { shards, end } = parts
  const recent = [...shards.names()].filter((name) => name.includes('/recent-'))
  const terms = new TermList()
  for (const name of recent) {
    const shard = await shards.read(name)
    if (name.startsWith('links/')) await moveLinks(parts, shard)
    else addAll(terms, shard)
  }
  await foldLinks(parts, changed, linkShard)
  await inPasses(parts, changed, terms, (gathered) => foldTerms(parts, gathered, termShard))
  for (const name of recent) shards.drop(name)
  return { ...end, documents: 0 }
}

const moveLinks = async ({ shards, table }: FoldParts, recent: Shard): Promise<void> => {
  // What has changed again is folded with the others.
  const settled = Object.keys(recent).filter((id) => table.get(id as TraceCode)?.changed !== true)
  for (const [name, ids] of groupBy(settled as TraceCode[], linkShard)) {
    await shards.update(name, (shard) => {
      for (const id of ids) shard[id] = recent[id] ?? null
    })
  }
}

const foldLinks = async ({ shards, table }: FoldParts, ids: readonly TraceCode[], shardOf: (id: TraceCode) => string): Promise<void> => {
  for (const [name, members] of groupBy(ids, shardOf)) {
    await shards.update(name, (shard) => {
      for (const id of members) shard[id] = placeOf(table, id)
    })
  }
}

const placeOf = (table: DocTable, id: TraceCode): Json => {
  const position = table.get(id)?.position
  return position === undefined ? null : [position.file, position.offset, position.length]
}

const foldOpen = async ({ shards, table }: FoldParts, ids: readonly TraceCode[]): Promise<void> => {
  for (const [name, members] of groupBy(ids, openShard)) {
    await shards.update(name, (shard) => {
      for (const id of members) {
        const row = table.get(id)
        if (row !== null && isOpen(row)) shard[id] = openValue(row)
        else delete shard[id]
      }
    })
  }
}

/** Gathers the terms of some documents after the other, beside those that `terms` holds already. */
const inPasses = async (
  { disk, trail, table }: FoldParts,
  ids: readonly TraceCode[],
  terms: TermList,
  fold: (terms: TermList) => Promise<void>,
): Promise<void> => {
  for (let from = 0; from === 0 || from < ids.length; from += PASS) {
    for (const id of ids.slice(from, from + PASS)) {
      const row = table.get(id)
      const { entry } = row === null ? {} : await readLineAt(disk, trail, row.position)
      for (const term of entry === undefined ? [] : termsOf(entry)) terms.add(termHash(term), id)
    }
    await fold(terms)
    terms.clear()
  }
}

/** The terms of one shard of the many stand together; so do those of one of the few. */
const foldTerms = async ({ shards }: FoldParts, terms: TermList, shardOf: (hash: string) => string): Promise<void> => {
  let name: string | null = null
  let due: { readonly hash: string; readonly id: TraceCode }[] = []
  const write = async (): Promise<void> => {
    if (name === null) return
    const members = due
    await shards.update(name, (shard) => {
      for (const { hash, id } of members) addTerm(shard, hash, id)
    })
  }
  for (const [prefix, found] of terms.byPrefix()) {
    if (shardOf(prefix) !== name) {
      await write()
      name = shardOf(prefix)
      due = []
    }
    due.push(...found)
  }
  await write()
}

const addAll = (terms: TermList, shard: Shard): void => {
  for (const [hash, ids] of Object.entries(shard)) for (const id of idsOf(ids)) terms.add(hash, id)
}

/** The documents of a term, as a shard holds them. */
const idsOf = (value: Json): readonly TraceCode[] => (Array.isArray(value) ? value : [value]) as TraceCode[]
