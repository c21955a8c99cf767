import type {
  Fingerprint,
  RawRecord,
  SourceDocument,
  SourcePage,
  SourceReader,
} from '../../contract/source.ts'
import { sha256Hex } from '../../lib/hash.ts'
import type { JsonObject } from '../../lib/json.ts'
import { foldKeyText } from '../../model/natural-key.ts'
import type { Problem } from '../../model/problem.ts'
import type { ReferenceRecord } from '../../model/reference-record.ts'
import type { D365Api } from './api.ts'
import type { Query } from './odata.ts'
import { toAccount, toDimensionValue, toLegalEntity, toVendor } from './reference-rows.ts'
import { readVendors } from './reference.ts'
import type { SetName } from './sets.ts'
import type { Row } from './wire.ts'

/** Version of the fields that are hashed below. */
const FINGERPRINT_VERSION = 1

/** Records of one page. */
const PAGE_RECORDS = 500

type ReadAll = (set: SetName, select: readonly string[]) => Promise<readonly Row[]>

/** Reference data for other systems: accounts, vendors and dimension values, each list whole every time. */
export const createSources = (
  api: D365Api,
  pageSize: number | undefined,
): ReadonlyMap<string, SourceReader> => {
  const source = (
    recordKind: string,
    records: (all: ReadAll) => Promise<readonly RawRecord[]>,
  ): [string, SourceReader] => [
    recordKind,
    {
      recordKind,
      movement: 'full',
      read: ({ signal }) => pagesOf(() => records(reader(api, pageSize, signal))),
      toDocument,
      acknowledge: null,
      reportProblem: null,
      link: () => null,
    },
  ]
  return new Map([
    source('main-account', accountRecords),
    source('vendor', vendorRecords),
    source('dimension-value', dimensionRecords),
  ])
}

const reader =
  (api: D365Api, pageSize: number | undefined, signal: AbortSignal): ReadAll =>
  async (set, select) => {
    const rows: Row[] = []
    const query: Query = { filter: null, select, pageSize }
    for await (const page of api.pages(set, query, signal)) rows.push(...page)
    return rows
  }

const pagesOf = async function* (read: () => Promise<readonly RawRecord[]>): AsyncGenerator<SourcePage> {
  const records = await read()
  for (let at = 0; at < records.length; at += PAGE_RECORDS)
    yield { records: records.slice(at, at + PAGE_RECORDS) }
}

const readLedgers = async (all: ReadAll) =>
  (
    await all('Ledgers', [
      'LegalEntityId',
      'ChartOfAccounts',
      'AccountingCurrency',
      'FiscalCalendar',
      'ExchangeRateType',
    ])
  ).map((row) => toLegalEntity(row, new Map()))

/** Accounts that take entries, with the companies that use their chart. */
const accountRecords = async (all: ReadAll): Promise<readonly RawRecord[]> => {
  const fields = [
    'ChartOfAccounts',
    'MainAccountId',
    'Name',
    'MainAccountType',
    'IsSuspended',
    'DoNotAllowManualEntry',
  ]
  const [ledgers, rows] = await Promise.all([readLedgers(all), all('MainAccounts', fields)])
  return rows
    .map(toAccount)
    .filter((account) => account.takesEntries)
    .map((account) => ({
      ref: `account:${account.chartOfAccounts}/${account.id}`,
      content: {
        type: 'account',
        id: account.id,
        name: account.name,
        accountType: account.type,
        legalEntities: companiesOf(
          ledgers.filter(
            (ledger) => foldKeyText(ledger.chartOfAccounts) === foldKeyText(account.chartOfAccounts),
          ),
        ),
        active: !account.suspended,
      },
    }))
}

/** One record for one account number: companies of one party share it, two parties make it ambiguous. */
const vendorRecords = async (all: ReadAll): Promise<readonly RawRecord[]> => {
  const byAccount = new Map<string, ReturnType<typeof toVendor>[]>()
  for (const vendor of (await readVendors({ all })).map(toVendor)) {
    const key = foldKeyText(vendor.account)
    byAccount.set(key, [...(byAccount.get(key) ?? []), vendor])
  }
  return [...byAccount].map(([key, vendors]) => {
    const open = vendors.filter(({ hold }) => hold !== 'all' && hold !== 'invoice')
    const first = open[0] ?? vendors[0]
    return {
      ref: `vendor:${key}`,
      content: {
        type: 'vendor',
        id: first?.account ?? key,
        name: first?.name ?? '',
        legalEntities: companiesOf(vendors.map(({ legalEntity }) => ({ code: legalEntity }))),
        active: open.length > 0,
        parties: [...new Set(vendors.map(({ party }) => party))].toSorted(),
      },
    }
  })
}

/** Values of financial dimensions; one without a company is for all. */
const dimensionRecords = async (all: ReadAll): Promise<readonly RawRecord[]> => {
  const fields = [
    'FinancialDimension',
    'LegalEntityId',
    'DimensionValue',
    'Description',
    'IsSuspended',
    'IsTotal',
  ]
  const byValue = new Map<string, ReturnType<typeof toDimensionValue>[]>()
  for (const value of (await all('FinancialDimensionValues', fields)).map(toDimensionValue)) {
    const key = `${value.dimension}/${value.value}`
    byValue.set(key, [...(byValue.get(key) ?? []), value])
  }
  return [...byValue].map(([key, values]) => {
    const [first] = values
    const shared = values.some(({ legalEntity }) => legalEntity === '')
    return {
      ref: `dimension:${key}`,
      content: {
        type: 'dimension-value',
        dimension: first?.dimension ?? '',
        id: first?.value ?? '',
        name: first?.name ?? '',
        legalEntities: shared ? [] : companiesOf(values.map(({ legalEntity }) => ({ code: legalEntity }))),
        active: values.some(({ suspended, total }) => !suspended && !total),
      },
    }
  })
}

const companiesOf = (entities: readonly { readonly code: string }[]): string[] =>
  [...new Set(entities.map(({ code }) => code.toLowerCase()))].toSorted()

/** Pure: the content was put together by the functions above. */
const toDocument = (record: RawRecord): SourceDocument => {
  const { parties, ...content } = record.content
  const body = content as unknown as ReferenceRecord
  const several = Array.isArray(parties) && parties.length > 1
  return {
    kind: body.type,
    approval: 'approved',
    handedOver: false,
    amount: null,
    fingerprint: fingerprintOf(record.content),
    numbers: [body.id],
    body: several ? null : body,
    problems: several ? [ambiguous(body)] : [],
  }
}

const FINGERPRINT_FIELDS = [
  'type',
  'dimension',
  'id',
  'name',
  'accountType',
  'legalEntities',
  'active',
  'parties',
]

const fingerprintOf = (content: JsonObject): Fingerprint => ({
  version: FINGERPRINT_VERSION,
  hash: sha256Hex(JSON.stringify(FINGERPRINT_FIELDS.map((field) => content[field] ?? null))),
  core: sha256Hex(JSON.stringify(['type', 'dimension', 'id'].map((field) => content[field] ?? null))),
})

const ambiguous = (vendor: ReferenceRecord): Problem => ({
  code: 'VENDOR_AMBIGUOUS',
  field: 'vendor',
  value: vendor.id,
  message: `vendor account ${vendor.id} belongs to different parties in ${vendor.legalEntities.join(', ')}`,
  remedy: 'Give one of them another account number in D365, or limit the route to one company.',
})
