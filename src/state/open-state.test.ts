import { describe, expect, test } from 'vitest'
import { documentEntry } from '../../test/support/document-entry.ts'
import { memoryDisk } from '../../test/support/memory-disk.ts'
import { listOf, testState, type TestState } from '../../test/support/state.ts'
import { watchedDisk } from '../../test/support/watched-disk.ts'
import type { StateStore } from '../contract/state-store.ts'
import { verifyTrail } from './verify.ts'

const TRAIL = '/root/state/trail/2026-11.jsonl'
const MANIFEST = '/root/state/db/manifest.json'
const ANCHOR = '/root/anchor.json'

/** A state with these documents, closed as a run closes it. */
const withDocuments = async (...refs: readonly string[]) => {
  const disk = watchedDisk()
  const state = testState(disk)
  await record(state, ...refs)
  return { disk, state }
}
const record = async (state: TestState, ...refs: readonly string[]) => {
  const store = await state.open()
  for (const ref of refs) store.record({ event: 'ready', entry: documentEntry(ref), content: { ref } })
  await store.close()
}
const refsOf = async (store: StateStore) =>
  (await listOf(store.open({ states: ['ready'] }))).map(({ identity }) => identity.ref)
const refused = (state: TestState, code: string) =>
  expect(state.open()).rejects.toMatchObject({ code, exitCode: 10, hint: expect.any(String) })
const lines = (disk: { files: Map<string, Buffer> }) =>
  (disk.files.get(TRAIL) ?? Buffer.alloc(0)).toString().split('\n').slice(0, -1)

describe('a state', () => {
  test('begins empty, and knows the machine that it was made on', async () => {
    const state = testState(memoryDisk())
    const store = await state.open()
    expect([await refsOf(store), store.facts('machine')]).toEqual([[], { id: 'machine-1' }])
    await store.close()
  })

  test('is read without changing anything', async () => {
    const { disk, state } = await withDocuments('one')
    const before = new Map(disk.files)
    disk.calls.length = 0
    const reader = await state.open({ mode: 'read' })
    expect(await refsOf(reader)).toEqual(['one'])
    expect(() => reader.note({ event: 'x', facts: {} })).toThrow(expect.objectContaining({ exitCode: 1 }))
    await reader.close()
    expect([disk.calls, disk.files]).toEqual([[], before])
  })

  test('is closed in this order: trail, index, manifest, old shards, anchor', async () => {
    const { disk, state } = await withDocuments('one')
    disk.calls.length = 0
    await record(state, 'two')
    const at = (call: string) => disk.calls.findIndex((each) => each.startsWith(call))
    const lastOf = (call: string) => disk.calls.findLastIndex((each) => each.startsWith(call))
    const order = [
      lastOf(`sync ${TRAIL}`),
      at('write /root/state/db'),
      at(`write-atomic ${MANIFEST}`),
      at('remove /root/state/db'),
      at(`write-atomic ${ANCHOR}`),
    ]
    expect(
      order.every((place, step) => place > (order[step - 1] ?? -1)),
      String(disk.calls),
    ).toBe(true)
    expect(lastOf('write /root/state/db')).toBeLessThan(at(`write-atomic ${MANIFEST}`))
  })
})

describe('the index', () => {
  test.each([
    ['is missing', (files: Map<string, Buffer>) => files.delete(MANIFEST)],
    [
      'is of another format',
      (files: Map<string, Buffer>) =>
        files.set(MANIFEST, Buffer.from('{"format":99,"n":1,"hash":"","file":"","offset":0,"shards":{}}')),
    ],
  ])('that %s is made anew from the trail', async (_, change) => {
    const { disk, state } = await withDocuments('one', 'two')
    change(disk.files)
    const store = await state.open()
    expect(await refsOf(store)).toEqual(['one', 'two'])
    expect(await store.byTerm('key two')).toEqual([documentEntry('two').id])
    await store.close()
    const reader = await state.open({ mode: 'read' })
    expect(await reader.byTerm('key two')).toEqual([documentEntry('two').id])
    await reader.close()
  })

  test('whose manifest cannot be read stops the run and says how it is made anew', async () => {
    const { disk, state } = await withDocuments('one')
    disk.files.set(MANIFEST, Buffer.from('{"format":'))
    await expect(state.open()).rejects.toMatchObject({
      code: 'STATE_UNREADABLE',
      hint: expect.stringContaining('state rebuild'),
    })
  })

  test('that stands for more than the trail holds stops the run, and is not rebuilt', async () => {
    const { disk, state } = await withDocuments('one', 'two')
    disk.files.delete(ANCHOR)
    disk.files.set(
      TRAIL,
      Buffer.from(
        lines(disk)
          .slice(0, -1)
          .map((line) => `${line}\n`)
          .join(''),
      ),
    )
    await refused(state, 'MANIFEST_AHEAD_OF_TRAIL')
  })

  test('that stands for another line of that number stops the run', async () => {
    const { disk, state } = await withDocuments('one')
    const { disk: other } = await withDocuments('other')
    disk.files.delete(ANCHOR)
    disk.files.set(TRAIL, other.files.get(TRAIL)!)
    await refused(state, 'MANIFEST_AHEAD_OF_TRAIL')
  })

  test('is behind the trail after a crash: the lines behind it are taken in', async () => {
    const { disk, state } = await withDocuments('one')
    const killed = await state.open()
    killed.record({ event: 'ready', entry: documentEntry('two') })
    killed.record({ event: 'booked', entry: documentEntry('one', { state: 'booked' }) })
    killed.recordContainer({ ...journal, state: 'open' })
    killed.saveFacts('summary', { written: 1 })
    await killed.durable()
    const store = await state.open()
    expect([await refsOf(store), store.facts('summary'), store.containers('a-to-b').length]).toEqual([
      ['two'],
      { written: 1 },
      1,
    ])
    await store.close()
    expect(await verifyTrail(disk, state.paths.trail)).toMatchObject({ ok: true })
  })

  test('whose shard was damaged is healed, and the trail says so', async () => {
    const { disk, state } = await withDocuments('one', 'two')
    for (const path of disk.files.keys())
      if (path.startsWith('/root/state/db/links/')) disk.files.set(path, Buffer.from('{}'))
    const store = await state.open()
    expect((await store.get(documentEntry('one').id))?.state).toBe('ready')
    await store.close()
    const open = [...disk.files.keys()].filter((path) => path.startsWith('/root/state/db/open/'))
    for (const path of open) disk.files.delete(path)
    const healed = await state.open()
    expect(await refsOf(healed)).toEqual(['one', 'two'])
    await healed.close()
    expect(lines(disk).filter((line) => line.includes('"event":"shard-healed"'))).toHaveLength(open.length)
    const reader = await state.open({ mode: 'read' })
    expect(await refsOf(reader)).toEqual(['one', 'two'])
    await reader.close()
  })

  test.each(['facts', 'containers'])('whose shard of %s was lost is healed', async (name) => {
    const { disk, state } = await withDocuments('one')
    const store = await state.open()
    store.saveFacts('summary', { written: 1 })
    store.recordContainer({ ...journal, state: 'open' })
    await store.close()
    for (const path of disk.files.keys())
      if (path.startsWith(`/root/state/db/${name}.`)) disk.files.delete(path)
    const healed = await state.open()
    expect([healed.facts('summary'), healed.containers('a-to-b')]).toEqual([
      { written: 1 },
      [{ ...journal, state: 'open' }],
    ])
    await healed.close()
  })
})

const journal = {
  container: {
    trace: documentEntry('journal').id,
    form: 'general-journal',
    flow: 'cards',
    legalEntity: 'usmf',
    currency: 'USD',
    postingDate: '2026-11-20' as never,
  },
  route: 'a-to-b',
  state: 'opening' as const,
  id: null,
  attemptedAt: 0,
  firstMissedAt: null,
  members: [],
}

describe('a trail that a crash tore', () => {
  test.each([1, 20, 400])(
    'at %i bytes of a line goes on behind its last whole one, and says what was cut',
    async (bytes) => {
      const { disk, state } = await withDocuments('one')
      const whole = disk.files.get(TRAIL)!
      disk.files.set(TRAIL, Buffer.concat([whole, Buffer.alloc(bytes, 'x')]))
      await record(state, 'two')
      expect(await verifyTrail(disk, state.paths.trail)).toMatchObject({ ok: true, torn: null })
      const cut = lines(disk).find((line) => line.includes('"event":"tail-cut"'))
      expect(JSON.parse(cut ?? '')).toMatchObject({ facts: { file: '2026-11', bytes } })
      const reader = await state.open({ mode: 'read' })
      expect(await refsOf(reader)).toEqual(['one', 'two'])
      await reader.close()
    },
  )

  test('is synced before anything follows: what is there may not have been durable', async () => {
    const { disk, state } = await withDocuments('one')
    disk.calls.length = 0
    const store = await state.open()
    expect(disk.calls.slice(0, 2)).toEqual([`open ${TRAIL}`, `sync ${TRAIL}`])
    await store.close()
  })

  test('is left as it is by readers', async () => {
    const { disk, state } = await withDocuments('one')
    const torn = Buffer.concat([disk.files.get(TRAIL)!, Buffer.from('{"n":')])
    disk.files.set(TRAIL, torn)
    const reader = await state.open({ mode: 'read' })
    expect(await refsOf(reader)).toEqual(['one'])
    await reader.close()
    expect(disk.files.get(TRAIL)).toEqual(torn)
  })
})

describe('the anchor', () => {
  test('stops a state that is older than the books', async () => {
    const { disk, state } = await withDocuments('one')
    disk.copyFolder('/root/state', '/yesterday')
    await record(state, 'two')
    disk.copyFolder('/yesterday', '/root/state')
    await refused(state, 'TRAIL_ENDS_BEFORE_ANCHOR')
  })

  test('stops an emptied state', async () => {
    const { disk, state } = await withDocuments('one')
    disk.removeFolder('/root/state')
    await refused(state, 'TRAIL_ENDS_BEFORE_ANCHOR')
  })

  test('stops a state that went another way, also when that is the longer one', async () => {
    const { disk, state } = await withDocuments('one')
    disk.copyFolder('/root/state', '/yesterday')
    await record(state, 'two')
    const anchor = disk.files.get(ANCHOR)!
    disk.copyFolder('/yesterday', '/root/state')
    disk.files.delete(ANCHOR)
    await record(state, 'other', 'and', 'more')
    disk.files.set(ANCHOR, anchor)
    await refused(state, 'TRAIL_NOT_THE_ANCHORED_ONE')
  })

  test('still knows its line after a run that added none', async () => {
    const { disk, state } = await withDocuments('one')
    await record(state)
    const anchor = disk.files.get(ANCHOR)!
    const { disk: other } = await withDocuments('other', 'way')
    other.files.set(ANCHOR, anchor)
    await refused(testState(other), 'TRAIL_NOT_THE_ANCHORED_ONE')
  })

  test('holds for a state that only grew: a crash wrote no new one', async () => {
    const { state } = await withDocuments('one')
    const killed = await state.open()
    killed.note({ event: 'x', facts: {} })
    await killed.durable()
    const store = await state.open()
    expect(await refsOf(store)).toEqual(['one'])
    await store.close()
  })

  test('that cannot be read stops the run, and no one who adopts the state', async () => {
    const { disk, state } = await withDocuments('one')
    disk.files.set(ANCHOR, Buffer.from('{'))
    await refused(state, 'ANCHOR_UNREADABLE')
    await (await state.open({ adopt: true })).close()
    await (await state.open()).close()
  })

  test('is written anew by who adopts a state', async () => {
    const { disk, state } = await withDocuments('one')
    disk.copyFolder('/root/state', '/yesterday')
    await record(state, 'two')
    disk.copyFolder('/yesterday', '/root/state')
    await (await state.open({ adopt: true })).close()
    const store = await state.open()
    expect(await refsOf(store)).toEqual(['one'])
    await store.close()
  })
})

describe('a state of another machine', () => {
  test('stops the run, until it is adopted here', async () => {
    const { state } = await withDocuments('one')
    const there = { machine: 'machine-2' }
    await expect(state.open(there)).rejects.toMatchObject({ code: 'STATE_OF_ANOTHER_MACHINE', exitCode: 10 })
    await (await state.open({ ...there, adopt: true })).close()
    await (await state.open(there)).close()
    await refused(state, 'STATE_OF_ANOTHER_MACHINE')
  })

  test('is known as such also after a crash before its first index', async () => {
    const state = testState(memoryDisk())
    const killed = await state.open()
    await killed.durable()
    await expect(state.open({ machine: 'machine-2' })).rejects.toMatchObject({
      code: 'STATE_OF_ANOTHER_MACHINE',
    })
  })
})
