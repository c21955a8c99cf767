import type { Disk } from '../contract/disk.ts'
import type { ContainerEntry } from '../contract/state-store.ts'
import type { Json, JsonObject } from '../lib/json.ts'
import type { TraceCode } from '../model/identity.ts'
import { DocTable } from './doc-table.ts'
import { addTerm, isOpen, linkShard, openShard, openValue, termShard, termsOf } from './index-fold.ts'
import { CONTAINERS_SHARD, FACTS_SHARD, applyFacts } from './replay.ts'
import type { Shard } from './shards.ts'
import { termHash } from './term-table.ts'
import { readLinesFrom } from './trail-reader.ts'

/** Makes one derived document anew from the trail up to and with line `n`. Reads the whole trail. */
export const rebuildShard = async (disk: Disk, trailFolder: string, n: number, name: string): Promise<Shard> => {
  const shard: Shard = {}
  const table = new DocTable()
  const facts = new Map<string, JsonObject>()
  const containers = new Map<string, ContainerEntry>()
  for await (const { line, position } of readLinesFrom(disk, trailFolder, null)) {
    if (line.n > n) break
    const { entry } = line
    if (entry === undefined) applyFacts(line, { facts, containers })
    else if (linkShard(entry.id) === name) shard[entry.id] = [position.file, position.offset, position.length]
    else if (openShard(entry.id) === name) table.set(entry.id, entry, position)
    else if (name.startsWith('terms/')) addTerms(shard, name, entry.id, termsOf(entry))
  }
  for (const { id, row } of table.all()) if (isOpen(row)) shard[id] = openValue(row)
  if (name === FACTS_SHARD) return Object.fromEntries(facts)
  if (name === CONTAINERS_SHARD) return Object.fromEntries(containers) as unknown as Record<string, Json>
  return shard
}

const addTerms = (shard: Shard, name: string, id: TraceCode, terms: readonly string[]): void => {
  for (const hash of terms.map(termHash)) if (termShard(hash) === name) addTerm(shard, hash, id)
}
