import { describe, expect, test } from 'vitest'
import { flowContext, spend, TRACE } from '../../test/support/spend-world.ts'
import type { Spend } from '../model/spend.ts'
import { fillText, TEXTS } from './texts.ts'

const fill = (template: string, change: Partial<Spend> = {}, extra: Record<string, string> = {}) =>
  fillText(template, flowContext(), spend(change), extra)

describe('texts that finance reads', () => {
  test('fill in what is known of a document', () => {
    const original = { minor: 5n, currency: 'KWD', decimals: 3 }
    expect(
      fill(
        '{source}/{number}/{trace}/{owner}/{merchant}/{date}/{original}/{memo}/{kind}/{invoice}',
        { original },
        { invoice: 'INV-9' },
      ),
    ).toBe(`Airbase/INV-1/${TRACE}/Ann Lee/Paper Mill/2026-06-15/0.005 KWD/Memo/bill/INV-9`)
  })

  test('leave out what is not known, and the blanks around it', () => {
    expect(fill(TEXTS.card, { vendor: null, owner: null })).toBe('2026-06-15')
    expect(fill('a {memo} {nonsense} b', { memo: null })).toBe('a b')
  })

  test('take the trace code where a document has no number', () => {
    expect(fill(TEXTS.invoice, { number: null, owner: null })).toBe(`Airbase ${TRACE}`)
  })

  test('stay on one line', () => {
    expect(fill('{memo}', { memo: ' two\nlines\tand  blanks ' })).toBe('two lines and blanks')
  })

  test('take braces and dollars of a source as they are', () => {
    expect(fill('{memo}', { memo: '{number} $& $1' })).toBe('{number} $& $1')
  })
})
