import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isTraceCode, traceCode, type Identity } from './identity.ts'

describe('a trace code', () => {
  // What stands in ledgers and trails of years: these three may never change.
  test.each([
    ['airbase', 'ledger-entry', '1', 'MLQRUWZFCAQK3SBJSU'],
    ['airbase', 'ledger-entry', '6f1d2a0e-7f4b-4a5e-9c57-0d4c1f7f2b11', 'ML4Y4HUKASJLMXSMRU'],
    ['basware-eu', 'accounting-document', 'Rechnung Nr. 7/ä', 'ML3MYC2YZ242SB55BC'],
  ])('of %s, %s, %s is frozen for ever', (connection, kind, ref, code) => {
    expect(traceCode({ connection, kind, ref })).toBe(code)
  })

  test('is ML and 16 letters and digits that nobody confuses, which fits every field of 20', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: 'binary' }), (kind, ref) => {
        const code = traceCode({ connection: 'a', kind, ref })
        expect(code).toMatch(/^ML[A-Z2-7]{16}$/)
        expect(isTraceCode(code)).toBe(true)
      }),
    )
  })

  test('is another one for another document, however the parts are cut', () => {
    const word = fc.constantFrom('', 'a', 'b', 'ab', 'ba', '-', '/', '|', ' ', 'a ', 'A')
    const ref = fc
      .tuple(word, fc.constantFrom('', '\u001f', '/', '\u0000'), word)
      .map((parts) => parts.join(''))
    const identity: fc.Arbitrary<Identity> = fc.record({ connection: word, kind: word, ref })
    fc.assert(
      fc.property(
        fc.uniqueArray(identity, { selector: (each) => JSON.stringify(each), maxLength: 100 }),
        (identities) => {
          expect(new Set(identities.map(traceCode)).size).toBe(identities.length)
        },
      ),
    )
  })

  test('uses all its bits: thousands of documents have thousands of codes', () => {
    const codes = Array.from({ length: 20_000 }, (_, at) =>
      traceCode({ connection: 'airbase', kind: 'bill', ref: String(at) }),
    )
    expect(new Set(codes).size).toBe(codes.length)
    for (let at = 2; at < 18; at += 1) expect(new Set(codes.map((code) => code.charAt(at))).size).toBe(32)
  })

  test.each([
    '',
    'ML',
    'MLAAAAAAAAAAAAAAA',
    'MLAAAAAAAAAAAAAAAAA',
    'mlaaaaaaaaaaaaaaaa',
    'MLAAAAAAAAAAAAAAA1',
    'XXAAAAAAAAAAAAAAAA',
    'MLAAAAAAAAAAAAAAAA\n',
  ])('%j is none', (text) => expect(isTraceCode(text)).toBe(false))
})
