import type { DocumentEntry, StoredAmount } from '../contract/document-entry.ts'
import type { Flow } from '../contract/route.ts'
import type { RawRecord, SourceDocument, SourceReader } from '../contract/source.ts'
import type { TraceCode } from '../model/identity.ts'
import type { Problem } from '../model/problem.ts'
import { evaluate, type Evaluation } from './evaluate.ts'
import { countsOf, record, type RunContext } from './run-context.ts'

/** One record of the source, read. */
export interface TakenRecord {
  readonly id: TraceCode
  readonly flow: Flow
  readonly reader: SourceReader
  readonly raw: RawRecord
  readonly document: SourceDocument
  readonly amount: StoredAmount | null
}

/** Compares a record with what is known of it and appends what changed. */
export const takeRecord = async (run: RunContext, taken: TakenRecord): Promise<void> => {
  const counts = countsOf(run, taken.flow.name)
  counts.read.add(taken.amount)
  if (!run.flowSettings(taken.flow.name).enabled) return void counts.notTaken.add(taken.amount)
  if (run.store.wasSeen(taken.id)) return void counts.repeated.add(taken.amount)
  const entry = await run.store.get(taken.id)
  const isFresh = entry === null ? await takeNew(run, taken) : await takeKnown(run, taken, entry)
  run.store.markSeen(taken.id)
  ;(isFresh ? counts.fresh : counts.repeated).add(taken.amount)
}

/** Answers whether the record counts as new; so does one that enters the backlog again. */
type Taken = Promise<boolean>

const takeNew = async (run: RunContext, taken: TakenRecord): Taken => {
  const evaluation = taken.document.handedOver ? handedOver : await judge(run, taken, null)
  save(run, taken, null, evaluation)
  return true
}

const takeKnown = (run: RunContext, taken: TakenRecord, entry: DocumentEntry): Taken => {
  switch (entry.state) {
    case 'ready':
    case 'parked':
      return entry.intent === null ? judgeAgain(run, taken, entry) : noteChange(run, taken, entry)
    case 'sending':
    case 'in-doubt':
      return noteChange(run, taken, entry)
    case 'skipped':
      return takeSkipped(run, taken, entry)
    case 'written':
    case 'booked':
    case 'withdrawn':
      return taken.flow.onChange === 'update' ? takeUpdate(run, taken, entry) : takeWritten(run, taken, entry)
  }
}

/** In the backlog, never sent: judged anew, because mapping, reference data or the record may have changed. */
const judgeAgain = async (run: RunContext, taken: TakenRecord, entry: DocumentEntry): Taken => {
  const isSame = sameRecord(taken, entry)
  if (isSame && entry.parkedBy === 'target' && entry.mapping === run.mapping.version) return false
  const isHeld = taken.document.handedOver && entry.problems[0]?.code === HANDED_OVER.code
  const evaluation = isHeld ? handedOver : await judge(run, taken, entry)
  const isWaiting = entry.parkedBy === 'wait' && evaluation.state === 'ready'
  if (isSame && (isWaiting || sameJudgement(entry, evaluation))) return false
  save(run, taken, entry, evaluation)
  return false
}

/**
 * Judged anew because a person asks for it: whoever parked it, and whatever took it out of the backlog.
 * Answers whether it enters the backlog again.
 */
export const retake = async (run: RunContext, taken: TakenRecord, entry: DocumentEntry): Taken => {
  // What was withdrawn is gone from the target: it is written as a new document, under the same trace code.
  const before = entry.state === 'withdrawn' ? { ...entry, link: null } : entry
  const evaluation = await judge(run, taken, before)
  const isWaiting = entry.parkedBy === 'wait' && evaluation.state === 'ready'
  if (isWaiting || sameJudgement(entry, evaluation)) return false
  save(run, taken, before, evaluation)
  return entry.state !== 'parked' && evaluation.state !== 'skipped'
}

/** An intent exists: company, natural key and body are fixed; a change is noted and reported, once. */
const noteChange = async (run: RunContext, taken: TakenRecord, entry: DocumentEntry): Taken => {
  if (sameRecord(taken, entry)) return false
  const since = entry.state === 'skipped' ? 'closed' : 'sent'
  const conflict = `changed in the source after it was ${since} (${taken.document.fingerprint.hash.slice(0, 8)})`
  if (entry.conflict !== conflict && entry.accepted !== conflict) record(run, entry, { event: 'conflict', entry: { ...entry, conflict } })
  return false
}

const takeWritten = async (run: RunContext, taken: TakenRecord, entry: DocumentEntry): Taken => {
  if (!sameRecord(taken, entry)) return noteChange(run, taken, entry)
  // The source shows it again although it was told: it is told again, never written again.
  if (taken.reader.acknowledge !== null && entry.acknowledged === 'done' && taken.document.approval === 'approved') {
    record(run, entry, { event: 'requeued', entry: { ...entry, acknowledged: 'due' } })
  }
  return false
}

const takeSkipped = async (run: RunContext, taken: TakenRecord, entry: DocumentEntry): Taken => {
  const code = entry.problems[0]?.code ?? ''
  if (FINAL_SKIPS.includes(code)) return noteChange(run, taken, entry)
  const evaluation = await judge(run, taken, entry)
  if (evaluation.state === 'skipped') return false
  save(run, taken, entry, evaluation)
  return true
}

/** Reference records are written again when what would be written has changed. */
const takeUpdate = async (run: RunContext, taken: TakenRecord, entry: DocumentEntry): Taken => {
  const evaluation = await judge(run, taken, entry)
  const isSame = evaluation.state === 'ready' && evaluation.plan.bodyHash === entry.plan?.bodyHash
  if (isSame && !entry.retired) return false
  save(run, taken, entry, evaluation)
  return evaluation.state !== 'skipped'
}

/** Somebody decided that it is not written by this program: only a person takes that back. */
const FINAL_SKIPS: readonly string[] = ['ADOPTED', 'CLOSED_BY_PERSON']

/** Evaluates and reserves the natural key; the second document with one key is parked. */
const judge = async (run: RunContext, taken: TakenRecord, before: DocumentEntry | null): Promise<Evaluation> => {
  const evaluation = await evaluate(run, { id: taken.id, flow: taken.flow, document: taken.document, before })
  if (evaluation.state !== 'ready') return evaluation
  const holder = await run.store.reserve(evaluation.plan.naturalKey, taken.id)
  return holder === taken.id ? evaluation : { state: 'parked', problems: [duplicate(evaluation.plan.number ?? '', holder)] }
}

const save = (run: RunContext, taken: TakenRecord, before: DocumentEntry | null, evaluation: Evaluation): void => {
  // What was skipped may have changed in fields that no fingerprint holds, such as its approval.
  const isNewContent = before?.content == null || before.state === 'skipped' || !sameRecord(taken, before)
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
    retired: false,
    mapping: run.mapping.version,
    content: before?.content ?? null,
    intent: null,
  }
  record(run, before, {
    event: before === null ? evaluation.state : `${evaluation.state}-again`,
    entry,
    ...(evaluation.state === 'ready' && { facts: evaluation.prepared.facts }),
    ...(isNewContent && { content: taken.raw.content }),
  })
}

/** The same business content; a new fingerprint version counts as the same where its core agrees. */
const sameRecord = ({ document }: TakenRecord, entry: DocumentEntry): boolean =>
  document.fingerprint.version === entry.fingerprint.version
    ? document.fingerprint.hash === entry.fingerprint.hash
    : document.fingerprint.core === entry.fingerprint.core

const sameJudgement = (entry: DocumentEntry, evaluation: Evaluation): boolean => {
  if (entry.state !== evaluation.state) return false
  if (evaluation.state === 'ready') return JSON.stringify(entry.plan) === JSON.stringify(evaluation.plan)
  return JSON.stringify(entry.problems) === JSON.stringify(evaluation.problems)
}

const HANDED_OVER: Problem = {
  code: 'HANDED_OVER_BEFORE',
  field: 'status',
  value: '',
  message: 'the source says that it was handed over before, but it is not known here',
  remedy: 'Look for it in the target; then `audit resolve` it, or `audit replay` it to write it after all.',
}

/** Only a person lets it go: after the first look, another one says nothing new. */
const handedOver: Evaluation = { state: 'parked', problems: [HANDED_OVER] }

const duplicate = (number: string, holder: TraceCode): Problem => ({
  code: 'DUPLICATE_NUMBER',
  field: 'number',
  value: number,
  message: `another document has the same number (${holder})`,
  remedy: 'Close one of the two in the source system, or correct its number.',
})
