import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { documentEntry, writePlan } from '../../test/support/document-entry.ts'
import {
  day,
  flowContext,
  problemsIn,
  sourceDocument,
  spend,
  spendLine,
  type ContextChange,
} from '../../test/support/spend-world.ts'
import type { DocumentEntry } from '../contract/document-entry.ts'
import type { ReferenceRecord } from '../model/reference-record.ts'
import type { Spend, SpendKind, SpendLine } from '../model/spend.ts'
import { referenceFlows } from './reference-flows.ts'
import { spendFlows } from './spend-flows.ts'

const FLOWS = new Map(
  spendFlows({
    kinds: ['bill', 'reimbursement', 'card', 'settlement', 'transfer', 'fee', 'amortisation'],
    recordKind: 'ledger-entry',
  }).map((flow) => [flow.kinds[0], flow]),
)
const REFERENCE = new Map(
  referenceFlows({ account: 'account', vendor: 'vendor', 'dimension-value': 'tag' }).map((flow) => [
    flow.kinds[0],
    flow,
  ]),
)

const problems = (kind: SpendKind, change: Partial<Spend>, context: ContextChange = {}) =>
  problemsIn(() =>
    FLOWS.get(kind)!.translate(sourceDocument(spend({ ...change, kind })), flowContext(context)),
  )
const withLine = (change: Partial<SpendLine>): Partial<Spend> => ({ lines: [spendLine(change)] })
const tagged = (code: string | null): Partial<Spend> =>
  withLine({ tags: { Department: { code, name: 'Sales' } } })
const recordProblems = (record: ReferenceRecord, context: ContextChange = {}) =>
  problemsIn(() => REFERENCE.get(record.type)!.translate(sourceDocument(record), flowContext(context)))
const paying = (change: Partial<DocumentEntry>, spent: Partial<Spend> = {}) =>
  problems(
    'settlement',
    { appliesTo: ['b-1'], ...spent },
    { linked: new Map([['b-1', documentEntry('b-1', { state: 'booked', ...change })]]) },
  )
const accountRecord: ReferenceRecord = {
  type: 'account',
  id: '601000',
  name: 'Office',
  accountType: 'Expense',
  legalEntities: ['demf'],
  active: true,
}

/** Code, field and value of the only problem, and what its remedy speaks of. */
type Case = readonly [
  code: string,
  field: string,
  value: string,
  remedy: RegExp,
  found: () => ReturnType<typeof problems>,
]

const CASES: readonly Case[] = [
  ['LINES_DO_NOT_SUM', 'lines', '99.99', /split/, () => problems('bill', withLine({ minor: 9_999n }))],
  [
    'ZERO_TOTAL',
    'total',
    '0.00 USD',
    /nothing to book/,
    () => problems('bill', { total: { minor: 0n, currency: 'USD', decimals: 2 }, lines: [] }),
  ],
  [
    'CURRENCY_UNKNOWN',
    'currency',
    'XAU',
    /Create the currency/,
    () => problems('bill', { total: { minor: 10_000n, currency: 'XAU', decimals: 2 } }),
  ],
  [
    'NO_EXCHANGE_RATE',
    'currency',
    'CHF',
    /Enter the rate/,
    () => problems('bill', { total: { minor: 10_000n, currency: 'CHF', decimals: 2 } }),
  ],
  ['COMPANY_MISSING', 'company', '', /subsidiary/, () => problems('bill', { company: null })],
  [
    'COMPANY_MISSING',
    'company',
    'Contoso',
    /subsidiary/,
    () => problems('card', { company: { code: null, name: 'Contoso' } }),
  ],
  [
    'COMPANY_UNMAPPED',
    'company',
    '30',
    /mapping set <route> legal-entity 30/,
    () => problems('bill', { company: { code: '30', name: '' } }),
  ],
  [
    'LEGAL_ENTITY_UNKNOWN',
    'company',
    '99',
    /mapping set <route> legal-entity 99/,
    () => problems('settlement', { company: { code: '99', name: '' } }),
  ],
  [
    'ACCOUNT_MISSING',
    'lines[1].account',
    '',
    /Choose a category/,
    () => problems('bill', withLine({ account: null })),
  ],
  [
    'ACCOUNT_MISSING',
    'lines[1].account',
    'Office',
    /Choose a category/,
    () => problems('card', withLine({ account: { code: '', name: 'Office' } })),
  ],
  [
    'ACCOUNT_UNMAPPED',
    'lines[7].account',
    '7777',
    /mapping set <route> account 7777/,
    () => problems('bill', withLine({ number: 7, account: { code: '7777', name: 'New' } })),
  ],
  [
    'ACCOUNT_UNKNOWN',
    'lines[1].account',
    '000000',
    /Correct the mapping/,
    () => problems('bill', withLine({ account: { code: 'broken', name: '' } })),
  ],
  [
    'ACCOUNT_TAKES_NO_ENTRIES',
    'lines[1].account',
    'total',
    /takes entries/,
    () => problems('bill', withLine({ account: { code: 'total', name: '' } })),
  ],
  [
    'ACCOUNT_SUSPENDED',
    'lines[1].account',
    'suspended',
    /suspension/,
    () => problems('bill', withLine({ account: { code: 'suspended', name: '' } })),
  ],
  [
    'ACCOUNT_NO_MANUAL_ENTRY',
    'lines[1].account',
    'no-manual',
    /manual entry/,
    () => problems('bill', withLine({ account: { code: 'no-manual', name: '' } })),
  ],
  [
    'ACCOUNT_NOT_ACTIVE',
    'lines[1].account',
    'ended',
    /dates/,
    () => problems('bill', withLine({ account: { code: 'ended', name: '' } })),
  ],
  [
    'ACCOUNT_UNKNOWN',
    'roundingAccount',
    '000000',
    /Correct the mapping/,
    () =>
      problems('bill', withLine({ minor: 9_999n }), {
        settings: { roundingTolerance: '0.05', roundingAccount: '000000' },
      }),
  ],
  [
    'DIMENSION_UNMAPPED',
    'lines[1].Region',
    'Region',
    /mapping set <route> dimension "Region" <dimension>, or -/,
    () => problems('bill', withLine({ tags: { Region: { code: 'n', name: 'North' } } })),
  ],
  ['TAG_UNLINKED', 'lines[1].Department', 'Sales', /Link the tag/, () => problems('bill', tagged(null))],
  ['TAG_UNLINKED', 'lines[1].Department', '', /Link the tag/, () => problems('card', tagged(''))],
  [
    'DIMENSION_VALUE_UNMAPPED',
    'lines[1].Department',
    '77',
    /mapping set <route> "dimension:Department" 77/,
    () => problems('bill', tagged('77')),
  ],
  [
    'DIMENSION_VALUE_UNKNOWN',
    'lines[1].Department',
    'gone',
    /create the value/,
    () => problems('bill', tagged('gone')),
  ],
  [
    'DIMENSION_VALUE_TOTAL',
    'lines[1].Department',
    'total',
    /takes entries/,
    () => problems('bill', tagged('total')),
  ],
  [
    'DIMENSION_VALUE_SUSPENDED',
    'lines[1].Department',
    'suspended',
    /suspension/,
    () => problems('bill', tagged('suspended')),
  ],
  [
    'DIMENSION_VALUE_BLOCKED',
    'lines[1].Department',
    'blocked',
    /another value/,
    () => problems('bill', tagged('blocked')),
  ],
  [
    'DIMENSION_VALUE_NOT_ACTIVE',
    'lines[1].Department',
    'ended',
    /another value/,
    () => problems('bill', tagged('ended')),
  ],
  [
    'DIMENSION_TWICE',
    'lines[1].Team',
    '023',
    /dimension "Team" -/,
    () =>
      problems(
        'bill',
        withLine({ tags: { Department: { code: '22', name: '' }, Team: { code: '23', name: '' } } }),
      ),
  ],
  [
    'VENDOR_UNLINKED',
    'vendor',
    'Paper Mill',
    /never created/,
    () => problems('bill', { vendor: { code: null, name: 'Paper Mill' } }),
  ],
  ['VENDOR_UNLINKED', 'vendor', '', /never created/, () => problems('bill', { vendor: null })],
  [
    'VENDOR_UNMAPPED',
    'vendor',
    'V-1',
    /mapping set <route> vendor/,
    () => problems('bill', {}, { tables: { vendor: {} } }),
  ],
  [
    'VENDOR_UNKNOWN',
    'vendor',
    'V-NONE',
    /never created/,
    () => problems('bill', { vendor: { code: 'V-NONE', name: '' } }),
  ],
  [
    'VENDOR_ON_HOLD',
    'vendor',
    'V-HOLD',
    /Lift the hold/,
    () => problems('bill', { vendor: { code: 'V-HOLD', name: '' } }),
  ],
  [
    'VENDOR_ON_HOLD',
    'vendor',
    'V-ALL',
    /Lift the hold/,
    () => problems('bill', { vendor: { code: 'V-ALL', name: '' } }),
  ],
  [
    'VENDOR_ON_HOLD',
    'vendor',
    'V-BILLED-HOLD',
    /Lift the hold/,
    () => problems('bill', { vendor: { code: 'V-BILLED-HOLD', name: '' } }),
  ],
  ['EMPLOYEE_MISSING', 'employee', '', /owner/, () => problems('reimbursement', { owner: null })],
  [
    'EMPLOYEE_UNMAPPED',
    'employee',
    '(employee)',
    /mapping set <route> employee/,
    () => problems('reimbursement', { owner: { name: 'Bob', email: 'bob@example.com' } }),
  ],
  [
    'VENDOR_UNKNOWN',
    'employee',
    'E-GONE',
    /never created/,
    () => problems('reimbursement', { owner: { name: null, email: 'gone@example.com' } }),
  ],
  [
    'TAX_NOT_DECIDED',
    'tax',
    '',
    /flows.bills.tax/,
    () => problems('bill', {}, { settings: { tax: undefined } }),
  ],
  [
    'TAX_NOT_MAPPED',
    'tax',
    'mapped',
    /flows.bills.tax/,
    () => problems('bill', {}, { settings: { tax: { mode: 'mapped' } } }),
  ],
  [
    'TAX_GROUP_UNKNOWN',
    'tax.group',
    'FULL',
    /flows.bills.tax/,
    () => problems('bill', {}, { settings: { tax: { mode: 'gross', group: 'FULL', itemGroup: 'EXEMPT' } } }),
  ],
  [
    'TAX_GROUP_UNKNOWN',
    'tax.itemGroup',
    'ALL',
    /flows.cards.tax/,
    () =>
      problems(
        'card',
        {},
        {
          flow: 'cards',
          settings: { taxByLegalEntity: { USMF: { mode: 'gross', group: 'NONE', itemGroup: 'ALL' } } },
        },
      ),
  ],
  [
    'PAYMENT_METHOD_MISSING',
    'methodOfPayment',
    '',
    /paid twice/,
    () => problems('bill', {}, { settings: { methodOfPayment: undefined } }),
  ],
  [
    'PAID_BY_NOT_DECIDED',
    'paidBy',
    '',
    /pays twice/,
    () => problems('bill', {}, { settings: { paidBy: undefined } }),
  ],
  [
    'PAYMENT_METHOD_UNKNOWN',
    'methodOfPayment',
    'CHECK',
    /Create it/,
    () => problems('bill', {}, { settings: { methodOfPayment: 'CHECK' } }),
  ],
  ...(['bill', 'card'] as const).map(
    (kind) =>
      [
        'TIME_ZONE_MISSING',
        'date',
        '2026-06-15T23:30:00.000Z',
        /timeZones/,
        () =>
          problems(kind, { moment: Date.UTC(2026, 5, 15, 23, 30) }, { timeZones: { demf: 'Europe/Berlin' } }),
      ] as const,
  ),
  [
    'PERIOD_CLOSED',
    'postingDate',
    '2026-07-01',
    /Open the period/,
    () => problems('bill', { date: day('2026-07-01') }),
  ],
  [
    'PERIOD_UNKNOWN',
    'postingDate',
    '2030-01-01',
    /Open the period/,
    () => problems('bill', { date: day('2030-01-01') }),
  ],
  ['INVOICE_NUMBER_MISSING', 'number', '', /invoice number/, () => problems('bill', { number: null })],
  ['INVOICE_NUMBER_MISSING', 'number', '', /invoice number/, () => problems('bill', { number: '  ' })],
  [
    'PREPAID_ACCOUNT_MISSING',
    'lines[1].account',
    '',
    /mapping set <route> prepaid account/,
    () => problems('bill', withLine({ amortisation: { from: day('2026-01-01'), to: day('2026-12-31') } })),
  ],
  [
    'PREPAID_ACCOUNT_MISSING',
    'amortisationAccount',
    '',
    /mapping set <route> prepaid account/,
    () => problems('amortisation', {}),
  ],
  [
    'CATEGORY_UNMAPPED',
    'lines[1].category',
    '6020',
    /mapping set <route> category 6020/,
    () =>
      problems('bill', withLine({ account: { code: '6020', name: '' } }), { settings: { form: 'pending' } }),
  ],
  [
    'CATEGORY_UNMAPPED',
    'lines[1].category',
    'half',
    /<hierarchy>\|<category>/,
    () =>
      problems('bill', withLine({ account: { code: 'half', name: '' } }), {
        settings: { form: 'pending' },
        tables: { account: { half: '601000' } },
      }),
  ],
  ['SETTLES_NOTHING', 'appliesTo', '', /by hand/, () => problems('settlement', { appliesTo: [] })],
  [
    'SETTLES_SEVERAL',
    'appliesTo',
    'b-1',
    /by hand/,
    () => problems('settlement', { appliesTo: ['b-1', 'b-2'] }),
  ],
  ['INVOICE_UNKNOWN', 'appliesTo', 'b-1', /Release it/, () => problems('settlement', { appliesTo: ['b-1'] })],
  ['INVOICE_NOT_BOOKED', 'appliesTo', 'b-1', /Post the invoice/, () => paying({ state: 'written' })],
  [
    'INTERCOMPANY',
    'appliesTo',
    'b-1',
    /by hand/,
    () => paying({ plan: writePlan('b-1', { legalEntity: 'demf' }) }),
  ],
  [
    'VENDOR_ON_PAYMENT_HOLD',
    'appliesTo',
    'b-1',
    /Lift the hold/,
    () => paying({ plan: writePlan('b-1', { party: 'V-PAYMENT' }) }),
  ],
  [
    'VENDOR_ON_PAYMENT_HOLD',
    'appliesTo',
    'b-1',
    /Lift the hold/,
    () => paying({ plan: writePlan('b-1', { party: 'V-ALL' }) }),
  ],
  [
    'VENDOR_ON_PAYMENT_HOLD',
    'appliesTo',
    'b-1',
    /Lift the hold/,
    () => paying({ plan: writePlan('b-1', { party: 'V-BILLED-PAYMENT' }) }),
  ],
  [
    'PAYMENT_REVERSAL',
    'total',
    '2026-06-15',
    /Reverse the payment/,
    () => paying({}, { total: { minor: -100n, currency: 'USD', decimals: 2 } }),
  ],
  [
    'ZERO_TOTAL',
    'total',
    '0.00 USD',
    /nothing to book/,
    () => paying({}, { total: { minor: 0n, currency: 'USD', decimals: 2 } }),
  ],
  [
    'AMORTISED_ELSEWHERE',
    'amortisation',
    'd365',
    /Nothing to do/,
    () => problems('amortisation', {}, { amortisation: 'd365' }),
  ],
  [
    'AMORTISATION_UNCLEAR',
    'lines[1].amortisation',
    '',
    /dates or a prepaid account/,
    () => problems('bill', { amortised: true }),
  ],
  [
    'AMORTISATION_UNCLEAR',
    'lines[1].amortisation',
    '',
    /dates or a prepaid account/,
    () => problems('card', { amortised: true }),
  ],
  ['TRANSFER_SHAPE', 'lines', '1', /by hand/, () => problems('transfer', {})],
  [
    'CLEARING_UNMAPPED',
    'clearing',
    'fund-2',
    /mapping set <route> clearing fund-2/,
    () => problems('card', { fundingAccount: { code: 'fund-2', name: '' }, programme: 'amex' }),
  ],
  [
    'CLEARING_UNMAPPED',
    'clearing',
    '',
    /clearing <programme>/,
    () => problems('fee', { fundingAccount: null, programme: null }),
  ],
  [
    'ACCOUNT_SUSPENDED',
    'clearing',
    'suspended',
    /suspension/,
    () => problems('card', { fundingAccount: { code: 'broken', name: '' } }),
  ],
  ['UNKNOWN_KIND', 'kind', 'other', /kinds/, () => problems('other', {})],
  [
    'COMPANY_NOT_TAKEN',
    'legalEntities',
    '601000',
    /mapping set <route> legal-entity/,
    () => recordProblems(accountRecord),
  ],
  [
    'DIMENSION_NOT_TAKEN',
    'legalEntities',
    'Fund',
    /mapping set <route> dimension Fund/,
    () =>
      recordProblems({
        type: 'dimension-value',
        dimension: 'Fund',
        id: 'F1',
        name: 'Fund 1',
        legalEntities: [],
        active: true,
      }),
  ],
]

describe('what is wrong with a document is named with field, value and remedy', () => {
  test.each(CASES)('%s of %s %j', (...[code, field, value, remedy, found]) => {
    const [problem, ...others] = found()
    expect(problem).toEqual({
      code,
      field,
      value,
      message: expect.stringMatching(/\S/),
      remedy: expect.stringMatching(remedy),
    })
    expect(others).toEqual([])
  })

  test('and no code of this folder is without such a case', () => {
    const folder = import.meta.dirname
    const sources = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    const codes = sources.flatMap((name) => [
      ...readFileSync(join(folder, name), 'utf8').matchAll(/'([A-Z]{2,}(?:_[A-Z]+)+|[A-Z]{8,})'/g),
    ])
    expect([...new Set(codes.map(([, code]) => code))].sort()).toEqual(
      [...new Set(CASES.map(([code]) => code))].sort(),
    )
  })
})

describe('everything that is wrong is named at once', () => {
  const wrong: Partial<Spend> = {
    number: null,
    vendor: { code: 'V-HOLD', name: '' },
    date: day('2026-07-01'),
    total: { minor: 10_000n, currency: 'CHF', decimals: 2 },
    lines: [
      spendLine({ number: 1, account: null, minor: 1n, tags: {} }),
      spendLine({
        number: 2,
        account: { code: 'suspended', name: '' },
        minor: 1n,
        tags: { Department: { code: '77', name: '' }, Region: { code: 'n', name: '' } },
      }),
    ],
  }
  const settings = { tax: undefined, paidBy: undefined }

  test('of a bill', () => {
    expect(
      problems('bill', wrong, { settings })
        .map(({ code }) => code)
        .sort(),
    ).toEqual([
      'ACCOUNT_MISSING',
      'ACCOUNT_SUSPENDED',
      'DIMENSION_UNMAPPED',
      'DIMENSION_VALUE_UNMAPPED',
      'INVOICE_NUMBER_MISSING',
      'LINES_DO_NOT_SUM',
      'NO_EXCHANGE_RATE',
      'PAID_BY_NOT_DECIDED',
      'PERIOD_CLOSED',
      'TAX_NOT_DECIDED',
      'VENDOR_ON_HOLD',
    ])
  })

  test('of a card transaction', () => {
    const found = problems('card', { ...wrong, fundingAccount: null, programme: null }, { settings })
    expect(found.map(({ code }) => code).sort()).toEqual([
      'ACCOUNT_MISSING',
      'ACCOUNT_SUSPENDED',
      'CLEARING_UNMAPPED',
      'DIMENSION_UNMAPPED',
      'DIMENSION_VALUE_UNMAPPED',
      'LINES_DO_NOT_SUM',
      'NO_EXCHANGE_RATE',
      'PERIOD_CLOSED',
      'TAX_NOT_DECIDED',
    ])
  })

  test('of a payment', () => {
    const change = {
      date: day('2030-01-01'),
      total: { minor: -1n, currency: 'CHF', decimals: 2 },
      appliesTo: [],
      fundingAccount: null,
      programme: null,
    }
    expect(
      problems('settlement', change, { settings })
        .map(({ code }) => code)
        .sort(),
    ).toEqual([
      'CLEARING_UNMAPPED',
      'NO_EXCHANGE_RATE',
      'PAID_BY_NOT_DECIDED',
      'PAYMENT_REVERSAL',
      'PERIOD_UNKNOWN',
      'SETTLES_NOTHING',
    ])
  })
})
