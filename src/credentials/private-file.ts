import { randomUUID } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { CredentialError, UsageError } from '../errors/ml-error.ts'

const BYTES_MAX = 4 * 1024 * 1024
const OTHERS = 0o077

/**
 * Reads a file that only its owner may read; null when it is not there.
 * @throws CredentialError `CREDENTIAL_FILE_EXPOSED` when group or others can read it
 */
export const readPrivateFile = async (path: string): Promise<string | null> => {
  const file = await openOrNull(path)
  if (!file) return null
  try {
    await assertPrivate(file, path)
    return await file.readFile('utf8')
  } finally {
    await file.close()
  }
}

/** Writes a file whole: a temporary one beside it, fsync, rename, fsync of the folder. Mode 0600. */
export const writePrivateFile = async (path: string, text: string): Promise<void> => {
  await makePrivateFolder(dirname(path))
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    await writeSynced(temporary, text)
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(dirname(path))
}

/** Writes a file that must not be there yet; false when another was faster. Mode 0600. */
export const createPrivateFile = async (path: string, text: string): Promise<boolean> => {
  await makePrivateFolder(dirname(path))
  try {
    await writeSynced(path, text)
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false
    throw error
  }
  await syncFolder(dirname(path))
  return true
}

/** `ENOENT` and its like; null for an error that is not the system's. */
export const errnoOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null

const openOrNull = async (path: string): Promise<FileHandle | null> => {
  try {
    return await open(path, 'r')
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null
    throw unreadable(path, error)
  }
}

const assertPrivate = async (file: FileHandle, path: string): Promise<void> => {
  const { mode, size } = await file.stat()
  if (process.platform !== 'win32' && (mode & OTHERS) !== 0) throw exposed(path, mode)
  if (size > BYTES_MAX) {
    throw new UsageError(`${path} is larger than ${BYTES_MAX} bytes, so it is not a file of ours`, {
      code: 'CREDENTIAL_FILE_TOO_LARGE',
      hint: 'Check the path in the settings.',
      context: { path, size },
    })
  }
}

const makePrivateFolder = async (path: string): Promise<void> => {
  await mkdir(path, { recursive: true, mode: 0o700 })
}

const writeSynced = async (path: string, text: string): Promise<void> => {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

const exposed = (path: string, mode: number) =>
  new CredentialError(`${path} can be read by other users (mode ${(mode & 0o777).toString(8)})`, {
    code: 'CREDENTIAL_FILE_EXPOSED',
    hint: `Run: chmod 600 ${path}. Then rotate what it protects, if others use this machine.`,
    context: { path },
  })

const unreadable = (path: string, cause: unknown) =>
  new CredentialError(`${path} cannot be read (${errnoOf(cause) ?? 'unknown reason'})`, {
    code: 'CREDENTIAL_FILE_UNREADABLE',
    hint: 'For EACCES or EPERM run the command as the user who stored the credentials; for any other reason check the disk, or put the file back from a backup.',
    context: { path },
    cause,
  })
