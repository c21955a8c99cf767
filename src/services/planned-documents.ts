import type { DocumentEntry, StoredAmount } from '../contract/document-entry.ts'
import { isDue, isOn } from '../engine/due.ts'
import type { RunContext } from '../engine/run-context.ts'

/** What a sync would do with one document. */
export interface PlannedDocument {
  readonly id: string
  readonly flow: string
  readonly ref: string
  readonly number: string | null
  /** `wait`: it is ready, and held back. */
  readonly action: 'write' | 'wait' | 'park' | 'in-doubt' | 'already-there'
  readonly form: string | null
  readonly legalEntity: string | null
  readonly postingDate: string | null
  readonly amount: StoredAmount | null
  readonly reason: string | null
  readonly remedy: string | null
}

/** Every open document of the run's flows after a dry run. */
export const plannedDocuments = async (run: RunContext): Promise<readonly PlannedDocument[]> => {
  const planned: PlannedDocument[] = []
  for (const flow of run.flows) {
    for await (const entry of run.store.open({ route: run.route.name, flow: flow.name })) planned.push(plan(run, entry))
  }
  return planned
}

const plan = (run: RunContext, entry: DocumentEntry): PlannedDocument => ({
  id: entry.id,
  flow: entry.flow,
  ref: entry.identity.ref,
  number: entry.plan?.number ?? entry.numbers[0] ?? null,
  action: actionOf(run, entry),
  form: entry.plan?.form ?? null,
  legalEntity: entry.plan?.legalEntity ?? null,
  postingDate: entry.plan?.postingDate ?? null,
  amount: entry.amount,
  reason: heldBy(run, entry) ?? entry.problems[0]?.code ?? entry.doubt?.code ?? null,
  remedy: entry.problems[0]?.remedy ?? null,
})

/** Why a ready document would stay where it is. */
const heldBy = (run: RunContext, entry: DocumentEntry): string | null => {
  if (entry.state !== 'ready' || isDue(run, entry)) return null
  return isOn(run, entry.flow) ? 'CONFLICT' : 'FLOW_OFF'
}

const actionOf = (run: RunContext, entry: DocumentEntry): PlannedDocument['action'] => {
  switch (entry.state) {
    case 'ready':
      return isDue(run, entry) ? 'write' : 'wait'
    case 'parked':
      return 'park'
    case 'sending':
    case 'in-doubt':
      return 'in-doubt'
    case 'written':
    case 'booked':
    case 'withdrawn':
    case 'skipped':
      return 'already-there'
  }
}
