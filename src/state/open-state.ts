import { join } from 'node:path'
import type { Disk } from '../contract/disk.ts'
import type { StateStore } from '../contract/state-store.ts'
import { TrailError } from '../errors/ml-error.ts'
import { isoTime, type Clock } from '../lib/clock.ts'
import type { Random } from '../lib/random.ts'
import type { Secret } from '../lib/secret.ts'
import { checkAnchor, readAnchor, writeAnchor, type Anchor } from './anchor.ts'
import { DocTable } from './doc-table.ts'
import { foldTable, type FoldParts, type Recent } from './fold-table.ts'
import { INDEX_FORMAT, readManifest, writeManifest, type Manifest } from './manifest.ts'
import type { StatePaths } from './paths.ts'
import { CONTAINERS_SHARD, FACTS_SHARD, loadIndex, replayTail, type Memory } from './replay.ts'
import { openSealer } from './seal.ts'
import { rebuildShard } from './rebuild.ts'
import { erasedFact, eraseMonth, expiredMonths } from './retention.ts'
import { Shards, type Shard } from './shards.ts'
import { createStore } from './store.ts'
import { TermTable } from './term-table.ts'
import { findTrailEnd, trailFiles } from './trail-reader.ts'
import { firstTrailFile, genesisHead, openTrail, type Trail, type TrailHead } from './trail.ts'

export interface OpenStateOptions {
  readonly disk: Disk
  readonly clock: Clock
  readonly random: Random
  readonly paths: StatePaths
  /** File of the anchor, outside the state folder. */
  readonly anchorPath: string
  readonly stateKey: Secret
  /** Id of this machine; a state of another one stops until it is adopted. */
  readonly machine: string
  readonly run: string
  /** `write` needs the lock; `read` changes nothing; `dry` writes to a disk that forgets. */
  readonly mode: 'write' | 'read' | 'dry'
  /** Days for which personal data stays readable after its month; for ever without it. */
  readonly personalDays?: number
  /** True takes over a state whose end or machine is not the expected one. */
  readonly adopt?: boolean
}

const FACT_MACHINE = 'machine'

/**
 * Opens the state: cuts a torn last line, checks manifest, anchor and machine, and replays the tail.
 * @throws TrailError exit 10
 */
export const openState = async (options: OpenStateOptions): Promise<StateStore> => {
  const { disk, paths, mode } = options
  if (mode !== 'read') await makeFolders(disk, paths)
  const end = await findTrailEnd(disk, paths.trail)
  const head = end?.head ?? genesisHead
  if (end !== null && mode === 'write') await cutTail(options, end)
  // Who adopts a state takes it without its anchor, also when that cannot be read.
  const anchor = options.adopt ? null : await readAnchor(disk, options.anchorPath)
  if (anchor !== null) await checkAnchor(disk, paths.trail, anchor, head.n)
  const memory: Memory = { table: new DocTable(), facts: new Map(), containers: new Map(), reserved: new TermTable() }
  const { shards, recent } = await loadOrRebuild(options, head, memory)
  checkMachine(options, memory, head)
  const sealer = await openSealer({ disk, clock: options.clock, random: options.random, folder: paths.keys })
  const file = end?.file ?? firstTrailFile(options.clock)
  const trail =
    mode === 'read' ? null : await openTrail({ disk, clock: options.clock, folder: paths.trail, run: options.run, file, head, beforeGroup: () => sealer.sync() })
  if (trail !== null && end !== null && end.tornBytes > 0) trail.add({ event: 'tail-cut', facts: { file: end.file, bytes: end.tornBytes } })
  const store = createStore({
    disk,
    random: options.random,
    paths,
    stateKey: options.stateKey,
    ...memory,
    shards,
    trail,
    sealer,
    onClose: () => closeState(options, { memory, shards, recent, trail, anchor, closeSealer: () => sealer.close() }),
  })
  if (mode !== 'read' && memory.facts.get(FACT_MACHINE)?.id !== options.machine) store.saveFacts(FACT_MACHINE, { id: options.machine })
  return store
}

const makeFolders = async (disk: Disk, paths: StatePaths): Promise<void> => {
  for (const folder of [paths.trail, paths.keys, paths.links, paths.terms, paths.open, paths.reference]) await disk.makeFolder(folder)
}

/** Syncs the newest file, then cuts what a crash left of a line. */
const cutTail = async ({ disk, paths }: OpenStateOptions, end: { file: string; wholeBytes: number; tornBytes: number }): Promise<void> => {
  const file = await disk.openAppend(join(paths.trail, `${end.file}.jsonl`))
  try {
    await file.sync()
    if (end.tornBytes > 0) await file.truncate(end.wholeBytes)
    if (end.tornBytes > 0) await file.sync()
  } finally {
    await file.close()
  }
}

const checkMachine = (options: OpenStateOptions, memory: Memory, head: TrailHead): void => {
  const known = memory.facts.get(FACT_MACHINE)?.id
  if (options.adopt || head.n === 0 || known === undefined || known === options.machine) return
  throw new TrailError('this state folder comes from another machine', {
    code: 'STATE_OF_ANOTHER_MACHINE',
    hint: 'Make sure that the other machine no longer runs it, then run `ml-connector state adopt` here.',
    context: { folder: options.paths.root },
  })
}

/** Loads the index and replays what is behind it; without a usable index, replays everything. */
const loadOrRebuild = async (
  options: OpenStateOptions,
  head: TrailHead,
  memory: Memory,
): Promise<{ readonly shards: Shards; readonly recent: Recent }> => {
  const { disk, paths } = options
  const manifest = await readManifest(disk, paths.manifest)
  if (manifest !== null) checkManifest(manifest, head)
  const shards = new Shards(disk, paths.db, manifest?.shards ?? {}, (name) => rebuildShard(disk, paths.trail, manifest, name))
  if (manifest !== null) await loadIndex(shards, memory)
  await replayTail(disk, paths.trail, manifest, memory)
  return { shards, recent: manifest?.recent ?? { file: '', offset: 0, documents: 0 } }
}

const checkManifest = (manifest: Manifest, head: TrailHead): void => {
  if (manifest.n < head.n || (manifest.n === head.n && manifest.hash === head.hash)) return
  throw new TrailError(`the index stands for line ${manifest.n} of the trail, which ends at line ${head.n}`, {
    code: 'MANIFEST_AHEAD_OF_TRAIL',
    hint: 'The trail lost its end: restore the whole state folder from a backup, or run `ml-connector state adopt`.',
    context: { manifest: manifest.n, trailEnd: head.n },
  })
}

interface Closing {
  readonly memory: Memory
  readonly shards: Shards
  readonly recent: Recent
  readonly trail: Trail | null
  /** As it was found. */
  readonly anchor: Anchor | null
  readonly closeSealer: () => Promise<void>
}

const closeState = async (options: OpenStateOptions, closing: Closing): Promise<void> => {
  const { memory, shards, trail, anchor, closeSealer } = closing
  if (trail === null || options.mode !== 'write') return void (await closeSealer())
  for (const shard of shards.healed()) trail.add({ event: 'shard-healed', facts: { shard } })
  await trail.durable()
  await retire(options, memory, trail)
  await trail.durable()
  await shards.saveHealed()
  const head = trail.head()
  const end = trail.end()
  const parts = { disk: options.disk, trail: options.paths.trail, table: memory.table, shards, recent: closing.recent, end }
  const recent = await foldState(parts, memory)
  await writeManifest(options.disk, options.paths.manifest, { format: INDEX_FORMAT, ...head, ...end, recent, shards: shards.stamps() })
  await shards.sweep()
  // A run that added no line ends where the last one did.
  const position = trail.lastPosition() ?? (anchor?.n === head.n ? anchor.position : null)
  await writeAnchor(options.disk, options.anchorPath, { ...head, at: isoTime(options.clock.now()), position })
  await trail.close()
  await closeSealer()
}

/** Says in the trail what has passed its retention, erases it, and remembers that it is done. */
const retire = async (options: OpenStateOptions, memory: Memory, trail: Trail): Promise<void> => {
  const { disk, paths, personalDays, clock } = options
  if (personalDays === undefined) return
  const erasures = await expiredMonths({ disk, trail: paths.trail, keys: paths.keys, memory, personalDays, now: clock.now() })
  if (erasures.length === 0) return
  for (const { month, slots, kept } of erasures) trail.add({ event: 'personal-data-erased', facts: { month, slots, kept } })
  // Keys that are gone without a word would look like a damage. After a crash the line is said again, and all is done.
  await trail.durable()
  for (const erasure of erasures) await eraseMonth({ disk, keys: paths.keys }, erasure)
  const { name, facts } = erasedFact(memory, erasures)
  memory.facts.set(name, facts)
  trail.add({ event: 'facts', facts: { name, value: facts } })
}

/** Folds documents, facts and journals into the shards. */
const foldState = async (parts: FoldParts, memory: Memory): Promise<Recent> => {
  const recent = await foldTable(parts)
  await parts.shards.replace(FACTS_SHARD, Object.fromEntries(memory.facts))
  await parts.shards.replace(CONTAINERS_SHARD, Object.fromEntries(memory.containers) as unknown as Shard)
  return recent
}

/** Whether there is a trail at all. */
export const hasTrail = async (disk: Disk, paths: StatePaths): Promise<boolean> => (await trailFiles(disk, paths.trail)).length > 0
