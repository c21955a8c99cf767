import { describe, expect, test } from 'vitest'
import { smallRun, type SmallRecord } from '../../test/support/small-run.ts'
import type { SendItem } from './prepare-item.ts'
import { stillOffered } from './read-again.ts'
import { runRoute } from './run-route.ts'

const AFTER_MS = 600_000

/** Documents that were read `agoMs` ago, and what the source says of each now: null for one that is gone. */
const sending = async (
  records: readonly SmallRecord[],
  now: Readonly<Record<string, SmallRecord | null>>,
  agoMs: number | null = AFTER_MS,
) => {
  const small = await smallRun({ routeSettings: { rereadAfterMs: AFTER_MS } })
  const asked: string[] = []
  const reader = {
    ...small.reader,
    readAgain: (ref: string) => {
      asked.push(ref)
      const record = now[ref]
      return Promise.resolve(record == null ? null : { ref, content: { ...record } })
    },
  }
  const items: SendItem[] = []
  for (const record of records) items.push({ entry: await small.take(record), body: {}, facts: {} })
  const source = { ...small.run.source, sources: new Map([['ledger-entry', reader]]) }
  const readAt = agoMs === null ? {} : { readAt: small.run.clock.elapsed() - agoMs }
  const run = { ...small.run, ...readAt, source, concurrency: 2 }
  const refs = async (some: readonly SendItem[] = items) =>
    (await stillOffered(run, some)).map(({ entry }) => entry.identity.ref)
  return { ...small, run, items, asked, refs }
}

const ONE = { ref: '1' }
const TWO = { ref: '2' }
const THREE = { ref: '3' }

describe('before a document is first sent', () => {
  test('it is read again where its list was read long ago, and keeps its place', async () => {
    const { refs, asked } = await sending([ONE, TWO, THREE], { 1: ONE, 2: TWO, 3: THREE })
    expect([await refs(), asked.sort()]).toEqual([
      ['1', '2', '3'],
      ['1', '2', '3'],
    ])
  })

  test('it costs no request where the list is fresh', async () => {
    const { refs, asked } = await sending([ONE], { 1: null }, AFTER_MS - 1)
    expect([await refs(), asked]).toEqual([['1'], []])
  })

  test('a limited run always reads again: what it sends from may be of any age', async () => {
    const { refs, asked } = await sending([ONE], { 1: ONE }, null)
    expect([await refs(), asked]).toEqual([['1'], ['1']])
  })

  test('a changed one waits as it is for the next run, which judges it anew', async () => {
    const { refs, entryOf } = await sending([ONE, TWO], { 1: { ...ONE, detail: 'other' }, 2: TWO })
    expect(await refs()).toEqual(['2'])
    expect((await entryOf('1')).state).toBe('ready')
  })

  test.each([
    ['is gone', null],
    ['has lost its approval', { ...ONE, approved: false }],
  ])('one that %s is not sent', async (_, now) => {
    const { refs, entryOf, eventsOf } = await sending([ONE, TWO], { 1: now, 2: TWO })
    expect(await refs()).toEqual(['2'])
    expect(await entryOf('1')).toMatchObject({ state: 'skipped', problems: [{ code: 'LEFT_SOURCE' }] })
    expect((await eventsOf('1')).at(-1)).toBe('left-source')
  })

  test('one that another hand entered meanwhile is not sent', async () => {
    const { refs, entryOf } = await sending([ONE, TWO], { 1: { ...ONE, handedOver: true }, 2: TWO })
    expect([await refs(), (await entryOf('1')).state]).toEqual([['2'], 'ready'])
  })

  test('one with an intent is not asked for: its body is fixed, and the target is asked instead', async () => {
    const { refs, items, asked } = await sending([ONE], { 1: null })
    const intent = { file: '2026-11', offset: 0, length: 1 }
    expect(await refs(items.map((item) => ({ ...item, entry: { ...item.entry, intent } })))).toEqual(['1'])
    expect(asked).toEqual([])
  })

  test('one that a person let go although it was handed over is not asked for: its source has closed it', async () => {
    const { refs, items, asked } = await sending([ONE], { 1: { ...ONE, approved: false } })
    const released = items.map((item) => ({ ...item, entry: { ...item.entry, released: true } as const }))
    expect([await refs(released), asked]).toEqual([['1'], []])
  })

  test('a source that cannot be asked for one record is not asked', async () => {
    const { run, items, reader } = await sending([ONE], { 1: null })
    const source = { ...run.source, sources: new Map([['ledger-entry', reader]]) }
    expect(await stillOffered({ ...run, source }, items)).toHaveLength(1)
  })

  test('a run sends none that the source has withdrawn since it was listed', async () => {
    const { run, reader, writer, entryOf } = await smallRun({
      routeSettings: { rereadAfterMs: 0, proveFirst: false },
    })
    const written: string[] = []
    const withdrawing = {
      ...reader,
      read: async function* () {
        await Promise.resolve()
        yield { records: [ONE, TWO].map((record) => ({ ref: record.ref, content: { ...record } })) }
      },
      readAgain: (ref: string) => Promise.resolve(ref === '1' ? null : { ref, content: { ...TWO } }),
    }
    const noting = {
      ...writer,
      write: ({ items }: Parameters<typeof writer.write>[0]) => {
        for (const { body } of items) written.push(String(body.number))
        return Promise.resolve()
      },
    }
    await runRoute({
      ...run,
      source: { ...run.source, sources: new Map([['ledger-entry', withdrawing]]) },
      target: { ...run.target, writers: new Map([['invoice-journal', noting]]) },
    })
    expect([[...new Set(written)], (await entryOf('1')).state]).toEqual([['INV-2'], 'skipped'])
  })
})
