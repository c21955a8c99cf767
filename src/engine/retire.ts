import type { DocumentEntry } from '../contract/document-entry.ts'
import type { Flow } from '../contract/route.ts'
import type { SourceReader } from '../contract/source.ts'
import { evaluate, type Evaluation } from './evaluate.ts'
import { sameJudgement } from './judge.ts'
import { recordParked } from './outcomes.ts'
import { countsOf, record, type RunContext } from './run-context.ts'

interface Retiring {
  readonly flow: Flow
  readonly reader: SourceReader
  readonly entry: DocumentEntry
}

/** The source no longer lists it: its end of use is written. */
export const retire = async (run: RunContext, item: Retiring): Promise<void> => {
  const { flow, entry } = item
  const evaluation = await evaluateEnd(run, item)
  if (evaluation?.state !== 'ready') return
  countsOf(run, flow.name).retired.add(entry.amount)
  const ready = { state: 'ready', plan: evaluation.plan, retired: true, intent: null, acknowledged: 'no' } as const
  record(run, entry, { event: 'retired', entry: { ...entry, ...ready } })
}

/** Its end of use waits since an earlier run, where it was not sent or was refused: judged by what holds today. */
export const retireAgain = async (run: RunContext, item: Retiring): Promise<void> => {
  const { entry } = item
  if (entry.intent !== null) return
  const evaluation = await evaluateEnd(run, item)
  if (evaluation === null || evaluation.state === 'skipped' || sameJudgement(entry, evaluation)) return
  if (evaluation.state === 'parked') return void recordParked(run, entry, { problems: evaluation.problems, by: 'check' })
  const ready = { state: 'ready', plan: evaluation.plan, problems: [], parkedBy: null } as const
  record(run, entry, { event: 'retired-again', entry: { ...entry, ...ready } })
}

/** Null where nothing can be made of it: its content was erased, or nothing takes it out of use. */
const evaluateEnd = async (run: RunContext, { flow, reader, entry }: Retiring): Promise<Evaluation | null> => {
  const content = await run.store.content(entry)
  if (content === null || flow.retire === undefined) return null
  const read = reader.toDocument({ ref: entry.identity.ref, content }, { currencies: run.reference.currencies })
  return evaluate(run, { id: entry.id, flow, document: flow.retire(read), before: entry })
}
