import { expect, test } from 'vitest'
import { currencyTable, isoCurrencies } from './currency.ts'

test.each([
  ['USD', 2],
  ['EUR', 2],
  ['JPY', 0],
  ['KWD', 3],
  ['CLF', 4],
  ['XYZ', null],
  ['', null],
])('%s has %j decimals', (code, decimals) => expect(isoCurrencies.decimals(code)).toBe(decimals))

test('the ledger’s own rule comes first, and ISO 4217 for what it does not say', () => {
  const table = currencyTable(
    new Map([
      ['JPY', 2],
      ['BTC', 8],
      ['USD', 0],
    ]),
  )
  expect(['JPY', 'BTC', 'USD', 'EUR', 'XYZ'].map((code) => table.decimals(code))).toEqual([2, 8, 0, 2, null])
})
