import type { RunContext } from './run-context.ts'

const nameOf = (run: RunContext): string => `telling:${run.route.name}`

/**
 * Whether the source may have been told of documents that are not known here to be told: a process died while it
 * told, an answer was lost, or the state is older than the books. Whatever left the queue may have left it by that.
 */
export const isTellingInDoubt = (run: RunContext): boolean => run.store.facts(nameOf(run))?.inDoubt === true

export const noteTelling = (run: RunContext, inDoubt: boolean): void => {
  if (isTellingInDoubt(run) !== inDoubt) run.store.saveFacts(nameOf(run), { inDoubt })
}
