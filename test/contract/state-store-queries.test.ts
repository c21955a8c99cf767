import { describe, expect, test } from 'vitest'
import type { DocumentFilter } from '../../src/contract/state-store.ts'
import { add, ENDINGS, HARNESSES, idOf, LINK, refsOf } from '../support/state-harness.ts'

describe.each(HARNESSES)('a state %s', (_, create) => {
  describe.each(ENDINGS)('whose run %s', (_ending, end) => {
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
})
