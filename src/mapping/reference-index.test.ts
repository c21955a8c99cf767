import { describe, expect, test } from 'vitest'
import { day, ledgerSets } from '../../test/support/spend-world.ts'
import type { ReferenceSets } from '../contract/reference.ts'
import { indexReference } from './reference-index.ts'

const ledger = (change: Partial<ReferenceSets> = {}) => indexReference(ledgerSets(change))
const own = {
  legalEntity: 'USMF',
  chartOfAccounts: 'shared',
  id: '601000',
  suspended: false,
  manualEntry: true,
  from: null,
  to: null,
}

describe('codes', () => {
  test('are found whatever their case and the blanks around', () => {
    const it = ledger()
    expect(it.legalEntity(' USMF ')?.code).toBe('usmf')
    expect(it.vendor('Usmf', 'v-hold')?.hold).toBe('invoice')
    expect(it.dimensionValue('usmf', 'DEPARTMENT', ' 022')?.row.value).toBe('022')
    expect([
      it.hasCode('taxGroups', 'USMF', 'none'),
      it.hasCode('taxItemGroups', 'usmf', 'EXEMPT'),
      it.hasCode('paymentMethods', 'usmf', 'airbase'),
    ]).toEqual([true, true, true])
    expect([it.hasDimension('department'), it.hasDimension('Fund')]).toEqual([true, false])
  })

  test('of one company are not those of another one', () => {
    const it = ledger()
    expect([
      it.vendor('demf', 'V-1'),
      it.hasCode('taxGroups', 'demf', 'NONE'),
      it.period('demf', day('2026-06-15')),
      it.legalEntity('jpmf'),
    ]).toEqual([null, false, null, null])
  })

  test('of one kind are not those of another one', () => {
    expect(ledger().hasCode('paymentMethods', 'usmf', 'NONE')).toBe(false)
  })
})

describe('an account', () => {
  test('is that of the company’s chart', () => {
    const others = [{ ...ledgerSets().legalEntities[0]!, chartOfAccounts: 'other' }]
    expect(ledger({ legalEntities: others }).account('usmf', '601000')).toBeNull()
    expect(ledger().account('demf', '601000')?.row.id).toBe('601000')
    expect(ledger().account('jpmf', '601000')).toBeNull()
  })

  test('is suspended or closed to manual entry where the chart or the company says so', () => {
    const view = (override: Partial<typeof own>, id = '601000') =>
      ledger({ accountOverrides: [{ ...own, id, ...override }] }).account('usmf', id)
    expect(view({})).toMatchObject({ suspended: false, manualEntry: true, from: null, to: null })
    expect(view({ suspended: true })).toMatchObject({ suspended: true })
    expect(view({ manualEntry: false })).toMatchObject({ manualEntry: false })
    expect(view({}, 'suspended')).toMatchObject({ suspended: true })
    expect(view({}, 'no-manual')).toMatchObject({ manualEntry: false })
  })

  test('has the company’s dates before those of the chart', () => {
    const view = (override: Pick<ReferenceSets['accountOverrides'][number], 'to'>) =>
      ledger({ accountOverrides: [{ ...own, id: 'ended', ...override }] }).account('usmf', 'ended')
    expect(view({ to: day('2026-12-31') })).toMatchObject({ to: '2026-12-31' })
    expect(view({ to: null })).toMatchObject({ to: '2026-05-31' })
  })

  test('keeps another company’s differences out', () => {
    expect(
      ledger({ accountOverrides: [{ ...own, legalEntity: 'demf', suspended: true }] }).account(
        'usmf',
        '601000',
      )?.suspended,
    ).toBe(false)
  })
})

describe('a dimension value', () => {
  const base = ledgerSets().dimensionValues[0]!

  test('of the company comes before the one that all share', () => {
    const it = ledger({ dimensionValues: [base, { ...base, legalEntity: 'USMF', suspended: true }] })
    expect([
      it.dimensionValue('usmf', 'Department', '022')?.suspended,
      it.dimensionValue('demf', 'Department', '022')?.suspended,
    ]).toEqual([true, false])
  })

  test('of one company is unknown in the others', () => {
    const it = ledger({ dimensionValues: [{ ...base, legalEntity: 'demf' }] })
    expect([
      it.dimensionValue('usmf', 'Department', '022'),
      it.dimensionValue('demf', 'Department', '022')?.row.value,
    ]).toEqual([null, '022'])
  })

  test('takes over what the company says differently', () => {
    const override = {
      dimension: 'Department',
      value: '022',
      legalEntity: 'usmf',
      suspended: true,
      from: day('2026-02-01'),
      to: null,
    }
    const it = ledger({
      dimensionValues: [{ ...base, from: day('2026-01-01'), to: day('2026-12-31') }],
      dimensionOverrides: [override],
    })
    expect(it.dimensionValue('usmf', 'Department', '022')).toMatchObject({
      suspended: true,
      from: '2026-02-01',
      to: '2026-12-31',
    })
    expect(it.dimensionValue('demf', 'Department', '022')).toMatchObject({
      suspended: false,
      from: '2026-01-01',
    })
  })
})

describe('periods', () => {
  test('hold their first and last day', () => {
    const it = ledger()
    expect(
      ['2026-05-31', '2026-06-01', '2026-06-30', '2026-07-01'].map(
        (date) => it.period('USMF', day(date))?.open,
      ),
    ).toEqual([undefined, true, true, false])
  })

  test('are looked through in the order of time, however they were read', () => {
    const it = ledger({ periods: [...ledgerSets().periods].reverse() })
    expect(it.nextOpenPeriod('usmf', day('2025-12-31'))?.from).toBe('2026-01-01')
    expect(it.nextOpenPeriod('usmf', day('2026-07-01'))?.from).toBe('2026-12-01')
    expect(it.nextOpenPeriod('usmf', day('2026-12-01'))).toBeNull()
  })
})

describe('a rate', () => {
  const rate = {
    rateType: 'Default',
    from: 'EUR',
    to: 'USD',
    start: day('2026-02-01'),
    end: day('2026-02-28'),
  }
  const has = (change: Partial<typeof rate>, date: string, legalEntity = 'usmf') =>
    ledger({ exchangeRates: [{ ...rate, ...change }] }).hasRate(legalEntity, 'EUR', day(date))

  test('is there from its first to its last day', () => {
    expect(['2026-01-31', '2026-02-01', '2026-02-28', '2026-03-01'].map((date) => has({}, date))).toEqual([
      false,
      true,
      true,
      false,
    ])
    expect(
      ledger({ exchangeRates: [{ ...rate, end: null }] }).hasRate('usmf', 'eur', day('2030-01-01')),
    ).toBe(true)
  })

  test('counts the other way round too', () => {
    expect(has({ from: 'USD', to: 'EUR' }, '2026-02-10')).toBe(true)
  })

  test('counts only in the company’s own kind of rates', () => {
    expect(has({ rateType: 'Budget' }, '2026-02-10')).toBe(false)
  })

  test('between two other currencies does not count', () => {
    expect(has({ to: 'CHF' }, '2026-02-10')).toBe(false)
  })

  test('is not needed for the company’s own currency, and never there for an unknown company', () => {
    expect([has({}, '2030-01-01', 'demf'), has({}, '2026-02-10', 'jpmf')]).toEqual([true, false])
  })
})

describe('the rest', () => {
  test('is found by name: formats, journal names, decimals of a currency', () => {
    const journal = {
      legalEntity: 'usmf',
      name: 'APInv',
      type: 'x',
      newVoucher: 'y',
      linesMax: 0,
      fixedOffset: false,
      deletesLines: false,
    }
    const format = { kind: 'ledger' as const, segments: ['MainAccount'], delimiter: '-' }
    const it = ledger({
      journalNames: [journal],
      formats: [format],
      currencies: [
        { code: 'JPY', decimals: 2 },
        { code: 'KWD', decimals: null },
      ],
    })
    expect([
      it.journalName('USMF', 'apinv'),
      it.journalName('usmf', 'other'),
      it.format('ledger'),
      it.format('default'),
    ]).toEqual([journal, null, format, null])
    expect(['JPY', 'KWD', 'EUR'].map((code) => it.currencies.decimals(code))).toEqual([2, 3, 2])
    expect(it.rows('journalNames')).toEqual([journal])
  })
})
