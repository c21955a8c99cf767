import { z } from 'zod'
import type { Disk } from '../contract/disk.ts'
import type { TrailPosition } from '../contract/document-entry.ts'
import { TrailError } from '../errors/ml-error.ts'
import { sha256Hex } from '../lib/hash.ts'
import { join } from 'node:path'

/** The end of the trail as the last run left it, kept outside the state folder: a state that lost its end shows. */
export interface Anchor {
  readonly n: number
  readonly hash: string
  readonly at: string
  readonly position: TrailPosition | null
}

const schema = z.object({
  n: z.number().int().nonnegative(),
  hash: z.string(),
  at: z.string(),
  position: z.object({ file: z.string(), offset: z.number(), length: z.number() }).nullable(),
})

/** @throws TrailError `ANCHOR_UNREADABLE` */
export const readAnchor = async (disk: Disk, path: string): Promise<Anchor | null> => {
  const bytes = await disk.read(path)
  if (bytes === null) return null
  const parsed = schema.safeParse(parseJson(bytes))
  if (parsed.success) return parsed.data
  throw new TrailError(`the anchor ${path} cannot be read`, {
    code: 'ANCHOR_UNREADABLE',
    hint: 'Run `ml-connector audit verify`, then `ml-connector state adopt` to write a new anchor.',
  })
}

export const writeAnchor = (disk: Disk, path: string, anchor: Anchor): Promise<void> =>
  disk.writeAtomic(path, Buffer.from(`${JSON.stringify(anchor)}\n`))

/**
 * Proves that the trail still holds the line that the anchor names.
 * @throws TrailError `TRAIL_ENDS_BEFORE_ANCHOR` or `TRAIL_NOT_THE_ANCHORED_ONE`
 */
export const checkAnchor = async (disk: Disk, trailFolder: string, anchor: Anchor, headN: number): Promise<void> => {
  if (anchor.n === 0) return
  if (headN < anchor.n) {
    throw new TrailError(`the trail ends at line ${headN}, but the last run ended at line ${anchor.n} (${anchor.at})`, {
      code: 'TRAIL_ENDS_BEFORE_ANCHOR',
      hint: 'The state is older than the books: a restored backup or an empty folder. Put the newest state back, or run `ml-connector state adopt`, which asks the target for every open document before anything is sent.',
      context: { trailEnd: headN, anchor: anchor.n },
    })
  }
  if (anchor.position === null) return
  const { file, offset, length } = anchor.position
  const bytes = await disk.readRange(join(trailFolder, `${file}.jsonl`), offset, length)
  if (sha256Hex(bytes) === anchor.hash) return
  throw new TrailError(`line ${anchor.n} of the trail is not the one that the last run wrote`, {
    code: 'TRAIL_NOT_THE_ANCHORED_ONE',
    hint: 'This is the state of another machine or it was changed by hand: run `ml-connector audit verify`, then `ml-connector state adopt`.',
    context: { anchor: anchor.n },
  })
}

const parseJson = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return null
  }
}
