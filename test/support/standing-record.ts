import type { DocumentEntry } from '../../src/contract/document-entry.ts'
import type { FlowCounts } from '../../src/engine/counts.ts'
import { countsOf, type RunContext } from '../../src/engine/run-context.ts'
import { smallRun, type SmallRecord } from './small-run.ts'

export const BILL: SmallRecord = { ref: '1' }
export const CHANGED: SmallRecord = { ...BILL, total: '120.00' }
export const LINK = { id: 'J-1', legalEntity: 'usmf', lines: [], voucher: null, url: null }
/** What was made durable before the document was sent. */
export const INTENT = { intent: { file: '', offset: 0, length: 0 } }

export const tallies = (run: RunContext, ...names: (keyof FlowCounts)[]) =>
  names.map((name) => countsOf(run, 'bills')[name].count)

/** A document that stands so, in a run in which nothing was read yet. */
export const standing = async (
  change: Partial<DocumentEntry>,
  options: Parameters<typeof smallRun>[0] = {},
  first: SmallRecord = BILL,
) => {
  const small = await smallRun(options)
  const entry = await small.take(first)
  const withIntent = change.intent !== undefined ? { body: { exact: 'body' } } : {}
  small.store.record({ event: 'given', entry: { ...entry, ...change, intent: null }, ...withIntent })
  small.run.counts.clear()
  await small.store.close()
  const store = await small.state.open()
  const run = { ...small.run, store }
  let current = store
  const later = async () => {
    await current.close()
    current = await small.state.open()
  }
  return {
    ...small,
    run,
    store,
    later,
    read: async (record: SmallRecord, also: Partial<RunContext> = {}) => {
      await small.take(record, { ...run, ...also, store: current }).catch(() => null)
      return (await current.get(small.idOf(record.ref)))!
    },
    events: async () => {
      const events: string[] = []
      for await (const { event } of current.journey(small.idOf('1'))) events.unshift(event)
      return events.slice(2)
    },
  }
}
