import type { DocumentEntry, StoredAmount } from '../contract/document-entry.ts'
import type { Flow, Route } from '../contract/route.ts'
import type { StateStore } from '../contract/state-store.ts'

/** What a sync would do with one document. */
export interface PlannedDocument {
  readonly id: string
  readonly flow: string
  readonly ref: string
  readonly number: string | null
  readonly action: 'write' | 'park' | 'in-doubt' | 'already-there'
  readonly form: string | null
  readonly legalEntity: string | null
  readonly postingDate: string | null
  readonly amount: StoredAmount | null
  readonly reason: string | null
  readonly remedy: string | null
}

/** Every open document of the flows after a dry run. */
export const plannedDocuments = async (store: StateStore, route: Route, flows: readonly Flow[]): Promise<readonly PlannedDocument[]> => {
  const planned: PlannedDocument[] = []
  for (const flow of flows) {
    for await (const entry of store.open({ route: route.name, flow: flow.name })) planned.push(plan(entry))
  }
  return planned
}

const plan = (entry: DocumentEntry): PlannedDocument => ({
  id: entry.id,
  flow: entry.flow,
  ref: entry.identity.ref,
  number: entry.plan?.number ?? entry.numbers[0] ?? null,
  action: actionOf(entry),
  form: entry.plan?.form ?? null,
  legalEntity: entry.plan?.legalEntity ?? null,
  postingDate: entry.plan?.postingDate ?? null,
  amount: entry.amount,
  reason: entry.problems[0]?.code ?? entry.doubt?.code ?? null,
  remedy: entry.problems[0]?.remedy ?? null,
})

const actionOf = ({ state }: DocumentEntry): PlannedDocument['action'] => {
  switch (state) {
    case 'ready':
      return 'write'
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
