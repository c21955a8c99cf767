import { describe, expect, test } from 'vitest'
import { problemNamed, smallRun, type SmallRecord } from '../../test/support/small-run.ts'
import type { Found, TargetLink } from '../contract/target.ts'
import { CredentialError, ParkableError, UncertainWriteError, type MlError } from '../errors/ml-error.ts'
import { exitCodeOf } from '../services/exit-code.ts'
import { closedEntry } from './resolve.ts'

const BILL: SmallRecord = { ref: '1' }
const CHANGED: SmallRecord = { ...BILL, total: '120.00' }
const LINK: TargetLink = { id: 'J-9', legalEntity: 'usmf', lines: [], voucher: null, url: null }
const MANY: SmallRecord[] = Array.from({ length: 9 }, (_, at) => ({ ref: String(at) }))
const gone = { kind: 'withdrawn', problem: problemNamed('WITHDRAWN') } as const
const broken = () => new UncertainWriteError('no answer', { code: 'HTTP_NO_ANSWER' })

/** A bill in the target, of which the source was not told. */
const untold = async (options: Parameters<typeof smallRun>[0] = {}) => {
  const small = await smallRun(options)
  small.world.onTold = () => {
    throw broken()
  }
  await small.sync([BILL])
  small.world.onTold = () => undefined
  small.told.length = 0
  return small
}
const conflictsOf = (report: Awaited<ReturnType<Awaited<ReturnType<typeof smallRun>>['sync']>>) =>
  report.flows.map(({ counts }) => counts.conflicts.count)[0]

describe('the source is not told of a document', () => {
  test('that is no longer in the target', async () => {
    const { sync, world, told, idOf, entryOf } = await untold()
    world.followed.set(idOf('1'), gone)
    const report = await sync([BILL])
    await sync([BILL])
    expect([told, (await entryOf('1')).acknowledged, exitCodeOf(report)]).toEqual([[], 'no', 3])
  })

  test('that is shown again after it was withdrawn: reported once, not told, not written', async () => {
    const { sync, world, told, idOf, entryOf } = await smallRun()
    await sync([BILL])
    world.followed.set(idOf('1'), gone)
    await sync([])
    const reports = [await sync([BILL]), await sync([BILL])]
    expect([reports.map(conflictsOf), reports.map(exitCodeOf)]).toEqual([
      [1, 0],
      [3, 0],
    ])
    expect([told, world.written.length, await entryOf('1')]).toMatchObject([
      ['1'],
      1,
      { state: 'withdrawn', acknowledged: 'done', conflict: expect.stringContaining('shown again') },
    ])
  })

  test('whose record changed before it was told, until a person took note of that', async () => {
    const { sync, told, entryOf, change } = await untold()
    const report = await sync([CHANGED])
    expect([told, report.standing]).toMatchObject([[], [{ state: 'untold', code: 'CONFLICT' }]])
    await change('1', closedEntry(await entryOf('1'), 'corrected by hand'))
    await sync([CHANGED])
    expect([told, (await entryOf('1')).acknowledged]).toEqual([['1'], 'done'])
  })

  test('that left the queue before it was told', async () => {
    const { sync, told, entryOf, take, change } = await smallRun()
    await take(BILL)
    await change('1', { state: 'written', link: LINK, acknowledged: 'due' })
    const reports = [await sync([]), await sync([])]
    expect([told, reports.map(conflictsOf)]).toEqual([[], [1, 0]])
    expect((await entryOf('1')).conflict).toContain('withdrawn in the source')
  })
})

describe('the source is told', () => {
  test('again, and nothing is in conflict, where a lost answer may have taken it from the queue', async () => {
    const { sync, told, entryOf } = await untold()
    const report = await sync([])
    expect([told, conflictsOf(report), (await entryOf('1')).acknowledged]).toEqual([['1'], 0, 'done'])
  })

  test('of what is booked otherwise than it was sent', async () => {
    const { sync, world, told, idOf } = await smallRun({ routeSettings: { acknowledgeAt: 'booked' } })
    await sync([BILL])
    world.followed.set(idOf('1'), { kind: 'booked', link: LINK, facts: { asSent: false }, conflict: 'booked otherwise' })
    await sync([BILL])
    expect(told).toEqual(['1'])
  })

  test.each(['written', 'booked'] as const)('of another hand’s document that was adopted (%s)', async (acknowledgeAt) => {
    const { sync, told, answers, idOf, entryOf } = await smallRun({
      routeSettings: { acknowledgeAt },
      flowSettings: { onForeignDuplicate: 'adopt' },
    })
    const found: Found = { kind: 'foreign', agrees: true, link: LINK }
    answers.set(idOf('1'), found)
    await sync([BILL])
    expect([told, (await entryOf('1')).state]).toEqual([['1'], 'skipped'])
  })

  test('of documents that were written while it was told at booking only', async () => {
    const { sync, told, run } = await smallRun({ routeSettings: { acknowledgeAt: 'booked' } })
    await sync([BILL])
    expect(told).toEqual([])
    await sync([BILL], { settings: { ...run.settings, acknowledgeAt: 'written' } })
    expect(told).toEqual(['1'])
  })

  test('only once what it is told of is durable', async () => {
    const { sync, world, state } = await smallRun()
    const lines: string[] = []
    world.onTold = () => lines.push((state.disk as unknown as { files: Map<string, Buffer> }).files.get('/root/state/trail/2026-11.jsonl')?.toString() ?? '')
    await sync([BILL])
    expect(lines[0]).toContain('"event":"written"')
    // Without this mark, a crash while it is told would look as if the source had withdrawn the document.
    expect(lines[0]).toContain('telling:airbase-to-d365')
  })
})

describe('a source that does not take it', () => {
  test.each<[string, () => MlError, number]>([
    ['its credentials expired', () => new CredentialError('x', { code: 'TOKEN_EXPIRED' }), 8],
    ['it does not answer', broken, 7],
  ])('because %s is not asked again and again, and nothing is in doubt in the target', async (_, error, exitCode) => {
    const { sync, world, told, run } = await smallRun()
    world.onTold = () => {
      throw error()
    }
    const report = await sync(MANY)
    expect(told.length).toBeLessThanOrEqual(run.concurrency)
    expect([exitCodeOf(report), report.standing]).toMatchObject([exitCode, [{ state: 'untold', code: 'NOT_TOLD', count: MANY.length }]])
    world.onTold = () => undefined
    await sync(MANY)
    expect(new Set(told).size).toBe(MANY.length)
  })

  test('because it could not even be read is not told in that run', async () => {
    const { sync, told, run, reader } = await untold()
    const sources = new Map([
      [
        'ledger-entry',
        {
          ...reader,
          read: async function* () {
            await Promise.resolve()
            throw new CredentialError('x', { code: 'TOKEN_EXPIRED' })
          },
        },
      ],
    ])
    const report = await sync(null, { source: { ...run.source, sources } })
    expect([told, exitCodeOf(report)]).toEqual([[], 8])
  })

  test('because it refuses the document is a matter for a person, reported once', async () => {
    const { sync, world, told } = await smallRun()
    world.onTold = (ref) => {
      if (ref === '3') throw new ParkableError('the entry is void', { code: 'AIRBASE_REPORT_REFUSED' })
    }
    const reports = [await sync(MANY), await sync([{ ref: '3' }])]
    expect(told.filter((ref) => ref === '3')).toHaveLength(2)
    expect(new Set(told).size).toBe(MANY.length)
    expect([reports.map(exitCodeOf), reports[1]?.standing]).toMatchObject([
      [3, 0],
      [{ state: 'untold', code: 'ACKNOWLEDGEMENT_REFUSED', message: 'the entry is void', count: 1 }],
    ])
  })
})

test('the source that is told again is told the same, also when the target has renumbered the document since', async () => {
  const { sync, world, idOf, entryOf } = await untold()
  const references: string[] = []
  world.onTold = (_, reference) => void references.push(reference)
  const before = (await entryOf('1')).toldReference
  world.followed.set(idOf('1'), { kind: 'booked', link: { ...LINK, id: 'V-1', voucher: 'V-1' }, facts: { asSent: true }, conflict: null })
  await sync([BILL])
  expect([(await entryOf('1')).state, references]).toEqual(['booked', [before]])
})
