import type { DocumentEntry } from '../contract/document-entry.ts'
import type { Flow } from '../contract/route.ts'
import { hasSourceConflict } from './conflict.ts'
import { openOf } from './limit.ts'
import type { RunContext } from './run-context.ts'

/**
 * Whether a sync would send it now: it is ready, or waits for something in the target. What waits for a person, is
 * in conflict with its source, or is of a flow that is off stays where it is.
 */
export const isDue = (run: RunContext, entry: DocumentEntry): boolean =>
  isOn(run, entry.flow) && !hasSourceConflict(entry) && (entry.state === 'ready' || isWaiting(entry))

/** Whether the flow is of this run and switched on. */
export const isOn = (run: RunContext, flow: string): boolean =>
  run.flows.some(({ name }) => name === flow) && run.flowSettings(flow).enabled

/** Parked until the target lets it through, and asked for at every run. */
export const isWaiting = (entry: DocumentEntry): boolean =>
  entry.state === 'parked' && entry.parkedBy === 'wait' && entry.plan !== null

/** Documents of a flow that are due, the ready ones first. */
export async function* dueDocuments(run: RunContext, flow: Flow): AsyncGenerator<DocumentEntry> {
  for (const state of ['ready', 'parked'] as const) {
    for await (const entry of openOf(run, { flow: flow.name, states: [state] })) if (isDue(run, entry)) yield entry
  }
}
