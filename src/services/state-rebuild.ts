import { UsageError } from '../errors/ml-error.ts'
import { hasTrail } from '../state/open-state.ts'
import { rebuildIndex, type RebuildProgress, type RebuiltIndex } from '../state/rebuild-index.ts'
import type { ProgramContext } from './context.ts'

export interface StateRebuildInput {
  readonly waitMs: number
  readonly onProgress: (done: RebuildProgress) => void
}

export interface StateRebuildResult extends RebuiltIndex {
  readonly state: string
  readonly tookMs: number
  readonly linesPerSecond: number
}

/** Makes the index in db/ anew from the trail. */
export const stateRebuild = (
  context: ProgramContext,
  input: StateRebuildInput,
): Promise<StateRebuildResult> =>
  context.lockFor(input, async () => {
    const { disk, paths, clock } = context
    if (!(await hasTrail(disk, paths))) throw noTrail(paths.trail)
    const startedAt = clock.elapsed()
    const rebuilt = await rebuildIndex({ disk, paths, onProgress: input.onProgress })
    const tookMs = Math.max(1, Math.round(clock.elapsed() - startedAt))
    return {
      ...rebuilt,
      state: paths.root,
      tookMs,
      linesPerSecond: Math.round((rebuilt.lines * 1000) / tookMs),
    }
  })

const noTrail = (folder: string) =>
  new UsageError(`there is no trail in ${folder}`, {
    code: 'STATE_EMPTY',
    hint: 'Give the folder of the state with --state-dir, or restore a backup: ml-connector state restore <backup>.',
    context: { folder },
  })
