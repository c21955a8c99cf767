import { describe, expect, it } from 'vitest'
import type { SourceDocument } from '../../contract/source.ts'
import { formatMoney, sumMinor } from '../../model/money.ts'
import type { Spend } from '../../model/spend.ts'
import type { LedgerEntry } from '../../sandbox/airbase/records.ts'
import { bill, cardShape, documentOf, line, money, shapes } from './world.test.ts'

const spendOf = (document: SourceDocument): Spend => {
  if (document.body === null || !('kind' in document.body)) throw new Error(JSON.stringify(document.problems))
  return document.body
}
const codesOf = (document: SourceDocument) => document.problems.map((problem) => problem.code)
const minorsOf = (spend: Spend) => spend.lines.map((one) => one.minor)

describe('amounts', () => {
  const inCurrency = (iso: string, total: string, amounts: string[]): Partial<LedgerEntry> => ({
    currency: { erp_reference_id: iso, iso_code: iso },
    total_amount: total,
    expense_list: amounts.map((amount, index) => line(index + 1, amount)),
    amounts: { ...bill(1).amounts, amount: money(total, iso), transaction_amount: money(total, iso) },
  })

  it('counts yen, dinars and dollars in their own minor units, with or without decimals', async () => {
    const cases: [string, string, string[], bigint[]][] = [
      ['JPY', '1000', ['999', '1'], [999n, 1n]],
      ['JPY', '1000.00', ['1000.0'], [1000n]],
      ['KWD', '12.345', ['12.34', '0.005'], [12_340n, 5n]],
      ['USD', '5', ['5'], [500n]],
      ['EUR', '50.5', ['50.50'], [5050n]],
      ['USD', '-12.5', ['-10', '-2.5'], [-1000n, -250n]],
      ['USD', '90071992547409.93', ['90071992547409.93'], [9_007_199_254_740_993n]],
    ]
    for (const [iso, total, amounts, minors] of cases) {
      const spend = spendOf(await documentOf(bill(1, inCurrency(iso, total, amounts))))
      expect(minorsOf(spend)).toEqual(minors)
      expect(spend.total).toMatchObject({ minor: sumMinor(minors), currency: iso })
    }
  })

  it('leaves a sum that does not add up to whoever judges documents', async () => {
    const document = await documentOf(bill(1, inCurrency('USD', '10', ['1', '2'])))
    expect(document.problems).toEqual([])
    expect(minorsOf(spendOf(document))).toEqual([100n, 200n])
  })

  it('parks what is finer than its currency, total and line alike', async () => {
    expect((await documentOf(bill(1, inCurrency('JPY', '10.5', ['10.5'])))).problems).toMatchObject([
      { code: 'AMOUNT_NOT_IN_MINOR_UNITS', field: 'amounts.amount', value: '10.5' },
    ])
    expect((await documentOf(bill(1, inCurrency('KWD', '1', ['0.9995', '0.0005'])))).problems).toMatchObject([
      { code: 'AMOUNT_NOT_IN_MINOR_UNITS', field: 'expense_list[0].amount' },
      { code: 'AMOUNT_NOT_IN_MINOR_UNITS', field: 'expense_list[1].amount' },
    ])
  })

  it('parks an unknown currency and an amount that is none', async () => {
    expect(await documentOf(bill(1, inCurrency('XQX', '10', ['10'])))).toMatchObject({
      amount: null,
      body: null,
      problems: [{ code: 'CURRENCY_UNKNOWN', field: 'amounts.amount.currency', value: 'XQX' }],
    })
    expect(codesOf(await documentOf(bill(1, inCurrency('USD', '1,250.50', ['1e3']))))).toEqual([
      'AMOUNT_NOT_A_NUMBER',
    ])
  })

  it('takes the settlement amount of a card, and keeps the purchase in its own currency', async () => {
    const spend = spendOf(await documentOf(bill(1, cardShape('100', money('108.42', 'USD'), 'EUR'))))
    expect(formatMoney(spend.total)).toBe('108.42 USD')
    expect(spend.original && formatMoney(spend.original)).toBe('100.00 EUR')
    expect(minorsOf(spend)).toEqual([10_842n])
  })

  it('shares a settlement in another currency out, the rest to the last line that is not zero', async () => {
    const lines = { expense_list: [line(1, '33.33'), line(2, '33.33'), line(3, '33.34'), line(4, '0')] }
    const spend = spendOf(
      await documentOf(bill(1, { ...cardShape('100', money('1001', 'JPY'), 'EUR'), ...lines })),
    )
    expect(minorsOf(spend)).toEqual([334n, 334n, 333n, 0n])
    const refund = { expense_list: [line(1, '-33.33'), line(2, '-66.67')] }
    const back = spendOf(
      await documentOf(bill(1, { ...cardShape('-100', money('-10.01', 'USD'), 'EUR'), ...refund })),
    )
    expect(minorsOf(back)).toEqual([-334n, -667n])
  })

  it('shares nothing out in one currency: the difference is for a person', async () => {
    const spend = spendOf(await documentOf(bill(1, cardShape('10', money('12', 'USD')))))
    expect(formatMoney(spend.total)).toBe('12.00 USD')
    expect(minorsOf(spend)).toEqual([1000n])
  })

  it('parks lines that cannot be shared out', async () => {
    const short = { ...cardShape('100', money('108.42', 'USD'), 'EUR'), expense_list: [line(1, '99')] }
    expect(codesOf(await documentOf(bill(1, short)))).toEqual(['LINES_NOT_SHAREABLE'])
    const contradicting = { currency: { erp_reference_id: 'EUR', iso_code: 'EUR' } }
    expect(codesOf(await documentOf(bill(1, contradicting)))).toEqual(['LINES_NOT_SHAREABLE'])
  })

  it('takes no other view than those that are set', async () => {
    const unsettled = { ...shapes.card, amounts: { ...shapes.card.amounts, settlement_amount: null } }
    const document = await documentOf(bill(1, unsettled))
    expect(document).toMatchObject({ amount: null, body: null, problems: [{ code: 'MONEY_VIEW_EMPTY' }] })
    const settings = { moneyView: { card: ['settlement_amount', 'transaction_amount'] } }
    expect((await documentOf(bill(1, unsettled), settings)).problems).toEqual([])
  })

  it('falls back for settlements, whose recorded settlement amount is null', async () => {
    expect((await documentOf(bill(1, shapes.settlement))).amount?.minor).toBe(125_050n)
  })
})
