import type { Disk } from '../contract/disk.ts'
import type { ContainerEntry } from '../contract/state-store.ts'
import type { Json, JsonObject } from '../lib/json.ts'
import type { TraceCode } from '../model/identity.ts'
import { DocTable } from './doc-table.ts'
import { addTerm, isOpen, linkShard, openShard, openValue, recentLinkShard, recentTermShard, termShard, termsOf } from './index-fold.ts'
import type { Manifest } from './manifest.ts'
import { CONTAINERS_SHARD, FACTS_SHARD, applyFacts } from './replay.ts'
import type { Shard } from './shards.ts'
import { termHash } from './term-table.ts'
import { readLinesFrom } from './trail-reader.ts'

/** Makes one derived document of an index anew from the trail. Reads the whole trail. */
export const rebuildShard = async (disk: Disk, trailFolder: string, index: Manifest | null, name: string): Promise<Shard> => {
  const shard: Shard = {}
  const table = new DocTable()
  const facts = new Map<string, JsonObject>()
  const containers = new Map<string, ContainerEntry>()
  const isRecent = name.includes('/recent-')
  const [linkName, termName] = isRecent ? [recentLinkShard, recentTermShard] : [linkShard, termShard]
  for await (const { line, position } of readLinesFrom(disk, trailFolder, isRecent ? (index?.recent ?? null) : null)) {
    if (line.n > (index?.n ?? 0)) break
    const { entry } = line
    if (entry === undefined) applyFacts(line, { facts, containers })
    else if (linkName(entry.id) === name) shard[entry.id] = [position.file, position.offset, position.length]
    else if (openShard(entry.id) === name) table.set(entry.id, entry, position)
    else if (name.startsWith('terms/')) addTerms(shard, entry.id, termsOf(entry), (hash) => termName(hash) === name)
  }
  for (const { id, row } of table.all()) if (isOpen(row)) shard[id] = openValue(row)
  if (name === FACTS_SHARD) return Object.fromEntries(facts)
  if (name === CONTAINERS_SHARD) return Object.fromEntries(containers) as unknown as Record<string, Json>
  return shard
}

const addTerms = (shard: Shard, id: TraceCode, terms: readonly string[], isOfShard: (hash: string) => boolean): void => {
  for (const hash of terms.map(termHash)) if (isOfShard(hash)) addTerm(shard, hash, id)
}
