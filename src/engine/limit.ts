import type { DocumentEntry } from '../contract/document-entry.ts'
import type { DocumentFilter } from '../contract/state-store.ts'
import type { RunContext } from './run-context.ts'

type Wanted = Pick<DocumentFilter, 'flow' | 'states' | 'ackDue'>

/** Open documents of this run's route; of a limited run, only its own. */
export const openOf = (run: RunContext, wanted: Wanted): AsyncIterable<DocumentEntry> =>
  run.only === undefined
    ? run.store.open({ route: run.route.name, ...wanted })
    : chosen(run, run.only, wanted)

/** How many there are; of a limited run, at most so many. */
export const countOf = (run: RunContext, wanted: Wanted): number => {
  const count = run.store.count({ route: run.route.name, ...wanted })
  return run.only === undefined ? count : Math.min(count, run.only.size)
}

async function* chosen(
  run: RunContext,
  only: ReadonlySet<DocumentEntry['id']>,
  wanted: Wanted,
): AsyncGenerator<DocumentEntry> {
  for (const id of only) {
    const entry = await run.store.get(id)
    if (entry !== null && entry.route === run.route.name && passes(entry, wanted)) yield entry
  }
}

const passes = (entry: DocumentEntry, { flow, states, ackDue }: Wanted): boolean =>
  (flow === undefined || entry.flow === flow) &&
  (states === undefined || states.includes(entry.state)) &&
  (ackDue === undefined || ackDue === (entry.acknowledged === 'due'))
