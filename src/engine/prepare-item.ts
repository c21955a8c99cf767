import type { DocumentEntry } from '../contract/document-entry.ts'
import type { WriteItem } from '../contract/target.ts'
import type { JsonObject } from '../lib/json.ts'
import { evaluate, type Evaluation } from './evaluate.ts'
import { flowNamed, readerOf, type RunContext } from './run-context.ts'
import { storedAmount } from './stored-amount.ts'

/** A document about to be looked up and written. */
export interface SendItem {
  readonly entry: DocumentEntry
  readonly body: JsonObject
  readonly facts: JsonObject
}

/** The stored body of an intent, which never changes; else the body made from the stored source record. */
export const prepareItem = async (run: RunContext, entry: DocumentEntry): Promise<SendItem | Evaluation> => {
  if (entry.intent !== null) {
    const body = await run.store.body(entry)
    if (body !== null) return { entry, body, facts: {} }
    return { state: 'parked', problems: [ERASED] }
  }
  const content = await run.store.content(entry)
  if (content === null) return { state: 'parked', problems: [ERASED] }
  const flow = flowNamed(run, entry.flow)
  const reader = readerOf(run, entry.identity.kind)
  const read = reader.toDocument({ ref: entry.identity.ref, content }, { currencies: run.reference.currencies })
  const document = entry.retired && flow.retire !== undefined ? flow.retire(read) : read
  const evaluation = await evaluate(run, { id: entry.id, flow, document, before: entry })
  if (evaluation.state !== 'ready') return evaluation
  const amount = document === read ? storedAmount(read.amount) : entry.amount
  return { entry: { ...entry, plan: evaluation.plan, amount }, body: evaluation.prepared.body, facts: evaluation.prepared.facts }
}

const ERASED = {
  code: 'CONTENT_ERASED',
  field: '',
  value: '',
  message: 'the stored source record was erased after its retention',
  remedy: 'Release the document in the source system again, so that it is read anew.',
} as const

/** As the writer wants it; before any look-up nothing is known of it. */
export const writeItem = (item: SendItem, extra: Partial<Pick<WriteItem, 'found' | 'lines'>> = {}): WriteItem => ({
  id: item.entry.id,
  body: item.body,
  found: extra.found ?? { kind: 'absent' },
  lines: extra.lines ?? [],
})
