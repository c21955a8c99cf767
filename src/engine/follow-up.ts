import type { DocumentEntry } from '../contract/document-entry.ts'
import type { Followed } from '../contract/target.ts'
import { present } from '../lib/assert.ts'
import { MlError } from '../errors/ml-error.ts'
import type { JsonObject } from '../lib/json.ts'
import type { TraceCode } from '../model/identity.ts'
import type { Problem } from '../model/problem.ts'
import { groupBy } from '../lib/group-by.ts'
import { withTargetConflict } from './conflict.ts'
import { countOf, openOf } from './limit.ts'
import { isTold } from './outcomes.ts'
import { noteProof } from './prove-first.ts'
import { record, writerOf, type RunContext } from './run-context.ts'

/** Documents of one ask. */
const ASK_MAX = 500

/** Asks after every written document until it is booked or withdrawn. */
export const followUp = async (run: RunContext): Promise<void> => {
  for (const flow of run.route.flows) {
    const wanted = { flow: flow.name, states: ['written'] } as const
    const total = countOf(run, wanted)
    if (total === 0) continue
    let batch: DocumentEntry[] = []
    let announced = false
    let done = 0
    const askBatch = async (): Promise<void> => {
      await ask(run, batch)
      done += batch.length
      if (announced) run.progress.advance(done)
      batch = []
    }
    for await (const entry of openOf(run, wanted)) {
      if (entry.plan === null || entry.link === null || !writerOf(run, entry.plan.form).books) continue
      if (!announced) run.progress.step(`asking after ${flow.name} that are not booked yet`, total)
      announced = true
      batch.push(entry)
      if (batch.length < ASK_MAX) continue
      await askBatch()
    }
    await askBatch()
  }
}

const ask = async (run: RunContext, entries: readonly DocumentEntry[]): Promise<void> => {
  for (const group of groupBy(entries, ({ plan }) => JSON.stringify([plan?.form, plan?.legalEntity])).values()) {
    try {
      await askGroup(run, group)
    } catch (error) {
      if (!(error instanceof MlError)) throw error
      run.stops.push(error)
      return
    }
  }
}

const askGroup = async (run: RunContext, entries: readonly DocumentEntry[]): Promise<void> => {
  const [first] = entries
  if (first?.plan == null) return
  const items: { id: TraceCode; body: JsonObject; link: NonNullable<DocumentEntry['link']> }[] = []
  for (const entry of entries) {
    const body = await run.store.body(entry)
    if (body !== null && entry.link !== null) items.push({ id: entry.id, body, link: entry.link })
  }
  if (items.length === 0) return
  const answers = await writerOf(run, first.plan.form).follow(items)
  for (const entry of entries) if (answers.has(entry.id)) apply(run, entry, present(answers.get(entry.id), 'the answer'))
}

const apply = (run: RunContext, entry: DocumentEntry, followed: Followed): void => {
  switch (followed.kind) {
    case 'unchanged':
      return
    case 'booked': {
      // Its time has come by either setting of `acknowledgeAt`, also when that was changed since.
      const isDue = entry.acknowledged === 'no' && isTold(run, entry)
      record(run, entry, {
        event: 'booked',
        entry: {
          ...entry,
          state: 'booked',
          link: followed.link,
          acknowledged: isDue ? 'due' : entry.acknowledged,
          conflict: withTargetConflict(entry, followed.conflict),
        },
        facts: followed.facts,
      })
      // What nobody has compared, or another hand wrote, says nothing about the next one of this form.
      if (followed.facts.asSent === true) noteProof(run, entry)
      return
    }
    case 'withdrawn':
      record(run, entry, { event: 'withdrawn', entry: withdrawn(entry, followed.problem) })
      return
    case 'unclear':
      noteUnclear(run, entry, followed.problem)
  }
}

/** Reported once: it stays written until the target is clear again, and a person took note of it. */
const noteUnclear = (run: RunContext, entry: DocumentEntry, { code, message, remedy }: Problem): void => {
  if (entry.conflict !== null || entry.accepted === message) return
  record(run, entry, { event: 'conflict', entry: { ...entry, conflict: message }, facts: { code, remedy } })
}

/** What is not in the target any more is not confirmed to the source. */
const withdrawn = (entry: DocumentEntry, problem: Problem): DocumentEntry => {
  const acknowledged = entry.acknowledged === 'due' ? 'no' : entry.acknowledged
  return { ...entry, state: 'withdrawn', problems: [problem], acknowledged }
}
