import type { DocumentEntry, DocumentState, StoredAmount } from '../contract/document-entry.ts'
import type { JourneyStep } from '../contract/state-store.ts'
import type { TargetLink } from '../contract/target.ts'
import { present } from '../lib/assert.ts'
import type { JsonObject } from '../lib/json.ts'
import type { Identity } from '../model/identity.ts'
import type { Problem } from '../model/problem.ts'
import { numberOf, reasonOf } from './audit-list.ts'
import { maskPersonal } from './audit-mask.ts'
import { sourceLink } from './audit-source-link.ts'
import { documentId, withReader } from './audit-store.ts'
import type { ProgramContext } from './context.ts'

export interface AuditShowInput {
  /** Id, or the beginning of one. */
  readonly id: string
  /** Shows names, addresses and notes too. */
  readonly personal: boolean
}

/** What a line of the trail sealed: `erased` once its retention ended, `none` when nothing was sealed. */
export interface SealedContent {
  readonly state: 'kept' | 'erased' | 'none'
  readonly at: string | null
  readonly value: JsonObject | null
}

/** One event of a document. */
export interface ShownStep {
  readonly n: number
  readonly at: string
  readonly run: string
  readonly event: string
  readonly state: DocumentState
  readonly reason: string | null
  readonly message: string | null
  readonly mapping: number
  readonly facts: JsonObject
}

export interface AuditShowResult {
  readonly id: string
  readonly route: string
  readonly flow: string
  readonly state: DocumentState
  readonly conflict: string | null
  readonly number: string
  readonly numbers: readonly string[]
  readonly identity: Identity
  readonly amount: StoredAmount | null
  readonly form: string | null
  readonly legalEntity: string | null
  readonly party: string | null
  readonly postingDate: string | null
  readonly problems: readonly Problem[]
  readonly reason: { readonly code: string; readonly message: string; readonly remedy: string } | null
  /** Version of the mapping that translated it last. */
  readonly mapping: number
  readonly sourceUrl: string | null
  readonly target: TargetLink | null
  readonly acknowledged: DocumentEntry['acknowledged']
  /** The source record as it was read last. */
  readonly content: SealedContent
  /** The exact body of the latest attempt. */
  readonly sent: SealedContent
  /** What the target answered, event by event. */
  readonly cameBack: readonly { readonly at: string; readonly event: string; readonly facts: JsonObject }[]
  /** Oldest first. */
  readonly journey: readonly ShownStep[]
  /** True when the journey is longer than what is shown. */
  readonly cut: boolean
  readonly personal: boolean
}

/** Events of one document that are read, the newest ones. */
const STEPS_MAX = 2000

/** Events whose facts are the target's own words. */
const ANSWERS: readonly string[] = ['written', 'found', 'booked', 'withdrawn', 'adopted', 'resolved-written']

/** One document's journey. Reads its own lines by their back-pointers and nothing else. */
export const auditShow = (
  context: ProgramContext,
  { id, personal }: AuditShowInput,
): Promise<AuditShowResult> =>
  withReader(context, async (store) => {
    const steps: JourneyStep[] = []
    for await (const step of store.journey(await documentId(store, id)))
      if (steps.push(step) > STEPS_MAX) break
    const cut = steps.length > STEPS_MAX
    const { entry } = present(steps[0], 'the latest event')
    const record = newest(steps, 'content')
    return {
      ...standing(entry),
      sourceUrl: await sourceLink(context, entry, record?.sealed ?? null),
      content: sealed(record, personal),
      sent: sealed(newest(steps, 'body'), personal),
      cameBack: steps.filter(isAnswer).map(answer).toReversed(),
      journey: steps.slice(0, STEPS_MAX).map(shown).toReversed(),
      cut,
      personal,
    }
  })

const standing = (entry: DocumentEntry) => ({
  id: entry.id,
  route: entry.route,
  flow: entry.flow,
  state: entry.state,
  conflict: entry.conflict,
  number: numberOf(entry),
  numbers: entry.numbers,
  identity: entry.identity,
  amount: entry.amount,
  form: entry.plan?.form ?? null,
  legalEntity: entry.plan?.legalEntity ?? null,
  party: entry.plan?.party ?? null,
  postingDate: entry.plan?.postingDate ?? null,
  problems: entry.problems,
  reason: reasonOf(entry),
  mapping: entry.mapping,
  target: entry.link,
  acknowledged: entry.acknowledged,
})

const newest = (steps: readonly JourneyStep[], what: 'content' | 'body') =>
  steps.find((step) => step.sealedWhat === what)

const sealed = (step: JourneyStep | undefined, personal: boolean): SealedContent => {
  if (step === undefined) return { state: 'none', at: null, value: null }
  if (step.sealed === null) return { state: 'erased', at: step.at, value: null }
  return { state: 'kept', at: step.at, value: maskPersonal(step.sealed, personal) }
}

const isAnswer = ({ event, facts }: JourneyStep): boolean =>
  ANSWERS.includes(event) && Object.keys(facts).length > 0

const answer = ({ at, event, facts }: JourneyStep) => ({ at, event, facts })

const shown = ({ n, at, run, event, entry, facts }: JourneyStep): ShownStep => {
  const reason = reasonOf(entry)
  return {
    n,
    at,
    run,
    event,
    state: entry.state,
    reason: reason?.code ?? null,
    message: reason?.message ?? null,
    mapping: entry.mapping,
    facts,
  }
}
