import { describe, expect, test } from 'vitest'
import { smallRun } from '../../test/support/small-run.ts'
import type { TargetLink } from '../contract/target.ts'
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
