import { expect, test } from 'vitest'
import type { StateStore } from '../contract/state-store.ts'
import { smallRun } from '../../test/support/small-run.ts'
import { runRoute } from './run-route.ts'

/** A store that counts the lines which a power cut could still take. */
const countingStore = (store: StateStore) => {
  const lines = { open: 0, most: 0 }
  const added = <Value>(value: Value): Value => {
    lines.open += 1
    lines.most = Math.max(lines.most, lines.open)
    return value
  }
  const counting: StateStore = {
    ...store,
    record: (change) => added(store.record(change)),
    note: (event) => added(store.note(event)),
    saveFacts: (name, facts) => added(store.saveFacts(name, facts)),
    durable: async () => {
      const before = lines.open
      await store.durable()
      lines.open -= before
    },
  }
  return { lines, counting }
}

const pageOf = (count: number, more = {}) => ({ records: Array.from({ length: count }, (_, at) => ({ ref: String(at), content: { ref: String(at), ...more } })) })

test('a run reports nothing that a power cut could still take back', async () => {
  const small = await smallRun()
  small.idOf('0')
  small.world.pages = [pageOf(1)]
  const { lines, counting } = countingStore(small.store)
  const { flows } = await runRoute({ ...small.run, store: counting })
  expect(flows[0]?.counts.acknowledged.count).toBe(1)
  expect(lines.open).toBe(0)
})

test('a page of the source, however long, leaves no more than 500 lines waiting for their sync', async () => {
  const small = await smallRun()
  small.world.pages = [pageOf(1_200, { wrong: 'NO_ACCOUNT' })]
  const { lines, counting } = countingStore(small.store)
  await runRoute({ ...small.run, store: counting })
  expect([lines.most, lines.open]).toEqual([500, 0])
})
