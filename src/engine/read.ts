import type { Flow } from '../contract/route.ts'
import type { RawRecord, SourcePage, SourceReader } from '../contract/source.ts'
import { DefectError } from '../errors/ml-error.ts'
import { traceCode } from '../model/identity.ts'
import type { Problem } from '../model/problem.ts'
import { afterList } from './missing.ts'
import { countsOf, readerOf, type RunContext } from './run-context.ts'
import { storedAmount } from './stored-amount.ts'
import { takeRecord } from './take-record.ts'

/** Lines that may wait for their sync before the reading waits for it. */
const RECORDS_PER_SYNC = 500

/** Reads each source list of the route once and appends what is new: ready, parked or skipped. Sends nothing. */
export const readSources = async (run: RunContext): Promise<'whole' | 'in-part'> => {
  run.readAt = run.clock.elapsed()
  const kinds = new Set(run.flows.map((flow) => flow.recordKind))
  let isWhole = true
  for (const kind of kinds) {
    const reader = readerOf(run, kind)
    run.progress.step(`reading ${kind} records`, null)
    const read = await readList(run, reader).catch((error: unknown) => {
      // A reader that is told to stop throws the reason; the list is then not whole.
      if (run.signal.aborted && error === run.signal.reason) return 'stopped' as const
      throw error
    })
    if (read === 'stopped') return 'in-part'
    // Nothing follows from what is missing in a list of which something may be missing.
    if (read === 'whole') await afterList(run, reader)
    else run.store.note({ event: 'list-not-whole', facts: { recordKind: kind } })
    isWhole &&= read === 'whole'
  }
  return isWhole ? 'whole' : 'in-part'
}

/** `whole` when the list was read to its end and is proven to be whole. */
const readList = async (run: RunContext, reader: SourceReader): Promise<'whole' | 'in-part' | 'stopped'> => {
  const before = accountedFor(run)
  let read = 0
  let isWhole = true
  for await (const page of reader.read({ signal: run.signal })) {
    read += await readPage(run, reader, page)
    run.progress.advance(read)
    if (page.whole === false) isWhole = false
    if (run.signal.aborted) return 'stopped'
  }
  proveRead(reader, read, accountedFor(run) - before)
  return isWhole ? 'whole' : 'in-part'
}

const readPage = async (run: RunContext, reader: SourceReader, { records }: SourcePage): Promise<number> => {
  for (const [at, record] of records.entries()) {
    if ('unreadable' in record) {
      noteUnreadable(run, record.unreadable)
    } else {
      await readRecord(run, reader, record)
    }
    if ((at + 1) % RECORDS_PER_SYNC === 0) await run.store.durable()
  }
  return records.length
}

const readRecord = async (run: RunContext, reader: SourceReader, raw: RawRecord): Promise<void> => {
  const document = reader.toDocument(raw, { currencies: run.reference.currencies })
  const takesIt = (flow: Flow) => flow.recordKind === reader.recordKind && flow.kinds.includes(document.kind)
  const flow = run.route.flows.find(takesIt)
  if (flow === undefined) return noteUnreadable(run, noFlow(run, reader, { kind: document.kind, ref: raw.ref }))
  const amount = storedAmount(document.amount)
  const counts = countsOf(run, flow.name)
  counts.read.add(amount)
  // A flow that was not asked for in this run (--flow) is left alone.
  if (!run.flows.some(({ name }) => name === flow.name)) return void counts.notTaken.add(amount)
  const id = traceCode({ connection: run.sourceName, kind: reader.recordKind, ref: raw.ref })
  await takeRecord(run, { id, flow, reader, raw, document, amount })
}

/** Records that some count of some flow holds. */
const accountedFor = (run: RunContext): number =>
  run.route.flows.reduce((sum, { name }) => {
    const { fresh, repeated, notTaken } = countsOf(run, name)
    return sum + fresh.count + repeated.count + notTaken.count
  }, run.unreadable)

/** Every record of the pages is new, repeated, not taken or unreadable: none was passed over on the way. */
const proveRead = (reader: SourceReader, read: number, accounted: number): void => {
  if (read === accounted) return
  throw new DefectError(`of ${read} ${reader.recordKind} records that were read, ${accounted} are accounted for`, {
    code: 'CONSERVATION_BROKEN',
    context: { recordKind: reader.recordKind, read, accounted },
  })
}

const noteUnreadable = (run: RunContext, problem: Problem): void => {
  run.unreadable += 1
  run.store.note({ event: 'unreadable', facts: { problem: { ...problem } } })
}

const noFlow = (run: RunContext, reader: SourceReader, { kind, ref }: { kind: string; ref: string }): Problem => ({
  code: 'KIND_NOT_TAKEN',
  field: 'kind',
  value: kind,
  message: `no flow of ${run.route.name} takes the ${reader.recordKind} ${ref}`,
  remedy: 'Report it: a connector hands over a kind of record that its declaration does not name.',
})
