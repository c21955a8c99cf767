import type { DocumentEntry, DocumentState } from '../contract/document-entry.ts'
import { CredentialError, MlError, ParkableError, RetryableError, UncertainWriteError } from '../errors/ml-error.ts'
import { hasSourceConflict } from './conflict.ts'
import { countOf, openOf } from './limit.ts'
import { inParallel } from './pool.ts'
import { countsOf, readerOf, record, type RunContext } from './run-context.ts'
import { isTellingInDoubt, noteTelling } from './telling.ts'
import { referenceOf } from './told-reference.ts'

/** Where a document is in the target, by our hand or by another one. */
const IN_TARGET = ['written', 'booked', 'skipped'] as const satisfies readonly DocumentState[]

/**
 * Tells the source which documents are in the target, last of all; repeating it is harmless. A source that cannot be
 * reached ends the step: the others would fail in the same way, and all are told at the next run.
 */
export const acknowledgeWritten = async (run: RunContext): Promise<void> => {
  const total = countOf(run, { ackDue: true, states: IN_TARGET })
  if (total === 0 || run.signal.aborted) return
  run.progress.step('telling the source', total)
  const wasInDoubt = isTellingInDoubt(run)
  noteTelling(run, true)
  // What the source is told must be known here after a crash: it may forget the document then.
  await run.store.durable()
  const failures: MlError[] = []
  let done = 0
  await inParallel(untold(run), run.concurrency, async (entry) => {
    if (run.signal.aborted || failures.length > 0) return
    const failure = await acknowledge(run, entry)
    if (failure !== null) failures.push(failure)
    run.progress.advance((done += 1))
  })
  const isWhole = failures.length === 0 && !run.signal.aborted && run.only === undefined
  noteTelling(run, failures.some(mayHaveArrived) || (wasInDoubt && !isWhole))
  const [first] = failures
  if (first !== undefined) run.stops.push(asHarmless(first))
}

async function* untold(run: RunContext): AsyncGenerator<DocumentEntry> {
  for await (const entry of stillUntold(run)) if (isToBeTold(entry)) yield entry
}

/** What is in the target and not known to the source, also what is held back. */
export const stillUntold = (run: RunContext): AsyncIterable<DocumentEntry> => openOf(run, { ackDue: true, states: IN_TARGET })

/**
 * A document whose record is not what was sent any more, or for which the target cannot account, is not confirmed
 * before a person has looked. What is booked otherwise than it was sent is booked.
 */
const isToBeTold = (entry: DocumentEntry): boolean => {
  const isHeld = hasSourceConflict(entry) || (entry.state === 'written' && entry.conflict !== null)
  return entry.link !== null && !isHeld && (entry.state !== 'skipped' || entry.problems[0]?.code === 'ADOPTED')
}

/** Answers with what keeps the source from being told of any document; null where it was told, or refused this one. */
const acknowledge = async (run: RunContext, entry: DocumentEntry): Promise<MlError | null> => {
  const reader = readerOf(run, entry.identity.kind)
  if (reader.acknowledge === null || entry.link === null) return null
  try {
    await reader.acknowledge({ ref: entry.identity.ref, reference: entry.toldReference ?? referenceOf(entry), url: entry.link.url })
    countsOf(run, entry.flow).acknowledged.add(entry.amount)
    const { refused: _, ...told } = entry
    record(run, entry, { event: 'acknowledged', entry: { ...told, acknowledged: 'done' } })
    return null
  } catch (error) {
    if (!(error instanceof MlError)) throw error
    if (error instanceof ParkableError) return noteRefused(run, entry, error)
    run.store.note({ event: 'acknowledgement-failed', facts: { doc: entry.id, code: error.code, message: error.message } })
    return error
  }
}

/** The source refuses this one: reported once, told again at every run, and the others go on. */
const noteRefused = (run: RunContext, entry: DocumentEntry, { code, message }: ParkableError): null => {
  if (entry.refused?.code === code) return null
  countsOf(run, entry.flow).refused.add(entry.amount)
  record(run, entry, { event: 'acknowledgement-refused', entry: { ...entry, refused: { code, message } } })
  return null
}

const mayHaveArrived = (error: MlError): boolean => !(error instanceof RetryableError) && !(error instanceof CredentialError)

/** Nothing is in doubt in the target: an acknowledgement whose answer was lost is just made again. */
const asHarmless = (error: MlError): MlError =>
  error instanceof UncertainWriteError
    ? new RetryableError(error.message, {
        code: error.code,
        hint: 'Nothing to do: the source is told again at the next run, and to repeat that is harmless.',
        cause: error,
      })
    : error
