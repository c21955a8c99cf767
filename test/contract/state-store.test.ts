import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { AppendFile, Disk } from '../../src/contract/disk.ts'
import type { DocumentEntry } from '../../src/contract/document-entry.ts'
import type { ContainerEntry, DocumentFilter, StateStore } from '../../src/contract/state-store.ts'
import type { CalendarDate } from '../../src/model/calendar-date.ts'
import type { TraceCode } from '../../src/model/identity.ts'
import { nodeDisk } from '../../src/state/node-disk.ts'
import { overlayDisk } from '../../src/state/overlay-disk.ts'
import { documentEntry, writePlan } from '../support/document-entry.ts'
import { memoryDisk } from '../support/memory-disk.ts'
import { listOf, testState, type TestState } from '../support/state.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** A state that is filled by one store and looked at by another one. */
interface Harness {
  readonly state: TestState
  /** The store that fills the state. */
  write(): Promise<StateStore>
  /** The store under test, over what the other one left. */
  reopen(): Promise<StateStore>
}

const onDisk = (disk: Disk, root?: string): Harness => {
  const state = testState(disk, root)
  return { state, write: () => state.open(), reopen: () => state.open() }
}
/** The machine's own disk; what a crashed run left open is closed with the test. */
const realDisk = (): Disk => {
  const files: AppendFile[] = []
  onTestFinished(async () => {
    for (const file of files) await file.close().catch(() => undefined)
  })
  const openAppend = async (path: string) => {
    const file = await nodeDisk.openAppend(path)
    files.push(file)
    return file
  }
  return { ...nodeDisk, openAppend }
}

const HARNESSES: readonly (readonly [string, () => Promise<Harness>])[] = [
  ['in memory', () => Promise.resolve(onDisk(memoryDisk()))],
  ['in a real folder', async () => onDisk(realDisk(), join(await temporaryFolder(), 'root'))],
  [
    'over which a dry run is laid',
    () => {
      const harness = onDisk(memoryDisk())
      const { disk } = harness.state
      return Promise.resolve({
        ...harness,
        reopen: () => harness.state.open({ disk: overlayDisk(disk), mode: 'dry' }),
      })
    },
  ],
]

const LINK = {
  id: 'USMF-00631',
  legalEntity: 'usmf',
  lines: [1, 2],
  voucher: null,
  url: 'https://d365.example/631',
}
const refsOf = async (store: StateStore, filter: DocumentFilter) =>
  (await listOf(store.open(filter))).map(({ identity }) => identity.ref)
const add = (store: StateStore, ref: string, change: Partial<DocumentEntry> = {}) =>
  store.record({ event: change.state ?? 'ready', entry: documentEntry(ref, change) })
const idOf = (ref: string): TraceCode => documentEntry(ref).id
const journal = (ref: string, change: Partial<ContainerEntry> = {}): ContainerEntry => ({
  container: {
    trace: idOf(ref),
    form: 'general-journal',
    flow: 'cards',
    legalEntity: 'usmf',
    currency: 'USD',
    postingDate: '2026-11-20' as CalendarDate,
  },
  route: 'a-to-b',
  state: 'opening',
  id: null,
  attemptedAt: 1,
  firstMissedAt: null,
  members: [{ id: idOf('one'), lines: [1, 2] }],
  ...change,
})

/** Ends a run: as it should, or by a crash after everything was durable. */
const ENDINGS = [
  ['was closed', (store: StateStore) => store.close()],
  ['crashed', (store: StateStore) => store.durable()],
] as const

describe.each(HARNESSES)('a state %s', (_, create) => {
  describe.each(ENDINGS)('whose run %s', (_ending, end) => {
    test('holds every document as its latest event left it', async () => {
      const { write, reopen } = await create()
      const first = await write()
      const full: Partial<DocumentEntry> = {
        state: 'in-doubt',
        numbers: ['INV-1', '4711'],
        problems: [{ code: 'X', field: 'f', value: 'v', message: 'm', remedy: 'r' }],
        doubt: { code: 'SENDING', message: 'm', attemptedAt: 5, firstMissedAt: 6 },
        container: { trace: idOf('journal'), lines: [3] },
        link: LINK,
        acknowledged: 'due',
        conflict: 'changed',
        accepted: 'before',
        retired: true,
      }
      add(first, 'one')
      add(first, 'one', full)
      add(first, 'booked', { state: 'booked' })
      await end(first)
      const store = await reopen()
      expect(await store.get(idOf('one'))).toEqual(documentEntry('one', full))
      expect((await store.get(idOf('booked')))?.state).toBe('booked')
      expect(await store.get(idOf('never read'))).toBeNull()
      await store.close()
    })

    test('still opens what was sealed: the record as received and the exact body', async () => {
      const { write, reopen } = await create()
      const first = await write()
      const ready = first.record({
        event: 'ready',
        entry: documentEntry('one'),
        content: { iban: 'DE02', n: 1 },
      })
      first.record({ event: 'sending', entry: { ...ready, state: 'sending' }, body: { exact: ['body'] } })
      await end(first)
      const store = await reopen()
      const entry = (await store.get(idOf('one')))!
      expect([await store.content(entry), await store.body(entry)]).toEqual([
        { iban: 'DE02', n: 1 },
        { exact: ['body'] },
      ])
      await store.close()
    })

    test('lists open documents in the order of their latest events, and no finished ones', async () => {
      const { write, reopen } = await create()
      const first = await write()
      for (const ref of ['a', 'b', 'c', 'd']) add(first, ref)
      add(first, 'b', { state: 'parked' })
      add(first, 'c', { state: 'booked' })
      add(first, 'a', { state: 'sending' })
      await end(first)
      const store = await reopen()
      const states = ['ready', 'parked', 'sending'] as const
      expect(await refsOf(store, { states })).toEqual(['d', 'b', 'a'])
      expect(await refsOf(store, { states, newestFirst: true })).toEqual(['a', 'b', 'd'])
      await store.close()
    })

    test('counts what it lists, by whatever is asked', async () => {
      const { write, reopen } = await create()
      const first = await write()
      add(first, 'a')
      add(first, 'b', { state: 'parked', flow: 'cards' })
      add(first, 'c', { state: 'written', acknowledged: 'due' })
      add(first, 'd', { state: 'booked', conflict: 'changed' })
      add(first, 'e', { route: 'b-to-a' })
      await end(first)
      const store = await reopen()
      const expected: readonly (readonly [DocumentFilter, readonly string[]])[] = [
        [{ states: ['ready'] }, ['a', 'e']],
        [{ route: 'a-to-b', states: ['ready'] }, ['a']],
        [{ route: 'a-to' }, []],
        [{ flow: 'cards' }, ['b']],
        [{ flow: 'ards' }, []],
        [{ ackDue: true }, ['c']],
        [{ route: 'a-to-b', ackDue: false, states: ['ready', 'parked', 'written'] }, ['a', 'b']],
        [{ states: ['parked'], orConflict: true }, ['b', 'd']],
        [{ states: [], orConflict: true }, ['d']],
      ]
      for (const [filter, refs] of expected) {
        expect(await refsOf(store, filter), JSON.stringify(filter)).toEqual(refs)
        expect(store.count(filter), JSON.stringify(filter)).toBe(refs.length)
      }
      await store.close()
    })

    test('finds documents by key, by number and by the beginning of their id', async () => {
      const { write, reopen } = await create()
      const first = await write()
      add(first, 'one', { numbers: ['INV-1'] })
      add(first, 'two', { numbers: ['INV-1'], state: 'booked', link: { ...LINK, voucher: 'V-9' } })
      await end(first)
      const store = await reopen()
      expect(await store.byTerm('key one')).toEqual([idOf('one')])
      expect(await store.byTerm('key none')).toEqual([])
      expect((await store.byNumber(' inv-1')).toSorted()).toEqual([idOf('one'), idOf('two')].toSorted())
      expect([
        await store.byNumber('two'),
        await store.byNumber('usmf-00631'),
        await store.byNumber('v-9'),
      ]).toEqual(Array(3).fill([idOf('two')]))
      expect(await store.byPrefix(idOf('two').slice(0, 8))).toEqual([idOf('two')])
      await store.close()
    })

    test('tells a document’s journey, newest first, with what it sealed', async () => {
      const { write, reopen } = await create()
      const first = await write()
      const ready = first.record({
        event: 'ready',
        entry: documentEntry('one'),
        content: { a: 1 },
        facts: { by: 'rule' },
      })
      add(first, 'another')
      await first.durable()
      first.record({ event: 'sending', entry: { ...ready, state: 'sending' }, body: { b: 2 } })
      await end(first)
      const store = await reopen()
      store.record({ event: 'written', entry: { ...(await store.get(idOf('one')))!, state: 'written' } })
      const steps = await listOf(store.journey(idOf('one')))
      expect(
        steps.map(({ event, entry, facts, sealedWhat, sealed }) => [
          event,
          entry.state,
          facts,
          sealedWhat,
          sealed,
        ]),
      ).toEqual([
        ['written', 'written', {}, null, null],
        ['sending', 'sending', {}, 'body', { b: 2 }],
        ['ready', 'ready', { by: 'rule' }, 'content', { a: 1 }],
      ])
      expect(steps.map(({ n }) => n)).toEqual(steps.map(({ n }) => n).toSorted((a, b) => b - a))
      expect(await listOf(store.journey(idOf('never read')))).toEqual([])
      await store.close()
    })

    test('goes on with the journey of a document that had ended', async () => {
      const { write, reopen } = await create()
      const first = await write()
      add(first, 'one')
      add(first, 'one', { state: 'booked' })
      await end(first)
      const store = await reopen()
      const entry = (await store.get(idOf('one')))!
      store.record({ event: 'conflict', entry: { ...entry, conflict: 'changed' } })
      store.record({ event: 'closed', entry })
      expect((await listOf(store.journey(idOf('one')))).map(({ event }) => event)).toEqual([
        'closed',
        'conflict',
        'booked',
        'ready',
      ])
      await store.close()
    })

    test('keeps facts as they were last saved, and journals until they are closed', async () => {
      const { write, reopen } = await create()
      const first = await write()
      first.saveFacts('far side', { host: 'old' })
      first.saveFacts('far side', { host: 'new', deep: { list: [1, 'two', null] } })
      first.recordContainer(journal('opening'))
      first.recordContainer(journal('opened'))
      first.recordContainer(journal('opened', { state: 'open', id: '00001' }))
      first.recordContainer(journal('closed'))
      first.recordContainer(journal('closed', { state: 'closed' }))
      first.recordContainer(journal('elsewhere', { route: 'b-to-a' }))
      await end(first)
      const store = await reopen()
      expect([store.facts('far side'), store.facts('none')]).toEqual([
        { host: 'new', deep: { list: [1, 'two', null] } },
        null,
      ])
      expect(store.containers('a-to-b')).toEqual([
        journal('opening'),
        journal('opened', { state: 'open', id: '00001' }),
      ])
      await store.close()
    })

    test('knows who holds a natural key', async () => {
      const { write, reopen } = await create()
      const first = await write()
      await first.reserve('key one', idOf('one'))
      add(first, 'one')
      await end(first)
      const store = await reopen()
      expect(await store.reserve('key one', idOf('two'))).toBe(idOf('one'))
      expect(await store.reserve('key one', idOf('one'))).toBe(idOf('one'))
      expect(await store.reserve('key free', idOf('two'))).toBe(idOf('two'))
      await store.close()
    })

    test('knows who holds a natural key that another one gave back and was noted later', async () => {
      const { write, reopen } = await create()
      const first = await write()
      const shared = { plan: writePlan('shared') }
      add(first, 'gone', shared)
      add(first, 'gone', { ...shared, state: 'skipped' })
      expect(await first.reserve('key shared', idOf('holder'))).toBe(idOf('holder'))
      add(first, 'holder', shared)
      add(first, 'gone', { ...shared, state: 'skipped', conflict: 'changed' })
      await end(first)
      const store = await reopen()
      expect(await store.reserve('key shared', idOf('third'))).toBe(idOf('holder'))
      await store.close()
    })

    test('has seen nothing yet in this run', async () => {
      const { write, reopen } = await create()
      const first = await write()
      add(first, 'one')
      add(first, 'two')
      first.markSeen(idOf('one'))
      await end(first)
      const store = await reopen()
      expect([store.wasSeen(idOf('one')), store.count({ seen: true })]).toEqual([false, 0])
      store.markSeen(idOf('two'))
      expect([store.wasSeen(idOf('two')), await refsOf(store, { seen: false })]).toEqual([true, ['one']])
      await store.close()
    })

    test('goes on with the trail where it ended', async () => {
      const { write, reopen } = await create()
      const first = await write()
      add(first, 'one')
      const { n } = first.head()
      await end(first)
      const store = await reopen()
      expect(store.head().n).toBeGreaterThanOrEqual(n)
      add(store, 'two')
      expect(await refsOf(store, { states: ['ready'] })).toEqual(['one', 'two'])
      await store.close()
    })
  })

  test('shows at once what was recorded, durable or not', async () => {
    const { reopen } = await create()
    const store = await reopen()
    const entry = store.record({
      event: 'ready',
      entry: documentEntry('one', { numbers: ['INV-1'] }),
      content: { a: 1 },
    })
    expect(await store.content(entry)).toEqual({ a: 1 })
    const sent = store.record({ event: 'sending', entry: { ...entry, state: 'sending' }, body: { b: 2 } })
    expect(await store.body(sent)).toEqual({ b: 2 })
    store.record({ event: 'ready', entry })
    expect((await listOf(store.journey(entry.id))).map(({ event }) => event)).toEqual([
      'ready',
      'sending',
      'ready',
    ])
    expect(await store.get(entry.id)).toEqual(entry)
    expect([await store.byNumber('inv-1'), await store.byPrefix(entry.id.slice(0, 6))]).toEqual([
      [entry.id],
      [entry.id],
    ])
    expect(await refsOf(store, {})).toEqual(['one'])
    await store.close()
  })

  test('gives a natural key back with a document that is skipped or has another key', async () => {
    const { reopen } = await create()
    const store = await reopen()
    for (const ref of ['skipped', 'renamed']) {
      expect(await store.reserve(`key ${ref}`, idOf(ref))).toBe(idOf(ref))
      add(store, ref)
    }
    add(store, 'skipped', { state: 'skipped' })
    add(store, 'renamed', { plan: writePlan('another') })
    expect(await store.reserve('key skipped', idOf('other'))).toBe(idOf('other'))
    expect(await store.reserve('key renamed', idOf('other'))).toBe(idOf('other'))
    await store.close()
  })

  test('gives a natural key to one of two that ask at the same time', async () => {
    const { reopen } = await create()
    const store = await reopen()
    const ids = ['one', 'two', 'three'].map(idOf)
    const holders = await Promise.all(ids.map((id) => store.reserve('key shared', id)))
    expect(new Set(holders).size).toBe(1)
    await store.close()
  })

  test('lets documents change while somebody walks through them', async () => {
    const { write, reopen } = await create()
    const first = await write()
    for (const ref of ['a', 'b', 'c', 'd']) add(first, ref)
    await first.close()
    const store = await reopen()
    const met: string[] = []
    for await (const { identity } of store.open({ states: ['ready'] })) {
      met.push(identity.ref)
      add(store, identity.ref, { state: 'ready', mapping: 2 })
      if (identity.ref === 'b') add(store, 'c', { state: 'written' })
    }
    expect(met).toEqual(['a', 'b', 'd'])
    await store.close()
  })

  test('that was torn at any byte by a crash holds all that came before', async () => {
    for (const cut of [1, 2, 40, 300]) {
      const { state, write, reopen } = await create()
      const first = await write()
      add(first, 'one')
      await first.durable()
      add(first, 'two')
      await first.durable()
      const path = join(state.paths.trail, '2026-11.jsonl')
      const file = await state.disk.openAppend(path)
      await file.truncate(file.size - cut)
      await file.close()
      const store = await reopen()
      const whole = (await state.disk.read(path))!.toString().split('\n').slice(0, -1).length
      expect([await refsOf(store, { states: ['ready'] }), cut]).toEqual([['one'], cut])
      expect(store.head().n).toBeGreaterThanOrEqual(whole)
      add(store, 'two')
      expect(await refsOf(store, { states: ['ready'] })).toEqual(['one', 'two'])
      await store.close()
    }
  })

  test('of hundreds of documents, folded in several runs, forgets none of them', async () => {
    const { write, reopen } = await create()
    const refs = Array.from({ length: 300 }, (_, at) => `ref ${at}`)
    const first = await write()
    for (const ref of refs) add(first, ref)
    await first.close()
    const second = await write()
    for (const ref of refs.filter((_, at) => at % 2 === 0)) add(second, ref, { state: 'booked' })
    await second.close()
    const store = await reopen()
    expect(await refsOf(store, { states: ['ready'] })).toEqual(refs.filter((_, at) => at % 2 === 1))
    for (const at of [0, 1, 148, 299]) {
      expect((await store.get(idOf(`ref ${at}`)))?.state).toBe(at % 2 === 0 ? 'booked' : 'ready')
      expect(await store.reserve(`key ref ${at}`, idOf('other'))).toBe(idOf(`ref ${at}`))
    }
    await store.close()
  })
})

describe('a dry run', () => {
  test('leaves the state byte for byte as it was, also where a crash tore it', async () => {
    const disk = memoryDisk()
    const state = testState(disk)
    const killed = await state.open()
    killed.record({ event: 'ready', entry: documentEntry('one'), content: { a: 1 } })
    await killed.durable()
    for (const path of disk.files.keys())
      disk.files.set(path, Buffer.concat([disk.files.get(path)!, Buffer.from('torn')]))
    const before = new Map(disk.files)
    const store = await state.open({ disk: overlayDisk(disk), mode: 'dry' })
    const entry = store.record({ event: 'ready', entry: documentEntry('two'), content: { b: 2 } })
    store.saveFacts('summary', { written: 1 })
    await store.durable()
    expect([await store.content(entry), await refsOf(store, { states: ['ready'] })]).toEqual([
      { b: 2 },
      ['one', 'two'],
    ])
    await store.close()
    expect(disk.files).toEqual(before)
  })
})
