import type { DocumentEntry } from '../contract/document-entry.ts'
import { MlError, ParkableError } from '../errors/ml-error.ts'
import { countOf, openOf } from './limit.ts'
import { inParallel } from './pool.ts'
import { countsOf, readerOf, record, type RunContext } from './run-context.ts'

/** Tells the source which documents are in the target, last of all; repeating it is harmless. */
export const acknowledgeWritten = async (run: RunContext): Promise<void> => {
  const wanted = { ackDue: true } as const
  const total = countOf(run, wanted)
  if (total === 0 || run.signal.aborted) return
  run.progress.step('telling the source', total)
  let done = 0
  await inParallel(openOf(run, wanted), run.concurrency, async (entry) => {
    if (run.signal.aborted) return
    await acknowledge(run, entry)
    done += 1
    run.progress.advance(done)
  })
  await run.store.durable()
}

const acknowledge = async (run: RunContext, entry: DocumentEntry): Promise<void> => {
  const reader = readerOf(run, entry.identity.kind)
  if (reader.acknowledge === null || entry.link === null) return
  try {
    await reader.acknowledge({ ref: entry.identity.ref, reference: referenceOf(entry), url: entry.link.url })
    countsOf(run, entry.flow).acknowledged.add(entry.amount)
    record(run, entry, { event: 'acknowledged', entry: { ...entry, acknowledged: 'done' } })
  } catch (error) {
    if (!(error instanceof MlError)) throw error
    run.store.note({ event: 'acknowledgement-failed', facts: { doc: entry.id, code: error.code, message: error.message } })
    // The source refuses this one: the others go on, and it is told again at the next run.
    if (!(error instanceof ParkableError)) run.stops.push(error)
  }
}

/** The document's number in the target, for people: `USMF:00631`, and the voucher where it has one. */
const referenceOf = ({ link }: DocumentEntry): string =>
  [link?.legalEntity?.toUpperCase(), link?.id, link?.voucher].filter((part) => part !== null && part !== undefined && part !== '').join(':')
