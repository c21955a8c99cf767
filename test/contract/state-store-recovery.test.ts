import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { overlayDisk } from '../../src/state/overlay-disk.ts'
import { documentEntry } from '../support/document-entry.ts'
import { memoryDisk } from '../support/memory-disk.ts'
import { add, ENDINGS, HARNESSES, idOf, journal, refsOf } from '../support/state-harness.ts'
import { testState } from '../support/state.ts'

describe.each(HARNESSES)('a state %s', (_, create) => {
  describe.each(ENDINGS)('whose run %s', (_ending, end) => {
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
