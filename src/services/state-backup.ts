import { resolve, sep } from 'node:path'
import { UsageError } from '../errors/ml-error.ts'
import { isoTime } from '../lib/clock.ts'
import { writeBackup, type OnFile } from '../state/backup.ts'
import type { ProgramContext } from './context.ts'

export interface StateBackupInput {
  /** A folder that is not there yet. */
  readonly target: string
  readonly waitMs: number
  readonly onFile: OnFile
}

export interface StateBackupResult {
  readonly folder: string
  readonly state: string
  readonly madeAt: string
  readonly files: number
  readonly bytes: number
  /** Last line of the trail in it. */
  readonly trail: { readonly n: number; readonly hash: string }
}

/** Copies the state into a new folder, consistent and verified. Secrets are not in it. */
export const stateBackup = async (
  context: ProgramContext,
  input: StateBackupInput,
): Promise<StateBackupResult> => {
  const target = resolve(input.target)
  const { root } = context.paths
  checkTarget(target, root)
  const madeAt = isoTime(context.clock.now())
  const parts = {
    disk: context.disk,
    paths: context.paths,
    anchorPath: context.anchorPath,
    target,
    madeAt,
    onFile: input.onFile,
  }
  const list = await context.lockFor(input, () => writeBackup(parts))
  const bytes = list.files.reduce((sum, { size }) => sum + size, 0)
  return { folder: target, state: root, madeAt, files: list.files.length, bytes, trail: list.trail }
}

const checkTarget = (target: string, root: string): void => {
  if (target === root || target.startsWith(root + sep)) {
    throw new UsageError(`${target} is inside the state folder`, {
      code: 'BACKUP_INSIDE_STATE',
      hint: 'Name a folder outside of it, best on another disk.',
      context: { folder: target },
    })
  }
  if (!/\.(tar|tgz|tar\.gz|zip)$/i.test(target)) return
  throw new UsageError('a backup is a plain folder', {
    code: 'BACKUP_IS_A_FOLDER',
    hint: `Name a folder; to keep it in one file afterwards: tar -cf ${target} <folder>.`,
    context: { target },
  })
}
