import { describe, expect, test } from 'vitest'
import { smallRun } from '../../test/support/small-run.ts'
import type { TargetLink } from '../contract/target.ts'
import { RetryableError } from '../errors/ml-error.ts'
import { closedEntry } from './resolve.ts'
import { settleDoubts } from './settle.ts'

const LINK: TargetLink = { id: 'J-1', legalEntity: 'usmf', lines: [1], voucher: null, url: null }
const MINUTE_MS = 60_000

/** A document whose run died while it was being sent: its last request may have left long after the first. */
const brokenOff = async () => {
  const small = await smallRun()
  const ready = await small.take({ ref: '1' })
  const attemptedAt = small.run.target.farNow()
  const doubt = { code: 'SENDING', message: '', attemptedAt, firstMissedAt: null }
  small.store.record({ event: 'sending', entry: { ...ready, state: 'sending', doubt }, body: { exact: 'body' } })
  await small.store.durable()
  const askAfter = async (minutes: number) => {
    await small.state.clock.sleep(minutes * MINUTE_MS)
    await settleDoubts(small.run)
    return small.entryOf('1')
  }
  return { ...small, askAfter }
}

describe('a document whose run was killed while it was sent', () => {
  test('is absent only ten minutes and one more after it was found so, however long ago it was begun', async () => {
    const { askAfter, eventsOf } = await brokenOff()
    expect(await askAfter(60)).toMatchObject({ state: 'in-doubt', doubt: { firstMissedAt: null } })
    expect(await askAfter(9)).toMatchObject({ state: 'in-doubt', doubt: { firstMissedAt: null } })
    expect(await askAfter(1)).toMatchObject({ state: 'in-doubt', doubt: { firstMissedAt: expect.any(Number) as number } })
    expect(await askAfter(1)).toMatchObject({ state: 'ready', doubt: null })
    expect(await eventsOf('1')).toEqual(['ready', 'sending', 'in-doubt', 'missed', 'absence-proven'])
  })

  test('is written at once when the target has it', async () => {
    const { askAfter, answers, idOf } = await brokenOff()
    answers.set(idOf('1'), { kind: 'ours', whole: true, booked: false, link: LINK })
    expect(await askAfter(0)).toMatchObject({ state: 'written', link: LINK, doubt: null })
  })

  test('is completed only after the same time when the target has a part of it', async () => {
    const { askAfter, answers, idOf } = await brokenOff()
    answers.set(idOf('1'), { kind: 'ours', whole: false, booked: false, link: LINK })
    expect(await askAfter(60)).toMatchObject({ state: 'in-doubt' })
    await askAfter(10)
    expect(await askAfter(1)).toMatchObject({ state: 'ready' })
  })
})

describe('an ask that takes its time', () => {
  test('counts from when it was begun: what it did not see may have come while it looked', async () => {
    const { askAfter, run, writer, state } = await brokenOff()
    await askAfter(0)
    const slow = { ...writer, find: async (items: Parameters<typeof writer.find>[0]) => {
      const found = await writer.find(items)
      await state.clock.sleep(2 * MINUTE_MS)
      return found
    } }
    const target = { ...run.target, writers: new Map([[writer.form, slow]]) }
    const ask = async (minutes: number) => {
      await state.clock.sleep(minutes * MINUTE_MS)
      await settleDoubts({ ...run, target })
      return (await askedEntry()).doubt
    }
    const askedEntry = async () => (await run.store.get((await run.store.byNumber('1'))[0]!))!
    // It begins nine minutes after the attempt, and ends eleven minutes after it.
    expect(await ask(9)).toMatchObject({ firstMissedAt: null })
    expect(await ask(0)).toMatchObject({ firstMissedAt: expect.any(Number) as number })
    // The second one begins when the first one ends.
    expect(await ask(0)).not.toBeNull()
    expect(await ask(0)).toBeNull()
  })
})

describe('a document in doubt whose record changes meanwhile', () => {
  const CHANGED = { ref: '1', total: '120.00' }

  /** Runs until its absence, or its part, is proven. */
  const settled = async (records: readonly { ref: string }[]) => {
    const small = await brokenOff()
    const run = async () => {
      const report = await small.sync(records)
      await small.state.clock.sleep(11 * MINUTE_MS)
      return report
    }
    return { ...small, runs: async () => [await run(), await run(), await run()] }
  }

  test('is written anew, with what it says now, once nothing of it is in the target', async () => {
    const { runs, entryOf, world, eventsOf } = await settled([CHANGED])
    const reports = await runs()
    expect(world.written.flatMap(({ refs }) => refs)).toEqual(['1'])
    const entry = await entryOf('1')
    expect(entry).toMatchObject({ state: 'written', amount: { amount: '120.00' }, conflict: null })
    expect([entry.absent, await eventsOf('1')]).toEqual([
      undefined,
      ['ready', 'sending', 'in-doubt', 'conflict', 'missed', 'absence-proven', 'ready-again', 'sending', 'written', 'acknowledged'],
    ])
    expect(reports.map(({ flows }) => flows[0]!.counts.conflicts.count)).toEqual([1, 0, 0])
  })

  test('is held back with its part in the target, and completed when a person took note of the change', async () => {
    const small = await settled([CHANGED])
    small.answers.set(small.idOf('1'), { kind: 'ours', whole: false, booked: false, link: LINK })
    const reports = await small.runs()
    expect(small.world.written).toEqual([])
    expect(await small.entryOf('1')).toMatchObject({ state: 'ready', conflict: expect.stringContaining('changed in the source') as string })
    expect(reports[2]!.standing).toMatchObject([{ state: 'ready', code: 'CONFLICT' }])
    const closed = await small.change('1', closedEntry(await small.entryOf('1'), 'looked at it'))
    expect([closed.state, closed.conflict]).toEqual(['ready', null])
    await small.sync([CHANGED])
    expect(small.world.written.flatMap(({ refs }) => refs)).toEqual(['1'])
    expect((await small.entryOf('1')).amount?.amount).toBe('100.00')
  })

  test('is not written when somebody entered it by hand meanwhile', async () => {
    const { runs, entryOf, world } = await settled([{ ref: '1', handedOver: true } as { ref: string }])
    await runs()
    expect(world.written).toEqual([])
    expect(await entryOf('1')).toMatchObject({ state: 'parked', problems: [{ code: 'HANDED_OVER_BEFORE' }] })
  })
})

test('a write that was returned as not carried out goes with what its record says now', async () => {
  const { sync, world, entryOf } = await smallRun()
  world.onWrite = () => {
    throw new RetryableError('busy', { code: 'HTTP_THROTTLED' })
  }
  await sync([{ ref: '1' }])
  expect(await entryOf('1')).toMatchObject({ state: 'ready', absent: true })
  world.onWrite = () => undefined
  await sync([{ ref: '1', total: '120.00' }])
  expect(await entryOf('1')).toMatchObject({ state: 'written', amount: { amount: '120.00' }, conflict: null })
})
