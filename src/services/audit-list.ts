import type { DocumentEntry, DocumentState, StoredAmount } from '../contract/document-entry.ts'
import type { DocumentFilter, StateStore } from '../contract/state-store.ts'
import { fromMoment } from './audit-dates.ts'
import { withReader } from './audit-store.ts'
import type { ProgramContext } from './context.ts'

/** What `--state` takes: the states of documents that are still open, and `conflict`. */
export type ListState = Exclude<DocumentState, 'booked' | 'skipped'> | 'conflict'

/** What needs a person. */
const NEEDS_PERSON: readonly ListState[] = ['parked', 'in-doubt', 'withdrawn', 'conflict']

export interface AuditListInput {
  readonly route?: string | undefined
  readonly flow?: string | undefined
  /** What needs a person, without it. */
  readonly states?: readonly ListState[] | undefined
  /** Code such as `ACCOUNT_SUSPENDED`. */
  readonly reason?: string | undefined
  /** Date or time of the latest event, in the words of the command line. */
  readonly since?: string | undefined
  readonly limit: number
}

/** One open document, as a line of a list. */
export interface ListedDocument {
  readonly id: string
  readonly route: string
  readonly flow: string
  readonly state: DocumentState
  readonly conflict: boolean
  /** The number that a person knows best; else the source's id. */
  readonly number: string
  readonly legalEntity: string | null
  readonly amount: StoredAmount | null
  readonly reason: string | null
  readonly message: string | null
  readonly remedy: string | null
  /** Time of its latest event. */
  readonly since: string
  readonly ageMs: number
}

export interface AuditListResult {
  readonly documents: readonly ListedDocument[]
  /** All that match, by state, also those behind the limit; one in conflict counts as `conflict` only. */
  readonly counts: Readonly<Record<string, number>>
  readonly total: number
}

/** Open documents, the latest event first. */
export const auditList = async (context: ProgramContext, input: AuditListInput): Promise<AuditListResult> => {
  const since = input.since === undefined ? null : fromMoment('since', input.since)
  if (input.route !== undefined) context.route(input.route)
  return withReader(context, async (store) => {
    const documents: ListedDocument[] = []
    const counts: Record<string, number> = {}
    let total = 0
    for await (const entry of store.open(filterOf(input))) {
      if (input.reason !== undefined && reasonOf(entry)?.code !== input.reason.toUpperCase()) continue
      const isShown = documents.length < input.limit
      const at = isShown || since !== null ? await latestAt(store, entry) : ''
      if (since !== null && Date.parse(at) < since) continue
      const state = entry.conflict === null ? entry.state : 'conflict'
      counts[state] = (counts[state] ?? 0) + 1
      total += 1
      if (isShown) documents.push(listed(entry, at, context.clock.now()))
    }
    return { documents, counts, total }
  })
}

const filterOf = ({ route, flow, states = NEEDS_PERSON }: AuditListInput): DocumentFilter => ({
  ...(route !== undefined && { route }),
  ...(flow !== undefined && { flow }),
  states: states.filter((state) => state !== 'conflict'),
  orConflict: states.includes('conflict'),
  newestFirst: true,
})

const latestAt = async (store: StateStore, entry: DocumentEntry): Promise<string> => {
  for await (const step of store.journey(entry.id)) return step.at
  return ''
}

const listed = (entry: DocumentEntry, since: string, now: number): ListedDocument => {
  const reason = reasonOf(entry)
  return {
    id: entry.id,
    route: entry.route,
    flow: entry.flow,
    state: entry.state,
    conflict: entry.conflict !== null,
    number: numberOf(entry),
    legalEntity: entry.plan?.legalEntity ?? entry.link?.legalEntity ?? null,
    amount: entry.amount,
    reason: reason?.code ?? null,
    message: reason?.message ?? null,
    remedy: reason?.remedy ?? null,
    since,
    ageMs: Math.max(0, now - Date.parse(since)),
  }
}

/** The number that a person knows best; else the source's id. */
export const numberOf = (entry: DocumentEntry): string =>
  entry.plan?.number ?? entry.numbers[0] ?? entry.identity.ref

/** Why a document stands where it stands; null when nothing holds it. */
export const reasonOf = (
  entry: DocumentEntry,
): { readonly code: string; readonly message: string; readonly remedy: string } | null => {
  if (entry.conflict !== null) {
    return {
      code: 'CONFLICT',
      message: entry.conflict,
      remedy: 'Compare the record with the target, correct that by hand, then `audit resolve --as closed`.',
    }
  }
  const [problem] = entry.problems
  if (problem !== undefined) return problem
  if (entry.doubt === null) return null
  return {
    code: entry.doubt.code,
    message: entry.doubt.message,
    remedy: 'The next sync asks the target again; `audit resolve` settles it by hand.',
  }
}
