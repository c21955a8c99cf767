import type { DocumentEntry } from '../contract/document-entry.ts'
import { MlError, ParkableError, UncertainWriteError } from '../errors/ml-error.ts'
import { sha256Hex } from '../lib/hash.ts'
import { countOf, openOf } from './limit.ts'
import { inParallel } from './pool.ts'
import { readerOf, record, type RunContext } from './run-context.ts'

/**
 * Tells the source why its documents are parked, each reason once, where the source's settings ask for it. Repeating
 * it is harmless: what a crash kept from being noted is told again.
 */
export const reportParked = async (run: RunContext): Promise<void> => {
  const asks = [...run.source.sources.values()].some((reader) => reader.reportProblem !== null)
  const wanted = { states: ['parked'] } as const
  if (!asks || run.signal.aborted || countOf(run, wanted) === 0) return
  run.progress.step('telling the source what is parked', null)
  // What the source is told must hold here after a crash, too.
  await run.store.durable()
  const before = run.stops.length
  await inParallel(openOf(run, wanted), run.concurrency, async (entry) => {
    if (!run.signal.aborted && run.stops.length === before) await report(run, entry)
  })
  await run.store.durable()
}

const report = async (run: RunContext, entry: DocumentEntry): Promise<void> => {
  const text = entry.problems.map(({ code, message, remedy }) => `${message} (${code}). ${remedy}`).join(' ')
  const reported = sha256Hex(text).slice(0, 16)
  const tell = readerOf(run, entry.identity.kind).reportProblem
  if (tell === null || entry.reported === reported) return
  try {
    await tell(entry.identity.ref, text)
    record(run, entry, { event: 'problem-reported', entry: { ...entry, reported } })
  } catch (error) {
    if (!(error instanceof MlError)) throw error
    run.store.note({ event: 'report-failed', facts: { doc: entry.id, code: error.code, message: error.message } })
    // Refused, or perhaps received: no document depends on it, and the next run tells it again.
    if (!(error instanceof ParkableError) && !(error instanceof UncertainWriteError)) run.stops.push(error)
  }
}
