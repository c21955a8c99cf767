import type { Disk } from '../contract/disk.ts'

/**
 * A disk for dry runs: it reads what is there, and keeps what is written in memory until the process ends. That is
 * the trail of the dry run itself, with what it seals: a document is looked up by the body that a sync would send.
 */
export const overlayDisk = (base: Disk): Disk => {
  const appended = new Map<string, { from: number; readonly chunks: Buffer[]; size: number }>()
  const written = new Map<string, Buffer>()
  const tailOf = (path: string) => {
    const tail = appended.get(path)
    return tail === undefined ? null : { from: tail.from, bytes: Buffer.concat(tail.chunks) }
  }
  const joined = new Map<string, { readonly chunks: number; readonly bytes: Buffer }>()
  const tailBytes = (path: string): Buffer => {
    const chunks = appended.get(path)?.chunks.length ?? 0
    const known = joined.get(path)
    if (known?.chunks === chunks) return known.bytes
    const bytes = tailOf(path)?.bytes ?? Buffer.alloc(0)
    joined.set(path, { chunks, bytes })
    return bytes
  }
  return {
    ...base,
    read: (path) => {
      const own = written.get(path)
      return own === undefined ? base.read(path) : Promise.resolve(own)
    },
    readRange: async (path, offset, length) => {
      const tail = appended.get(path)
      if (tail === undefined) return base.readRange(path, offset, length)
      if (offset >= tail.from) return tailBytes(path).subarray(offset - tail.from, offset - tail.from + length)
      const head = await base.readRange(path, offset, Math.min(length, tail.from - offset))
      return Buffer.concat([head, tailBytes(path).subarray(0, Math.max(0, offset + length - tail.from))])
    },
    openAppend: async (path) => {
      const size = (await base.size(path)) ?? 0
      const tail = appended.get(path) ?? { from: size, chunks: [], size }
      appended.set(path, tail)
      return {
        get size() {
          return tail.size
        },
        append: (bytes) => {
          tail.chunks.push(bytes)
          tail.size += bytes.length
          return Promise.resolve()
        },
        sync: () => Promise.resolve(),
        truncate: (to) => {
          const longer = Buffer.concat([tailBytes(path), Buffer.alloc(Math.max(0, to - tail.size))])
          tail.chunks.splice(0, tail.chunks.length, longer.subarray(0, Math.max(0, to - tail.from)))
          tail.from = Math.min(tail.from, to)
          tail.size = to
          joined.delete(path)
          return Promise.resolve()
        },
        close: () => Promise.resolve(),
      }
    },
    write: (path, bytes) => Promise.resolve(void written.set(path, bytes)),
    writeAtomic: (path, bytes) => Promise.resolve(void written.set(path, bytes)),
    overwrite: () => Promise.resolve(),
    syncFolder: () => Promise.resolve(),
    makeFolder: () => Promise.resolve(),
    remove: () => Promise.resolve(),
  }
}
