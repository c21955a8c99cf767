import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  day,
  documentOf,
  flowContext,
  sourceDocument,
  spend,
  spendLine,
  type ContextChange,
} from '../../test/support/spend-world.ts'
import { sumMinor } from '../model/money.ts'
import type { Spend } from '../model/spend.ts'
import { translateAmortisation, translateCard, translateFee, translateTransfer } from './spend-voucher.ts'

const TRANSLATE = {
  card: translateCard,
  fee: translateFee,
  amortisation: translateAmortisation,
  transfer: translateTransfer,
}
const voucherOf = (kind: keyof typeof TRANSLATE, change: Partial<Spend> = {}, context: ContextChange = {}) =>
  documentOf(TRANSLATE[kind](sourceDocument(spend({ kind, ...change })), flowContext(context)), 'voucher')
const sides = (voucher: { lines: readonly { account: string; minor: bigint }[] }) =>
  voucher.lines.map(({ account, minor }) => [account, minor])
const usd = (minor: bigint) => ({ minor, currency: 'USD', decimals: 2 })

describe('a card transaction', () => {
  test('debits its costs and credits the clearing account, in one voucher that balances', () => {
    const lines = [
      spendLine({ minor: 7_000n }),
      spendLine({ number: 2, minor: 3_000n, account: { code: '6020', name: '' }, tags: {} }),
    ]
    const voucher = voucherOf('card', { lines })
    expect(voucher).toMatchObject({
      type: 'voucher',
      legalEntity: 'usmf',
      postingDate: '2026-06-15',
      currency: 'USD',
      decimals: 2,
      tax: { group: 'NONE', itemGroup: 'EXEMPT' },
    })
    expect(sides(voucher)).toEqual([
      ['601000', 7_000n],
      ['602000', 3_000n],
      ['110100', -10_000n],
    ])
    expect(voucher.lines.map(({ dimensions }) => dimensions)).toEqual([{ Department: '022' }, {}, {}])
  })

  test('that is a refund has the sides swapped', () => {
    expect(sides(voucherOf('card', { total: usd(-500n), lines: [spendLine({ minor: -500n })] }))).toEqual([
      ['601000', -500n],
      ['110100', 500n],
    ])
  })

  test('balances whatever its lines are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), { minLength: 1, maxLength: 20 }),
        (minors) => {
          fc.pre(sumMinor(minors) !== 0n)
          const voucher = voucherOf('card', {
            total: usd(sumMinor(minors)),
            lines: minors.map((minor, at) => spendLine({ number: at + 1, minor })),
          })
          expect(sumMinor(voucher.lines.map(({ minor }) => minor))).toBe(0n)
          expect(voucher.lines.at(-1)?.minor).toBe(-sumMinor(minors))
        },
      ),
    )
  })

  test('says who bought what, where and for how much of the other currency', () => {
    const original = { minor: 9_150n, currency: 'EUR', decimals: 2 }
    expect(voucherOf('card', { original }).text).toBe('Paper Mill Ann Lee 2026-06-15 91.50 EUR')
    expect(voucherOf('card').lines.every(({ text }) => text === 'Paper Mill Ann Lee 2026-06-15')).toBe(true)
  })

  test('at a moment is posted, and described, on the day of the company’s zone', () => {
    const late = { moment: Date.UTC(2026, 5, 15, 23, 30) }
    const voucher = voucherOf('card', late, { timeZones: { usmf: 'Asia/Tokyo' } })
    expect([voucher.postingDate, voucher.text]).toEqual(['2026-06-16', 'Paper Mill Ann Lee 2026-06-16'])
  })

  test('carries the currency in which it was settled', () => {
    const voucher = voucherOf('card', {
      total: { minor: 10_000n, currency: 'EUR', decimals: 2 },
      original: { minor: 1n, currency: 'JPY', decimals: 0 },
    })
    expect([voucher.currency, sides(voucher)]).toEqual([
      'EUR',
      [
        ['601000', 10_000n],
        ['110100', -10_000n],
      ],
    ])
  })

  test('finds its clearing account by the funding account, else by the card programme', () => {
    const tables = { clearing: { 'fund-1': '601000', 'usmf/fund-1': '110100', visa: '130100' } }
    const clearing = (change: Partial<Spend>) => voucherOf('card', change, { tables }).lines.at(-1)?.account
    expect(clearing({})).toBe('110100')
    expect(clearing({ fundingAccount: null })).toBe('130100')
    expect(clearing({ fundingAccount: { code: 'fund-unknown', name: '' } })).toBe('130100')
    expect(clearing({ programme: null, fundingAccount: { code: 'fund-1', name: '' } })).toBe('110100')
  })

  test('with a rounding difference puts it into a line of its own and still balances', () => {
    const settings = { roundingTolerance: '0.02', roundingAccount: '999999' }
    const voucher = voucherOf('card', { lines: [spendLine({ minor: 10_002n })] }, { settings })
    expect(sides(voucher)).toEqual([
      ['601000', 10_002n],
      ['999999', -2n],
      ['110100', -10_000n],
    ])
  })
})

describe('a card transaction whose cost is spread over months', () => {
  const prepaid = { code: '1301', name: 'Prepaid' }
  const span = { from: day('2026-06-01'), to: day('2026-08-31') }
  const costOf = (vouchers: readonly ReturnType<typeof voucherOf>[], account: string) =>
    sumMinor(
      vouchers
        .flatMap(({ lines }) => lines.filter((line) => line.account === account))
        .map(({ minor }) => minor),
    )

  test.each([
    ['dates', { lines: [spendLine({ amortisation: span })], amortisationAccount: prepaid }],
    ['dates alone', { lines: [spendLine({ amortisation: span })] }],
    ['a prepaid account alone', { amortisationAccount: prepaid }],
  ])('counts it once together with its months (%s)', (_, change) => {
    const tables = { prepaid: { account: '130100' } }
    const card = voucherOf('card', change, { tables })
    const months = [4_000n, 3_000n, 3_000n].map((minor) =>
      // A month repeats the dates and the account of its document, and is cost all the same.
      voucherOf(
        'amortisation',
        { ...change, total: usd(minor), lines: [spendLine({ minor, amortisation: span })] },
        { tables },
      ),
    )
    expect(costOf([card], '601000')).toBe(0n)
    expect(costOf([card, ...months], '601000')).toBe(10_000n)
    expect(costOf([card, ...months], '130100')).toBe(0n)
  })

  test('is taken at once, and its months are left out, where nothing is spread', () => {
    const change = { lines: [spendLine({ amortisation: span })], amortisationAccount: prepaid }
    expect(sides(voucherOf('card', change, { amortisation: 'expense-now' }))[0]).toEqual(['601000', 10_000n])
  })
})

describe('a fee', () => {
  test('is a cost against the funding’s clearing account', () => {
    const voucher = voucherOf('fee')
    expect([sides(voucher), voucher.text]).toEqual([
      [
        ['601000', 10_000n],
        ['110100', -10_000n],
      ],
      'Airbase fee Memo',
    ])
  })
})

describe('a month of a cost that is spread', () => {
  test('is a cost against the prepaid account that the source names', () => {
    expect(
      sides(voucherOf('amortisation', { amortisationAccount: { code: '1301', name: 'Prepaid' } })),
    ).toEqual([
      ['601000', 10_000n],
      ['130100', -10_000n],
    ])
  })

  test('is a cost against the company’s own prepaid account, which is a main account already', () => {
    const tables = { prepaid: { account: '130100' }, account: { '6010': '601000', '130100': '602000' } }
    expect(sides(voucherOf('amortisation', {}, { tables }))).toEqual([
      ['601000', 10_000n],
      ['130100', -10_000n],
    ])
  })

  test.each(['d365', 'expense-now'] as const)(
    'is left out where the cost is taken another way (%s)',
    (amortisation) => {
      const translated = translateAmortisation(
        sourceDocument(spend({ kind: 'amortisation' })),
        flowContext({ amortisation }),
      )
      expect(translated).toMatchObject({ skip: { code: 'AMORTISED_ELSEWHERE', value: amortisation } })
    },
  )
})

describe('a transfer', () => {
  const receives = spendLine({ number: 1, account: { code: '1301', name: 'To' } })
  const gives = spendLine({ number: 2, minor: 0n, account: { code: '6020', name: 'From' }, tags: {} })

  test('debits the account that receives and credits the one that gives, whatever their order', () => {
    expect(sides(voucherOf('transfer', { lines: [receives, gives] }))).toEqual([
      ['130100', 10_000n],
      ['602000', -10_000n],
    ])
    expect(sides(voucherOf('transfer', { lines: [gives, receives] }))).toEqual([
      ['130100', 10_000n],
      ['602000', -10_000n],
    ])
  })

  test('back is the other way round', () => {
    const back = { total: usd(-500n), lines: [{ ...receives, minor: -500n }, gives] }
    expect(sides(voucherOf('transfer', back))).toEqual([
      ['130100', -500n],
      ['602000', 500n],
    ])
  })

  test.each([
    ['only one side', [receives]],
    ['no side that receives', [gives, gives]],
    ['three sides', [receives, gives, gives]],
    ['two that receive', [{ ...receives, minor: 4_000n }, { ...receives, minor: 6_000n }, gives]],
    ['less than its total', [{ ...receives, minor: 9_999n }, gives]],
  ])('with %s is left to a person', (_, lines) => {
    expect(() => voucherOf('transfer', { lines })).toThrow('a transfer has one line with the whole amount')
  })
})
