import { describe, expect, test } from 'vitest'
import { problemNamed, smallRun, type SmallRecord } from '../../test/support/small-run.ts'
import { defaultFlowSettings } from '../settings/schema.ts'
import type { RunContext } from './run-context.ts'

const BILLS: SmallRecord[] = [{ ref: '1' }, { ref: '2' }]
const OFF: Partial<RunContext> = { flowSettings: () => ({ ...defaultFlowSettings, enabled: false }) }
const WAITS = { kind: 'blocked', problem: problemNamed('INVOICE_NOT_BOOKED') } as const

/** Two bills that wait for something in the target. */
const waiting = async (options: Parameters<typeof smallRun>[0] = {}) => {
  const small = await smallRun(options)
  for (const { ref } of BILLS) small.answers.set(small.idOf(ref), WAITS)
  await small.sync(BILLS)
  return small
}

describe('a flow that is switched off', () => {
  test('sends nothing of what it had made ready, and says why that stands', async () => {
    const { sync, world, take, idOf } = await smallRun()
    for (const bill of BILLS) await take(bill)
    const report = await sync(BILLS, OFF)
    expect([world.written, report.due.count]).toEqual([[], 0])
    expect(report.standing).toMatchObject([
      { flow: 'bills', state: 'ready', code: 'FLOW_OFF', count: 2, examples: [idOf('1'), idOf('2')] },
    ])
    expect(report.flows[0]?.counts).toMatchObject({ notTaken: { count: 2 }, backlogAfter: { count: 2 } })
  })

  test('sends nothing of what waits for the target', async () => {
    const { sync, world, answers } = await waiting()
    answers.clear()
    const report = await sync(BILLS, OFF)
    expect([world.written, report.standing[0]?.code]).toEqual([[], 'FLOW_OFF'])
  })

  test('still follows what is written, and tells the source of it', async () => {
    const { sync, world, take, idOf, entryOf, told } = await smallRun({ routeSettings: { acknowledgeAt: 'booked' } })
    await take({ ref: '1' })
    await sync([{ ref: '1' }])
    const link = { id: 'J-1', legalEntity: 'usmf', lines: [], voucher: 'V-1', url: null }
    world.followed.set(idOf('1'), { kind: 'booked', link, facts: {}, conflict: null })
    await sync([], OFF)
    expect([(await entryOf('1')).state, told]).toEqual(['booked', ['1']])
  })
})

describe('documents that wait for something in the target', () => {
  test.each([
    ['GUARD_DOCUMENTS', { documentsMax: 1 }],
    ['GUARD_TOTAL', { totalMax: { USD: '150' } }],
    ['GUARD_AMOUNT', { amountMax: { USD: '99' } }],
  ])('are part of what %s bounds', async (code, guards) => {
    const { sync, world, answers, run } = await waiting()
    answers.clear()
    const settings = { ...run.settings, guards: { ...run.settings.guards, ...guards } }
    const report = await sync(BILLS, { settings })
    expect([report.stops.map((stop) => stop.code), world.written, report.due.count]).toEqual([[code], [], 2])
  })

  test('are counted as what would be sent', async () => {
    const { sync } = await waiting()
    expect((await sync(BILLS)).due).toEqual({ count: 2, amounts: { USD: '200.00' } })
  })

  test('go one ahead of the others on first use of a form', async () => {
    const { sync, world, answers } = await waiting({ routeSettings: { proveFirst: true } })
    answers.clear()
    await sync(BILLS)
    await sync(BILLS)
    await sync(BILLS)
    expect(world.written.flatMap(({ refs }) => refs)).toHaveLength(1)
  })

  test('keep no other one of their form back while they go on waiting', async () => {
    const { sync, world, answers, idOf } = await waiting({ routeSettings: { proveFirst: true } })
    answers.delete(idOf('2'))
    await sync(BILLS)
    expect(world.written.flatMap(({ refs }) => refs)).toEqual(['2'])
  })
})

test('documents that wait for the first of their company and form say for which one', async () => {
  const { sync, world, idOf } = await smallRun({ routeSettings: { proveFirst: true } })
  const { standing } = await sync(BILLS)
  const [first] = world.written.flatMap(({ refs }) => refs)
  expect(standing).toMatchObject([{ state: 'ready', code: 'PROVE_FIRST', count: 1, message: expect.stringContaining(idOf(first!)) }])
  expect((await sync(BILLS)).standing).toEqual(standing)
})

test('documents do not wait for a first one that was parked', async () => {
  const { sync, world } = await smallRun({ routeSettings: { proveFirst: true } })
  world.onWrite = (_, progress, id) => progress.outcome(id, { kind: 'rejected', problems: [problemNamed('D365_REJECTED')] })
  const { standing } = await sync(BILLS)
  expect(standing.map(({ state, code }) => [state, code])).toEqual(expect.arrayContaining([['parked', 'D365_REJECTED'], ['ready', 'READY']]))
})
