import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldKeyText, naturalKey } from './natural-key.ts'

describe('a natural key', () => {
  test.each([
    ['case', 'INV-1a', 'inv-1A'],
    ['blanks around', '  INV-1\t', 'INV-1'],
    ['the way an accent is written', 'Facture n\u00b0 e\u0301', 'facture n\u00b0 \u00e9'],
    ['a no-break space around', '\u00a0INV-1', 'INV-1'],
  ])('is the same whatever %s', (_, left, right) => {
    expect(naturalKey('invoice', 'USMF', 'V-1', left)).toBe(naturalKey('invoice', 'usmf', 'v-1', right))
  })

  test.each([
    ['INV-1', 'INV-2'],
    ['INV 1', 'INV1'],
    ['0815', '815'],
    ['INV-*', 'INV-1'],
  ])('tells %j and %j apart', (left, right) => {
    expect(naturalKey('invoice', 'usmf', 'V-1', left)).not.toBe(naturalKey('invoice', 'usmf', 'V-1', right))
  })

  test('tells companies, vendors and kinds apart, however the parts are cut', () => {
    const keys = [
      naturalKey('invoice', 'usmf', 'V-1', 'INV-1'),
      naturalKey('credit-note', 'usmf', 'V-1', 'INV-1'),
      naturalKey('invoice', 'demf', 'V-1', 'INV-1'),
      naturalKey('invoice', 'usmf', 'V-1INV', '-1'),
      naturalKey('invoice', 'usmfV-1', '', 'INV-1'),
      naturalKey('invoice', 'usmf', 'V-1 INV-1'),
    ]
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('of a key’s text is that text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(foldKeyText(foldKeyText(text))).toBe(foldKeyText(text))
      }),
    )
  })
})
