import { describe, expect, test } from 'vitest'
import type { AccountRow, DimensionValueRow, ReferenceSets, VendorRow } from '../contract/reference.ts'
import type { CalendarDate } from '../model/calendar-date.ts'
import type { TableSpec } from './entry-rules.ts'
import { checkMapping, type CheckParts } from './check.ts'
import { indexReference, noReferenceSets } from './reference-index.ts'

const TODAY = '2026-11-20' as CalendarDate
const spec = (name: string, kind: TableSpec['kind'], more: Partial<TableSpec> = {}): TableSpec => ({
  name,
  codes: name,
  values: 'value',
  kind,
  leavesOut: false,
  neededBy: [],
  ...more,
})
const SPECS = [
  spec('legal-entity', 'legal-entity', { neededBy: ['bills'] }),
  spec('account', 'account', { neededBy: ['bills', 'cards'] }),
  spec('vendor', 'vendor'),
  spec('category', 'category'),
  spec('dimension', 'dimension', { leavesOut: true }),
  spec('dimension:', 'dimension-value', { leavesOut: true }),
]
const account = (id: string, more: Partial<AccountRow> = {}): AccountRow => ({
  chartOfAccounts: 'shared',
  id,
  name: id,
  type: 'Expense',
  takesEntries: true,
  suspended: false,
  manualEntry: true,
  from: null,
  to: null,
  ...more,
})
const value = (id: string, more: Partial<DimensionValueRow> = {}): DimensionValueRow => ({
  dimension: 'Department',
  legalEntity: '',
  value: id,
  name: id,
  suspended: false,
  blockedForManualEntry: false,
  total: false,
  from: null,
  to: null,
  ...more,
})
const vendor = (legalEntity: string, id: string, more: Partial<VendorRow> = {}): VendorRow => ({
  legalEntity,
  account: id,
  name: id,
  party: '',
  hold: 'none',
  currency: 'USD',
  billTo: '',
  ...more,
})
const entity = (code: string, chartOfAccounts = 'shared') => ({
  code,
  name: code,
  chartOfAccounts,
  accountingCurrency: 'USD',
  fiscalCalendar: 'F',
  exchangeRateType: 'D',
})

const SETS: ReferenceSets = {
  ...noReferenceSets,
  legalEntities: [entity('usmf'), entity('demf', 'german')],
  accounts: [
    account('6100'),
    account('6200', { suspended: true }),
    account('6300', { takesEntries: false, type: 'Total' }),
    account('6400', { manualEntry: false }),
    account('6500', { to: '2026-01-31' as CalendarDate }),
    account('7100', { chartOfAccounts: 'german' }),
  ],
  dimensionValues: [
    value('10'),
    value('20', { suspended: true }),
    value('30', { total: true }),
    value('40', { blockedForManualEntry: true }),
    value('50', { from: '2027-01-01' as CalendarDate }),
  ],
  formats: [{ kind: 'ledger', segments: ['MainAccount', 'Department'], delimiter: '-' }],
  vendors: [
    vendor('usmf', 'V1'),
    vendor('usmf', 'V2', { hold: 'all' }),
    vendor('usmf', 'V3', { billTo: 'V2' }),
    vendor('usmf', 'V4', { hold: 'payment' }),
  ],
}
const COMPLETE = { 'legal-entity': { US: 'usmf' }, account: { '*': '=' } }

const check = (tables: Record<string, Record<string, string>>, more: Partial<CheckParts> = {}) =>
  checkMapping({
    route: 'airbase-to-d365',
    set: { version: 1, tables: { ...COMPLETE, ...tables } },
    specs: SPECS,
    reference: indexReference(SETS),
    flows: ['bills'],
    today: TODAY,
    companies: 'legal-entity',
    dimensions: 'dimension',
    labelOf: (table) => (table.startsWith('dimension:') ? table.slice('dimension:'.length) : null),
    ...more,
  })
const problems = (tables: Record<string, Record<string, string>>) =>
  check(tables).map(({ table, code, problem }) => `${table} ${code ?? ''} ${problem}`)

describe('mapping check', () => {
  test('passes what a document could use today, the special codes and values among it', () => {
    const tables = {
      account: { A: '6100', '*': '=', 'usmf/B': '6100', '6100': '=' },
      vendor: { '*': '=', V1: '=', X: 'V4' },
      category: { A: 'Procurement|Travel' },
      dimension: { Department: 'department', Project: '-' },
      'dimension:Department': { D: '10', E: '-', '*': '=' },
    }
    expect(check(tables)).toEqual([])
  })

  test('names every entry that the ledger would refuse', () => {
    const tables = {
      'legal-entity': { US: 'usmf', UK: 'gbmf' },
      account: { a: '9999', b: '6200', c: '6300', d: '6400', e: '6500', 'usmf/7100': '=' },
      vendor: { a: 'V9', b: 'V2', c: 'V3' },
      category: { a: 'Travel' },
      dimension: { Department: 'Department', Team: 'Team' },
      'dimension:Department': { a: '99', b: '20', c: '30', d: '40', e: '50' },
    }
    expect(problems(tables)).toEqual([
      'dimension:Team  TABLE_EMPTY',
      'account a ACCOUNT_UNKNOWN',
      'account b ACCOUNT_SUSPENDED',
      'account c ACCOUNT_TAKES_NO_ENTRIES',
      'account d ACCOUNT_NO_MANUAL_ENTRY',
      'account e ACCOUNT_NOT_ACTIVE',
      'account usmf/7100 ACCOUNT_UNKNOWN',
      'category a CATEGORY_SHAPE',
      'dimension Team DIMENSION_UNKNOWN',
      'dimension:Department a DIMENSION_VALUE_UNKNOWN',
      'dimension:Department b DIMENSION_VALUE_SUSPENDED',
      'dimension:Department c DIMENSION_VALUE_TOTAL',
      'dimension:Department d DIMENSION_VALUE_BLOCKED',
      'dimension:Department e DIMENSION_VALUE_NOT_ACTIVE',
      'legal-entity UK LEGAL_ENTITY_UNKNOWN',
      'vendor a VENDOR_UNKNOWN',
      'vendor b VENDOR_ON_HOLD',
      'vendor c VENDOR_ON_HOLD',
    ])
    expect(
      check(tables).every(
        ({ remedy, message, severity }) => remedy !== '' && message !== '' && severity === 'wrong',
      ),
    ).toBe(true)
  })

  test('gives a hint where only some of the mapped companies cannot use an entry', () => {
    const [found] = check({ 'legal-entity': { US: 'usmf', DE: 'demf' }, account: { a: '6100' } })
    expect(found).toMatchObject({
      problem: 'ACCOUNT_UNKNOWN',
      severity: 'hint',
      message: expect.stringContaining('1 of 2 companies'),
    })
  })

  test('names tables that a flow needs and that are empty, and says how to fill them', () => {
    const found = check({ account: {}, 'legal-entity': {} }, { flows: ['cards'] })
    expect(found).toMatchObject([
      { table: 'account', problem: 'TABLE_EMPTY', message: expect.stringContaining('needed by cards') },
    ])
    expect(check({ account: {} }, { flows: [] })).toEqual([])
  })

  test('names tables that nothing looks at', () => {
    expect(problems({ accounts: { a: '1' }, 'dimension:Team': { a: '1' } })).toEqual([
      'accounts  TABLE_UNKNOWN',
      'dimension:Team  LABEL_UNMAPPED',
    ])
  })

  test('does not pass over an empty reference copy', () => {
    expect(
      check({ account: { a: '6100' } }, { reference: indexReference(noReferenceSets) }).map(
        ({ problem }) => problem,
      ),
    ).toContain('ACCOUNT_UNKNOWN')
  })

  test('of a table that leads out of the ledger checks the codes', () => {
    const specs = [
      spec('legal-entity', 'elsewhere', { codes: 'legal entity' }),
      spec('dimension', 'elsewhere', { codes: 'dimension' }),
    ]
    const found = check(
      { 'legal-entity': { usmf: 'US', xx: 'XX' }, dimension: { Department: 'Team', Nope: 'X' }, account: {} },
      { specs: [...specs, spec('account', 'account')] },
    )
    expect(found.map(({ code, problem }) => `${code} ${problem}`)).toEqual([
      'Nope CODE_UNKNOWN',
      'xx CODE_UNKNOWN',
    ])
  })
})
