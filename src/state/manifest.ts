import { z } from 'zod'
import type { Disk } from '../contract/disk.ts'
import { TrailError } from '../errors/ml-error.ts'
import type { Recent } from './fold-table.ts'
import type { ShardStamp } from './shards.ts'

/** Version of the derived documents; another one is rebuilt from the trail. */
export const INDEX_FORMAT = 2

/** Names the valid version of every derived document and the place of the trail that they stand for. */
export interface Manifest {
  readonly format: number
  /** Number and hash of the last line that is folded in. */
  readonly n: number
  readonly hash: string
  /** Where the next line stands. */
  readonly file: string
  readonly offset: number
  readonly recent: Recent
  readonly shards: Readonly<Record<string, ShardStamp>>
}

const formatSchema = z.object({ format: z.number().int() })

const schema = formatSchema.extend({
  n: z.number().int().nonnegative(),
  hash: z.string(),
  file: z.string(),
  offset: z.number().int().nonnegative(),
  recent: z.object({ file: z.string(), offset: z.number().int().nonnegative(), documents: z.number().int().nonnegative() }),
  shards: z.record(z.string(), z.tuple([z.number().int(), z.string()])),
})

/**
 * Null when there is none, or when it is of another format: everything is then rebuilt from the trail.
 * @throws TrailError `STATE_UNREADABLE` when it is there but cannot be read
 */
export const readManifest = async (disk: Disk, path: string): Promise<Manifest | null> => {
  const bytes = await disk.read(path)
  if (bytes === null) return null
  const json = parseJson(bytes)
  const { format = INDEX_FORMAT } = formatSchema.safeParse(json).data ?? {}
  if (format !== INDEX_FORMAT) return null
  const parsed = schema.safeParse(json)
  if (!parsed.success) {
    throw new TrailError(`${path} cannot be read`, {
      code: 'STATE_UNREADABLE',
      hint: 'Run `ml-connector state rebuild`: it makes everything in db/ anew from the trail.',
    })
  }
  return parsed.data
}

export const writeManifest = (disk: Disk, path: string, manifest: Manifest): Promise<void> =>
  disk.writeAtomic(path, Buffer.from(JSON.stringify(manifest)))

const parseJson = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return null
  }
}
