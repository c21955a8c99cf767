import type {
  AccountRecord,
  AirbaseSeed,
  CurrencyRecord,
  SubsidiaryLink,
  SubsidiaryRecord,
  TagRecord,
  VendorRecord,
} from '../airbase/records.ts'
import { chart, dimensionValues, type TagLabel } from './catalogue.ts'
import { decimalsOf } from './decimal-text.ts'
import type { Studio } from './drafting.ts'
import type { Company } from './parties.ts'

/** Airbase's tables: part of what D365 has, some of it with an old name, and vendors without a link. */
export function airbaseReference(studio: Studio): Required<Omit<AirbaseSeed, 'ledger_entries'>> {
  return {
    subsidiaries: studio.companies.map(toSubsidiary),
    currencies: currencies(studio),
    accounts: accounts(studio),
    tags: tags(studio),
    vendors: studio.companies.flatMap((company) => vendors(company)),
  }
}

const keys = (airbaseId: string, reference: string) => ({
  id: airbaseId,
  airbase_id: airbaseId,
  erp_reference_id: reference,
})

const linkOf = (company: Company): SubsidiaryLink => ({
  airbase_id: company.airbaseId,
  erp_reference_id: company.subsidiary,
})

const toSubsidiary = (company: Company): SubsidiaryRecord => ({
  ...keys(company.airbaseId, company.subsidiary),
  name: company.name,
  iso_code: company.country,
  erp_currency_reference_id: company.currency,
})

/** One row per currency, and a blank one that Airbase made from a transaction. */
function currencies({ dice }: Studio): CurrencyRecord[] {
  const codes = Object.keys(decimalsOf)
  const blank = { ...keys(dice.uuid(), ''), iso_code: 'EUR' }
  return [blank, ...codes.map((code) => ({ ...keys(dice.uuid(), code), iso_code: code }))]
}

/** Two thirds of the chart, every fifth account with a name of old. */
function accounts({ dice, companies }: Studio): AccountRecord[] {
  return chart.flatMap(({ id, name, type }, index) =>
    index % 3 === 2
      ? []
      : [
          {
            ...keys(dice.uuid(), id),
            name: index % 5 === 4 ? `${name} (old)` : name,
            account_number: id,
            type,
            category: '',
            is_active: true,
            subsidiary_reference_ids: companies.map(linkOf),
            erp_currency_reference_id: null,
          },
        ],
  )
}

/** Half of the values of each label. */
function tags({ dice, companies }: Studio): TagRecord[] {
  const labels = Object.keys(dimensionValues) as TagLabel[]
  return labels.flatMap((label) =>
    dimensionValues[label]
      .filter((_, index) => index % 2 === 0)
      .map(({ value, name, company: owner }) => ({
        ...keys(dice.uuid(), value),
        name,
        type_label: label,
        is_active: true,
        subsidiary_reference_ids: companies
          .filter(({ legalEntity }) => owner === undefined || owner === legalEntity)
          .map(linkOf),
      })),
  )
}

function vendors(company: Company): VendorRecord[] {
  const row = (airbaseId: string, name: string, reference: string, email: string | null): VendorRecord => ({
    ...keys(airbaseId, reference),
    erp_parent_reference_id: null,
    name,
    is_active: true,
    email,
    subsidiary_reference_ids: reference === '' ? [] : [linkOf(company)],
  })
  return [
    ...[...company.vendors, ...company.heldVendors]
      .filter(({ inAirbase }) => inAirbase)
      .map(({ airbaseId, name, account }) => row(airbaseId, name, account, null)),
    ...company.employees.map(({ airbaseId, name, email }) => row(airbaseId, name, '', email)),
  ]
}
