import type { CompanyView, ReferenceData } from '../contract/reference-data.ts'
import type { AccountRow, ExchangeRateRow, PeriodRow, ReferenceSets } from '../contract/reference.ts'
import { groupBy } from '../lib/group-by.ts'
import { currencyTable } from '../model/currency.ts'
import { foldKeyText } from '../model/natural-key.ts'

const key = (...parts: readonly string[]): string => parts.map(foldKeyText).join('\u001f')

const indexBy = <Row>(rows: readonly Row[], keyOf: (row: Row) => string): ReadonlyMap<string, Row> =>
  new Map(rows.map((row) => [keyOf(row), row]))

/** Indexes the local copy of a target's reference data. */
export const indexReference = (sets: ReferenceSets): ReferenceData => {
  const entities = indexBy(sets.legalEntities, (row) => key(row.code))
  const accounts = indexBy(sets.accounts, (row) => key(row.chartOfAccounts, row.id))
  const accountOverrides = indexBy(sets.accountOverrides, (row) => key(row.legalEntity, row.chartOfAccounts, row.id))
  const values = indexBy(sets.dimensionValues, (row) => key(row.dimension, row.legalEntity, row.value))
  const valueOverrides = indexBy(sets.dimensionOverrides, (row) => key(row.dimension, row.value, row.legalEntity))
  const dimensions = new Set(sets.dimensionValues.map((row) => key(row.dimension)))
  const vendors = indexBy(sets.vendors, (row) => key(row.legalEntity, row.account))
  const journals = indexBy(sets.journalNames, (row) => key(row.legalEntity, row.name))
  const periods = periodsByEntity(sets.periods)
  const rates = groupBy(sets.exchangeRates, (row) => key(row.rateType, row.from, row.to))
  const decimals = new Map(sets.currencies.flatMap((row) => (row.decimals === null ? [] : [[row.code, row.decimals] as const])))
  const codes = {
    paymentMethods: new Set(sets.paymentMethods.map((row) => key(row.legalEntity, row.code))),
    taxGroups: new Set(sets.taxGroups.map((row) => key(row.legalEntity, row.code))),
    taxItemGroups: new Set(sets.taxItemGroups.map((row) => key(row.legalEntity, row.code))),
  }
  const entity = (code: string) => entities.get(key(code)) ?? null
  return {
    currencies: currencyTable(decimals),
    legalEntity: entity,
    account: (legalEntity, id) => {
      const chart = entity(legalEntity)?.chartOfAccounts
      const row = chart === undefined ? undefined : accounts.get(key(chart, id))
      return row === undefined ? null : accountView(row, accountOverrides.get(key(legalEntity, row.chartOfAccounts, id)))
    },
    dimensionValue: (legalEntity, dimension, value) => {
      const row = values.get(key(dimension, legalEntity, value)) ?? values.get(key(dimension, '', value))
      if (row === undefined) return null
      const own = valueOverrides.get(key(dimension, value, legalEntity))
      return { row, suspended: row.suspended || (own?.suspended ?? false), from: own?.from ?? row.from, to: own?.to ?? row.to }
    },
    hasDimension: (dimension) => dimensions.has(key(dimension)),
    format: (kind) => sets.formats.find((format) => format.kind === kind) ?? null,
    vendor: (legalEntity, account) => vendors.get(key(legalEntity, account)) ?? null,
    period: (legalEntity, date) => periods.get(key(legalEntity))?.find((row) => row.from <= date && date <= row.to) ?? null,
    nextOpenPeriod: (legalEntity, date) => periods.get(key(legalEntity))?.find((row) => row.open && row.from > date) ?? null,
    hasRate: (legalEntity, currency, date) => {
      const row = entity(legalEntity)
      if (row === null) return false
      if (foldKeyText(row.accountingCurrency) === foldKeyText(currency)) return true
      const covers = (rate: ExchangeRateRow) => rate.start <= date && (rate.end === null || date <= rate.end)
      const there = rates.get(key(row.exchangeRateType, currency, row.accountingCurrency)) ?? []
      const back = rates.get(key(row.exchangeRateType, row.accountingCurrency, currency)) ?? []
      return there.some(covers) || back.some(covers)
    },
    journalName: (legalEntity, name) => journals.get(key(legalEntity, name)) ?? null,
    hasCode: (set, legalEntity, code) => codes[set].has(key(legalEntity, code)),
    rows: (set) => sets[set],
  }
}

const accountView = (
  row: AccountRow,
  own: ReferenceSets['accountOverrides'][number] | undefined,
): CompanyView<AccountRow> & { readonly manualEntry: boolean } => ({
  row,
  suspended: row.suspended || (own?.suspended ?? false),
  manualEntry: row.manualEntry && (own?.manualEntry ?? true),
  from: own?.from ?? row.from,
  to: own?.to ?? row.to,
})

/** Periods of each company, earliest first. */
const periodsByEntity = (rows: readonly PeriodRow[]): ReadonlyMap<string, readonly PeriodRow[]> => {
  const groups = groupBy(rows, (row) => key(row.legalEntity))
  for (const group of groups.values()) group.sort((a, b) => (a.from < b.from ? -1 : 1))
  return groups
}

/** Sets without a row: for a source that has no reference data. */
export const noReferenceSets: ReferenceSets = {
  legalEntities: [],
  accounts: [],
  accountOverrides: [],
  dimensionValues: [],
  dimensionOverrides: [],
  formats: [],
  vendors: [],
  periods: [],
  currencies: [],
  exchangeRates: [],
  journalNames: [],
  paymentMethods: [],
  taxGroups: [],
  taxItemGroups: [],
}
