import { describe, expect, test } from 'vitest'
import { problemNamed, smallRun, type SmallRunOptions } from '../../test/support/small-run.ts'
import type { DocumentEntry } from '../contract/document-entry.ts'
import type { Found, TargetLink, WriteOutcome } from '../contract/target.ts'
import {
  ContainerClosedError,
  CredentialError,
  RetryableError,
  UncertainWriteError,
  WireError,
  type MlError,
} from '../errors/ml-error.ts'
import { recordBrokenOff, recordFound, recordOutcome, recordParked } from './outcomes.ts'

const LINK: TargetLink = { id: 'J-1', legalEntity: 'usmf', lines: [1], voucher: null, url: null }
const PLACE = { trace: 'MLAAAAAAAAAAAAAAAA' as DocumentEntry['id'], lines: [1] }

/** A document that is being sent. */
const sending = async (options: SmallRunOptions = {}, change: Partial<DocumentEntry> = {}) => {
  const small = await smallRun(options)
  const ready = await small.take({ ref: '1' })
  const doubt = { code: 'SENDING', message: '', attemptedAt: 1, firstMissedAt: null }
  const entry = small.store.record({
    event: 'sending',
    entry: { ...ready, state: 'sending', doubt, container: PLACE, ...change },
    body: { exact: 'body' },
  })
  return { ...small, entry, ready }
}

describe('what a writer reports', () => {
  const outcome = async (reported: WriteOutcome, options: SmallRunOptions = {}) => {
    const { run, entry, entryOf, eventsOf } = await sending(options)
    recordOutcome(run, entry, reported)
    return { entry: await entryOf('1'), events: await eventsOf('1'), intent: entry.intent }
  }

  test('written: it is linked, and the source is to be told', async () => {
    const { entry, events, intent } = await outcome({ kind: 'written', link: LINK, echo: { voucher: null } })
    expect(entry).toMatchObject({
      state: 'written',
      link: LINK,
      doubt: null,
      problems: [],
      acknowledged: 'due',
      intent,
    })
    expect(events.at(-1)).toBe('written')
  })

  test('written: the source is told later where the route waits for the booking, or never', async () => {
    const written: WriteOutcome = { kind: 'written', link: LINK, echo: {} }
    expect((await outcome(written, { routeSettings: { acknowledgeAt: 'booked' } })).entry.acknowledged).toBe(
      'no',
    )
    expect((await outcome(written, { tellsNobody: true })).entry.acknowledged).toBe('no')
  })

  test('rejected: it waits for a person, without its intent: a corrected one is made anew', async () => {
    const { entry } = await outcome({ kind: 'rejected', problems: [problemNamed('VENDOR_STOPPED')] })
    expect(entry).toMatchObject({
      state: 'parked',
      parkedBy: 'target',
      problems: [{ code: 'VENDOR_STOPPED' }],
      intent: null,
      container: null,
      doubt: null,
    })
  })

  test('rejected for now: it is asked for at every run', async () => {
    const { entry } = await outcome({ kind: 'rejected', problems: [problemNamed('X')], waits: true })
    expect(entry).toMatchObject({ state: 'parked', parkedBy: 'wait', intent: null })
  })

  test('partial: it is in doubt with its intent, for a person', async () => {
    const { entry, intent } = await outcome({ kind: 'partial', problem: problemNamed('CHANGED'), link: LINK })
    expect(entry).toMatchObject({
      state: 'in-doubt',
      doubt: { code: 'PARTIAL', message: 'm CHANGED', firstMissedAt: null },
      link: LINK,
      intent,
    })
  })
})

describe('a writer that broke off', () => {
  test.each<[string, MlError, DocumentEntry['state'], string | undefined]>([
    ['throttled', new RetryableError('x', { code: 'HTTP_THROTTLED' }), 'ready', undefined],
    [
      'a journal that was closed',
      new ContainerClosedError('x', { code: 'JOURNAL_CLOSED' }),
      'ready',
      undefined,
    ],
    ['no answer', new UncertainWriteError('x', { code: 'HTTP_NO_ANSWER' }), 'in-doubt', 'HTTP_NO_ANSWER'],
    ['credentials', new CredentialError('x', { code: 'TOKEN_EXPIRED' }), 'in-doubt', 'BROKEN_OFF'],
    ['another shape', new WireError('x', { code: 'WIRE' }), 'in-doubt', 'BROKEN_OFF'],
  ])('by %s leaves the document as it can be known', async (_, error, state, code) => {
    const { run, entry, state: world } = await sending()
    const after = recordBrokenOff(run, entry, error)
    expect([after.state, after.doubt?.code, after.intent]).toEqual([state, code, entry.intent])
    if (state === 'in-doubt')
      expect(after.doubt).toMatchObject({ attemptedAt: world.clock.now(), firstMissedAt: null })
  })
})

describe('what a look-up before the first send finds', () => {
  const found = async (answer: Found, options: SmallRunOptions = {}, change: Partial<DocumentEntry> = {}) => {
    const { run, take, store, eventsOf } = await smallRun(options)
    const entry = { ...(await take({ ref: '1' })), ...change }
    const after = recordFound(run, { entry, body: { exact: 'body' }, facts: {} }, answer)
    return {
      after,
      events: (await eventsOf('1')).slice(1),
      body: after === null ? null : await store.body(after),
    }
  }
  const ours = (change: Partial<Extract<Found, { kind: 'ours' }>> = {}): Found => ({
    kind: 'ours',
    whole: true,
    booked: false,
    link: LINK,
    ...change,
  })

  test('nothing: it may be written', async () => {
    expect(await found({ kind: 'absent' })).toMatchObject({ after: null, events: [] })
  })

  test('ours and whole: it is not written again, and followed from now on by its body', async () => {
    expect(await found(ours())).toMatchObject({
      after: { state: 'written', link: LINK, acknowledged: 'due' },
      events: ['found'],
      body: { exact: 'body' },
    })
  })

  test('ours and booked: the source is told, whenever it wants to be, and the follow-up compares it', async () => {
    const { after, events } = await found(ours({ booked: true }), {
      routeSettings: { acknowledgeAt: 'booked' },
    })
    expect([after?.state, after?.acknowledged, events]).toEqual(['written', 'due', ['found']])
  })

  test('a part of ours whose body is known: it is completed', async () => {
    expect(
      await found(ours({ whole: false }), {}, { intent: { file: 'f', offset: 0, length: 1 } }),
    ).toMatchObject({ after: null })
  })

  test('a part of ours whose body was lost: a person must look', async () => {
    expect((await found(ours({ whole: false }))).after).toMatchObject({
      state: 'parked',
      parkedBy: 'target',
      problems: [{ code: 'PARTIAL', value: 'J-1' }],
    })
  })

  test('a reference record of ours that differs: it is updated', async () => {
    expect(await found(ours({ whole: false }), { onChange: 'update' })).toMatchObject({
      after: null,
      events: [],
    })
  })

  test('another hand’s: a person must look, unless it agrees and the setting adopts it', async () => {
    const foreign = (agrees: boolean): Found => ({ kind: 'foreign', agrees, link: LINK })
    const adopt: SmallRunOptions = { flowSettings: { onForeignDuplicate: 'adopt' } }
    const parked = {
      state: 'parked',
      parkedBy: 'target',
      problems: [{ code: 'FOREIGN_DUPLICATE', value: 'INV-1' }],
    }
    expect((await found(foreign(true))).after).toMatchObject(parked)
    expect((await found(foreign(false), adopt)).after).toMatchObject(parked)
    const adopted = await found(foreign(true), adopt)
    expect(adopted).toMatchObject({
      after: { state: 'skipped', problems: [{ code: 'ADOPTED' }], link: LINK, acknowledged: 'due' },
      events: ['adopted'],
    })
  })

  test.each([
    ['unclear', 'target'],
    ['blocked', 'wait'],
  ] as const)('%s: it is parked by the %s', async (kind, parkedBy) => {
    expect((await found({ kind, problem: problemNamed('X') })).after).toMatchObject({
      state: 'parked',
      parkedBy,
      problems: [{ code: 'X' }],
    })
  })
})

describe('a document that is parked', () => {
  test('for the same reason by the same side is not written down again', async () => {
    const { run, take, eventsOf } = await smallRun()
    const first = recordParked(run, await take({ ref: '1' }), { problems: [problemNamed('X')], by: 'wait' })
    expect(recordParked(run, first, { problems: [problemNamed('X')], by: 'wait' })).toBe(first)
    recordParked(run, first, { problems: [problemNamed('Y')], by: 'wait' })
    recordParked(run, first, { problems: [problemNamed('X')], by: 'target' })
    expect(await eventsOf('1')).toEqual(['ready', 'parked', 'parked', 'parked'])
  })
})
