import { join } from 'node:path'
import type { Disk } from '../contract/disk.ts'
import { UsageError } from '../errors/ml-error.ts'
import {
  BACKUP_ANCHOR,
  KEY_MARKER,
  STATE_PARTS,
  copyFile,
  proven,
  readBackup,
  type BackupList,
  type OnFile,
} from './backup.ts'
import { foldersBelow, movePath, removeFolder } from './folders.ts'
import type { StatePaths } from './paths.ts'
import { trailFiles } from './trail-reader.ts'
import { verifyTrail } from './verify.ts'

export interface RestoreParts {
  readonly disk: Disk
  readonly paths: StatePaths
  readonly backup: string
  /** True moves what is there aside. */
  readonly replace: boolean
  /** Name of the folder for what is moved aside, inside the state folder. */
  readonly asideName: string
  readonly onFile: OnFile
}

export interface Restored {
  readonly list: BackupList
  /** Where the old state is now; null when there was none. */
  readonly aside: string | null
}

/** Copied first, then moved into place in one go. */
const STAGING = 'restoring'

/**
 * Puts a backup in the place of the state. The caller holds the lock. The trail comes last and in one rename:
 * whenever this is broken off, the next run finds the old state or stops, and never takes half of one for a whole.
 * @throws UsageError `STATE_NOT_EMPTY`, TrailError when the backup is not as it was written
 */
export const restoreBackup = async (parts: RestoreParts): Promise<Restored> => {
  const { disk, paths, backup } = parts
  const list = await readBackup(disk, backup)
  proven(await verifyTrail(disk, join(backup, 'trail')))
  const isEmpty = (await trailFiles(disk, paths.trail)).length === 0
  if (!isEmpty && !parts.replace) throw notEmpty(paths.root)
  const staging = join(paths.root, STAGING)
  await removeFolder(staging)
  await copyInto(parts, list, staging)
  const aside = await moveAside(parts)
  for (const name of [KEY_MARKER, ...STATE_PARTS]) {
    await movePath(join(staging, name), join(paths.root, name))
    // One after the other also on the disk: the trail is there only when everything that it needs is.
    await disk.syncFolder(paths.root)
  }
  await removeFolder(staging)
  return { list, aside }
}

const copyInto = async (
  { disk, backup, onFile }: RestoreParts,
  { files }: BackupList,
  staging: string,
): Promise<void> => {
  let done = 0
  let bytes = 0
  for (const { path, size } of files) {
    // The anchor outside stays as it is: it tells whether this backup is older than the last run.
    if (path !== BACKUP_ANCHOR) await copyFile(disk, join(backup, path), join(staging, path))
    done += 1
    bytes += size
    onFile({ files: done, filesMax: files.length, bytes })
  }
  // A file's own sync does not keep its name: after a power cut its folder could be empty, and an empty trail passes
  // for a new state.
  for (const folder of await foldersBelow(staging)) await disk.syncFolder(folder)
}

/** The trail goes first, so that what stays behind after a crash is an index without a trail, which stops a run. */
const moveAside = async ({ disk, paths, asideName }: RestoreParts): Promise<string | null> => {
  const aside = join(paths.root, asideName)
  await disk.makeFolder(aside)
  let moved = false
  for (const name of ['trail', 'db', 'keys', 'reference', KEY_MARKER]) {
    const isMoved = await movePath(join(paths.root, name), join(aside, name))
    moved ||= isMoved
    if (!isMoved) continue
    await disk.syncFolder(aside)
    await disk.syncFolder(paths.root)
  }
  if (moved) return aside
  await removeFolder(aside)
  return null
}

const notEmpty = (root: string) =>
  new UsageError(`${root} holds a state already`, {
    code: 'STATE_NOT_EMPTY',
    hint: 'Give --replace: the old state is then moved aside, not deleted.',
    context: { folder: root },
  })
