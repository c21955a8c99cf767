import { dirname } from 'node:path'
import type { Disk } from '../../src/contract/disk.ts'

/**
 * What a crash leaves of what was not synced. `lost`: nothing, as after a power cut; `kept`: everything, as after
 * SIGKILL; `torn`: half of each piece; `zeroed`: half of it, and zeros where the rest would stand.
 */
export const FATES = ['lost', 'kept', 'torn', 'zeroed'] as const
export type Fate = (typeof FATES)[number]

/** A disk in memory that knows what is durable and what only seems to be. */
export interface SimulatedDisk extends Disk {
  /** The machine stops: of what was not synced, so much is left. */
  crash(fateOf: (path: string) => Fate): void
  /** What programs see now. */
  readonly files: ReadonlyMap<string, Buffer>
  /** Whether a crash could lose anything now. */
  readonly unsynced: boolean
  copyFolder(from: string, to: string): void
  removeFolder(folder: string): void
  /** A copy of all that is there, durable. */
  image(): ReadonlyMap<string, Buffer>
}

const NOTHING = Buffer.alloc(0)

/** Names and contents become durable apart: a synced file whose folder was not synced may be gone. */
export const simulatedDisk = (image: ReadonlyMap<string, Buffer> = new Map()): SimulatedDisk => {
  const live = new Map(image)
  const durable = new Map(image)
  /** Files whose content was synced before their name was. */
  const unnamed = new Map<string, Buffer>()
  const inFolder = (files: ReadonlyMap<string, Buffer>, folder: string) => [...files.keys()].filter((path) => path.startsWith(`${folder}/`))
  const at = (path: string): Buffer => live.get(path) ?? NOTHING
  const syncFile = (path: string): void => {
    if (durable.has(path)) durable.set(path, at(path))
    else unnamed.set(path, at(path))
  }
  const syncFolder = (folder: string): void => {
    for (const path of new Set([...inFolder(live, folder), ...inFolder(durable, folder)])) {
      if (dirname(path) !== folder) continue
      if (!live.has(path)) durable.delete(path)
      else if (!durable.has(path)) durable.set(path, unnamed.get(path) ?? NOTHING)
      unnamed.delete(path)
    }
  }
  const change = (work: () => void): Promise<void> => {
    work()
    return Promise.resolve()
  }
  return {
    get files() {
      return live
    },
    get unsynced() {
      return live.size !== durable.size || [...live].some(([path, bytes]) => durable.get(path) !== bytes)
    },
    crash: (fateOf) => {
      for (const path of new Set([...live.keys(), ...durable.keys()])) {
        const left = leftOf(durable.get(path) ?? null, live.get(path) ?? null, fateOf(path))
        if (left === null) live.delete(path)
        else live.set(path, left)
      }
      durable.clear()
      unnamed.clear()
      for (const [path, bytes] of live) durable.set(path, bytes)
    },
    image: () => new Map(live),
    removeFolder: (folder) => {
      for (const path of inFolder(live, folder)) for (const files of [live, durable]) files.delete(path)
    },
    copyFolder: (from, to) => {
      for (const path of inFolder(live, to)) for (const files of [live, durable]) files.delete(path)
      for (const path of inFolder(live, from)) for (const files of [live, durable]) files.set(to + path.slice(from.length), at(path))
    },
    read: (path) => Promise.resolve(live.get(path) ?? null),
    readRange: (path, offset, length) => Promise.resolve(at(path).subarray(offset, offset + length)),
    size: (path) => Promise.resolve(live.get(path)?.length ?? null),
    list: (folder) =>
      Promise.resolve(
        inFolder(live, folder)
          .filter((path) => dirname(path) === folder)
          .map((path) => path.slice(folder.length + 1))
          .sort(),
      ),
    openAppend: (path) => {
      if (!live.has(path)) live.set(path, NOTHING)
      return Promise.resolve({
        get size() {
          return at(path).length
        },
        append: (bytes: Buffer) => change(() => live.set(path, Buffer.concat([at(path), bytes]))),
        sync: () => change(() => syncFile(path)),
        truncate: (size: number) => change(() => live.set(path, Buffer.concat([at(path), Buffer.alloc(Math.max(0, size - at(path).length))]).subarray(0, size))),
        close: () => Promise.resolve(),
      })
    },
    write: (path, bytes) => change(() => live.set(path, Buffer.from(bytes))),
    writeAtomic: (path, bytes) =>
      change(() => {
        live.set(path, Buffer.from(bytes))
        unnamed.set(path, at(path))
        syncFolder(dirname(path))
        durable.set(path, at(path))
      }),
    overwrite: (path, offset, bytes) =>
      change(() => {
        const copy = Buffer.from(at(path))
        bytes.copy(copy, offset)
        live.set(path, copy)
        syncFile(path)
      }),
    syncFolder: (path) => change(() => syncFolder(path)),
    makeFolder: () => Promise.resolve(),
    remove: (path) => change(() => void live.delete(path)),
  }
}

/** What a crash leaves of one file: of two that differ, the part that they share and a part of the rest. */
const leftOf = (durable: Buffer | null, live: Buffer | null, fate: Fate): Buffer | null => {
  if (durable === live || fate === 'lost') return durable
  if (live === null || fate === 'kept') return live
  const grows = durable !== null && live.length > durable.length && live.subarray(0, durable.length).equals(durable)
  const shared = grows ? durable.length : 0
  const half = live.subarray(0, shared + Math.floor((live.length - shared) / 2))
  return fate === 'torn' ? half : Buffer.concat([half, Buffer.alloc(live.length - half.length)])
}
