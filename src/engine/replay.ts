import type { DocumentEntry } from '../contract/document-entry.ts'
import type { Problem } from '../model/problem.ts'
import { countsOf, flowNamed, readerOf, record, type RunContext } from './run-context.ts'
import { storedAmount } from './stored-amount.ts'
import { retake } from './take-record.ts'

/**
 * Judges the documents of a limited run anew, with the mapping and reference data of today, from what is stored
 * of them, whoever parked one or took it out: a person asks now. What is in flight, in doubt or written stays.
 */
export const rejudge = async (run: RunContext): Promise<void> => {
  const only = run.only ?? new Set()
  run.progress.step('judging documents anew', only.size)
  let done = 0
  for (const id of only) {
    if (run.signal.aborted) break
    const entry = await run.store.get(id)
    if (entry !== null && entry.route === run.route.name) await rejudgeOne(run, entry)
    run.progress.advance((done += 1))
  }
}

const rejudgeOne = async (run: RunContext, entry: DocumentEntry): Promise<void> => {
  if (whyNotReplayed(entry) !== null) return
  if (entry.state === 'parked')
    return entry.intent === null && !entry.retired ? takeAgain(run, entry) : release(run, entry)
  if (entry.state === 'skipped' || entry.state === 'withdrawn') return takeAgain(run, entry)
}

/** The same steps as for a record that was just read; only a hand-over of long ago holds it back no more. */
const takeAgain = async (run: RunContext, entry: DocumentEntry): Promise<void> => {
  const content = await run.store.content(entry)
  if (content === null) return
  const flow = flowNamed(run, entry.flow)
  const reader = readerOf(run, entry.identity.kind)
  const raw = { ref: entry.identity.ref, content }
  const document = reader.toDocument(raw, { currencies: run.reference.currencies })
  const amount = storedAmount(document.amount)
  const isFresh = await retake(run, { id: entry.id, flow, reader, raw, document, amount }, entry)
  const counts = countsOf(run, flow.name)
  counts.read.add(amount)
  ;(isFresh ? counts.fresh : counts.repeated).add(amount)
}

/** An intent is fixed: its body goes again as it is, after the look-up that comes before every write. */
const release = async (run: RunContext, entry: DocumentEntry): Promise<void> => {
  // One that waits for something in the target is asked for at every run.
  if (entry.parkedBy === 'wait' || entry.plan === null) return
  if (entry.intent !== null && (await run.store.body(entry)) === null) return
  record(run, entry, { event: 'released', entry: { ...entry, state: 'ready', problems: [], parkedBy: null } })
}

/** Why a document cannot be driven on by a person's wish alone; null when it can. */
export const whyNotReplayed = (entry: DocumentEntry): Problem | null => {
  if (entry.conflict !== null) return inConflict(entry.conflict)
  const code = entry.state === 'skipped' ? entry.problems[0]?.code : undefined
  if (code === 'ADOPTED') return ADOPTED
  return code === 'LEFT_SOURCE' ? LEFT_SOURCE : null
}

const inConflict = (conflict: string): Problem => ({
  code: 'IN_CONFLICT',
  field: '',
  value: '',
  message: `it is in conflict: ${conflict}; what is written is never overwritten by itself`,
  remedy: 'Correct it in the target by hand, then `audit resolve --as closed` the conflict.',
})

const ADOPTED: Problem = {
  code: 'ADOPTED',
  field: 'number',
  value: '',
  message: 'another hand entered the same document in the target; a second one would be a duplicate',
  remedy: 'Nothing to do.',
}

const LEFT_SOURCE: Problem = {
  code: 'LEFT_SOURCE',
  field: 'status',
  value: '',
  message: 'the source no longer offers it, so it must not be sent',
  remedy: 'Release it in the source system again: the next sync reads it anew.',
}
