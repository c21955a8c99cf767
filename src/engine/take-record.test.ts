import { describe, expect, test } from 'vitest'
import { problemNamed, smallRun, type SmallRecord } from '../../test/support/small-run.ts'
import type { DocumentEntry, DocumentState } from '../contract/document-entry.ts'
import { defaultFlowSettings } from '../settings/schema.ts'
import type { FlowCounts } from './counts.ts'
import { countsOf, type RunContext } from './run-context.ts'

const BILL: SmallRecord = { ref: '1' }
const CHANGED: SmallRecord = { ...BILL, total: '120.00' }
const LINK = { id: 'J-1', legalEntity: 'usmf', lines: [], voucher: null, url: null }

const tallies = (run: RunContext, ...names: (keyof FlowCounts)[]) =>
  names.map((name) => countsOf(run, 'bills')[name].count)

/** A document that stands so, in a run in which nothing was read yet. */
const standing = async (
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
const INTENT = { intent: { file: '', offset: 0, length: 0 } }

describe('a record that was never read', () => {
  test.each<[string, SmallRecord, DocumentState, string | undefined]>([
    ['goes to be sent', BILL, 'ready', undefined],
    [
      'that is wrong waits for a person',
      { ...BILL, wrong: 'ACCOUNT_UNMAPPED' },
      'parked',
      'ACCOUNT_UNMAPPED',
    ],
    [
      'that its flow leaves out ends here',
      { ...BILL, leftOut: 'AMORTISED_ELSEWHERE' },
      'skipped',
      'AMORTISED_ELSEWHERE',
    ],
    ['that is not approved ends here for now', { ...BILL, approved: false }, 'skipped', 'NOT_APPROVED'],
    [
      'that was handed over before waits for a person',
      { ...BILL, handedOver: true },
      'parked',
      'HANDED_OVER_BEFORE',
    ],
  ])('%s', async (_, record, state, code) => {
    const { run, take, eventsOf, store } = await smallRun()
    const entry = await take(record)
    expect([entry.state, entry.problems[0]?.code, await eventsOf('1')]).toEqual([state, code, [state]])
    expect(tallies(run, 'fresh', 'repeated')).toEqual([1, 0])
    expect(await store.content(entry)).toEqual(record)
  })

  test('of a flow that is off is counted and left alone', async () => {
    const { run, take, store, idOf } = await smallRun({ enabled: false })
    await take(BILL).catch(() => null)
    expect(await store.get(idOf('1'))).toBeNull()
    expect(tallies(run, 'notTaken', 'fresh')).toEqual([1, 0])
  })

  test('with the number of another one waits, whatever the spelling', async () => {
    const { take, idOf } = await smallRun()
    await take({ ref: '1', number: 'INV-7' })
    const second = await take({ ref: '2', number: ' inv-7' })
    expect([second.state, second.plan, second.problems[0]]).toMatchObject([
      'parked',
      null,
      { code: 'DUPLICATE_NUMBER', message: expect.stringContaining(idOf('1')) },
    ])
    expect((await take({ ref: '3', number: 'INV-8' })).state).toBe('ready')
  })

  test('that stands twice in one list is taken once', async () => {
    const { run, take, eventsOf } = await smallRun()
    await take(BILL)
    await take(CHANGED)
    expect(await eventsOf('1')).toEqual(['ready'])
    expect(tallies(run, 'fresh', 'repeated')).toEqual([1, 1])
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

describe('a parked document', () => {
  const parked = (by: DocumentEntry['parkedBy'], code = 'X'): Partial<DocumentEntry> => ({
    state: 'parked',
    parkedBy: by,
    problems: [problemNamed(code)],
  })

  test('is released by itself when our rules find nothing wrong any more', async () => {
    const { read, events } = await standing({ ...parked('check'), plan: null })
    expect([(await read(BILL)).state, await events()]).toEqual(['ready', ['ready-again']])
  })

  test('for the same reason again is not written down again', async () => {
    const wrong = { ...BILL, wrong: 'ACCOUNT_UNMAPPED' }
    const { read, events } = await standing({}, {}, wrong)
    expect([(await read(wrong)).state, await events()]).toEqual(['parked', []])
  })

  test('by the target is judged anew when the settings of its flow change', async () => {
    const { sync, world, answers, idOf, entryOf } = await smallRun()
    answers.set(idOf('1'), { kind: 'foreign', agrees: true, link: LINK })
    await sync([BILL])
    await sync([BILL])
    expect(await entryOf('1')).toMatchObject({ state: 'parked', problems: [{ code: 'FOREIGN_DUPLICATE' }] })
    // What its remedy says, works.
    const flowSettings = () => ({ ...defaultFlowSettings, onForeignDuplicate: 'adopt' as const })
    await sync([BILL], { flowSettings })
    expect([world.written, await entryOf('1')]).toMatchObject([[], { state: 'skipped', problems: [{ code: 'ADOPTED' }] }])
  })

  test('by the target stays until the record or the mapping changes', async () => {
    const same = await standing(parked('target'))
    expect([(await same.read(BILL)).state, await same.events()]).toEqual(['parked', []])
    const changed = await standing(parked('target'))
    expect((await changed.read(CHANGED)).state).toBe('ready')
    const mapped = await standing(parked('target'))
    expect((await mapped.read(BILL, { mapping: { version: 2, translate: () => null } })).state).toBe('ready')
  })

  test('that waits for something in the target waits under the plan of today', async () => {
    const { read, events } = await standing(parked('wait'))
    const entry = await read(BILL, { mapping: { version: 2, translate: () => 'demf' } })
    expect(entry).toMatchObject({ state: 'parked', parkedBy: 'wait', plan: { legalEntity: 'demf' }, mapping: 2 })
    expect(await events()).toEqual(['replanned'])
  })

  test('that waits for something in the target goes on waiting, unless the record is wrong now', async () => {
    const same = await standing(parked('wait'))
    expect([(await same.read(BILL)).state, await same.events()]).toEqual(['parked', []])
    const wrong = await standing(parked('wait'))
    expect(await wrong.read({ ...BILL, wrong: 'ACCOUNT_UNMAPPED' })).toMatchObject({
      state: 'parked',
      parkedBy: 'check',
      problems: [{ code: 'ACCOUNT_UNMAPPED' }],
    })
  })

  test('that was handed over before waits for a person, also when it is read again', async () => {
    const handed = { ...BILL, handedOver: true }
    const { read, events } = await standing({}, {}, handed)
    expect([(await read(handed)).problems[0]?.code, await events()]).toEqual(['HANDED_OVER_BEFORE', []])
  })

  test('with another one’s number is released when that one gives it back', async () => {
    const { take, state, store, entryOf, idOf } = await smallRun()
    await take({ ref: '1', number: 'INV-7' })
    await take({ ref: '2', number: 'INV-7' })
    store.record({ event: 'left-source', entry: { ...(await entryOf('1')), state: 'skipped' } })
    await store.close()
    const next = await state.open()
    await take({ ref: '2', number: 'INV-7' }, { store: next })
    expect((await next.get(idOf('2')))?.state).toBe('ready')
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
