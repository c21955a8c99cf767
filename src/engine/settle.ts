import type { DocumentEntry } from '../contract/document-entry.ts'
import type { ContainerEntry } from '../contract/state-store.ts'
import type { Found } from '../contract/target.ts'
import { present } from '../lib/assert.ts'
import { MlError } from '../errors/ml-error.ts'
import { chunksOf, type Chunk } from './chunks.ts'
import { countOf, openOf } from './limit.ts'
import { recordDoubt, recordWritten } from './outcomes.ts'
import { inParallel } from './pool.ts'
import { prepareItem, writeItem, type SendItem } from './prepare-item.ts'
import { record, writerOf, type RunContext } from './run-context.ts'

/**
 * Settles every doubt of the route by asking the target. An absence needs two asks: the first at least
 * `settleAfter` after the attempt, the second `askAgainAfter` later, both by the far side's clock, because a
 * request that we gave up on may still commit. Until then the document stays in doubt and keeps its keys.
 */
export const settleDoubts = async (run: RunContext): Promise<void> => {
  for (const flow of run.route.flows) {
    const wanted = { flow: flow.name, states: ['sending', 'in-doubt'] } as const
    if (countOf(run, wanted) === 0) continue
    run.progress.step(`asking after ${flow.name} in doubt`, countOf(run, wanted))
    await inParallel(chunksOf(run, flow, openOf(run, wanted)), run.concurrency, (chunk) => settleChunk(run, chunk))
  }
  const journals = run.only === undefined ? run.store.containers(run.route.name) : []
  for (const journal of journals) await settleJournal(run, journal)
}

const settleChunk = async (run: RunContext, chunk: Chunk): Promise<void> => {
  try {
    const items: SendItem[] = []
    for (const id of chunk.ids) {
      const entry = present(await run.store.get(id), 'a document of the backlog')
      const prepared = await prepareItem(run, entry)
      if ('body' in prepared) items.push(prepared)
      // Its body was erased, so nobody can ask for it: it stays in doubt, for a person.
      else if (entry.state === 'sending') leaveInDoubt(run, entry, run.target.farNow())
    }
    if (items.length === 0) return
    const { answer, from, to } = await timed(run, () => writerOf(run, chunk.form).find(items.map((item) => writeItem(item))))
    for (const item of items) settleDocument(run, item, { found: present(answer.get(item.entry.id), 'the answer'), from, to })
  } catch (error) {
    if (!(error instanceof MlError)) throw error
    // An unreachable target leaves its doubts.
    run.stops.push(error)
  }
}

/** An ask, by the far side's clock: it saw what was there at some moment between the two times. */
export interface AskTime {
  readonly from: number
  readonly to: number
}

/** Asks, and says when. Before the first answer of a run the far side's clock is ours, which may be ahead. */
export const timed = async <Answer>(run: RunContext, ask: () => Promise<Answer>): Promise<AskTime & { readonly answer: Answer }> => {
  const before = run.target.farNow()
  const answer = await ask()
  const to = run.target.farNow()
  return { answer, from: Math.min(before, to), to }
}

/** What one ask means for a document in doubt. */
const settleDocument = (run: RunContext, { entry, body }: SendItem, ask: AskTime & { readonly found: Found }): void => {
  const { found, from, to } = ask
  if (found.kind === 'ours' && found.whole) {
    recordWritten(run, entry, { event: 'found', link: found.link, booked: found.booked, facts: {}, body })
    return
  }
  if (found.kind === 'unclear' || found.kind === 'foreign') return void noteUnclear(run, entry, found)
  if (entry.state === 'sending') return leaveInDoubt(run, entry, to)
  const doubt = entry.doubt ?? { code: 'SENDING', message: '', attemptedAt: to, firstMissedAt: null }
  const { attemptedAt, firstMissedAt } = doubt
  if (from < attemptedAt + run.settleAfterMs) return
  if (firstMissedAt === null) {
    record(run, entry, { event: 'missed', entry: { ...entry, state: 'in-doubt', doubt: { ...doubt, firstMissedAt: to } } })
  } else if (from >= firstMissedAt + run.askAgainAfterMs) {
    const ready = { ...entry, state: 'ready', doubt: null } as const
    if (found.kind === 'ours') record(run, entry, { event: 'partial-proven', entry: ready })
    else record(run, entry, { event: 'absence-proven', entry: { ...ready, container: null, absent: true } })
  }
}

/**
 * A process that died left it as `sending`. When its last request left is not known: a document has many, and
 * each may have waited for the gate. All that is known is that none leaves any more, because this run holds the
 * lock; so the attempt counts as made now.
 */
const leaveInDoubt = (run: RunContext, entry: DocumentEntry, now: number): void => {
  const doubt = { code: 'SENDING', message: 'the run that wrote it was broken off', firstMissedAt: null }
  record(run, entry, { event: 'in-doubt', entry: { ...entry, state: 'in-doubt', doubt: { ...entry.doubt, ...doubt, attemptedAt: now } } })
}

/** Two matches, or another hand's: only a person can tell. */
const noteUnclear = (run: RunContext, entry: DocumentEntry, found: Extract<Found, { kind: 'unclear' | 'foreign' }>): void => {
  const message = found.kind === 'unclear' ? found.problem.message : `another hand's document has its number (${found.link.id})`
  if (entry.state === 'in-doubt' && entry.doubt?.code === 'AMBIGUOUS') return
  recordDoubt(run, entry, { code: 'AMBIGUOUS', message })
}

/** A journal whose opening is in doubt: an empty one is removed, so that none is left behind. */
const settleJournal = async (run: RunContext, journal: ContainerEntry): Promise<void> => {
  const closed = (): void => run.store.recordContainer({ ...journal, state: 'closed' })
  if (journal.state === 'open') return closed()
  const { closeContainer } = writerOf(run, journal.container.form)
  if (closeContainer === null || run.mode === 'dry-run') return
  if (run.target.farNow() < journal.attemptedAt + run.settleAfterMs) return
  try {
    const { answer, from, to } = await timed(run, () => closeContainer(journal.container))
    const isSecondAsk = journal.firstMissedAt !== null && from >= journal.firstMissedAt + run.askAgainAfterMs
    if (answer !== 'absent' || isSecondAsk) closed()
    else if (journal.firstMissedAt === null) run.store.recordContainer({ ...journal, firstMissedAt: to })
  } catch (error) {
    if (!(error instanceof MlError)) throw error
    run.stops.push(error)
  }
}
