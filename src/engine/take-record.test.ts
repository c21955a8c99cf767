import { describe, expect, test } from 'vitest'
import { smallRun, type SmallRecord } from '../../test/support/small-run.ts'
import { BILL, CHANGED, tallies } from '../../test/support/standing-record.ts'
import type { DocumentState } from '../contract/document-entry.ts'

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
