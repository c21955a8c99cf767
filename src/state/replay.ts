import { DOCUMENT_STATES, type DocumentEntry, type TrailPosition } from '../contract/document-entry.ts'
import type { Disk } from '../contract/disk.ts'
import type { ContainerEntry } from '../contract/state-store.ts'
import { TrailError } from '../errors/ml-error.ts'
import type { JsonObject } from '../lib/json.ts'
import { present } from '../lib/assert.ts'
import type { TraceCode } from '../model/identity.ts'
import type { DocTable } from './doc-table.ts'
import { OPEN_FLAGS } from './index-fold.ts'
import type { Shards } from './shards.ts'
import { termHash, type TermTable } from './term-table.ts'
import type { TrailLine } from './trail-line.ts'
import { readLinesFrom } from './trail-reader.ts'
import type { TrailHead } from './trail.ts'

/** What a process knows in memory: open documents, small facts, open journals. */
export interface Memory {
  readonly table: DocTable
  readonly facts: Map<string, JsonObject>
  readonly containers: Map<string, ContainerEntry>
  /** Natural keys that lines behind the index gave away. */
  readonly reserved: TermTable
}

/** Name of the shard with the program's own facts and of the one with open journals. */
export const FACTS_SHARD = 'facts'
export const CONTAINERS_SHARD = 'containers'

/** Loads what the index says: open documents, facts and journals. */
export const loadIndex = async (shards: Shards, memory: Memory): Promise<void> => {
  for (const name of [...shards.names()].filter((shard) => shard.startsWith('open/'))) {
    for (const [id, value] of Object.entries(await shards.read(name))) loadOpen(memory.table, id as TraceCode, value)
  }
  for (const [name, value] of Object.entries(await shards.read(FACTS_SHARD))) memory.facts.set(name, value as JsonObject)
  for (const [trace, value] of Object.entries(await shards.read(CONTAINERS_SHARD))) {
    memory.containers.set(trace, value as unknown as ContainerEntry)
  }
}

const loadOpen = (table: DocTable, id: TraceCode, value: unknown): void => {
  const [state, flowPath, flags, file, offset, length] = value as [number, string, number, string, number, number]
  const slash = flowPath.indexOf('/')
  const entry = {
    state: present(DOCUMENT_STATES[state], 'the state'),
    route: flowPath.slice(0, slash),
    flow: flowPath.slice(slash + 1),
    acknowledged: (flags & OPEN_FLAGS.ackDue) === 0 ? 'no' : 'due',
    conflict: (flags & OPEN_FLAGS.conflict) === 0 ? null : 'known',
  } as const
  table.set(id, entry, { file, offset, length }, false)
}

/** Applies the lines behind the index; answers how many there were. */
export const replayTail = async (
  disk: Disk,
  trailFolder: string,
  from: (TrailHead & { readonly file: string; readonly offset: number }) | null,
  memory: Memory,
): Promise<number> => {
  let count = 0
  for await (const { line, position } of readLinesFrom(disk, trailFolder, from)) {
    if (count === 0 && from !== null && (line.n !== from.n + 1 || line.prev !== from.hash)) throw notThisTrail(from.n)
    count += 1
    if (line.entry === undefined) applyFacts(line, memory)
    else applyEntry(line.entry, position, memory)
  }
  return count
}

const applyEntry = (entry: DocumentEntry, position: TrailPosition, { table, reserved }: Memory): void => {
  table.set(entry.id, entry, position)
  // What was skipped gave its key back: another one may hold it since.
  if (entry.plan !== null && entry.state !== 'skipped') reserved.set(termHash(entry.plan.naturalKey), entry.id)
}

const notThisTrail = (n: number) =>
  new TrailError(`the index stands for another trail: line ${n + 1} does not follow on what it knows`, {
    code: 'MANIFEST_OF_ANOTHER_TRAIL',
    hint: 'Run `ml-connector audit verify`, then `ml-connector state rebuild`: it makes db/ anew from this trail.',
    context: { line: n + 1 },
  })

/** Applies a line that concerns no document: a fact of the program, or a journal of ours. */
export const applyFacts = (line: TrailLine, memory: Pick<Memory, 'facts' | 'containers'>): void => {
  if (line.event === 'facts') {
    const { name, value } = line.facts as { name: string; value: JsonObject }
    memory.facts.set(name, value)
  }
  if (!line.event.startsWith('journal-')) return
  const container = line.facts?.container as unknown as ContainerEntry
  if (container.state === 'closed') memory.containers.delete(container.container.trace)
  else memory.containers.set(container.container.trace, container)
}
