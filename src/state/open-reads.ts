import { closeSync, openSync, readSync, statSync, type Stats } from 'node:fs'

interface OpenRead {
  readonly descriptor: number
  readonly stats: Stats
}

/** Reads small pieces of files that stay open. */
export interface OpenReads {
  /** Up to `length` bytes from `offset`; none when the file is not there. */
  read(path: string, offset: number, length: number): Buffer
}

/**
 * Keeps the `filesMax` files open that were opened last; the process closes them when it ends. Reads at once:
 * what comes from the page cache takes less time than handing it to a thread.
 */
export const createOpenReads = (filesMax: number): OpenReads => {
  const files = new Map<string, OpenRead>()
  const close = (path: string): void => {
    const known = files.get(path)
    if (known === undefined) return
    files.delete(path)
    closeSync(known.descriptor)
  }
  const opened = (path: string, stats: Stats): OpenRead => {
    const known = files.get(path)
    // A file that was replaced since has another number.
    if (known !== undefined && known.stats.ino === stats.ino && known.stats.dev === stats.dev) return known
    close(path)
    if (files.size >= filesMax) close(files.keys().next().value ?? '')
    const fresh = { descriptor: openSync(path, 'r'), stats }
    files.set(path, fresh)
    return fresh
  }
  return {
    read: (path, offset, length) => {
      const stats = statSync(path, { throwIfNoEntry: false })
      if (stats === undefined) return Buffer.alloc(0)
      const buffer = Buffer.allocUnsafe(length)
      return buffer.subarray(0, readSync(opened(path, stats).descriptor, buffer, 0, length, offset))
    },
  }
}
