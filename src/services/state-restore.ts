import { resolve } from 'node:path'
import { TrailError } from '../errors/ml-error.ts'
import { isoTime } from '../lib/clock.ts'
import { checkAnchor, readAnchor } from '../state/anchor.ts'
import type { OnFile } from '../state/backup.ts'
import { restoreBackup } from '../state/restore.ts'
import { findTrailEnd } from '../state/trail-reader.ts'
import type { ProgramContext } from './context.ts'

export interface StateRestoreInput {
  readonly backup: string
  /** Moves a state that is there aside. */
  readonly replace: boolean
  readonly waitMs: number
  readonly onFile: OnFile
}

export interface StateRestoreResult {
  readonly backup: string
  readonly state: string
  readonly madeAt: string
  readonly files: number
  readonly trail: { readonly n: number; readonly hash: string }
  /** Where the old state is now; null when there was none. */
  readonly movedTo: string | null
  /** Last line that the last run left, from outside the state folder; null when nothing says. */
  readonly anchor: { readonly n: number; readonly at: string } | null
  /** The next run stops with exit 10 until `state adopt`. */
  readonly mustAdopt: boolean
}

/** Puts a backup in the place of the state. The anchor outside stays, so that an older state is noticed. */
export const stateRestore = (
  context: ProgramContext,
  input: StateRestoreInput,
): Promise<StateRestoreResult> =>
  context.lockFor(input, async () => {
    const { disk, paths } = context
    const stamp = isoTime(context.clock.now()).replace(/[-:]/g, '').slice(0, 15)
    const parts = {
      disk,
      paths,
      backup: resolve(input.backup),
      replace: input.replace,
      asideName: `replaced-${stamp}Z`,
      onFile: input.onFile,
    }
    const { list, aside } = await restoreBackup(parts)
    return {
      backup: parts.backup,
      state: paths.root,
      madeAt: list.madeAt,
      files: list.files.length,
      trail: list.trail,
      movedTo: aside,
      ...(await anchorFacts(context)),
    }
  })

const anchorFacts = async ({
  disk,
  paths,
  anchorPath,
}: ProgramContext): Promise<Pick<StateRestoreResult, 'anchor' | 'mustAdopt'>> => {
  try {
    const anchor = await readAnchor(disk, anchorPath)
    if (anchor === null) return { anchor: null, mustAdopt: false }
    const end = await findTrailEnd(disk, paths.trail)
    const facts = { anchor: { n: anchor.n, at: anchor.at } }
    const fits = await checkAnchor(disk, paths.trail, anchor, end?.head.n ?? 0).then(() => true, onlyTrail)
    return { ...facts, mustAdopt: !fits }
  } catch (error) {
    return { anchor: null, mustAdopt: !onlyTrail(error) }
  }
}

/** False for a trail that does not fit; any other error goes on. */
const onlyTrail = (error: unknown): false => {
  if (error instanceof TrailError) return false
  throw error
}
