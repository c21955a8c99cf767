import type { Flow } from '../contract/route.ts'
import type { RawRecord, SourceReader } from '../contract/source.ts'
import { traceCode } from '../model/identity.ts'
import { afterFullList, afterQueue } from './missing.ts'
import { readerOf, type RunContext } from './run-context.ts'
import { storedAmount } from './stored-amount.ts'
import { takeRecord } from './take-record.ts'

/** Lines that may wait for their sync before the reading waits for it. */
const RECORDS_PER_SYNC = 500

/** Reads each source list of the route once and appends what is new: ready, parked or skipped. Sends nothing. */
export const readSources = async (run: RunContext): Promise<void> => {
  run.readAt = run.clock.elapsed()
  const kinds = new Set(run.flows.map((flow) => flow.recordKind))
  for (const kind of kinds) {
    const reader = readerOf(run, kind)
    run.progress.step(`reading ${kind} records`, null)
    const whole = await readList(run, reader).catch((error: unknown) => {
      // A reader that is told to stop throws the reason; the list is then not whole.
      if (run.signal.aborted) return false
      throw error
    })
    await run.store.durable()
    if (!whole) return
    if (reader.movement === 'queue') await afterQueue(run, kind)
    else await afterFullList(run, reader)
    await run.store.durable()
  }
}

/** True when the list was read to its end. */
const readList = async (run: RunContext, reader: SourceReader): Promise<boolean> => {
  let done = 0
  for await (const page of reader.read({ signal: run.signal })) {
    for (const record of page.records) {
      if ('unreadable' in record) {
        run.unreadable += 1
        run.store.note({ event: 'unreadable', facts: { problem: { ...record.unreadable } } })
      } else {
        await readRecord(run, reader, record)
      }
      done += 1
      if (done % RECORDS_PER_SYNC === 0) await run.store.durable()
    }
    run.progress.advance(done)
    if (run.signal.aborted) return false
  }
  return true
}

const readRecord = async (run: RunContext, reader: SourceReader, raw: RawRecord): Promise<void> => {
  const document = reader.toDocument(raw, { currencies: run.reference.currencies })
  const takesIt = (flow: Flow) => flow.recordKind === reader.recordKind && flow.kinds.includes(document.kind)
  const flow = run.flows.find(takesIt)
  // A flow that was not asked for in this run (--flow) is left alone.
  if (flow === undefined) return
  const id = traceCode({ connection: run.sourceName, kind: reader.recordKind, ref: raw.ref })
  await takeRecord(run, { id, flow, reader, raw, document, amount: storedAmount(document.amount) })
}
