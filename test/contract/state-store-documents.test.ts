import { describe, expect, test } from 'vitest'
import type { DocumentEntry } from '../../src/contract/document-entry.ts'
import { documentEntry } from '../support/document-entry.ts'
import { add, ENDINGS, HARNESSES, idOf, LINK, refsOf } from '../support/state-harness.ts'
import { listOf } from '../support/state.ts'

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
})
