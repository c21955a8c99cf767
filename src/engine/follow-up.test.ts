import { describe, expect, test } from 'vitest'
import { problemNamed, smallRun } from '../../test/support/small-run.ts'
import type { Followed, TargetLink } from '../contract/target.ts'
import type { JsonObject } from '../lib/json.ts'
import { followUp } from './follow-up.ts'
import { recordOutcome } from './outcomes.ts'
import { proofName } from './prove-first.ts'
import { closedEntry } from './resolve.ts'

const LINK: TargetLink = { id: 'J-1', legalEntity: 'usmf', lines: [1], voucher: null, url: null }

/** A written document, and a target that answers as it is told. */
const written = async () => {
  const small = await smallRun()
  const ready = await small.take({ ref: '1' })
  const sending = small.store.record({
    event: 'sending',
    entry: { ...ready, state: 'sending' },
    body: { exact: 'body' },
  })
  recordOutcome(small.run, sending, { kind: 'written', link: LINK, echo: {} })
  await small.store.durable()
  const follow = (followed: Followed) => {
    const writer = { ...small.writer, follow: () => Promise.resolve(new Map([[small.idOf('1'), followed]])) }
    const target = { ...small.run.target, writers: new Map([[writer.form, writer]]) }
    return followUp({ ...small.run, target })
  }
  return { ...small, follow }
}

describe('a written document that the target cannot account for', () => {
  const unclear: Followed = { kind: 'unclear', problem: problemNamed('LINES_VANISHED') }

  test('stays written, in conflict, and is reported once however often it is asked after', async () => {
    const { follow, entryOf, eventsOf, run } = await written()
    await follow(unclear)
    await follow(unclear)
    expect(await entryOf('1')).toMatchObject({
      state: 'written',
      conflict: unclear.problem.message,
      link: LINK,
    })
    expect((await eventsOf('1')).filter((event) => event === 'conflict')).toHaveLength(1)
    expect(run.counts.get('bills')?.conflicts.count).toBe(1)
    expect(run.counts.get('bills')?.withdrawn.count).toBe(0)
  })

  test('is not reported again once a person took note of it, and is booked when it is found', async () => {
    const { follow, entryOf, eventsOf, store } = await written()
    await follow(unclear)
    store.record({ event: 'closed', entry: closedEntry(await entryOf('1'), 'seen') })
    await follow(unclear)
    expect(await entryOf('1')).toMatchObject({ state: 'written', conflict: null })
    await follow({ kind: 'booked', link: { ...LINK, voucher: 'V-1' }, facts: {}, conflict: null })
    expect(await entryOf('1')).toMatchObject({ state: 'booked', conflict: null, link: { voucher: 'V-1' } })
    expect((await eventsOf('1')).filter((event) => event === 'conflict')).toHaveLength(1)
  })

  test('is withdrawn once it is proven to be gone', async () => {
    const { follow, entryOf } = await written()
    await follow({ kind: 'withdrawn', problem: problemNamed('WITHDRAWN') })
    expect(await entryOf('1')).toMatchObject({ state: 'withdrawn', problems: [{ code: 'WITHDRAWN' }] })
  })
})

describe('a document that is booked', () => {
  const booked = (facts: JsonObject, conflict: string | null = null): Followed => ({
    kind: 'booked',
    link: { ...LINK, voucher: 'V-1' },
    facts,
    conflict,
  })

  test.each<[string, JsonObject, boolean]>([
    ['is a proof of its form when it was compared and is what was sent', { asSent: true }, true],
    ['is no proof when it was booked otherwise', { asSent: false }, false],
    ['is no proof when it was found by its number alone', { byNumber: true }, false],
    ['is no proof when nobody compared it', {}, false],
  ])('%s', async (_what, facts, proven) => {
    const { follow, run, store, idOf } = await written()
    const name = proofName(run, 'invoice-journal', 'usmf')
    store.saveFacts(name, { proven: false, id: idOf('1') })
    await follow(booked(facts))
    expect(store.facts(name)).toMatchObject({ proven })
  })

  test('is in conflict when its target says what a person must look at', async () => {
    const { follow, entryOf, run } = await written()
    await follow(booked({ asSent: false }, 'booked, but it did not settle invoice INV-1'))
    expect(await entryOf('1')).toMatchObject({
      state: 'booked',
      conflict: 'booked, but it did not settle invoice INV-1',
    })
    expect(run.counts.get('bills')?.conflicts.count).toBe(1)
  })
})
