import type { Disk } from '../contract/disk.ts'
import type { DocumentChange, DocumentEntry, DocumentState, TrailPosition } from '../contract/document-entry.ts'
import type { ContainerEntry, DocumentFilter, StateStore } from '../contract/state-store.ts'
import { DefectError } from '../errors/ml-error.ts'
import { asJsonObject, type JsonObject } from '../lib/json.ts'
import type { Random } from '../lib/random.ts'
import type { Secret } from '../lib/secret.ts'
import type { TraceCode } from '../model/identity.ts'
import type { DocRow, DocTable } from './doc-table.ts'
import { linkShard, numberTerm, recentLinkShard, recentTermShard, termShard, termsOf } from './index-fold.ts'
import { journey } from './journey.ts'
import type { StatePaths } from './paths.ts'
import { createRecentLines, type RecentLine, type RecentLines } from './recent-lines.ts'
import { newNonce, sealJson, type Sealer, unsealLine } from './seal.ts'
import type { Shard, Shards } from './shards.ts'
import { termHash, type TermTable } from './term-table.ts'
import { entryOf } from './trail-line.ts'
import { readLineAt } from './trail-reader.ts'
import type { Trail } from './trail.ts'

/** What a store works on; `openState` puts it together. */
export interface StoreParts {
  readonly disk: Disk
  readonly random: Random
  readonly paths: StatePaths
  readonly stateKey: Secret
  readonly table: DocTable
  readonly shards: Shards
  /** Null for readers. */
  readonly trail: Trail | null
  readonly sealer: Sealer
  readonly facts: Map<string, JsonObject>
  readonly containers: Map<string, ContainerEntry>
  /** Natural keys given away since the index was folded. */
  readonly reserved: TermTable
  /** Folds the index, writes the manifest and the anchor, closes the files. */
  readonly onClose: () => Promise<void>
}

interface OpenParts extends StoreParts {
  readonly recent: RecentLines
  /** Where documents stand that ended in an earlier run and were looked up in this one. */
  readonly ended: Map<TraceCode, TrailPosition>
}

/** Enough for the documents that are in work at once. */
const RECENT_LINES_MAX = 1_000
/** A document that ended is looked up, and then recorded, before many others are. */
const ENDED_MAX = 10_000

/** The state store over a trail and its index. */
export const createStore = (store: StoreParts): StateStore => {
  const parts: OpenParts = { ...store, recent: createRecentLines(RECENT_LINES_MAX), ended: new Map() }
  const { table, facts, containers, reserved } = parts
  const read = (id: TraceCode) => readEntry(parts, id)
  const byTerm = async (term: string): Promise<readonly TraceCode[]> => {
    const hash = termHash(term)
    const fresh = reserved.get(hash)
    return [...new Set([...(await indexed(parts.shards, hash)), ...(fresh === null ? [] : [fresh])])]
  }
  const sealedAt = async (position: TrailPosition | null): Promise<JsonObject | null> => {
    if (position === null) return null
    // The line may be at hand already; its key is not before both are durable.
    if (parts.trail?.awaits(position)) await parts.trail.durable()
    return unsealLine(await readLine(parts, position), parts)
  }
  return {
    get: read,
    byTerm,
    byNumber: async (number) => [...new Set([...(await byTerm(numberTerm(number))), ...(await unindexed(parts, read, numberTerm(number)))])],
    byPrefix: async (prefix) => {
      const known = await inShards(parts.shards, linkShardsOf(prefix as TraceCode))
      const fresh = [...table.all()].map(({ id }) => id)
      return [...new Set([...known.flatMap((shard) => Object.keys(shard)), ...fresh])].filter((id) => id.startsWith(prefix)) as TraceCode[]
    },
    open: (filter) => openDocuments(table, filter, read),
    count: (filter) => table.count((row) => passes(row, filter)),
    markSeen: (id) => table.markSeen(id),
    wasSeen: (id) => table.get(id)?.seen ?? false,
    record: (change) => recordChange(parts, change),
    reserve: async (naturalKey, id) => {
      const hash = termHash(naturalKey)
      for (;;) {
        const fresh = reserved.get(hash)
        for (const holder of await byTerm(naturalKey)) {
          if (holder !== id && (await holds(read, holder, naturalKey))) return holder
        }
        // Somebody else may have been given it meanwhile.
        if (reserved.get(hash) !== fresh) continue
        reserved.set(hash, id)
        return id
      }
    },
    content: (entry) => sealedAt(entry.content),
    body: (entry) => sealedAt(entry.intent),
    recordContainer: (entry) => {
      writable(parts).add({ event: `journal-${entry.state}`, facts: { container: asJsonObject(entry) } })
      if (entry.state === 'closed') containers.delete(entry.container.trace)
      else containers.set(entry.container.trace, entry)
    },
    containers: (route) => [...containers.values()].filter((entry) => entry.route === route),
    note: (event) => void writable(parts).add({ event: event.event, facts: event.facts }),
    durable: async () => parts.trail?.durable(),
    journey: (id) =>
      journey(parts, async () => {
        await parts.trail?.durable()
        return positionOf(parts, id)
      }),
    facts: (name) => facts.get(name) ?? null,
    saveFacts: (name, value) => {
      facts.set(name, value)
      writable(parts).add({ event: 'facts', facts: { name, value } })
    },
    sealFacts: (value) => seal(parts, FACTS, value),
    openFacts: (sealed) => unsealLine({ doc: FACTS, sealed: { what: 'content', ...sealed } }, parts),
    head: () => writable(parts).head(),
    close: parts.onClose,
  }
}

const writable = (parts: StoreParts): Trail => {
  if (parts.trail === null) throw new DefectError('this state was opened for reading', { code: 'DEFECT_READ_ONLY_STATE' })
  return parts.trail
}

const recordChange = (parts: OpenParts, change: DocumentChange): DocumentEntry => {
  const { entry } = change
  const what = change.content === undefined ? 'body' : 'content'
  const value = change.content ?? change.body
  const sealed = value === undefined ? undefined : { what, ...seal(parts, entry.id, value) } as const
  const back = parts.table.get(entry.id)?.position ?? parts.ended.get(entry.id)
  const position = writable(parts).add({
    event: change.event,
    doc: entry.id,
    ...(back && { back }),
    entry,
    ...(change.facts && { facts: change.facts }),
    ...(sealed && { sealed }),
  })
  parts.table.set(entry.id, entry, position)
  parts.recent.add(position, { doc: entry.id, entry, ...(sealed && { sealed }) })
  return sealed === undefined ? entry : { ...entry, [what === 'body' ? 'intent' : 'content']: position }
}

/** What sealed facts are bound to, as a document's content is bound to its id. */
const FACTS = 'facts'

const seal = (parts: StoreParts, id: string, value: JsonObject) => {
  const { slot, secret } = parts.sealer.newSlot()
  const nonce = newNonce(parts.random)
  return { key: slot, data: sealJson(value, { stateKey: parts.stateKey, slotSecret: secret, nonce, bound: id }) }
}

const readLine = async (parts: OpenParts, position: TrailPosition): Promise<RecentLine> => {
  const known = parts.recent.get(position)
  if (known !== null) return known
  if (parts.trail?.awaits(position)) await parts.trail.durable()
  const line = await readLineAt(parts.disk, parts.paths.trail, position)
  parts.recent.add(position, line)
  return line
}

const readEntry = async (parts: OpenParts, id: TraceCode): Promise<DocumentEntry | null> => {
  const position = await positionOf(parts, id)
  return position === null ? null : entryOf(await readLine(parts, position), position)
}

const positionOf = async (parts: OpenParts, id: TraceCode): Promise<TrailPosition | null> => {
  const known = parts.table.get(id)
  if (known !== null) return known.position
  for (const shard of await inShards(parts.shards, linkShardsOf(id))) {
    const value = shard[id]
    if (!Array.isArray(value)) continue
    const [file, offset, length] = value
    const position = { file: String(file), offset: Number(offset), length: Number(length) }
    if (parts.ended.size >= ENDED_MAX) parts.ended.delete(parts.ended.keys().next().value ?? id)
    parts.ended.set(id, position)
    return position
  }
  return null
}

/** Where the link of a document may stand, the newest place first. */
const linkShardsOf = (id: TraceCode): readonly string[] => [recentLinkShard(id), linkShard(id)]

const inShards = (shards: Shards, names: readonly string[]): Promise<readonly Shard[]> => Promise.all(names.map((name) => shards.read(name)))

const indexed = async (shards: Shards, hash: string): Promise<readonly TraceCode[]> => {
  const values = (await inShards(shards, [termShard(hash), recentTermShard(hash)])).map((shard) => shard[hash] ?? [])
  return [...new Set(values.flat())] as TraceCode[]
}

/** Documents of lines that are not folded into the index: of a run that is under way, or that was killed. */
const unindexed = async (parts: StoreParts, read: (id: TraceCode) => Promise<DocumentEntry | null>, term: string) => {
  const found: TraceCode[] = []
  for (const id of parts.table.select((row) => row.changed)) {
    const entry = await read(id)
    if (entry !== null && termsOf(entry).includes(term)) found.push(id)
  }
  return found
}

/** A document gives its key back when it is skipped or when its plan has another one. */
const holds = async (read: (id: TraceCode) => Promise<DocumentEntry | null>, id: TraceCode, key: string) => {
  const entry = await read(id)
  return entry === null || (entry.state !== 'skipped' && entry.plan?.naturalKey === key)
}

const passes = (row: DocRow, filter: DocumentFilter): boolean => {
  const { route, flow } = filter
  if (route !== undefined && !row.flow.startsWith(`${route}/`)) return false
  if (flow !== undefined && !row.flow.endsWith(`/${flow}`)) return false
  const isWanted = filter.states === undefined || filter.states.includes(row.state satisfies DocumentState)
  if (!isWanted && !(filter.orConflict === true && row.conflict)) return false
  if (filter.ackDue !== undefined && filter.ackDue !== row.ackDue) return false
  return filter.seen === undefined || filter.seen === row.seen
}

async function* openDocuments(
  table: DocTable,
  filter: DocumentFilter,
  read: (id: TraceCode) => Promise<DocumentEntry | null>,
): AsyncGenerator<DocumentEntry> {
  for (const id of table.select((row) => passes(row, filter), filter.newestFirst)) {
    const row = table.get(id)
    // It may have moved on since the snapshot.
    if (row === null || !passes(row, filter)) continue
    const entry = await read(id)
    if (entry !== null) yield entry
  }
}
