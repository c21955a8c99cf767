import { describe, expect, test } from 'vitest'
import { problemNamed, smallRun, type SmallRecord } from '../../test/support/small-run.ts'
import { InterruptedError, WireError } from '../errors/ml-error.ts'
import { runRoute, type RunReport } from './run-route.ts'
import { VOLUME_RUNS } from './volumes.ts'

const BILL: SmallRecord = { ref: '1', wrong: 'ACCOUNT_UNMAPPED' }
const countsOf = (report: RunReport, flow: string) => report.flows.find((each) => each.flow === flow)!.counts

describe('corrections of people do not break the conservation law', () => {
  test('a document whose kind is corrected moves from one flow to another', async () => {
    const { sync, entryOf } = await smallRun()
    await sync([BILL])
    const report = await sync([{ ...BILL, kind: 'fee' }])
    expect([countsOf(report, 'bills'), countsOf(report, 'fees')]).toMatchObject([
      { moved: { count: -1, amounts: { USD: '-100.00' } }, backlogBefore: { count: 1 }, backlogAfter: { count: 0 } },
      { moved: { count: 1, amounts: { USD: '100.00' } }, backlogBefore: { count: 0 }, backlogAfter: { count: 1 } },
    ])
    expect((await entryOf('1')).flow).toBe('fees')
    const written = await sync([{ ref: '1', kind: 'fee' }])
    expect(countsOf(written, 'fees').written.count).toBe(1)
  })

  test('a document gets another currency, amount, kind and approval at once', async () => {
    const { sync } = await smallRun()
    await sync([BILL])
    const eur = await sync([{ ...BILL, currency: 'EUR' }])
    expect(countsOf(eur, 'bills')).toMatchObject({ revised: { amounts: { EUR: '100.00', USD: '-100.00' } }, backlogAfter: { amounts: { EUR: '100.00' } } })
    const all = await sync([{ ...BILL, kind: 'fee', currency: 'USD', total: '7.00', approved: false }])
    expect([countsOf(all, 'bills').backlogAfter.count, countsOf(all, 'fees').skipped.count]).toEqual([0, 1])
  })
})

describe('the first law', () => {
  test('counts unreadable records and those of flows that were not asked for', async () => {
    const { sync, world, run } = await smallRun()
    const [bills] = run.flows
    world.pages = [
      {
        records: [
          { ref: '1', content: { ref: '1' } },
          { ref: '2', content: { ref: '2', kind: 'fee' } },
          { unreadable: problemNamed('NO_ID') },
        ],
      },
    ]
    const report = await sync(null, { flows: [bills!] })
    expect([report.unreadable, countsOf(report, 'bills'), countsOf(report, 'fees')]).toMatchObject([
      1,
      { read: { count: 1 }, fresh: { count: 1 } },
      { read: { count: 1 }, notTaken: { count: 1 } },
    ])
  })

  test('a record of a kind that no flow takes is unreadable, never passed over', async () => {
    const { sync, world, run } = await smallRun()
    const flows = run.flows.slice(1)
    expect(await sync([{ ref: '1' }], { route: { ...run.route, flows }, flows })).toMatchObject({ unreadable: 1 })
    expect(world.written).toEqual([])
  })
})

test('a backlog that does not add up stops the run before anything is sent', async () => {
  const { world, run, reader, take, reopen, idOf } = await smallRun()
  await take({ ref: '9', approved: false })
  const store = await reopen()
  const smuggling = {
    ...reader,
    read: async function* () {
      // A document gets into the backlog without being counted.
      const entry = await store.get(idOf('9'))
      store.record({ event: 'given', entry: { ...entry!, state: 'ready' } })
      yield { records: [{ ref: '1', content: { ref: '1' } }] }
    },
  }
  const source = { ...run.source, sources: new Map([['ledger-entry', smuggling]]) }
  await expect(runRoute({ ...run, source, store })).rejects.toMatchObject({ code: 'CONSERVATION_BROKEN', exitCode: 1 })
  expect(world.written).toEqual([])
})

describe('a flow that reads far less or far more than usual', () => {
  const records = (count: number): SmallRecord[] => Array.from({ length: count }, (_, at) => ({ ref: String(at), approved: false }))
  const after = async (counts: readonly number[]) => {
    const small = await smallRun()
    let last: RunReport | null = null
    for (const count of counts) last = await small.sync(records(count))
    return { ...small, report: last! }
  }

  test.each<[string, readonly number[], string | null]>([
    ['nothing where it always read something', [2, 1, 3, 0], 'read nothing'],
    ['more than ten times as much as ever', [2, 1, 3, 31], 'read 31 records'],
    ['ten times as much', [2, 1, 3, 30], null],
    ['nothing where that happens', [2, 0, 3, 0], null],
    ['nothing after too few runs', [2, 1, 0], null],
    ['nothing for the second time', [2, 1, 3, 0, 0], null],
  ])('(%s) says so and stops nothing', async (_, counts, message) => {
    const { report } = await after(counts)
    expect([report.unusual.map(({ flow }) => flow), report.stops]).toEqual([message === null ? [] : ['bills'], []])
    if (message !== null) expect(report.unusual[0]?.message).toContain(message)
  })

  test('is compared with its last runs, not with all there were', async () => {
    const { report } = await after([0, ...Array.from({ length: VOLUME_RUNS }, () => 1), 0])
    expect(report.unusual).toMatchObject([{ flow: 'bills', read: 0, before: Array.from({ length: VOLUME_RUNS }, () => 1) }])
  })
})

describe('a run that is stopped while it reads', () => {
  /** A source whose list is cut off by a stop, and then fails in its own way. */
  const stoppedBy = async (failure: (reason: Error) => Error) => {
    const { sync, run, reader } = await smallRun()
    const stopping = new AbortController()
    const reason = new InterruptedError('SIGTERM')
    const read = async function* () {
      yield await Promise.resolve({ records: [] })
      stopping.abort(reason)
      throw failure(reason)
    }
    const source = { ...run.source, sources: new Map([['ledger-entry', { ...reader, read }]]) }
    return sync(null, { source, signal: stopping.signal })
  }

  test('says that it was interrupted, and nothing more', async () => {
    expect(await stoppedBy((reason) => reason)).toMatchObject({ interrupted: true, stops: [] })
  })

  test('still says what failed besides', async () => {
    const shape = new WireError('no list', { code: 'AIRBASE_LIST_SHAPE' })
    expect(await stoppedBy(() => shape)).toMatchObject({ interrupted: true, stops: [{ code: 'AIRBASE_LIST_SHAPE' }] })
  })
})
