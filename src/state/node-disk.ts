import { constants, writeSync } from 'node:fs'
import { mkdir, open, readFile, readdir, rename, rm, stat, writeFile, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { UsageError } from '../errors/ml-error.ts'
import type { AppendFile, Disk } from '../contract/disk.ts'
import { createOpenReads } from './open-reads.ts'

const FILE_MODE = 0o600
const FOLDER_MODE = 0o700

/** Most bytes of a read from a file that stays open: a line of the trail, a key. */
const SMALL_READ_BYTES = 64 * 1024
/** Some months of the trail and of the keys. */
const smallReads = createOpenReads(8)

/** The machine's own file system. Its errors name the file and what to do. */
export const nodeDisk: Disk = {
  read: (path) => absentAsNull(() => readFile(path), path),
  readRange: (path, offset, length, into) => guarded(path, () => readRange(path, offset, length, into)),
  size: async (path) => (await absentAsNull(() => stat(path), path))?.size ?? null,
  list: async (folder) => ((await absentAsNull(() => readdir(folder), folder)) ?? []).sort(),
  openAppend: (path) => guarded(path, () => openAppend(path)),
  write: (path, bytes) => guarded(path, () => writeFile(path, bytes, { mode: FILE_MODE })),
  writeAtomic: (path, bytes) => guarded(path, () => writeAtomic(path, bytes)),
  overwrite: (path, offset, bytes) => guarded(path, () => overwrite(path, offset, bytes)),
  syncFolder: (path) => guarded(path, () => syncFolder(path)),
  makeFolder: (path) => guarded(path, () => makeFolder(path)),
  remove: (path) => guarded(path, () => rm(path, { force: true })),
}

const readRange = async (path: string, offset: number, length: number, into?: Buffer): Promise<Buffer> => {
  if (length <= SMALL_READ_BYTES) return smallReads.read(path, offset, length)
  const file = await open(path, 'r').catch(absent)
  if (file === null) return Buffer.alloc(0)
  try {
    const buffer = into ?? Buffer.allocUnsafe(length)
    const { bytesRead } = await file.read(buffer, 0, length, offset)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

const openAppend = async (path: string): Promise<AppendFile> => {
  const file = await open(path, constants.O_RDWR | constants.O_CREAT, FILE_MODE)
  let size = (await file.stat()).size
  return {
    get size() {
      return size
    },
    append: (bytes) =>
      guarded(path, () => {
        writeAllNow(file.fd, bytes, size)
        size += bytes.length
        return Promise.resolve()
      }),
    sync: () => guarded(path, () => file.datasync()),
    truncate: (to) =>
      guarded(path, async () => {
        await file.truncate(to)
        size = to
      }),
    close: () => file.close(),
  }
}

/** A write may be short: the rest follows. */
const writeAll = async (file: FileHandle, bytes: Buffer, position: number): Promise<void> => {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done)
    done += bytesWritten
  }
}

/** The same at once: lines go into the page cache, which takes less time than handing them to a thread; `sync` waits. */
const writeAllNow = (descriptor: number, bytes: Buffer, position: number): void => {
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done, bytes.length - done, position + done)
}

const writeAtomic = async (path: string, bytes: Buffer): Promise<void> => {
  const temporary = `${path}.new`
  const file = await open(temporary, 'w', FILE_MODE)
  try {
    await writeAll(file, bytes, 0)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, path)
  await syncFolder(dirname(path))
}

const overwrite = async (path: string, offset: number, bytes: Buffer): Promise<void> => {
  const file = await open(path, 'r+')
  try {
    await writeAll(file, bytes, offset)
    await file.datasync()
  } finally {
    await file.close()
  }
}

/** Node's own `recursive` says ENOENT for most of what keeps it from making a folder, such as a read-only file system. */
const makeFolder = async (path: string): Promise<void> => {
  const error = await mkdir(path, { mode: FOLDER_MODE }).then(() => null, (reason: unknown) => reason)
  if (error === null || (codeOf(error) === 'EEXIST' && (await stat(path)).isDirectory())) return
  if (codeOf(error) !== 'ENOENT' || dirname(path) === path) throw error
  await makeFolder(dirname(path))
  await makeFolder(path)
}

const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null

const absent = (error: unknown): null => {
  if (codeOf(error) === 'ENOENT') return null
  throw error
}

const absentAsNull = <Value>(work: () => Promise<Value>, path: string): Promise<Value | null> =>
  guarded(path, () => work().catch(absent))

const REMEDY: Readonly<Record<string, string>> = {
  ENOSPC: 'Free space on this disk and run again; nothing was sent that is not recorded.',
  EDQUOT: 'Raise the quota of this user and run again; nothing was sent that is not recorded.',
  EIO: 'The disk reports an error: check it, then restore from a backup if files are damaged.',
  EACCES: 'Run as the user that owns the folder, or correct its permissions.',
  EPERM: 'Run as the user that owns the folder, or correct its permissions.',
  EROFS: 'Mount the file system for writing.',
  EMFILE: 'Raise the limit of open files (ulimit -n).',
}

/** Says of an error of the file system which file it is about and what to do; other errors stay as they are. */
export const guarded = async <Value>(path: string, work: () => Promise<Value>): Promise<Value> => {
  try {
    return await work()
  } catch (error) {
    const code = codeOf(error)
    const remedy = code === null ? undefined : REMEDY[code]
    if (code === null || remedy === undefined) throw error
    const what = code === 'ENOSPC' ? 'the disk is full' : `the file system says ${code}`
    throw new UsageError(`${path}: ${what}`, { code: `DISK_${code}`, hint: remedy, cause: error, context: { path } })
  }
}
