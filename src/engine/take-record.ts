import type { DocumentEntry } from '../contract/document-entry.ts'
import { isHeldBack, isLetGo, judge, judgeUnwritten, notReleased, sameJudgement, sameRecord, save, type TakenRecord } from './judge.ts'
import { countsOf, record, type RunContext } from './run-context.ts'

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
  save(run, taken, null, await judgeUnwritten(run, taken, null))
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
  // A release is for the hand-over that a person saw: it ends with it.
  const isOver = entry.released === true && !taken.document.handedOver
  const before = isOver ? notReleased(entry) : entry
  const isSame = sameRecord(taken, entry) && !isOver
  const isRefused = entry.parkedBy === 'target' && entry.mapping === run.mapping.version
  if (isSame && isRefused && !isHeldBack(taken, before)) return false
  const evaluation = await judgeUnwritten(run, taken, before)
  const isWaiting = entry.parkedBy === 'wait' && evaluation.state === 'ready'
  if (isSame && (isWaiting || sameJudgement(entry, evaluation))) return false
  save(run, taken, before, evaluation)
  return false
}

/**
 * Judged anew because a person asks for it: whoever parked it, and whatever took it out of the backlog.
 * Answers whether it enters the backlog again.
 */
export const retake = async (run: RunContext, taken: TakenRecord, entry: DocumentEntry): Taken => {
  // What was withdrawn is gone from the target: it is written as a new document, under the same trace code.
  const link = entry.state === 'withdrawn' ? null : entry.link
  const letGo = isLetGo(taken, entry)
  const before: DocumentEntry = { ...entry, link, ...(letGo && { released: true }) }
  const evaluation = await judge(run, taken, before)
  const isWaiting = entry.parkedBy === 'wait' && evaluation.state === 'ready'
  const isNews = letGo && entry.released !== true
  if (!isNews && (isWaiting || sameJudgement(entry, evaluation))) return false
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
  const evaluation = await judgeUnwritten(run, taken, entry)
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
