import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { traceCode, type TraceCode } from '../model/identity.ts'
import { TermList } from './term-list.ts'
import { termHash, TermTable } from './term-table.ts'

const idOf = (ref: number): TraceCode => traceCode({ connection: 'airbase', kind: 'bill', ref: String(ref) })
/** Alike in the part by which the table finds a place, so that they fall on each other. */
const someHash = fc
  .tuple(fc.constantFrom('00000000', 'abcd0400', '00000400', 'ffffffff'), fc.integer({ min: 0, max: 40 }))
  .map(([head, tail]) => head + tail.toString(16).padStart(4, '0'))

describe('the table of terms', () => {
  test('is a map, also where terms fall on the same place', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(someHash, fc.nat({ max: 50 })), { maxLength: 300 }), (pairs) => {
        const table = new TermTable()
        const model = new Map<string, TraceCode>()
        for (const [hash, ref] of pairs) {
          table.set(hash, idOf(ref))
          model.set(hash, idOf(ref))
        }
        for (const [hash, id] of model) expect(table.get(hash)).toBe(id)
        expect(table.get('123456789abc')).toBeNull()
      }),
    )
  })

  test('grows and forgets nothing', () => {
    const table = new TermTable()
    const terms = Array.from({ length: 10_000 }, (_, at) => termHash(`number:${at}`))
    terms.forEach((hash, at) => table.set(hash, idOf(at)))
    expect(terms.every((hash, at) => table.get(hash) === idOf(at))).toBe(true)
    expect(table.get(termHash('number:none'))).toBeNull()
  })

  test('has terms of 12 hexadecimal digits, the same for ever', () => {
    expect(termHash('number:inv-1')).toBe('000434cc22e9')
  })
})

describe('the list of terms', () => {
  test('gives them back shard by shard, in the order in which they came', () => {
    const list = new TermList()
    const added = Array.from({ length: 5_000 }, (_, at) => ({
      hash: termHash(String(at % 700)),
      id: idOf(at),
    }))
    for (const { hash, id } of added) list.add(hash, id)
    const found = [...list.byPrefix()]
    expect(found.map(([prefix]) => prefix)).toEqual(
      [...new Set(added.map(({ hash }) => hash.slice(0, 3)))].sort(),
    )
    for (const [prefix, terms] of found)
      expect(terms).toEqual(added.filter(({ hash }) => hash.startsWith(prefix)))
    list.clear()
    expect([list.size, [...list.byPrefix()]]).toEqual([0, []])
  })
})
