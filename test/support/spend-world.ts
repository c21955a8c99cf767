import type { DocumentEntry } from '../../src/contract/document-entry.ts'
import type { ReferenceSets } from '../../src/contract/reference.ts'
import type { Amortisation, FlowContext, FlowSettings, Translated } from '../../src/contract/route.ts'
import type { SourceDocument } from '../../src/contract/source.ts'
import type { TargetDocument } from '../../src/model/document.ts'
import type { Problem } from '../../src/model/problem.ts'
import { ProblemsError } from '../../src/errors/problems-error.ts'
import { indexReference, noReferenceSets } from '../../src/mapping/reference-index.ts'
import { mappingLookup, type MappingTable } from '../../src/mapping/tables.ts'
import type { CalendarDate } from '../../src/model/calendar-date.ts'
import { traceCode } from '../../src/model/identity.ts'
import type { ReferenceRecord } from '../../src/model/reference-record.ts'
import type { Spend, SpendLine } from '../../src/model/spend.ts'
import { defaultFlowSettings } from '../../src/settings/schema.ts'

export const day = (text: string): CalendarDate => text as CalendarDate

const account = (id: string, change: Partial<ReferenceSets['accounts'][number]> = {}) => ({
  chartOfAccounts: 'shared',
  id,
  name: `Account ${id}`,
  type: 'Expense',
  takesEntries: true,
  suspended: false,
  manualEntry: true,
  from: null,
  to: null,
  ...change,
})
const value = (id: string, change: Partial<ReferenceSets['dimensionValues'][number]> = {}) => ({
  dimension: 'Department',
  legalEntity: '',
  value: id,
  name: id,
  suspended: false,
  blockedForManualEntry: false,
  total: false,
  from: null,
  to: null,
  ...change,
})
const vendor = (id: string, change: Partial<ReferenceSets['vendors'][number]> = {}) => ({
  legalEntity: 'usmf',
  account: id,
  name: `Vendor ${id}`,
  party: id,
  hold: 'none' as const,
  currency: 'USD',
  billTo: id,
  ...change,
})
const period = (from: string, to: string, open: boolean, fiscalYear = '2026') => ({
  legalEntity: 'usmf',
  from: day(from),
  to: day(to),
  fiscalYear,
  open,
})

/**
 * A small ledger. Of the accounts and dimension values each bad one is named after what is wrong with it; of
 * 2026 the months January to June and December are open.
 */
export const ledgerSets = (change: Partial<ReferenceSets> = {}): ReferenceSets => ({
  ...noReferenceSets,
  legalEntities: [
    {
      code: 'usmf',
      name: 'US',
      chartOfAccounts: 'shared',
      accountingCurrency: 'USD',
      fiscalCalendar: 'c',
      exchangeRateType: 'Default',
    },
    {
      code: 'demf',
      name: 'DE',
      chartOfAccounts: 'shared',
      accountingCurrency: 'EUR',
      fiscalCalendar: 'c',
      exchangeRateType: 'Default',
    },
  ],
  accounts: [
    account('601000'),
    account('602000'),
    account('110100', { type: 'Asset' }),
    account('130100', { type: 'Asset' }),
    account('999999'),
    account('total', { type: 'Total', takesEntries: false }),
    account('suspended', { suspended: true }),
    account('no-manual', { manualEntry: false }),
    account('ended', { to: day('2026-05-31') }),
  ],
  dimensionValues: [
    value('022'),
    value('023'),
    value('total', { total: true }),
    value('suspended', { suspended: true }),
    value('blocked', { blockedForManualEntry: true }),
    value('ended', { to: day('2026-05-31') }),
    value('C1', { dimension: 'CostCenter' }),
  ],
  vendors: [
    vendor('V-1'),
    vendor('V-HOLD', { hold: 'invoice' }),
    vendor('V-ALL', { hold: 'all' }),
    vendor('V-PAYMENT', { hold: 'payment' }),
    vendor('V-OTHER', { hold: 'other' }),
    vendor('V-BILLED', { billTo: 'V-PARENT' }),
    vendor('V-PARENT'),
    vendor('V-BILLED-HOLD', { billTo: 'V-HOLD' }),
    vendor('V-BILLED-PAYMENT', { billTo: 'V-PAYMENT' }),
    vendor('E-1'),
  ],
  periods: [
    period('2025-12-01', '2025-12-31', false, '2025'),
    ...['01', '02', '03', '04', '05', '06'].map((month) =>
      period(`2026-${month}-01`, month === '02' ? '2026-02-28' : `2026-${month}-30`, true),
    ),
    period('2026-07-01', '2026-11-30', false),
    period('2026-12-01', '2026-12-31', true),
  ],
  currencies: [
    { code: 'USD', decimals: 2 },
    { code: 'EUR', decimals: 2 },
    { code: 'JPY', decimals: 0 },
    { code: 'CHF', decimals: 2 },
  ],
  exchangeRates: [{ rateType: 'Default', from: 'EUR', to: 'USD', start: day('2026-01-01'), end: null }],
  paymentMethods: [{ legalEntity: 'usmf', code: 'AIRBASE' }],
  taxGroups: [{ legalEntity: 'usmf', code: 'NONE' }],
  taxItemGroups: [{ legalEntity: 'usmf', code: 'EXEMPT' }],
  ...change,
})

const TABLES: Readonly<Record<string, MappingTable>> = {
  'legal-entity': { '10': 'usmf', '20': 'demf', '99': 'gone' },
  account: {
    '6010': '601000',
    '6020': '602000',
    '1301': '130100',
    broken: '000000',
    ...Object.fromEntries(['total', 'suspended', 'no-manual', 'ended'].map((code) => [code, code])),
  },
  vendor: { '*': '=' },
  employee: { 'ann@example.com': 'E-1', 'gone@example.com': 'E-GONE' },
  clearing: { 'fund-1': '110100', visa: '110100', broken: 'suspended' },
  dimension: { Department: 'Department', Team: 'Department', 'Cost centre': 'CostCenter', Project: '-' },
  'dimension:Department': {
    '22': '022',
    '23': '023',
    gone: '000',
    none: '-',
    ...Object.fromEntries(['total', 'suspended', 'blocked', 'ended'].map((code) => [code, code])),
  },
  'dimension:Team': { '22': '022', '23': '023' },
  'dimension:Cost centre': { '*': '=' },
  category: { '6010': 'Procurement|Office supplies', half: 'Procurement' },
}

export interface ContextChange {
  readonly settings?: Partial<FlowSettings>
  readonly tables?: Readonly<Record<string, MappingTable>>
  readonly sets?: Partial<ReferenceSets>
  readonly linked?: ReadonlyMap<string, DocumentEntry | null>
  readonly flow?: string
  readonly amortisation?: Amortisation
  readonly timeZones?: Readonly<Record<string, string>>
}

/** Settings under which nothing is missing. */
const SETTINGS: FlowSettings = {
  ...defaultFlowSettings,
  paidBy: 'source',
  methodOfPayment: 'AIRBASE',
  tax: { mode: 'gross', group: 'NONE', itemGroup: 'EXEMPT' },
}

export const TRACE = traceCode({ connection: 'airbase', kind: 'ledger-entry', ref: '1' })

export const flowContext = (change: ContextChange = {}): FlowContext => ({
  flow: change.flow ?? 'bills',
  trace: TRACE,
  sourceTitle: 'Airbase',
  settings: { ...SETTINGS, ...change.settings },
  amortisation: change.amortisation ?? 'source',
  timeZones: change.timeZones ?? {},
  mapping: mappingLookup({ version: 1, tables: { ...TABLES, ...change.tables } }),
  reference: indexReference(ledgerSets(change.sets)),
  linked: change.linked ?? new Map(),
})

export const spendLine = (change: Partial<SpendLine> = {}): SpendLine => ({
  number: 1,
  account: { code: '6010', name: 'Office' },
  minor: 10_000n,
  tags: { Department: { code: '22', name: 'Sales' } },
  description: 'Paper',
  amortisation: null,
  ...change,
})

/** A bill of 100.00 USD over one line, in an open month, with which nothing is wrong. */
export const spend = (change: Partial<Spend> = {}): Spend => ({
  kind: 'bill',
  number: 'INV-1',
  company: { code: '10', name: 'Contoso US' },
  vendor: { code: 'V-1', name: 'Paper Mill' },
  owner: { name: 'Ann Lee', email: 'ann@example.com' },
  fundingAccount: { code: 'fund-1', name: 'Funding' },
  programme: 'visa',
  date: day('2026-06-15'),
  moment: null,
  total: { minor: 10_000n, currency: 'USD', decimals: 2 },
  lines: [spendLine()],
  original: null,
  appliesTo: [],
  amortised: false,
  amortisationAccount: null,
  memo: 'Memo',
  url: null,
  ...change,
})

export const sourceDocument = (body: Spend | ReferenceRecord | null): SourceDocument => ({
  kind: body !== null && 'kind' in body ? body.kind : (body?.type ?? 'other'),
  approval: 'approved',
  handedOver: false,
  amount: body !== null && 'total' in body ? body.total : null,
  fingerprint: { version: 1, hash: 'h', core: 'c' },
  numbers: [],
  body,
  problems: [],
})

/** The document that was made of it; what was left out on purpose is an error of the test. */
export const documentOf = <Type extends TargetDocument['type']>(
  translated: Translated,
  type: Type,
): Extract<TargetDocument, { type: Type }> => {
  if ('skip' in translated) throw new Error(`skipped: ${translated.skip.code}`)
  if (translated.document.type !== type) throw new Error(`it is a ${translated.document.type}`)
  return translated.document as Extract<TargetDocument, { type: Type }>
}

/** Everything that is wrong, or why it is left out; none when it was translated. */
export const problemsIn = (translate: () => Translated): readonly Problem[] => {
  try {
    const translated = translate()
    return 'skip' in translated ? [translated.skip] : []
  } catch (error) {
    if (error instanceof ProblemsError) return error.problems
    throw error
  }
}
