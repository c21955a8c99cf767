import { hash } from 'node:crypto'
import { join } from 'node:path'
import type { Disk } from '../contract/disk.ts'
import type { TrailPosition } from '../contract/document-entry.ts'
import { TrailError } from '../errors/ml-error.ts'
import { groupBy } from '../lib/group-by.ts'
import type { Json } from '../lib/json.ts'
import type { TraceCode } from '../model/identity.ts'
import { DocTable, type DocRow } from './doc-table.ts'
import { addTerm, isOpen, linkShard, openShard, openValue, termShard, termsOf } from './index-fold.ts'
import { movePath, removeFolder, syncFolderOf } from './folders.ts'
import { INDEX_FORMAT, writeManifest } from './manifest.ts'
import { statePaths, type StatePaths } from './paths.ts'
import { CONTAINERS_SHARD, FACTS_SHARD, applyFacts, type Memory } from './replay.ts'
import { Shards, type Shard } from './shards.ts'
import { TermList } from './term-list.ts'
import { termHash } from './term-table.ts'
import { lineLinks, parseLine } from './trail-line.ts'
import { readRawLines, trailFiles, type RawLine } from './trail-reader.ts'
import { genesisHead, type TrailHead } from './trail.ts'

/** Lines that are gathered before they are folded into the shards: bounds memory. */
const REBUILD_BATCH = 200_000
/** Shards that are read and written at once. */
const SHARDS_AT_ONCE = 16
const PROGRESS_EVERY = 1_000

export interface RebuildProgress {
  readonly lines: number
  /** Of lines that concern a document. */
  readonly documentLines: number
  readonly bytes: number
}

export interface RebuildParts {
  readonly disk: Disk
  readonly paths: StatePaths
  readonly onProgress: (done: RebuildProgress) => void
  /** For tests; {@link REBUILD_BATCH} without it. */
  readonly batch?: number
}

export interface RebuiltIndex extends RebuildProgress {
  readonly head: TrailHead
  readonly documents: number
  readonly shards: number
}

interface Work {
  readonly disk: Disk
  readonly shards: Shards
  table: DocTable
  readonly terms: TermList
  readonly memory: Pick<Memory, 'facts' | 'containers'>
  documents: number
}

/**
 * Makes everything in db/ anew from the trail, beside the old one, and verifies the chain as it reads. The old index
 * stays until the new one is whole. The caller holds the lock.
 * @throws TrailError `TRAIL_BROKEN`
 */
export const rebuildIndex = async (parts: RebuildParts): Promise<RebuiltIndex> => {
  const { disk, paths } = parts
  const root = join(paths.root, 'rebuilding')
  const fresh = statePaths(root)
  await removeFolder(root)
  for (const folder of [fresh.links, fresh.terms, fresh.open]) await disk.makeFolder(folder)
  const shards = new Shards(disk, fresh.db, {}, () => Promise.resolve({}))
  const memory = { facts: new Map(), containers: new Map() }
  const work: Work = { disk, shards, table: new DocTable(), terms: new TermList(), memory, documents: 0 }
  const { end, head, ...progress } = await readAll(parts, work)
  await shards.replace(FACTS_SHARD, Object.fromEntries(memory.facts))
  await shards.replace(CONTAINERS_SHARD, Object.fromEntries(memory.containers) as unknown as Shard)
  await shards.sweep()
  const stamps = shards.stamps()
  await writeManifest(disk, fresh.manifest, {
    format: INDEX_FORMAT,
    ...head,
    ...end,
    recent: { ...end, documents: 0 },
    shards: stamps,
  })
  await swap(paths, fresh)
  return { ...progress, head, documents: work.documents, shards: Object.keys(stamps).length }
}

/** Between the two renames there is no index: the next run then replays the whole trail, which is right, only slow. */
const swap = async (paths: StatePaths, fresh: StatePaths): Promise<void> => {
  const old = join(fresh.root, 'old')
  await movePath(paths.db, old)
  await movePath(fresh.db, paths.db)
  await syncFolderOf(paths.root)
  await removeFolder(fresh.root)
}

interface Read extends RebuildProgress {
  readonly head: TrailHead
  readonly end: { readonly file: string; readonly offset: number }
}

const readAll = async (
  { disk, paths, onProgress, batch = REBUILD_BATCH }: RebuildParts,
  work: Work,
): Promise<Read> => {
  let head = genesisHead
  let end = { file: '', offset: 0 }
  let bytes = 0
  let documentLines = 0
  for (const file of await trailFiles(disk, paths.trail)) {
    end = { file, offset: 0 }
    for await (const raw of readRawLines(disk, paths.trail, file, 0)) {
      const text = raw.bytes.toString('utf8')
      head = follow(head, raw, text)
      const isDocument = take(work, raw.position, text)
      documentLines += isDocument ? 1 : 0
      end = { file, offset: raw.position.offset + raw.position.length + 1 }
      bytes += raw.position.length + 1
      if (isDocument && documentLines % batch === 0) await fold(work)
      if (head.n % PROGRESS_EVERY === 0) onProgress({ lines: head.n, documentLines, bytes })
    }
  }
  await fold(work)
  onProgress({ lines: head.n, documentLines, bytes })
  return { head, end, lines: head.n, documentLines, bytes }
}

const follow = (head: TrailHead, { bytes, position }: RawLine, text: string): TrailHead => {
  const links = lineLinks(text)
  if (links?.n === head.n + 1 && links.prev === head.hash)
    return { n: links.n, hash: hash('sha256', bytes, 'hex') }
  throw new TrailError(
    `${position.file}.jsonl at byte ${position.offset}: the chain of the trail breaks after line ${head.n}`,
    {
      code: 'TRAIL_BROKEN',
      hint: 'Run `ml-connector audit verify`, then restore the state from a backup. The old index was left as it is.',
      context: { file: position.file, n: head.n + 1, byte: position.offset },
    },
  )
}

/** True for a line of a document. */
const take = (work: Work, position: TrailPosition, text: string): boolean => {
  const line = parseLine(text, `${position.file}.jsonl at byte ${position.offset}`)
  const { entry } = line
  if (entry === undefined) {
    applyFacts(line, work.memory)
    return false
  }
  work.table.set(entry.id, entry, position)
  for (const term of termsOf(entry)) work.terms.add(termHash(term), entry.id)
  return true
}

/** Folds what was gathered into the shards, each of them read and written once. */
const fold = async (work: Work): Promise<void> => {
  const { shards, table } = work
  const all: TraceCode[] = []
  for (const { id } of table.all()) all.push(id)
  await severalAtOnce(groupBy(all, linkShard), ([name, ids]) =>
    shards.update(name, (shard) => {
      for (const id of ids) work.documents += setRow(shard, id, placeOf(table, id))
    }),
  )
  await severalAtOnce(groupBy(all, openShard), ([name, ids]) =>
    shards.update(name, (shard) => {
      for (const id of ids) setOpen(shard, id, table.get(id))
    }),
  )
  await severalAtOnce(work.terms.byPrefix(), ([prefix, found]) =>
    shards.update(termShard(prefix), (shard) => {
      for (const { hash: term, id } of found) addTerm(shard, term, id)
    }),
  )
  await shards.sweep()
  work.table = new DocTable()
  work.terms.clear()
}

const severalAtOnce = async <Item>(
  items: Iterable<Item>,
  work: (item: Item) => Promise<void>,
): Promise<void> => {
  let running: Promise<void>[] = []
  for (const item of items) {
    running.push(work(item))
    if (running.length < SHARDS_AT_ONCE) continue
    await Promise.all(running)
    running = []
  }
  await Promise.all(running)
}

const setOpen = (shard: Shard, id: string, row: DocRow | null): void => {
  if (row !== null && isOpen(row)) shard[id] = openValue(row)
  else delete shard[id]
}

const placeOf = (table: DocTable, id: TraceCode): Json => {
  const position = table.get(id)?.position
  return position === undefined ? null : [position.file, position.offset, position.length]
}

/** 1 for a document that the shard did not hold yet. */
const setRow = (shard: Shard, id: string, value: Json): number => {
  const isNew = shard[id] === undefined
  shard[id] = value
  return isNew ? 1 : 0
}
