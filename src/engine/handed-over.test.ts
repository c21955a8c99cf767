import { describe, expect, test } from 'vitest'
import { problemNamed, smallRun, type SmallRecord } from '../../test/support/small-run.ts'

const BILL: SmallRecord = { ref: '1' }
/** A bookkeeper entered it by hand, and the source shows it with the reference of that. */
const BY_HAND: SmallRecord = { ...BILL, handedOver: true }
const HELD = { state: 'parked', problems: [{ code: 'HANDED_OVER_BEFORE' }] }

describe('a document that another hand entered while it waited here', () => {
  test('is not written, whatever it waited for', async () => {
    const { sync, world, entryOf } = await smallRun()
    await sync([{ ...BILL, wrong: 'ACCOUNT_UNMAPPED' }])
    await sync([BY_HAND])
    expect([world.written, await entryOf('1')]).toMatchObject([[], HELD])
  })

  test('is not written when the target had refused it', async () => {
    const { sync, world, entryOf, take, change } = await smallRun()
    await take(BILL)
    await change('1', { state: 'parked', parkedBy: 'target', problems: [problemNamed('X')] })
    await sync([BY_HAND])
    await sync([BY_HAND], { mapping: { version: 2, translate: () => null } })
    expect([world.written, await entryOf('1')]).toMatchObject([[], HELD])
  })

  test('is not written when it was ready, or had been left out', async () => {
    for (const first of [BILL, { ...BILL, approved: false }, { ...BILL, leftOut: 'ELSEWHERE' }]) {
      const { sync, world, entryOf, take } = await smallRun()
      await take(first)
      await sync([BY_HAND])
      expect([world.written, await entryOf('1')]).toMatchObject([[], HELD])
    }
  })

  test('is not held back by our own hand-over', async () => {
    const { sync, world, told, entryOf } = await smallRun()
    await sync([BILL])
    await sync([BY_HAND])
    expect([world.written.length, told, (await entryOf('1')).state]).toEqual([1, ['1', '1'], 'written'])
  })
})

describe('a person who lets it go', () => {
  const released = async () => {
    const small = await smallRun()
    await small.sync([BY_HAND])
    const only = new Set([small.idOf('1')])
    // The target has nothing to say to it in that run: it stays in the backlog.
    small.answers.set(small.idOf('1'), { kind: 'blocked', problem: problemNamed('LATER') })
    await small.sync(null, { only })
    return small
  }

  test('is believed from then on, also when the record is read again', async () => {
    const { sync, world, answers, entryOf } = await released()
    expect(await entryOf('1')).toMatchObject({ released: true, problems: [{ code: 'LATER' }] })
    await sync([BY_HAND])
    answers.clear()
    await sync([BY_HAND])
    expect([world.written.flatMap(({ refs }) => refs), (await entryOf('1')).state]).toEqual([['1'], 'written'])
  })

  test('is asked again for a later hand-over', async () => {
    for (const between of [[BILL], []]) {
      const { sync, world, answers, entryOf } = await released()
      await sync(between)
      answers.clear()
      await sync([BY_HAND])
      expect([world.written, await entryOf('1')]).toMatchObject([[], HELD])
    }
  })
})
