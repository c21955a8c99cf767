import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  day,
  documentOf,
  flowContext,
  sourceDocument,
  spend,
  spendLine,
  TRACE,
  type ContextChange,
} from '../../test/support/spend-world.ts'
import { sumMinor } from '../model/money.ts'
import type { Spend } from '../model/spend.ts'
import { translateBill, translateReimbursement } from './spend-invoice.ts'

const bill = (change: Partial<Spend> = {}, context: ContextChange = {}) =>
  documentOf(translateBill(sourceDocument(spend(change)), flowContext(context)), 'invoice')
const reimbursement = (change: Partial<Spend> = {}, context: ContextChange = {}) =>
  documentOf(
    translateReimbursement(
      sourceDocument(spend({ kind: 'reimbursement', number: null, ...change })),
      flowContext(context),
    ),
    'invoice',
  )
const usd = (minor: bigint) => ({ minor, currency: 'USD', decimals: 2 })

describe('a bill', () => {
  test('becomes a vendor invoice in the ledger’s words', () => {
    expect(translateBill(sourceDocument(spend({ number: ' INV-1 ' })), flowContext())).toEqual({
      form: 'invoice-journal',
      document: {
        type: 'invoice',
        legalEntity: 'usmf',
        vendor: 'V-1',
        number: 'INV-1',
        date: '2026-06-15',
        postingDate: '2026-06-15',
        currency: 'USD',
        decimals: 2,
        totalMinor: 10_000n,
        lines: [
          {
            account: '601000',
            dimensions: { Department: '022' },
            minor: 10_000n,
            text: 'Paper',
            category: null,
          },
        ],
        text: 'Airbase INV-1 Ann Lee',
        methodOfPayment: 'AIRBASE',
        tax: { group: 'NONE', itemGroup: 'EXEMPT' },
        form: 'journal',
      },
    })
  })

  test('that is negative is a credit note: every sign stays as it is', () => {
    const note = bill({
      total: usd(-700n),
      lines: [spendLine({ minor: -1_000n }), spendLine({ number: 2, minor: 300n })],
    })
    expect([note.totalMinor, note.lines.map(({ minor }) => minor)]).toEqual([-700n, [-1_000n, 300n]])
  })

  test('sums to its total to the last minor unit, whatever its lines', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), { minLength: 1, maxLength: 20 }),
        (minors) => {
          fc.pre(sumMinor(minors) !== 0n)
          const invoice = bill({
            total: usd(sumMinor(minors)),
            lines: minors.map((minor, at) => spendLine({ number: at + 1, minor })),
          })
          expect(invoice.lines.map(({ minor }) => minor)).toEqual(minors.filter((minor) => minor !== 0n))
        },
      ),
    )
  })

  test('leaves lines without an amount out: D365 takes none', () => {
    const lines = [spendLine({ number: 1, minor: 0n, account: null }), spendLine({ number: 2 })]
    expect(bill({ lines }).lines).toHaveLength(1)
  })

  test('in a company of another spelling uses the ledger’s own', () => {
    expect(bill({}, { tables: { 'legal-entity': { '10': 'USMF' } } }).legalEntity).toBe('usmf')
  })

  test('without a company takes the one that an entry of its own names, and never the default', () => {
    const tables = (entries: Record<string, string>) => ({ tables: { 'legal-entity': entries } })
    expect(bill({ company: null }, tables({ '(none)': 'usmf', '*': 'demf' })).legalEntity).toBe('usmf')
    expect(bill({ company: { code: null, name: 'x' } }, tables({ '(none)': 'usmf' })).legalEntity).toBe(
      'usmf',
    )
    expect(() => bill({ company: null }, tables({ '*': 'usmf' }))).toThrow('names no company')
  })

  test('for a vendor that another one is billed for keeps the vendor itself', () => {
    expect(bill({ vendor: { code: 'V-BILLED', name: '' } }).vendor).toBe('V-BILLED')
  })

  test.each(['V-PAYMENT', 'V-OTHER'])(
    'of the vendor %s goes through: such a hold stops no invoice',
    (code) => {
      expect(bill({ vendor: { code, name: '' } }).vendor).toBe(code)
    },
  )

  test('that D365 pays needs no method of payment', () => {
    expect(bill({}, { settings: { paidBy: 'd365', methodOfPayment: undefined } }).methodOfPayment).toBeNull()
  })

  test('takes the tax groups of its company before those of the flow', () => {
    const settings = {
      tax: { mode: 'mapped' as const },
      taxByLegalEntity: { USMF: { mode: 'gross' as const, group: 'NONE', itemGroup: 'EXEMPT' } },
    }
    expect(bill({}, { settings }).tax).toEqual({ group: 'NONE', itemGroup: 'EXEMPT' })
  })

  test('takes its text from the memo where a line has none', () => {
    expect(bill({ lines: [spendLine({ description: null })] }).lines[0]?.text).toBe('Memo')
    expect(bill({ memo: null, lines: [spendLine({ description: null })] }).lines[0]?.text).toBe('')
  })

  test('as a pending invoice names a category on every line', () => {
    const invoice = translateBill(sourceDocument(spend()), flowContext({ settings: { form: 'pending' } }))
    expect(invoice).toMatchObject({
      form: 'pending-invoice',
      document: {
        form: 'pending',
        lines: [{ category: { hierarchy: 'Procurement', name: 'Office supplies' } }],
      },
    })
  })
})

describe('tags', () => {
  test('become dimension values; what is left out on purpose is not there', () => {
    const tags = {
      Department: { code: ' 22 ', name: 'Sales' },
      'Cost centre': { code: 'c1', name: 'One' },
      Project: { code: null, name: 'Unlinked, and left out' },
    }
    expect(bill({ lines: [spendLine({ tags })] }).lines[0]?.dimensions).toEqual({
      Department: '022',
      CostCenter: 'C1',
    })
    expect(
      bill({ lines: [spendLine({ tags: { Department: { code: 'none', name: '' } } })] }).lines[0]?.dimensions,
    ).toEqual({})
  })

  test('of two labels may name one dimension where they agree', () => {
    const tags = { Department: { code: '22', name: '' }, Team: { code: '22', name: '' } }
    expect(bill({ lines: [spendLine({ tags })] }).lines[0]?.dimensions).toEqual({ Department: '022' })
  })
})

describe('rounding', () => {
  const settings = { roundingTolerance: '0.05', roundingAccount: '999999' }
  const off = (minor: bigint, total = usd(10_000n)) => ({
    total,
    lines: [spendLine({ minor: total.minor - minor })],
  })

  test.each([5n, 1n, -5n])(
    'a difference of %i cents goes to its own account, never into a cost line',
    (difference) => {
      const { lines } = bill(off(difference), { settings })
      expect(lines.map(({ account, minor }) => [account, minor])).toEqual([
        ['601000', 10_000n - difference],
        ['999999', difference],
      ])
      expect(lines[1]?.dimensions).toEqual({})
    },
  )

  test.each([6n, -6n])('a difference of %i cents is a mistake', (difference) => {
    expect(() => bill(off(difference), { settings })).toThrow('do not sum to 100.00 USD')
  })

  test('is nothing in a currency without decimals: its smallest unit is more than a tolerance', () => {
    const rate = { rateType: 'Default', from: 'JPY', to: 'USD', start: day('2026-01-01'), end: null }
    const yen = off(1n, { minor: 10_000n, currency: 'JPY', decimals: 0 })
    expect(() => bill(yen, { settings, sets: { exchangeRates: [rate] } })).toThrow('do not sum')
  })

  test('without an account is a mistake too', () => {
    expect(() => bill(off(1n), { settings: { roundingTolerance: '0.05' } })).toThrow('do not sum')
  })
})

describe('a cost that is spread over months', () => {
  const amortisation = { from: day('2026-06-01'), to: day('2027-05-31') }
  const spread = (change: Partial<Spend>, context: ContextChange = {}) =>
    bill({ lines: [spendLine({ amortisation })], ...change }, context).lines[0]?.account

  test('debits the prepaid account that the source names, so that it is counted once', () => {
    expect(spread({ amortisationAccount: { code: '1301', name: 'Prepaid' } })).toBe('130100')
    expect(spread({ amortisationAccount: { code: '1301', name: 'Prepaid' } }, { amortisation: 'd365' })).toBe(
      '130100',
    )
  })

  test('debits the company’s own prepaid account as the table names it: it is a main account', () => {
    expect(spread({}, { tables: { prepaid: { account: '130100' } } })).toBe('130100')
    expect(
      spread(
        {},
        {
          tables: {
            prepaid: { account: '602000', 'usmf/account': '130100' },
            account: { '130100': '601000' },
          },
        },
      ),
    ).toBe('130100')
  })

  test('is taken at once where the setting says so', () => {
    expect(spread({ amortisationAccount: { code: '1301', name: '' } }, { amortisation: 'expense-now' })).toBe(
      '601000',
    )
  })

  test('is one where an account is named and no dates are', () => {
    const lines = [spendLine({ minor: 4_000n }), spendLine({ number: 2, minor: 6_000n })]
    const invoice = bill({ amortisationAccount: { code: '1301', name: '' }, amortised: true, lines })
    expect(invoice.lines.map(({ account }) => account)).toEqual(['130100', '130100'])
  })

  test('that is only marked as such is taken at once where nothing is spread', () => {
    const marked = { lines: [spendLine()], amortised: true }
    expect(spread(marked, { amortisation: 'expense-now' })).toBe('601000')
  })

  test('does not touch the other lines', () => {
    const lines = [spendLine({ amortisation, minor: 4_000n }), spendLine({ number: 2, minor: 6_000n })]
    expect(
      bill({ amortisationAccount: { code: '1301', name: '' }, lines }).lines.map(({ account }) => account),
    ).toEqual(['130100', '601000'])
  })
})

describe('a reimbursement', () => {
  test('is owed to the employee’s vendor account, under its trace code', () => {
    expect(reimbursement()).toMatchObject({ vendor: 'E-1', number: TRACE, text: `Airbase ${TRACE} Ann Lee` })
  })

  test('finds the employee whatever the spelling of the address', () => {
    expect(reimbursement({ owner: { name: null, email: 'ANN@Example.com ' } }).vendor).toBe('E-1')
  })
})

describe('dates', () => {
  test('of a moment are those of the company’s zone, whatever the source wrote', () => {
    const late = { date: day('2026-06-15'), moment: Date.UTC(2026, 5, 15, 23, 30) }
    const zones = (zone: string) => ({ timeZones: { USMF: zone } })
    expect([bill(late, zones('Asia/Tokyo')).date, bill(late, zones('Asia/Tokyo')).postingDate]).toEqual([
      '2026-06-16',
      '2026-06-16',
    ])
    expect(bill(late, zones('America/New_York')).date).toBe('2026-06-15')
  })

  test('without a moment stay as written, whatever the zone', () => {
    expect(bill({}, { timeZones: { usmf: 'Asia/Tokyo' } }).date).toBe('2026-06-15')
  })

  test('the invoice date is the supplier’s, and stays when the posting date moves', () => {
    const moved = bill({ date: day('2026-11-10') }, { settings: { closedPeriod: 'first-open' } })
    expect([moved.date, moved.postingDate]).toEqual(['2026-11-10', '2026-12-01'])
  })
})
