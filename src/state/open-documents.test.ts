import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fakeClock } from '../../test/support/fake-clock.ts'
import { temporaryFolder } from '../../test/support/temporary-folder.ts'
import type { DocumentEntry } from '../contract/document-entry.ts'
import type { DocumentFilter, StateStore } from '../contract/state-store.ts'
import { seededRandom } from '../lib/random.ts'
import { Secret } from '../lib/secret.ts'
import { traceCode } from '../model/identity.ts'
import { nodeDisk } from './node-disk.ts'
import { openState } from './open-state.ts'
import { statePaths } from './paths.ts'

const entry = (ref: string, change: Partial<DocumentEntry> = {}): DocumentEntry => {
  const identity = { connection: 'airbase', kind: 'ledger-entry', ref }
  const plan = {
    form: 'invoice',
    legalEntity: 'usmf',
    postingDate: null,
    naturalKey: `key ${ref}`,
    party: null,
    number: ref,
    containerKey: null,
    lineCount: 1,
    bodyHash: null,
  }
  return {
    id: traceCode(identity),
    identity,
    route: 'a-to-b',
    flow: 'bills',
    state: 'ready',
    amount: null,
    fingerprint: { version: 1, hash: ref, core: ref },
    numbers: [],
    plan,
    problems: [],
    parkedBy: null,
    doubt: null,
    container: null,
    link: null,
    acknowledged: 'no',
    conflict: null,
    retired: false,
    mapping: 1,
    content: null,
    intent: null,
    ...change,
  }
}

const opener = async () => {
  const folder = await temporaryFolder()
  const parts = {
    disk: nodeDisk,
    clock: fakeClock('2026-11-20T08:00:00Z'),
    random: seededRandom(1),
    paths: statePaths(join(folder, 'state')),
    anchorPath: join(folder, 'anchor.json'),
    stateKey: new Secret(Buffer.alloc(32, 7).toString('base64')),
    machine: 'machine-1',
    run: 'run-1',
  }
  return (mode: 'write' | 'read' = 'write') => openState({ ...parts, mode })
}
const refs = async (store: StateStore, filter: DocumentFilter) => {
  const found: string[] = []
  for await (const { identity } of store.open(filter)) found.push(identity.ref)
  return found
}

describe('open documents', () => {
  test('keep what waits for a person: withdrawn, and in conflict whatever their state', async () => {
    const open = await opener()
    const store = await open()
    const all = [
      entry('withdrawn', { state: 'withdrawn' }),
      entry('booked', { state: 'booked' }),
      entry('conflict', { state: 'booked', conflict: 'changed' }),
      entry('parked', { state: 'parked' }),
    ]
    for (const each of all) store.record({ event: each.state, entry: each })
    await store.close()
    const reader = await open('read')
    expect(await refs(reader, {})).toEqual(['withdrawn', 'conflict', 'parked'])
    expect(await refs(reader, { states: ['parked'], orConflict: true, newestFirst: true })).toEqual([
      'parked',
      'conflict',
    ])
    expect(await refs(reader, { route: 'a-to-b', flow: 'bills', states: [], orConflict: true })).toEqual([
      'conflict',
    ])
    expect(await refs(reader, { route: 'b-to-a' })).toEqual([])
    await reader.close()
  })

  test('are found by the beginning of their id, folded or not', async () => {
    const open = await opener()
    const first = await open()
    const { id } = first.record({ event: 'ready', entry: entry('one') })
    await first.close()
    const second = await open()
    const fresh = second.record({ event: 'ready', entry: entry('two') })
    expect([await second.byPrefix(id.slice(0, 6)), await second.byPrefix(fresh.id.slice(0, 9))]).toEqual([
      [id],
      [fresh.id],
    ])
    expect(await second.byPrefix('MLZZZZ')).toEqual([])
    await second.close()
  })
})

describe('a killed run', () => {
  test('keeps the natural keys that it gave away', async () => {
    const open = await opener()
    const killed = await open()
    const [holder, other] = [entry('holder'), entry('other')]
    killed.record({ event: 'ready', entry: holder })
    await killed.durable()
    const next = await open()
    expect(await next.reserve('key holder', other.id)).toBe(holder.id)
    await next.close()
    await killed.durable()
  })

  test('leaves its documents to be found by number', async () => {
    const open = await opener()
    const killed = await open()
    const { id } = killed.record({ event: 'ready', entry: entry('ref-1', { numbers: ['INV-9'] }) })
    await killed.durable()
    const reader = await open('read')
    expect([
      await reader.byNumber(' inv-9 '),
      await reader.byNumber('ref-1'),
      await reader.byNumber('inv'),
    ]).toEqual([[id], [id], []])
    await reader.close()
  })
})
