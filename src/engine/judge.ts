import type { DocumentEntry, StoredAmount, WritePlan } from '../contract/document-entry.ts'
import type { Flow } from '../contract/route.ts'
import type { RawRecord, SourceDocument, SourceReader } from '../contract/source.ts'
import { sha256Hex } from '../lib/hash.ts'
import type { TraceCode } from '../model/identity.ts'
import type { Problem } from '../model/problem.ts'
import { evaluate, type Evaluation } from './evaluate.ts'
import { record, type RunContext } from './run-context.ts'

/** One record of the source, read. */
export interface TakenRecord {
  readonly id: TraceCode
  readonly flow: Flow
  readonly reader: SourceReader
  readonly raw: RawRecord
  readonly document: SourceDocument
  readonly amount: StoredAmount | null
}

/** Evaluates and reserves the natural key; the second document with one key is parked. */
export const judge = async (run: RunContext, taken: TakenRecord, before: DocumentEntry | null): Promise<Evaluation> => {
  const evaluation = await evaluate(run, { id: taken.id, flow: taken.flow, document: taken.document, before })
  if (evaluation.state !== 'ready') return evaluation
  const holder = await run.store.reserve(evaluation.plan.naturalKey, taken.id)
  return holder === taken.id ? evaluation : { state: 'parked', problems: [duplicate(evaluation.plan.number ?? '', holder)] }
}

/**
 * Judges what was not written by us: another hand may have entered it meanwhile, and only the source knows. Most
 * documents carry no number by which a look-up would find that.
 */
export const judgeUnwritten = (run: RunContext, taken: TakenRecord, before: DocumentEntry | null): Promise<Evaluation> =>
  isHeldBack(taken, before) ? Promise.resolve(handedOver) : judge(run, taken, before)

/** The source says that it was handed over, we did not write it, and no person has let it go. */
export const isHeldBack = ({ document }: TakenRecord, before: DocumentEntry | null): boolean =>
  document.handedOver && document.approval === 'approved' && before?.released !== true

/** Whether a person's replay of this document lets it go, although the source says that it was handed over. */
export const isLetGo = ({ document }: TakenRecord, entry: DocumentEntry): boolean =>
  // What we wrote and told is withdrawn since: that hand-over was our own.
  document.handedOver || entry.state === 'withdrawn' || entry.problems[0]?.code === HANDED_OVER.code

/** Appends what a record was judged to be, with the record itself where it is not stored as it is. */
export const save = async (run: RunContext, taken: TakenRecord, before: DocumentEntry | null, evaluation: Evaluation): Promise<void> => {
  const isStored = before !== null && (await isContentOf(run, taken, before))
  const entry: DocumentEntry = {
    id: taken.id,
    identity: { connection: run.sourceName, kind: taken.reader.recordKind, ref: taken.raw.ref },
    route: run.route.name,
    flow: taken.flow.name,
    state: evaluation.state,
    amount: taken.amount,
    fingerprint: taken.document.fingerprint,
    numbers: taken.document.numbers,
    plan: evaluation.state === 'ready' ? evaluation.plan : null,
    problems: evaluation.state === 'ready' ? [] : evaluation.problems,
    parkedBy: evaluation.state === 'parked' ? 'check' : null,
    doubt: null,
    container: null,
    link: before?.link ?? null,
    acknowledged: 'no',
    conflict: null,
    ...(before?.released === true && { released: true }),
    retired: false,
    mapping: run.mapping.version,
    settings: settingsDigest(run, taken.flow.name),
    content: before?.content ?? null,
    intent: null,
  }
  record(run, before, {
    event: before === null ? evaluation.state : `${evaluation.state}-again`,
    entry,
    ...(evaluation.state === 'ready' && { facts: evaluation.prepared.facts }),
    ...(!isStored && { content: taken.raw.content }),
  })
}

/**
 * The judgement stands; what no fingerprint holds, such as a text or a link, is stored as it is now: whatever is made
 * of the document later is made of that.
 */
export const refresh = async (run: RunContext, taken: TakenRecord, entry: DocumentEntry): Promise<void> => {
  if (await isContentOf(run, taken, entry)) return void restamp(run, taken, entry)
  const { fingerprint, numbers } = taken.document
  record(run, entry, { event: 'refreshed', entry: { ...entry, fingerprint, numbers }, content: taken.raw.content })
}

/** A record that is the same under a new fingerprint version is compared by that from now on. */
export const restamp = (run: RunContext, { document }: TakenRecord, entry: DocumentEntry): DocumentEntry => {
  const { fingerprint } = document
  if (fingerprint.version === entry.fingerprint.version) return entry
  return record(run, entry, { event: 'restamped', entry: { ...entry, fingerprint } })
}

const isContentOf = async (run: RunContext, { raw }: TakenRecord, entry: DocumentEntry): Promise<boolean> =>
  JSON.stringify(await run.store.content(entry)) === JSON.stringify(raw.content)

/** The target refused it, and what it refused is what would be sent again: neither table nor setting has changed. */
export const isRefusedAsIs = (run: RunContext, entry: DocumentEntry): boolean =>
  entry.parkedBy === 'target' &&
  entry.mapping === run.mapping.version &&
  (entry.settings === undefined || entry.settings === settingsDigest(run, entry.flow))

/** Short digest of the settings of a flow. */
export const settingsDigest = (run: RunContext, flow: string): string =>
  sha256Hex(JSON.stringify(run.flowSettings(flow))).slice(0, 16)

/** The entry without its intent, of which nothing is in the target: a new one is made. */
export const withoutIntent = (entry: DocumentEntry): DocumentEntry => {
  const { absent: _, ...rest } = entry
  return { ...rest, intent: null, container: null }
}

/**
 * What would be written has changed while the document waited, by a table, a setting or reference data: it keeps its
 * state, under the new plan and the natural key of that. The second document with one key is parked.
 */
export const replan = async (run: RunContext, entry: DocumentEntry, fresh: Replanned): Promise<void> => {
  const { plan, amount } = fresh
  const holder = await run.store.reserve(plan.naturalKey, entry.id)
  const base = { ...entry, amount, mapping: run.mapping.version, settings: settingsDigest(run, entry.flow) }
  if (holder === entry.id) return void record(run, entry, { event: 'replanned', entry: { ...base, plan } })
  const problems = [duplicate(plan.number ?? '', holder)]
  record(run, entry, { event: 'parked', entry: { ...base, state: 'parked', parkedBy: 'check', plan: null, problems } })
}

export interface Replanned {
  readonly plan: WritePlan
  readonly amount: StoredAmount | null
}

/** The same business content; a new fingerprint version counts as the same where its core agrees. */
export const sameRecord = ({ document }: Pick<TakenRecord, 'document'>, entry: DocumentEntry): boolean =>
  document.fingerprint.version === entry.fingerprint.version
    ? document.fingerprint.hash === entry.fingerprint.hash
    : document.fingerprint.core === entry.fingerprint.core

export const sameJudgement = (entry: DocumentEntry, evaluation: Evaluation): boolean => {
  if (entry.state !== evaluation.state) return false
  if (evaluation.state === 'ready') return JSON.stringify(entry.plan) === JSON.stringify(evaluation.plan)
  return JSON.stringify(entry.problems) === JSON.stringify(evaluation.problems)
}

/** The entry without a person's word that it may go although it was handed over. */
export const notReleased = (entry: DocumentEntry): DocumentEntry => {
  const { released: _, ...rest } = entry
  return rest
}

const HANDED_OVER: Problem = {
  code: 'HANDED_OVER_BEFORE',
  field: 'status',
  value: '',
  message: 'the source says that it was handed over before, but it was not written from here',
  remedy: 'Look for it in the target; then `audit resolve` it, or `audit replay` it to write it after all.',
}

/** Only a person lets it go: after the first look, another one says nothing new. */
const handedOver: Evaluation = { state: 'parked', problems: [HANDED_OVER] }

export const duplicate = (number: string, holder: TraceCode): Problem => ({
  code: 'DUPLICATE_NUMBER',
  field: 'number',
  value: number,
  message: `another document has the same number (${holder})`,
  remedy: 'Close one of the two in the source system, or correct its number.',
})
