import type { AppendFile } from '../../src/contract/disk.ts'
import { memoryDisk, type MemoryDisk } from './memory-disk.ts'

/** A disk in memory that writes down what is done to it, and that can be made to wait or to fail. */
export interface WatchedDisk extends MemoryDisk {
  /** What changed the disk, in the order in which it was asked for: `sync /trail/2026-11.jsonl`. */
  readonly calls: string[]
  /** Called before each of them: what it throws is the disk's error, what it awaits delays the disk. */
  before: (call: string) => Promise<void> | void
}

export const watchedDisk = (): WatchedDisk => {
  const base = memoryDisk()
  const calls: string[] = []
  const asked = async (call: string): Promise<void> => {
    calls.push(call)
    await watched.before(call)
  }
  const fileAt = (path: string, file: AppendFile): AppendFile => ({
    get size() {
      return file.size
    },
    append: (bytes) => asked(`append ${path}`).then(() => file.append(bytes)),
    sync: () => asked(`sync ${path}`).then(() => file.sync()),
    truncate: (size) => asked(`truncate ${path}`).then(() => file.truncate(size)),
    close: () => file.close(),
  })
  const watched: WatchedDisk = {
    ...base,
    calls,
    before: () => undefined,
    openAppend: async (path) => {
      await asked(`open ${path}`)
      return fileAt(path, await base.openAppend(path))
    },
    write: (path, bytes) => asked(`write ${path}`).then(() => base.write(path, bytes)),
    writeAtomic: (path, bytes) => asked(`write-atomic ${path}`).then(() => base.writeAtomic(path, bytes)),
    overwrite: (path, offset, bytes) =>
      asked(`overwrite ${path}`).then(() => base.overwrite(path, offset, bytes)),
    syncFolder: (path) => asked(`sync-folder ${path}`).then(() => base.syncFolder(path)),
    remove: (path) => asked(`remove ${path}`).then(() => base.remove(path)),
  }
  return watched
}
