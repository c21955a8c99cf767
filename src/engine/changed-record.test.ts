import { describe, expect, test } from 'vitest'
import { problemNamed, type SmallRecord } from '../../test/support/small-run.ts'
import { BILL, CHANGED, INTENT, LINK, standing, tallies } from '../../test/support/standing-record.ts'
import type { DocumentEntry, DocumentState } from '../contract/document-entry.ts'

describe('a record that is read again', () => {
  test.each<[DocumentState, Partial<DocumentEntry>]>([
    ['ready', {}],
    ['ready', INTENT],
    ['sending', INTENT],
    ['in-doubt', INTENT],
    ['written', { ...INTENT, link: LINK, acknowledged: 'due' }],
    ['booked', { ...INTENT, link: LINK, acknowledged: 'due' }],
    ['withdrawn', { ...INTENT, link: LINK }],
  ])('and is as it was changes nothing of a %s document', async (state, change) => {
    const { run, read, events } = await standing({ state, ...change })
    await read(BILL)
    expect([await events(), tallies(run, 'repeated', 'fresh', 'conflicts')]).toEqual([[], [1, 0, 0]])
  })

  test('and has changed is judged anew while it was never sent', async () => {
    const { read, events, store } = await standing({ state: 'ready' })
    const entry = await read(CHANGED)
    expect([entry.amount?.amount, entry.state, await events()]).toEqual(['120.00', 'ready', ['ready-again']])
    expect(await store.content(entry)).toEqual(CHANGED)
  })

  test.each<[DocumentState]>([
    ['ready'],
    ['parked'],
    ['sending'],
    ['in-doubt'],
    ['written'],
    ['booked'],
    ['withdrawn'],
  ])(
    'and has changed is a conflict once an intent exists (%s): reported once, never overwritten',
    async (state) => {
      const given = await standing({ state, ...INTENT, link: LINK })
      const entry = await given.read(CHANGED)
      expect([entry.state, entry.amount?.amount, entry.plan?.naturalKey]).toEqual([
        state,
        '100.00',
        expect.stringContaining('inv-1'),
      ])
      expect(entry.conflict).toContain('changed in the source')
      expect([await given.events(), tallies(given.run, 'conflicts')]).toEqual([['conflict'], [1]])
      await given.later()
      await given.read(CHANGED)
      expect((await given.events()).filter((event) => event === 'conflict')).toHaveLength(1)
    },
  )

  test('and whose change a person took note of is no conflict again', async () => {
    const first = await standing({ state: 'written', ...INTENT })
    const { conflict } = await first.read(CHANGED)
    const second = await standing({ state: 'written', ...INTENT, accepted: conflict! })
    expect([(await second.read(CHANGED)).conflict, await second.events()]).toEqual([null, []])
    await second.later()
    expect((await second.read({ ...BILL, total: '130.00' })).conflict).not.toBeNull()
  })

  test('and is withdrawn from approval is sent no more', async () => {
    const { run, read } = await standing({ state: 'ready' })
    expect(await read({ ...BILL, approved: false })).toMatchObject({
      state: 'skipped',
      problems: [{ code: 'NOT_APPROVED' }],
    })
    expect(tallies(run, 'finished', 'skipped')).toEqual([1, 1])
  })

  test('and is approved now goes to be sent, with what it says now', async () => {
    const { run, read, store } = await standing({}, {}, { ...BILL, approved: false })
    const entry = await read(BILL)
    expect([entry.state, await store.content(entry), tallies(run, 'fresh')]).toEqual(['ready', BILL, [1]])
  })

  test.each(['ADOPTED', 'CLOSED_BY_PERSON'])(
    'and was ended as %s stays ended; a change of it is reported',
    async (code) => {
      const given = await standing({ state: 'skipped', problems: [problemNamed(code)] })
      expect((await given.read(BILL)).state).toBe('skipped')
      await given.later()
      const changed = await given.read(CHANGED)
      expect([changed.state, changed.conflict]).toEqual(['skipped', expect.stringContaining('closed')])
    },
  )

  test('and had left the source is taken up again', async () => {
    const { run, read } = await standing({ state: 'skipped', problems: [problemNamed('LEFT_SOURCE')] })
    expect([(await read(BILL)).state, tallies(run, 'fresh', 'repeated')]).toEqual(['ready', [1, 0]])
  })

  test('under a new fingerprint version is the same where its core agrees', async () => {
    const { read, events, later } = await standing({ state: 'written', ...INTENT, acknowledged: 'due' })
    expect((await read({ ...BILL, version: 2, detail: 'new field' })).conflict).toBeNull()
    expect(await events()).toEqual(['restamped'])
    // From then on it is compared by the new version: what that sees is no longer overlooked.
    await later()
    expect((await read({ ...BILL, version: 2, detail: 'another one' })).conflict).not.toBeNull()
    const other = await standing({ state: 'written', ...INTENT })
    expect((await other.read({ ...CHANGED, version: 2 })).conflict).not.toBeNull()
  })
})

describe('what no fingerprint holds', () => {
  /** A link to the record, say: no business field. */
  const LINKED = { ...BILL, leftOver: 'https://example.com/1' } as SmallRecord

  test.each<[string, Partial<DocumentEntry>]>([
    ['ready', {}],
    ['parked', { state: 'parked', parkedBy: 'target', problems: [problemNamed('X')] }],
    ['waiting', { state: 'parked', parkedBy: 'wait', problems: [problemNamed('X')] }],
  ])('is stored as it is now while nothing was sent (%s)', async (_, change) => {
    const { read, events, store, later } = await standing(change)
    const entry = await read(LINKED)
    expect([await store.content(entry), await events()]).toEqual([LINKED, ['refreshed']])
    await later()
    await read(LINKED)
    expect(await events()).toEqual(['refreshed'])
  })

  test('is left alone once it was sent: its body is fixed', async () => {
    const { read, events } = await standing({ state: 'written', ...INTENT, acknowledged: 'due' })
    await read(LINKED)
    expect(await events()).toEqual([])
  })
})

describe('a source that shows a document again although it was told', () => {
  test('is told again; nothing is written again', async () => {
    const { read, events } = await standing({ state: 'written', ...INTENT, link: LINK, acknowledged: 'done' })
    expect([(await read(BILL)).acknowledged, await events()]).toEqual(['due', ['requeued']])
  })

  test('is not told where it never is, nor before it is approved again', async () => {
    const never = await standing({ state: 'written', ...INTENT, acknowledged: 'done' }, { tellsNobody: true })
    expect((await never.read(BILL)).acknowledged).toBe('done')
    const unapproved = await standing({ state: 'written', ...INTENT, acknowledged: 'done' })
    expect((await unapproved.read({ ...BILL, approved: false })).acknowledged).toBe('done')
  })
})

describe('a reference record', () => {
  const update = { onChange: 'update' } as const

  test('is written again when what would be written has changed', async () => {
    const { run, read } = await standing({ state: 'written', ...INTENT, link: LINK }, update)
    expect(await read({ ...BILL, detail: 'new name' })).toMatchObject({
      state: 'ready',
      link: LINK,
      intent: null,
      conflict: null,
    })
    expect(tallies(run, 'fresh', 'conflicts')).toEqual([1, 0])
  })

  test('is left alone when nothing of it has changed', async () => {
    const { run, read, events } = await standing({ state: 'written', ...INTENT, link: LINK }, update)
    await read(BILL)
    expect([await events(), tallies(run, 'repeated')]).toEqual([[], [1]])
  })

  test('that was taken out of use and is back is written again', async () => {
    const { read } = await standing({ state: 'written', ...INTENT, link: LINK, retired: true }, update)
    expect(await read(BILL)).toMatchObject({ state: 'ready', retired: false })
  })
})
