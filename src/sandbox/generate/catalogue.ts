import type { WorldCurrency } from './decimal-text.ts'

/** A company as D365 and Airbase know it. */
export interface CompanyFacts {
  /** Lower-case company code, `dataAreaId`. */
  readonly legalEntity: string
  readonly name: string
  readonly countryRegion: string
  readonly country: string
  readonly currency: WorldCurrency
  readonly ianaZone: string
  readonly d365Zone: string
  readonly language: string
  /** Currencies of its documents; the first is the usual one. */
  readonly currencies: readonly [WorldCurrency, ...WorldCurrency[]]
}

/** The three companies of every generated world. */
export const companyFacts = [
  {
    legalEntity: 'usmf',
    name: 'Larkfield Instruments Inc.',
    countryRegion: 'USA',
    country: 'US',
    currency: 'USD',
    ianaZone: 'America/New_York',
    d365Zone: 'GMTMINUS0500EASTERNTIME',
    language: 'en-US',
    currencies: ['USD', 'EUR', 'KWD', 'JPY'],
  },
  {
    legalEntity: 'demf',
    name: 'Larkfield Messtechnik GmbH',
    countryRegion: 'DEU',
    country: 'DE',
    currency: 'EUR',
    ianaZone: 'Europe/Berlin',
    d365Zone: 'GMTPLUS0100_AMSTERDAM_BERLIN_BERN_ROME',
    language: 'de',
    currencies: ['EUR', 'USD', 'KWD'],
  },
  {
    legalEntity: 'jpmf',
    name: 'ラークフィールド計測株式会社',
    countryRegion: 'JPN',
    country: 'JP',
    currency: 'JPY',
    ianaZone: 'Asia/Tokyo',
    d365Zone: 'GMTPLUS0900_OSAKA_SAPPORO_TOKYO',
    language: 'ja',
    currencies: ['JPY', 'USD', 'EUR'],
  },
] as const satisfies readonly CompanyFacts[]

/** Names and symbols of the currencies. A rounding rule of 0 stands for the default of 0.01. */
export const currencyFacts = {
  USD: { name: 'US Dollar', symbol: '$', roundingRule: 0 },
  EUR: { name: 'Euro', symbol: '€', roundingRule: 0.01 },
  JPY: { name: 'Japanese Yen', symbol: '¥', roundingRule: 1 },
  KWD: { name: 'Kuwaiti Dinar', symbol: 'KD', roundingRule: 0.001 },
} as const satisfies Record<WorldCurrency, unknown>

/** A main account and what keeps documents off it. */
export interface AccountFacts {
  readonly id: string
  readonly name: string
  readonly type: 'Asset' | 'Liability' | 'Expense' | 'Revenue' | 'Total' | 'Reporting'
  readonly suspended?: true
  readonly noManualEntry?: true
  /** Suspended in this company only. */
  readonly suspendedIn?: string
}

/** Accounts that have a part to play. */
export const specialAccounts = {
  funding: '110180',
  wallet: '112010',
  virtualCards: '112020',
  physicalCards: '112030',
  prepaid: '130710',
  payables: '200100',
  fees: '618160',
  suspended: '605190',
  suspendedInGermany: '605180',
  noManualEntry: '605195',
  total: '609999',
} as const

/** Accounts that ordinary cost lines are coded to. */
export const costAccounts = [
  { id: '601200', name: 'Laboratory supplies', type: 'Expense' },
  { id: '602100', name: 'Office rent', type: 'Expense' },
  { id: '602210', name: 'Cleaning & waste', type: 'Expense' },
  { id: '603110', name: 'Travel: flights', type: 'Expense' },
  { id: '603120', name: "Travel: hotels & 'per diem'", type: 'Expense' },
  { id: '603140', name: 'Meals', type: 'Expense' },
  { id: '604300', name: 'Training', type: 'Expense' },
  { id: '605110', name: 'Hosting', type: 'Expense' },
  { id: '605120', name: 'Software subscriptions', type: 'Expense' },
  { id: '605150', name: 'Computers under 800', type: 'Expense' },
  { id: '606400', name: 'Freight', type: 'Expense' },
  { id: '607210', name: 'Bewirtung (70 %)', type: 'Expense' },
  { id: '608330', name: '広告宣伝費', type: 'Expense' },
  { id: '618120', name: 'Legal fees', type: 'Expense' },
] as const satisfies readonly AccountFacts[]

/** The whole chart of accounts. */
export const chart: readonly AccountFacts[] = [
  { id: specialAccounts.funding, name: 'Bank: funding account', type: 'Asset' },
  { id: specialAccounts.wallet, name: 'Airbase wallet', type: 'Asset' },
  { id: specialAccounts.virtualCards, name: 'Airbase virtual cards', type: 'Liability' },
  { id: specialAccounts.physicalCards, name: 'Airbase physical cards', type: 'Liability' },
  { id: specialAccounts.prepaid, name: 'Prepaid expenses', type: 'Asset' },
  { id: specialAccounts.payables, name: 'Accounts payable', type: 'Liability' },
  { id: '401100', name: 'Sales', type: 'Revenue' },
  ...costAccounts,
  {
    id: specialAccounts.suspendedInGermany,
    name: 'IT services (old, DE)',
    type: 'Expense',
    suspendedIn: 'demf',
  },
  { id: specialAccounts.suspended, name: 'IT services (old)', type: 'Expense', suspended: true },
  { id: specialAccounts.noManualEntry, name: 'Depreciation', type: 'Expense', noManualEntry: true },
  { id: specialAccounts.total, name: 'Total operating expenses', type: 'Total' },
  { id: specialAccounts.fees, name: 'Payment platform fees', type: 'Expense' },
]

/** A value of a dimension; cost centres belong to one company, the others to all. */
export interface DimensionValueFacts {
  readonly value: string
  readonly name: string
  readonly company?: string
  readonly suspended?: true
  /** Shared, but suspended in this company. */
  readonly suspendedIn?: string
}

/** D365's dimension names and the labels that Airbase gives their tags. */
export const tagLabels = {
  Department: 'Department',
  'Cost center': 'CostCenter',
  'Business unit': 'BusinessUnit',
} as const

/** A label that Airbase gives to a kind of tag. */
export type TagLabel = keyof typeof tagLabels

// 022 is a department and a cost centre: segments in the wrong order are coded wrongly without an error.
/** Values by label. */
export const dimensionValues: Readonly<Record<TagLabel, readonly DimensionValueFacts[]>> = {
  'Business unit': [
    { value: '001', name: 'Instruments' },
    { value: '002', name: 'Services' },
    { value: '003', name: "Research & 'Skunkworks'", suspendedIn: 'jpmf' },
  ],
  Department: [
    { value: '022', name: 'Sales' },
    { value: '023', name: 'Operations' },
    { value: '024', name: 'Finance & Legal' },
    { value: '025', name: 'IT' },
    { value: '029', name: 'Projects (closed)', suspended: true },
  ],
  'Cost center': [
    { value: 'CC-010', name: 'Platform', company: 'usmf' },
    { value: 'CC-011', name: 'Field', company: 'usmf' },
    { value: '022', name: 'Boston', company: 'usmf' },
    { value: 'KST-100', name: 'Werk Süd', company: 'demf' },
    { value: 'KST-110', name: 'Vertrieb', company: 'demf' },
    { value: 'JP-1', name: '東京', company: 'jpmf' },
    { value: 'JP-2', name: '大阪', company: 'jpmf' },
  ],
}
