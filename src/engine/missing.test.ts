import { describe, expect, test } from 'vitest'
import { problemNamed, smallRun, type SmallRecord } from '../../test/support/small-run.ts'
import type { DocumentEntry } from '../contract/document-entry.ts'
import { ParkableError } from '../errors/ml-error.ts'
import { exitCodeOf } from '../services/exit-code.ts'

const MANY: SmallRecord[] = Array.from({ length: 8 }, (_, at) => ({ ref: String(at), ...(at % 2 === 0 && { kind: 'fee' }) }))
const WAITS = { kind: 'blocked', problem: problemNamed('LATER') } as const

/** Bills and fees that wait for something in the target. */
const waiting = async (records: readonly SmallRecord[]) => {
  const small = await smallRun()
  for (const { ref } of records) small.answers.set(small.idOf(ref), WAITS)
  await small.sync(records)
  return { ...small, states: async () => Promise.all(records.map(async ({ ref }) => (await small.entryOf(ref)).state)) }
}

describe('a queue that comes back without what waits here', () => {
  test.each([
    ['empty', [] as SmallRecord[], 8],
    ['much shorter', MANY.slice(0, 3), 5],
  ])('(%s) ends nothing and stops the run before it sends', async (_, records, vanished) => {
    const { sync, states, answers, world } = await waiting(MANY)
    answers.clear()
    const report = await sync(records)
    expect(report.stops).toMatchObject([{ code: 'GUARD_VANISHED', context: { vanished, known: 8 } }])
    expect([exitCodeOf(report), world.written, new Set(await states())]).toEqual([4, [], new Set(['parked'])])
  })

  test('is believed for a few documents, and for more when a person says so', async () => {
    const few = await waiting(MANY.slice(0, 4))
    expect((await few.sync([])).stops).toEqual([])
    expect(new Set(await few.states())).toEqual(new Set(['skipped']))
    const many = await waiting(MANY)
    const settings = { ...many.run.settings, guards: { ...many.run.settings.guards, vanishedShareMax: 1 } }
    expect((await many.sync([], { settings })).stops).toEqual([])
    expect(new Set(await many.states())).toEqual(new Set(['skipped']))
  })

  test('and cannot be proven whole ends nothing, and the others go on', async () => {
    const { sync, world, states, answers, idOf } = await waiting(MANY.slice(0, 3))
    answers.delete(idOf('1'))
    world.pages = [{ records: [{ ref: '1', content: { ref: '1' } }] }, { records: [], whole: false }]
    const report = await sync(null)
    expect([report.stops, await states()]).toEqual([[], ['parked', 'written', 'parked']])
  })
})

describe('what leaves its queue', () => {
  const left = async (change: Partial<DocumentEntry>) => {
    const small = await smallRun()
    const entry = await small.take({ ref: '1' })
    small.store.record({ event: 'given', entry: { ...entry, ...change }, body: { exact: 'body' } })
    const reports = [await small.sync([]), await small.sync([])]
    return { ...small, reports, conflicts: reports.map(({ flows }) => flows[0]?.counts.conflicts.count) }
  }

  test.each<[string, Partial<DocumentEntry>]>([
    ['parked', { state: 'parked', parkedBy: 'target', problems: [problemNamed('PARTIAL')] }],
    ['ready to be completed', { state: 'ready' }],
  ])('while a part of it may be in the target (%s) is held for a person: neither ended nor completed', async (_, change) => {
    const { entryOf, world, conflicts } = await left(change)
    expect([world.written, conflicts, await entryOf('1')]).toMatchObject([
      [],
      [1, 0],
      { state: change.state, intent: {}, conflict: expect.stringContaining('withdrawn in the source') },
    ])
  })

  test('while it is in doubt is reported, and stays in doubt', async () => {
    const doubt = { code: 'HTTP_NO_ANSWER', message: '', attemptedAt: 0, firstMissedAt: null }
    const { entryOf } = await left({ state: 'in-doubt', doubt: { ...doubt, attemptedAt: Number.MAX_SAFE_INTEGER } })
    expect(await entryOf('1')).toMatchObject({ state: 'in-doubt', conflict: expect.stringContaining('withdrawn') })
  })

  test('while nothing of it is in the target, by proof, ends with its intent', async () => {
    const { entryOf, world } = await left({ state: 'ready', absent: true })
    expect([world.written, await entryOf('1')]).toMatchObject([[], { state: 'skipped', intent: null, conflict: null }])
  })
})

describe('the end of use of a reference record', () => {
  const retiring = async () => {
    const small = await smallRun({ reference: true })
    await small.sync([{ ref: '1' }, { ref: '2' }])
    // The run that notices it sends nothing: it is stopped by a guard.
    const guards = { ...small.run.settings.guards, amountMax: { USD: '1' } }
    await small.sync([{ ref: '2' }], { settings: { ...small.run.settings, guards } })
    expect(await small.entryOf('1')).toMatchObject({ state: 'ready', retired: true })
    small.world.written.length = 0
    return small
  }

  test('that was not written in its own run is written in the next one', async () => {
    const { sync, world, entryOf } = await retiring()
    await sync([{ ref: '2' }])
    expect(world.written.flatMap(({ refs }) => refs)).toEqual(['1'])
    expect(await entryOf('1')).toMatchObject({ state: 'written', retired: true })
  })

  test('is judged anew where our own rules held it', async () => {
    const { sync, change, entryOf } = await retiring()
    await change('1', { state: 'parked', parkedBy: 'check', problems: [problemNamed('X')] })
    await sync([{ ref: '2' }])
    expect((await entryOf('1')).state).toBe('written')
  })

  test('is not written when the source lists it again', async () => {
    const { sync, entryOf } = await retiring()
    await sync([{ ref: '1' }, { ref: '2' }])
    expect(await entryOf('1')).toMatchObject({ state: 'written', retired: false })
  })
})

test('a written document that left the source before it was told, and is back as it was sent, is no conflict any more', async () => {
  const { sync, world, told, entryOf } = await smallRun()
  world.onTold = () => {
    throw new ParkableError('not now', { code: 'REFUSED' })
  }
  await sync([{ ref: '1' }])
  await sync([])
  expect((await entryOf('1')).conflict).toContain('withdrawn')
  world.onTold = () => undefined
  told.length = 0
  await sync([{ ref: '1' }])
  expect([(await entryOf('1')).conflict, told]).toEqual([null, ['1']])
})
