import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../lib/random.ts'
import { findEntitySet } from '../schema/entity-set.ts'
import { createTable, read } from '../table.ts'
import { createWatch } from '../watch.ts'
import { parseFilter } from './filter.ts'
import { matchingRows } from './match.ts'

const set = findEntitySet('VendTransBiEntities')
if (!set) throw new Error('no such set')

describe('indexed filters', () => {
  it('find what a scan of all rows finds, while rows come, change and go', () => {
    const random = seededRandom(3)
    const pick = (count: number) => Math.floor(random.next() * count)
    const table = createTable(set, [], () => undefined)
    const filters = [
      "Invoice eq 'i2' and AccountNum eq 'A1'",
      "(Invoice eq 'I1' or Voucher eq 'v3') and AmountCur eq 2",
    ]
    for (let step = 0; step < 400; step++) {
      const rows = [...table.rows()]
      const row = rows[pick(rows.length)]
      const values = {
        Invoice: `I${pick(4)}`,
        AccountNum: `a${pick(3)} `,
        Voucher: `V${pick(5)}`,
        AmountCur: pick(4),
      }
      if (step % 3 === 0 || !row) table.insert({ dataAreaId: 'usmf', SourceKey: table.nextRecId, ...values })
      else if (step % 7 === 0) table.remove(row)
      else table.update(row, values)
      for (const text of filters) {
        const found = matchingRows(table, parseFilter(text, set, createWatch()))
        const scan = matchingRows(table, parseFilter(`not (not (${text}))`, set, createWatch()))
        expect(found).toEqual(scan)
      }
    }
    expect(new Set([...table.rows()].map((row) => read(set, row, 'SourceKey'))).size).toBe(table.size)
  })
})
