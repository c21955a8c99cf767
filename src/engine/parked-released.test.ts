import { describe, expect, test } from 'vitest'
import { problemNamed, smallRun } from '../../test/support/small-run.ts'
import { BILL, CHANGED, LINK, standing } from '../../test/support/standing-record.ts'
import type { DocumentEntry } from '../contract/document-entry.ts'
import { defaultFlowSettings } from '../settings/schema.ts'

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
