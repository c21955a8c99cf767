import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DOCUMENT_STATES, type TrailPosition } from '../contract/document-entry.ts'
import { isTraceCode, traceCode, type TraceCode } from '../model/identity.ts'
import { DocTable, type DocRow, type TableEntry } from './doc-table.ts'

/** Few and alike, so that they come again and fall on the same places of the table. */
const someId = fc
  .tuple(fc.constantFrom('A', 'B', '7'), fc.constantFrom('A', '7'), fc.constantFrom('A', '7'))
  .map(([first, middle, last]) => `ML${first}AAAAAAA${middle}AAAAAA${last}` as TraceCode)
const entryArb: fc.Arbitrary<TableEntry> = fc.record({
  state: fc.constantFrom(...DOCUMENT_STATES),
  route: fc.constantFrom('a-to-b', 'b-to-a'),
  flow: fc.constantFrom('bills', 'cards'),
  acknowledged: fc.constantFrom('no', 'due', 'done'),
  conflict: fc.constantFrom(null, 'changed'),
})
const positionArb: fc.Arbitrary<TrailPosition> = fc.record({
  file: fc.constantFrom('2026-11', '2026-12', '2026-02'),
  offset: fc.nat({ max: 2 ** 45 }),
  length: fc.integer({ min: 1, max: 2 ** 31 }),
})
const stepArb = fc.oneof(
  fc.record({ id: someId, entry: entryArb, position: positionArb, changed: fc.boolean() }),
  fc.record({ id: someId, seen: fc.constant(true) }),
)

const byPlace = (a: DocRow, b: DocRow): number =>
  a.position.file === b.position.file
    ? a.position.offset - b.position.offset
    : a.position.file < b.position.file
      ? -1
      : 1

describe('the table of documents', () => {
  test('is a map: it answers with what was last set, and keeps what was seen', () => {
    fc.assert(
      fc.property(fc.array(stepArb, { maxLength: 200 }), (steps) => {
        const table = new DocTable()
        const model = new Map<TraceCode, DocRow>()
        for (const step of steps) {
          const before = model.get(step.id)
          if ('seen' in step) {
            table.markSeen(step.id)
            if (before !== undefined) model.set(step.id, { ...before, seen: true })
            continue
          }
          const { id, entry, position, changed } = step
          table.set(id, entry, position, changed)
          const flow = `${entry.route}/${entry.flow}`
          const flags = {
            ackDue: entry.acknowledged === 'due',
            conflict: entry.conflict !== null,
            seen: before?.seen ?? false,
            changed,
          }
          model.set(id, { state: entry.state, flow, ...flags, position })
        }
        expect(table.size).toBe(model.size)
        expect(new Map([...table.all()].map(({ id, row }) => [id, row]))).toEqual(model)
        for (const { id } of steps) expect(table.get(id)).toEqual(model.get(id) ?? null)
        expect(table.count(({ state }) => state === 'parked')).toBe(
          [...model.values()].filter(({ state }) => state === 'parked').length,
        )
        const places = [...table.select(() => true)].map((id) => model.get(id)!)
        expect(places.map(({ position }) => position)).toEqual(
          [...model.values()].sort(byPlace).map(({ position }) => position),
        )
      }),
    )
  })

  test('knows nothing of a document that was never set', () => {
    const table = new DocTable()
    const id = traceCode({ connection: 'airbase', kind: 'bill', ref: '1' })
    table.markSeen(id)
    expect([table.get(id), table.size, [...table.select(() => true)]]).toEqual([null, 0, []])
  })

  test('grows, and gives every document back under its own id, in the order of the trail', () => {
    const table = new DocTable()
    const entry: TableEntry = {
      state: 'ready',
      route: 'a-to-b',
      flow: 'bills',
      acknowledged: 'no',
      conflict: null,
    }
    const ids = Array.from({ length: 10_000 }, (_, at) =>
      traceCode({ connection: 'airbase', kind: 'bill', ref: String(at) }),
    )
    ids.forEach((id, at) => table.set(id, entry, { file: '2026-11', offset: at * 3_000_000, length: 900 }))
    expect(ids.every((id, at) => table.get(id)?.position.offset === at * 3_000_000)).toBe(true)
    expect([...table.select(() => true)]).toEqual(ids)
    expect([...table.select(() => true, true)]).toEqual(ids.toReversed())
    expect([...table.all()].every(({ id }) => isTraceCode(id))).toBe(true)
  })

  test('orders months by their names, not by when it first met them', () => {
    const table = new DocTable()
    const entry: TableEntry = {
      state: 'ready',
      route: 'a-to-b',
      flow: 'bills',
      acknowledged: 'no',
      conflict: null,
    }
    const [late, early] = ['late', 'early'].map((ref) => traceCode({ connection: 'a', kind: 'b', ref })) as [
      TraceCode,
      TraceCode,
    ]
    table.set(late, entry, { file: '2027-01', offset: 0, length: 1 })
    table.set(early, entry, { file: '2026-12', offset: 9, length: 1 })
    expect([...table.select(() => true)]).toEqual([early, late])
  })

  test('selects as it was: what changes afterwards does not move', () => {
    const table = new DocTable()
    const entry: TableEntry = {
      state: 'ready',
      route: 'a-to-b',
      flow: 'bills',
      acknowledged: 'no',
      conflict: null,
    }
    const ids = [1, 2, 3].map((ref) => traceCode({ connection: 'a', kind: 'b', ref: String(ref) }))
    ids.forEach((id, at) => table.set(id, entry, { file: '2026-11', offset: at, length: 1 }))
    const reached: TraceCode[] = []
    for (const id of table.select(({ state }) => state === 'ready')) {
      reached.push(id)
      table.set(id, entry, { file: '2026-11', offset: 100 + reached.length, length: 1 })
    }
    expect(reached).toEqual(ids)
  })
})
