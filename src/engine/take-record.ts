import type { DocumentEntry } from '../contract/document-entry.ts'
import { backInSource, changedAfter, ENTERED_BY_HAND, hasSourceConflict, noteConflict, SHOWN_AGAIN } from './conflict.ts'
import type { Evaluation } from './evaluate.ts'
import {
  isHeldBack,
  isLetGo,
  isRefusedAsIs,
  judge,
  judgeUnwritten,
  notReleased,
  refresh,
  replan,
  restamp,
  sameJudgement,
  sameRecord,
  save,
  withoutIntent,
  type TakenRecord,
} from './judge.ts'
import { countsOf, record, type RunContext } from './run-context.ts'

/** Compares a record with what is known of it and appends what changed. */
export const takeRecord = async (run: RunContext, taken: TakenRecord): Promise<void> => {
  const counts = countsOf(run, taken.flow.name)
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
  await save(run, taken, null, await judgeUnwritten(run, taken, null))
  return true
}

const takeKnown = (run: RunContext, taken: TakenRecord, entry: DocumentEntry): Taken => {
  switch (entry.state) {
    case 'ready':
    case 'parked':
      return takeWaiting(run, taken, entry)
    case 'sending':
    case 'in-doubt':
      return noteChange(run, taken, entry)
    case 'skipped':
      return takeSkipped(run, taken, entry)
    case 'written':
    case 'booked':
      return taken.flow.onChange === 'update' ? takeUpdate(run, taken, entry) : takeWritten(run, taken, entry)
    case 'withdrawn':
      return taken.flow.onChange === 'update' ? takeUpdate(run, taken, entry) : takeWithdrawn(run, taken, entry)
  }
}

/** An intent of which nothing is in the target, by proof, holds for as long as its record does. */
const takeWaiting = async (run: RunContext, taken: TakenRecord, entry: DocumentEntry): Taken => {
  if (entry.intent === null) return judgeAgain(run, taken, entry)
  if (entry.absent !== true) return noteChange(run, taken, entry)
  const holds = entry.state === 'ready' && sameRecord(taken, entry) && !isHeldBack(taken, entry) && !hasSourceConflict(entry)
  if (!holds) return judgeAgain(run, taken, withoutIntent(entry))
  restamp(run, taken, entry)
  return false
}

/** In the backlog, never sent: judged anew, because mapping, reference data or the record may have changed. */
const judgeAgain = async (run: RunContext, taken: TakenRecord, entry: DocumentEntry): Taken => {
  // A release is for the hand-over that a person saw: it ends with it.
  const isOver = entry.released === true && !taken.document.handedOver
  const before = isOver ? notReleased(entry) : entry
  // What was to be taken out of use is back; what was in conflict is not any more.
  const isAsBefore = !entry.retired && !hasSourceConflict(entry) && entry.flow === taken.flow.name
  const isSame = sameRecord(taken, entry) && !isOver && isAsBefore
  if (isSame && isRefusedAsIs(run, entry) && !isHeldBack(taken, before)) {
    await refresh(run, taken, entry)
    return false
  }
  const evaluation = await judgeUnwritten(run, taken, before)
  if (!isSame || !(await keeps(run, entry, evaluation))) await save(run, taken, before, evaluation)
  else await refresh(run, taken, (await run.store.get(entry.id)) ?? entry)
  return false
}

/** Whether a document stays as it stands. What waits for the target goes on waiting, under the plan of today. */
const keeps = async (run: RunContext, entry: DocumentEntry, evaluation: Evaluation): Promise<boolean> => {
  if (entry.parkedBy !== 'wait' || evaluation.state !== 'ready') return sameJudgement(entry, evaluation)
  const { plan } = evaluation
  if (JSON.stringify(plan) !== JSON.stringify(entry.plan)) await replan(run, entry, { plan, amount: entry.amount })
  return true
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
  const isNews = letGo && entry.released !== true
  if (!isNews && (await keeps(run, entry, evaluation))) return false
  await save(run, taken, before, evaluation)
  return entry.state !== 'parked' && evaluation.state !== 'skipped'
}

/** An intent exists: company, natural key and body are fixed; a change is noted and reported, once. */
const noteChange = (run: RunContext, taken: TakenRecord, entry: DocumentEntry): Taken => {
  const since = entry.state === 'skipped' ? 'closed' : 'sent'
  const mayBeOurs = ['written', 'booked', 'withdrawn', 'skipped'].includes(entry.state)
  if (!sameRecord(taken, entry)) noteConflict(run, entry, changedAfter(since, taken.document.fingerprint.hash))
  else if (!mayBeOurs && isHeldBack(taken, entry)) noteConflict(run, entry, ENTERED_BY_HAND)
  else restamp(run, taken, backInSource(run, entry))
  return Promise.resolve(false)
}

const takeWritten = async (run: RunContext, taken: TakenRecord, entry: DocumentEntry): Taken => {
  if (!sameRecord(taken, entry)) return noteChange(run, taken, entry)
  const current = restamp(run, taken, backInSource(run, entry))
  if (taken.reader.acknowledge === null || taken.document.approval !== 'approved' || hasSourceConflict(current)) return false
  // The source shows it again although it was told: it is told again, never written again.
  if (entry.acknowledged === 'done') record(run, current, { event: 'requeued', entry: { ...current, acknowledged: 'due' } })
  // It was written while another setting of `acknowledgeAt` held.
  const isTime = entry.state !== 'written' || run.settings.acknowledgeAt === 'written'
  if (entry.acknowledged === 'no' && isTime) record(run, current, { event: 'due', entry: { ...current, acknowledged: 'due' } })
  return false
}

/** Gone from the target by somebody's hand: never confirmed, never written again by itself, but not passed over. */
const takeWithdrawn = async (run: RunContext, taken: TakenRecord, entry: DocumentEntry): Taken => {
  if (!sameRecord(taken, entry)) return noteChange(run, taken, entry)
  const current = restamp(run, taken, entry)
  if (entry.acknowledged === 'done' && taken.document.approval === 'approved') noteConflict(run, current, SHOWN_AGAIN)
  return false
}

const takeSkipped = async (run: RunContext, taken: TakenRecord, entry: DocumentEntry): Taken => {
  const code = entry.problems[0]?.code ?? ''
  if (code === ADOPTED) return takeWritten(run, taken, entry)
  if (code === CLOSED_BY_PERSON) return noteChange(run, taken, entry)
  const evaluation = await judgeUnwritten(run, taken, entry)
  if (evaluation.state === 'skipped') return false
  await save(run, taken, entry, evaluation)
  return true
}

/** Reference records are written again when what would be written has changed. */
const takeUpdate = async (run: RunContext, taken: TakenRecord, entry: DocumentEntry): Taken => {
  const evaluation = await judge(run, taken, entry)
  const isSame = evaluation.state === 'ready' && evaluation.plan.bodyHash === entry.plan?.bodyHash
  if (isSame && !entry.retired) {
    restamp(run, taken, entry)
    return false
  }
  await save(run, taken, entry, evaluation)
  return evaluation.state !== 'skipped'
}

/** Somebody decided that it is not written by this program: only a person takes that back. */
const ADOPTED = 'ADOPTED'
const CLOSED_BY_PERSON = 'CLOSED_BY_PERSON'
