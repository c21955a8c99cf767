import type { Json, JsonObject } from '../../../lib/json.ts'
import { notInTable, rejected } from '../failure.ts'
import type { EntitySet } from '../schema/entity-set.ts'
import type { System } from '../system.ts'
import type { Row } from '../table.ts'

interface Reference {
  readonly set: string
  readonly key: string
  /** Label of the field and of the table, as the message spells them. */
  readonly field: string
  readonly table: string
}

const currency: Reference = { set: 'Currencies', key: 'CurrencyCode', field: 'Currency', table: 'Currencies' }
const terms: Reference = {
  set: 'PaymentTerms',
  key: 'Name',
  field: 'Terms of payment',
  table: 'Terms of payment',
}
const method: Reference = {
  set: 'VendorPaymentMethods',
  key: 'Name',
  field: 'Method of payment',
  table: 'Methods of payment - vendors',
}
const taxGroup: Reference = {
  set: 'TaxGroups',
  key: 'TaxGroupCode',
  field: 'Sales tax group',
  table: 'Sales tax groups',
}
const taxItemGroup: Reference = {
  set: 'TaxItemGroupHeadings',
  key: 'TaxItemGroup',
  field: 'Item sales tax group',
  table: 'Item sales tax groups',
}
const vendor = (field: string): Reference => ({
  set: 'VendorsV3',
  key: 'VendorAccountNumber',
  field,
  table: 'Vendors',
})

/** Fields that must name an existing row, with the names they have in the several sets. */
const references: Readonly<Record<string, Reference>> = {
  Currency: currency,
  CurrencyCode: currency,
  InvoiceAccount: vendor('Invoice account'),
  VendorAccount: vendor('Vendor account'),
  ItemSalesTax: taxItemGroup,
  ItemSalesTaxGroup: taxItemGroup,
  TaxItemGroup: taxItemGroup,
  JournalName: { set: 'JournalNames', key: 'Name', field: 'Name', table: 'Journal names' },
  MethodOfPayment: method,
  PaymentMethod: method,
  PaymentMethodName: method,
  SalesTaxGroup: taxGroup,
  TaxGroup: taxGroup,
  TermsOfPayment: terms,
}

/** Refuses values that name no row; a set without any seed is not modelled and accepts everything. */
export const checkForeignKeys = (
  system: System,
  set: EntitySet,
  values: JsonObject,
  company: string,
): void => {
  for (const [name, value] of Object.entries(values)) {
    const reference = references[name]
    if (!reference || value === '' || typeof value !== 'string') continue
    if (!system.options.seed[reference.set]) continue
    if (system.table(reference.set).find({ [reference.key]: value, dataAreaId: company })) continue
    throw rejected(
      set.entity,
      notInTable(value, reference.field, reference.table),
      `Warning: validateField failed on field '${set.entity}Entity.${name}'`,
    )
  }
}

/** The vendor of a company, when it exists. */
export const findVendor = (system: System, company: string, account: Json | undefined): Row | undefined =>
  system.table('VendorsV3').find({ dataAreaId: company, VendorAccountNumber: account ?? '' })
