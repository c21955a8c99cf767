import { specialAccounts, tagLabels } from './catalogue.ts'
import { cardProgrammes, programmeReference } from './money-movements.ts'
import type { Company } from './parties.ts'
import { creditMode } from './to-entry.ts'

/** What a finance team would set up so that the expectations come true. */
export interface Setup {
  /** Airbase subsidiary reference to legal entity. */
  readonly legalEntities: readonly { readonly subsidiary: string; readonly legalEntity: string }[]
  readonly timeZones: Readonly<Record<string, string>>
  /** Employee's e-mail to the vendor account on which the expenses are owed. */
  readonly employees: readonly {
    readonly email: string
    readonly legalEntity: string
    readonly vendorAccount: string
  }[]
  /** Card programme (bank account reference) or funding (`credit_mode`) to clearing account. */
  readonly clearing: readonly {
    readonly programme: string
    readonly legalEntity: string
    readonly account: string
  }[]
  /** The prepayment account, for amortisation entries that name none. */
  readonly prepaid: readonly { readonly legalEntity: string; readonly account: string }[]
  /** Airbase tag label to D365 dimension. */
  readonly dimensions: Readonly<Record<string, string>>
  /** Entry types that no shape tells apart. */
  readonly kinds: Readonly<Record<string, 'fee' | 'amortisation'>>
  readonly tax: { readonly mode: 'gross'; readonly salesTaxGroup: string; readonly itemSalesTaxGroup: string }
  readonly methodOfPayment: string
  readonly journalNames: {
    readonly invoice: string
    readonly payment: string
    readonly general: string
    readonly cards: string
  }
}

/** The standard set-up of a generated world. */
export const setupOf = (companies: readonly Company[]): Setup => ({
  legalEntities: companies.map(({ subsidiary, legalEntity }) => ({ subsidiary, legalEntity })),
  timeZones: Object.fromEntries(companies.map(({ legalEntity, ianaZone }) => [legalEntity, ianaZone])),
  employees: companies.flatMap(({ legalEntity, employees }) =>
    employees.map(({ email, vendorAccount }) => ({ email, legalEntity, vendorAccount })),
  ),
  clearing: companies.flatMap((company) => [
    { programme: creditMode, legalEntity: company.legalEntity, account: specialAccounts.wallet },
    ...cardProgrammes.map(({ form, account }) => ({
      programme: programmeReference(company, form).erp_reference_id,
      legalEntity: company.legalEntity,
      account,
    })),
  ]),
  prepaid: companies.map(({ legalEntity }) => ({ legalEntity, account: specialAccounts.prepaid })),
  dimensions: tagLabels,
  kinds: { operational_fee: 'fee', amortization: 'amortisation' },
  tax: { mode: 'gross', salesTaxGroup: 'NOTAX', itemSalesTaxGroup: 'NOTAX' },
  methodOfPayment: 'AIRBASE',
  journalNames: { invoice: 'APInvoice', payment: 'APPay', general: 'GenJrn', cards: 'Cards' },
})
