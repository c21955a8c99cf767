import { dirname } from 'node:path'
import type { Disk } from '../../src/contract/disk.ts'

/** A disk in memory, on which a copy of a folder is one call. */
export interface MemoryDisk extends Disk {
  readonly files: Map<string, Buffer>
  /** Copies a folder with all that is in it; what stood there before is gone. */
  copyFolder(from: string, to: string): void
  removeFolder(folder: string): void
}

export const memoryDisk = (): MemoryDisk => {
  const files = new Map<string, Buffer>()
  const inFolder = (folder: string) => [...files.keys()].filter((path) => path.startsWith(`${folder}/`))
  const removeFolder = (folder: string) => inFolder(folder).forEach((path) => files.delete(path))
  const at = (path: string) => files.get(path) ?? Buffer.alloc(0)
  /** Room behind the files that grow, so that an append copies only what it adds. */
  const rooms = new Map<string, Buffer>()
  const append = (path: string, bytes: Buffer): void => {
    const before = at(path)
    const size = before.length + bytes.length
    let room = rooms.get(path)
    if (room === undefined || room.buffer !== before.buffer || room.length < size) {
      room = Buffer.alloc(Math.max(65_536, size * 2))
      before.copy(room)
      rooms.set(path, room)
    }
    bytes.copy(room, before.length)
    files.set(path, room.subarray(0, size))
  }
  return {
    files,
    removeFolder,
    copyFolder: (from, to) => {
      removeFolder(to)
      for (const path of inFolder(from)) files.set(to + path.slice(from.length), Buffer.from(at(path)))
    },
    read: (path) => Promise.resolve(files.get(path) ?? null),
    readRange: (path, offset, length) => Promise.resolve(at(path).subarray(offset, offset + length)),
    size: (path) => Promise.resolve(files.get(path)?.length ?? null),
    list: (folder) => Promise.resolve(inFolder(folder).filter((path) => dirname(path) === folder).map((path) => path.slice(folder.length + 1)).sort()),
    openAppend: (path) => {
      if (!files.has(path)) files.set(path, Buffer.alloc(0))
      return Promise.resolve({
        get size() {
          return at(path).length
        },
        append: (bytes) => Promise.resolve(append(path, bytes)),
        sync: () => Promise.resolve(),
        truncate: (size) => Promise.resolve(void files.set(path, Buffer.concat([at(path), Buffer.alloc(Math.max(0, size - at(path).length))]).subarray(0, size))),
        close: () => Promise.resolve(),
      })
    },
    write: (path, bytes) => Promise.resolve(void files.set(path, Buffer.from(bytes))),
    writeAtomic: (path, bytes) => Promise.resolve(void files.set(path, Buffer.from(bytes))),
    overwrite: (path, offset, bytes) => {
      const copy = Buffer.from(at(path))
      bytes.copy(copy, offset)
      files.set(path, copy)
      return Promise.resolve()
    },
    syncFolder: () => Promise.resolve(),
    makeFolder: () => Promise.resolve(),
    remove: (path) => Promise.resolve(void files.delete(path)),
  }
}
