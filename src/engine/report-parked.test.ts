import { describe, expect, test } from 'vitest'
import { problemNamed, smallRun, type SmallRecord } from '../../test/support/small-run.ts'
import { CredentialError, ParkableError, UncertainWriteError, type MlError } from '../errors/ml-error.ts'
import { recordParked } from './outcomes.ts'
import { reportParked } from './report-parked.ts'
import { runRoute } from './run-route.ts'

/** A source that lists these records and wants to be told what is parked. */
const telling = async (records: readonly SmallRecord[] = [], answers: (MlError | null)[] = []) => {
  const small = await smallRun()
  const told: [ref: string, text: string][] = []
  const reader = {
    ...small.reader,
    read: async function* () {
      await Promise.resolve()
      yield { records: records.map((record) => ({ ref: record.ref, content: { ...record } })) }
    },
    reportProblem: (ref: string, text: string) => {
      told.push([ref, text])
      const failure = answers.shift() ?? null
      return failure === null ? Promise.resolve() : Promise.reject(failure)
    },
  }
  const source = { ...small.run.source, sources: new Map([['ledger-entry', reader]]) }
  return { ...small, told, run: { ...small.run, source, concurrency: 1 } }
}

describe('what is parked', () => {
  test('is told to the source in one run with its reading, and only once', async () => {
    const { run, told, eventsOf } = await telling([{ ref: '1', wrong: 'NO_ACCOUNT' }, { ref: '2' }])
    await runRoute(run)
    expect(told).toEqual([['1', 'm NO_ACCOUNT (NO_ACCOUNT). r']])
    await runRoute({ ...run, counts: new Map() })
    expect(told).toHaveLength(1)
    expect(await eventsOf('1')).toEqual(['parked', 'problem-reported'])
  })

  test('for another reason is told again', async () => {
    const { run, told, take, entryOf } = await telling()
    await take({ ref: '1', wrong: 'A' })
    await reportParked(run)
    recordParked(run, await entryOf('1'), { problems: [problemNamed('B')], by: 'check' })
    await reportParked(run)
    expect(told.map(([, text]) => text)).toEqual(['m A (A). r', 'm B (B). r'])
  })

  test('is durable here before the source hears of it', async () => {
    const { run, store, take } = await telling()
    const steps: string[] = []
    const sources = new Map(
      [...run.source.sources].map(([kind, reader]) => [
        kind,
        { ...reader, reportProblem: () => Promise.resolve(void steps.push('told')) },
      ]),
    )
    const watched = { ...store, durable: () => store.durable().then(() => void steps.push('durable')) }
    await take({ ref: '1', wrong: 'A' })
    await reportParked({ ...run, store: watched, source: { ...run.source, sources } })
    expect(steps).toEqual(['durable', 'told', 'durable'])
  })

  test('names everything that is wrong, each with its remedy', async () => {
    const { run, told, take, store } = await telling()
    const entry = await take({ ref: '1', wrong: 'A' })
    store.record({
      event: 'parked-again',
      entry: { ...entry, problems: [problemNamed('A'), problemNamed('B')] },
    })
    await reportParked(run)
    expect(told[0]?.[1]).toBe('m A (A). r m B (B). r')
  })

  test('is told again at the next run where the answer was lost or the source refused, and stops nothing', async () => {
    const lost = new UncertainWriteError('no answer', { code: 'LOST' })
    const refused = new ParkableError('voided', { code: 'REFUSED' })
    const { run, told, take } = await telling([], [lost, refused])
    await take({ ref: '1', wrong: 'A' })
    for (let run_ = 0; run_ < 4; run_ += 1) await reportParked(run)
    expect(told).toHaveLength(3)
    expect(run.stops).toEqual([])
  })

  test('is not told any further once the source cannot be used', async () => {
    const { run, told, take } = await telling([], [new CredentialError('refused', { code: 'TOKEN' })])
    await take({ ref: '1', wrong: 'A' })
    await take({ ref: '2', wrong: 'A' })
    await reportParked(run)
    expect([told.length, run.stops.map(({ code }) => code)]).toEqual([1, ['TOKEN']])
  })

  test('is no source’s business where its settings do not ask for it, or in a dry run', async () => {
    const { run, take, eventsOf } = await smallRun()
    await take({ ref: '1', wrong: 'A' })
    await reportParked(run)
    expect(await eventsOf('1')).toEqual(['parked'])
    const dry = await telling([{ ref: '1', wrong: 'A' }])
    await runRoute({ ...dry.run, mode: 'dry-run' })
    expect(dry.told).toEqual([])
  })
})
