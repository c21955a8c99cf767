import { describe, expect, test } from 'vitest'
import { writePlan } from '../support/document-entry.ts'
import { add, ENDINGS, HARNESSES, idOf } from '../support/state-harness.ts'

describe.each(HARNESSES)('a state %s', (_, create) => {
  describe.each(ENDINGS)('whose run %s', (_ending, end) => {
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
})
