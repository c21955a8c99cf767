import type { DocumentState, StoredAmount } from '../contract/document-entry.ts'
import type { JourneyStep, StateStore } from '../contract/state-store.ts'
import type { TargetLink } from '../contract/target.ts'
import { UsageError } from '../errors/ml-error.ts'
import { present } from '../lib/assert.ts'
import { isTraceCode, type TraceCode } from '../model/identity.ts'
import { numberOf, reasonOf } from './audit-list.ts'
import { withReader } from './audit-store.ts'
import type { ProgramContext } from './context.ts'

/** What a person is told of one document. */
export interface Explained {
  readonly id: string
  readonly route: string
  readonly flow: string
  readonly number: string
  readonly ref: string
  /** Vendor account of an invoice. */
  readonly party: string | null
  readonly legalEntity: string | null
  readonly amount: StoredAmount | null
  readonly form: string | null
  readonly state: DocumentState
  /** Since when it is in this state. */
  readonly since: string
  readonly reason: { readonly code: string; readonly message: string; readonly remedy: string } | null
  readonly conflict: string | null
  readonly firstReadAt: string
  readonly writtenAt: string | null
  readonly bookedAt: string | null
  readonly acknowledgedAt: string | null
  readonly acknowledged: 'no' | 'due' | 'done'
  readonly link: TargetLink | null
  /** Names of the two systems. */
  readonly source: string
  readonly target: string
}

export interface AuditExplainResult {
  readonly number: string
  readonly documents: readonly Explained[]
  /** More that match and are not explained. */
  readonly more: number
}

const MATCHES_MAX = 20
const STEPS_MAX = 2000

/**
 * Documents by any number that a person would know, and what became of them.
 * @throws UsageError `NUMBER_UNKNOWN`
 */
export const auditExplain = (
  context: ProgramContext,
  input: { readonly number: string },
): Promise<AuditExplainResult> =>
  withReader(context, async (store) => {
    const number = input.number.trim()
    const ids = await matches(store, number)
    if (ids.length === 0) throw unknown(number)
    const documents: Explained[] = []
    for (const id of ids.slice(0, MATCHES_MAX)) documents.push(await explain(context, store, id))
    return { number, documents, more: Math.max(0, ids.length - MATCHES_MAX) }
  })

/** By id; by the whole number; then by the parts of `USMF:00631:INV-7`, the most telling first. */
const matches = async (store: StateStore, number: string): Promise<readonly TraceCode[]> => {
  const id = number.toUpperCase()
  if (isTraceCode(id) && (await store.get(id)) !== null) return [id]
  for (const term of [number, ...number.split(':').slice(1).toReversed()]) {
    const found = term === '' ? [] : await store.byNumber(term)
    if (found.length > 0) return found
  }
  return []
}

const explain = async (context: ProgramContext, store: StateStore, id: TraceCode): Promise<Explained> => {
  const steps: JourneyStep[] = []
  for await (const step of store.journey(id)) if (steps.push(step) >= STEPS_MAX) break
  const { entry } = present(steps[0], 'the latest event')
  const first = present(steps.at(-1), 'the first event')
  const timeOf = (...events: readonly string[]): string | null =>
    steps.find(({ event }) => events.includes(event))?.at ?? null
  const names = systemNames(context, entry.route, entry.identity.connection)
  return {
    id,
    route: entry.route,
    flow: entry.flow,
    number: numberOf(entry),
    ref: entry.identity.ref,
    party: entry.plan?.party ?? null,
    legalEntity: entry.plan?.legalEntity ?? entry.link?.legalEntity ?? null,
    amount: entry.amount,
    form: entry.plan?.form ?? null,
    state: entry.state,
    since: sinceOf(steps),
    reason: reasonOf(entry),
    conflict: entry.conflict,
    firstReadAt: first.at,
    writtenAt: entry.link === null ? null : timeOf('written', 'found', 'resolved-written', 'adopted'),
    bookedAt: entry.state === 'booked' ? timeOf('booked') : null,
    acknowledgedAt: entry.acknowledged === 'done' ? timeOf('acknowledged') : null,
    acknowledged: entry.acknowledged,
    link: entry.link,
    ...names,
  }
}

/** The first of the unbroken row of latest events that show the same state and reason. */
const sinceOf = (steps: readonly JourneyStep[]): string => {
  const latest = present(steps[0], 'the latest event')
  const same = (step: JourneyStep) =>
    step.entry.state === latest.entry.state && reasonOf(step.entry)?.code === reasonOf(latest.entry)?.code
  const changed = steps.findIndex((step) => !same(step))
  return (changed < 0 ? steps.at(-1) : steps[changed - 1])?.at ?? latest.at
}

/** Titles of the connectors; the connections' names where the settings no longer know them. */
const systemNames = ({ settings, connector }: ProgramContext, route: string, sourceConnection: string) => {
  const titleOf = (connection: string): string => {
    const entry = settings.connections[connection]
    return entry === undefined ? connection : connector(entry.connector).title
  }
  const to = settings.routes[route]?.to
  return {
    source: titleOf(sourceConnection),
    target: to === undefined ? (route.split('-to-')[1] ?? route) : titleOf(to),
  }
}

const unknown = (number: string) =>
  new UsageError(`no document has the number "${number}"`, {
    code: 'NUMBER_UNKNOWN',
    hint:
      'Looked at invoice numbers, ids of the source, ids, journal numbers and vouchers of the target, and ' +
      'trace codes; case does not count. Look it up in the source: if it is approved there, ' +
      '`ml-connector dry-run <route>` says what a sync would do with it.',
    context: { number },
  })
