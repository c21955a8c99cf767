import { createHash } from 'node:crypto'
import { join, sep } from 'node:path'
import { z } from 'zod'
import type { Disk } from '../contract/disk.ts'
import { TrailError, UsageError } from '../errors/ml-error.ts'
import { filesBelow } from './folders.ts'
import type { StatePaths } from './paths.ts'
import { verifyTrail, type TrailVerdict } from './verify.ts'

/** List of everything in a backup; written last, so that a backup without it is an incomplete one. */
const BACKUP_LIST = 'backup.json'
/** Where a backup keeps the anchor, which stands outside the state folder. */
export const BACKUP_ANCHOR = 'anchor.json'
/** What of a state folder a backup holds. Reference data is read anew; the lock and what was moved aside stay. */
export const STATE_PARTS = ['keys', 'db', 'trail'] as const
export const KEY_MARKER = 'key-marker'

const BACKUP_FORMAT = 1
const CHUNK_BYTES = 4 * 1024 * 1024

const listSchema = z.object({
  format: z.literal(BACKUP_FORMAT),
  madeAt: z.string(),
  trail: z.object({ n: z.number().int().nonnegative(), hash: z.string() }),
  files: z.array(z.object({ path: z.string(), size: z.number().int().nonnegative(), sha256: z.string() })),
})

/** What `backup.json` says. */
export type BackupList = z.infer<typeof listSchema>
export type BackupFile = BackupList['files'][number]

/** Called after each file. */
export type OnFile = (done: {
  readonly files: number
  readonly filesMax: number
  readonly bytes: number
}) => void

export interface BackupParts {
  readonly disk: Disk
  readonly paths: StatePaths
  readonly anchorPath: string
  /** Folder that does not exist yet, or is empty. */
  readonly target: string
  readonly madeAt: string
  readonly onFile: OnFile
}

/**
 * Copies trail, keys and index with the anchor into a new folder, then reads the copy back. The caller holds the lock.
 * @throws TrailError `TRAIL_BROKEN`, UsageError `BACKUP_EXISTS` or `STATE_EMPTY`
 */
export const writeBackup = async (parts: BackupParts): Promise<BackupList> => {
  const { disk, paths, target, onFile } = parts
  const verdict = proven(await verifyTrail(disk, paths.trail))
  if (verdict.lines === 0) throw stateEmpty(paths.root)
  await mustBeFree(disk, target)
  const sources = await sourcesOf(parts)
  const files: BackupFile[] = []
  let bytes = 0
  for (const [path, from] of sources) {
    const file = { path, ...(await copyFile(disk, from, join(target, path))) }
    files.push(file)
    bytes += file.size
    onFile({ files: files.length, filesMax: sources.length, bytes })
  }
  for (const folder of foldersOf(target, files)) await disk.syncFolder(folder)
  const list: BackupList = { format: BACKUP_FORMAT, madeAt: parts.madeAt, trail: verdict.head, files }
  await checkFiles(disk, target, list)
  await disk.writeAtomic(join(target, BACKUP_LIST), Buffer.from(`${JSON.stringify(list, null, 1)}\n`))
  return list
}

/**
 * Reads the list of a backup and proves that every file is as it was written.
 * @throws UsageError `BACKUP_MISSING`, TrailError `BACKUP_UNREADABLE` or `BACKUP_DAMAGED`
 */
export const readBackup = async (disk: Disk, folder: string): Promise<BackupList> => {
  const bytes = await disk.read(join(folder, BACKUP_LIST))
  if (bytes === null) throw noBackup(folder)
  const parsed = listSchema.safeParse(parseJson(bytes))
  if (!parsed.success || parsed.data.files.some(({ path }) => !isSafe(path))) {
    throw new TrailError(`${join(folder, BACKUP_LIST)} is not the list of a backup that this version knows`, {
      code: 'BACKUP_UNREADABLE',
      hint: 'Use another backup, or the version of ml-connector that made it.',
    })
  }
  await checkFiles(disk, folder, parsed.data)
  return parsed.data
}

/** @throws TrailError `TRAIL_BROKEN` */
export const proven = (verdict: TrailVerdict): Extract<TrailVerdict, { ok: true }> => {
  if (verdict.ok) return verdict
  const { file, line, n, byte, why } = verdict.brokenAt
  throw new TrailError(`${file}.jsonl, line ${line} (number ${n}, byte ${byte}): ${why}`, {
    code: 'TRAIL_BROKEN',
    hint: 'Restore the state from a backup made before: ml-connector state restore <backup> --replace.',
    context: { file, line, n, byte },
  })
}

/** Copies a file piece by piece; mode 0600, synced. */
export const copyFile = async (disk: Disk, from: string, to: string): Promise<Omit<BackupFile, 'path'>> => {
  await disk.makeFolder(join(to, '..'))
  const file = await disk.openAppend(to)
  const hash = createHash('sha256')
  let size = 0
  try {
    for (;;) {
      const chunk = await disk.readRange(from, size, CHUNK_BYTES)
      if (chunk.length === 0) break
      hash.update(chunk)
      await file.append(chunk)
      size += chunk.length
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return { size, sha256: hash.digest('hex') }
}

/** Path in the backup → file; the trail last, as in a restore. */
const sourcesOf = async ({
  disk,
  paths,
  anchorPath,
}: BackupParts): Promise<readonly (readonly [string, string])[]> => {
  const optional = [[KEY_MARKER, join(paths.root, KEY_MARKER)] as const, [BACKUP_ANCHOR, anchorPath] as const]
  const present: (readonly [string, string])[] = []
  for (const pair of optional) if ((await disk.size(pair[1])) !== null) present.push(pair)
  for (const part of STATE_PARTS) {
    const below = await filesBelow(join(paths.root, part))
    present.push(
      ...below
        .filter((path) => !path.endsWith('.new'))
        .map((path) => [`${part}/${path}`, join(paths.root, part, path)] as const),
    )
  }
  return present
}

const mustBeFree = async (disk: Disk, target: string): Promise<void> => {
  if ((await disk.list(target)).length === 0) return disk.makeFolder(target)
  throw new UsageError(`${target} is there already; a backup never overwrites`, {
    code: 'BACKUP_EXISTS',
    hint: `Name a new folder, such as ${target}-2.`,
    context: { folder: target },
  })
}

const checkFiles = async (disk: Disk, folder: string, { files }: BackupList): Promise<void> => {
  for (const { path, size, sha256 } of files) {
    if ((await disk.size(join(folder, path))) === size && (await hashOf(disk, join(folder, path))) === sha256)
      continue
    throw new TrailError(`${join(folder, path)} is not as the backup's list says`, {
      code: 'BACKUP_DAMAGED',
      hint: 'Use another backup. Nothing was changed.',
      context: { file: path },
    })
  }
}

const hashOf = async (disk: Disk, path: string): Promise<string> => {
  const hash = createHash('sha256')
  for (let at = 0; ;) {
    const chunk = await disk.readRange(path, at, CHUNK_BYTES)
    if (chunk.length === 0) return hash.digest('hex')
    hash.update(chunk)
    at += chunk.length
  }
}

const foldersOf = (root: string, files: readonly BackupFile[]): readonly string[] => [
  ...new Set([root, ...files.map(({ path }) => join(root, path, '..'))]),
]

/** A list from elsewhere must not lead out of its folder. */
const isSafe = (path: string): boolean =>
  [KEY_MARKER, BACKUP_ANCHOR].includes(path) ||
  (STATE_PARTS.some((part) => path.startsWith(`${part}/`)) &&
    !path.split('/').includes('..') &&
    (sep === '/' || !path.includes(sep)))

const noBackup = (folder: string) =>
  new UsageError(`${folder} holds no complete backup: there is no ${BACKUP_LIST}`, {
    code: 'BACKUP_MISSING',
    hint: 'Name a folder that `ml-connector state backup` wrote.',
    context: { folder },
  })

const stateEmpty = (root: string) =>
  new UsageError(`there is no state in ${root}`, {
    code: 'STATE_EMPTY',
    hint: 'Give the folder with --state-dir; a state begins with the first sync or mapping set.',
    context: { folder: root },
  })

const parseJson = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return null
  }
}
