import { join } from 'node:path'
import { Low, type Adapter } from 'lowdb'
import type { Disk } from '../contract/disk.ts'
import { VOLATILE_SETS, type ReferenceReader, type ReferenceSetName, type ReferenceSets } from '../contract/reference.ts'
import type { Clock } from '../lib/clock.ts'

/** One set as it was read, dated. */
interface SetCopy {
  readonly format: number
  readonly readAt: number
  readonly rows: readonly unknown[]
}

/** Version of the rows' shape; a copy of another one is read again. */
const COPY_FORMAT = 1

export interface ReferenceCopyParts {
  readonly disk: Disk
  readonly clock: Clock
  /** `<state>/reference/<connection>`. */
  readonly folder: string
  readonly reader: ReferenceReader
  readonly maxAgeMs: number
  /** False for a dry run: what was read is used but not kept. */
  readonly keep: boolean
  readonly signal: AbortSignal
}

/** The reference data of a system: from the dated local copy, read again where that is too old or volatile. */
export const loadReference = async (parts: ReferenceCopyParts, empty: ReferenceSets): Promise<ReferenceSets> => {
  if (parts.keep) await parts.disk.makeFolder(parts.folder)
  const sets: Record<string, readonly unknown[]> = { ...empty }
  for (const name of parts.reader.sets) sets[name] = await loadSet(parts, name)
  return sets as unknown as ReferenceSets
}

const loadSet = async (parts: ReferenceCopyParts, name: ReferenceSetName): Promise<readonly unknown[]> => {
  const low = new Low<SetCopy | null>(adapter(parts.disk, join(parts.folder, `${name}.json`)), null)
  await low.read()
  const age = low.data?.format === COPY_FORMAT ? parts.clock.now() - low.data.readAt : Number.POSITIVE_INFINITY
  const isVolatile = (VOLATILE_SETS as readonly string[]).includes(name)
  // A copy from the future is from before the clock was set back: its age is not known.
  if (low.data !== null && !isVolatile && age >= 0 && age < parts.maxAgeMs) return low.data.rows
  const rows = await parts.reader.read(name, parts.signal)
  low.data = { format: COPY_FORMAT, readAt: parts.clock.now(), rows }
  if (parts.keep) await low.write()
  return rows
}

/** A copy that cannot be read is read anew from the system. */
const adapter = (disk: Disk, path: string): Adapter<SetCopy | null> => ({
  read: async () => {
    const bytes = await disk.read(path)
    if (bytes === null) return null
    try {
      return JSON.parse(bytes.toString('utf8')) as SetCopy
    } catch {
      return null
    }
  },
  write: (data) => disk.writeAtomic(path, Buffer.from(JSON.stringify(data))),
})

/** The local copy as it is, without asking the system; null when there is none at all. */
export const readReferenceCopy = async (
  parts: Pick<ReferenceCopyParts, 'disk' | 'folder'>,
  empty: ReferenceSets,
): Promise<{ readonly sets: ReferenceSets; readonly oldestReadAt: number } | null> => {
  const sets: Record<string, readonly unknown[]> = { ...empty }
  let oldestReadAt: number | null = null
  for (const name of Object.keys(empty)) {
    const copy = await adapter(parts.disk, join(parts.folder, `${name}.json`)).read()
    if (copy?.format !== COPY_FORMAT) continue
    sets[name] = copy.rows
    oldestReadAt = Math.min(oldestReadAt ?? copy.readAt, copy.readAt)
  }
  return oldestReadAt === null ? null : { sets: sets as unknown as ReferenceSets, oldestReadAt }
}
