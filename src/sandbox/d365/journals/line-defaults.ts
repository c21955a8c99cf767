import type { Json } from '../../../lib/json.ts'
import { activeDelimiter, seededDisplay } from '../dimensions/formats.ts'
import { splitSegments } from '../dimensions/segments.ts'
import { exactNumber } from '../exact-decimal.ts'
import { accountingCurrency, rateOn } from '../rules/exchange.ts'
import { findVendor } from '../rules/foreign-keys.ts'
import { textOf, type Values } from '../rules/set-rules.ts'
import { dueDate } from '../rules/terms.ts'
import type { System } from '../system.ts'
import { type Row, readText } from '../table.ts'
import type { JournalFamily } from './families.ts'
import { journalNameOf } from './vouchers.ts'

/** What the server fills in before it validates a line; a sent value always wins. */
export const withDefaults = (system: System, family: JournalFamily, header: Row, sent: Values): Values => {
  const company = readText(header, 'dataAreaId')
  const name = journalNameOf(system, header)
  const accountType = textOf(sent, 'AccountType') || family.accountTypeDefault
  const [account = ''] = splitSegments(textOf(sent, 'AccountDisplayValue'), activeDelimiter(system))
  const vendor = accountType === 'Vend' ? findVendor(system, company, account) : undefined
  const common: Values = {
    AccountType: accountType,
    OffsetAccountType: 'Ledger',
    // Company fields come back in upper case while dataAreaId is lower case [seen].
    Company: company.toUpperCase(),
    OffsetCompany: company.toUpperCase(),
    [family.fields.currency]: (name && readText(name, 'Currency')) || accountingCurrency(system, company),
    [family.fields.date]: system.today(),
    ReportingCurrencyExchRate: 100,
    ...(name?.values.IsFixedOffsetAccount === 'Yes' ? fixedOffset(name) : {}),
    ...(vendor ? vendorDefaults(system, family, vendor) : {}),
  }
  const dated = { ...common, ...familyDefaults(family), ...sent }
  const values = { [family.fields.rate]: rateDefault(system, company, family, dated), ...dated }
  if (family.form === 'payment-journal') return { ...methodOffset(system, company, values), ...values }
  const terms = textOf(values, 'TermsOfPayment')
  const documentDate = textOf(values, 'InvoiceDate') || textOf(values, family.fields.date)
  const due =
    family.form === 'invoice-journal' && vendor
      ? { DueDate: dueDate(system, company, terms, documentDate) }
      : {}
  return { ...due, ...values }
}

/** 100 means 1.00 [seen]; 0 when the table has no rate, which booking will refuse. */
const rateDefault = (system: System, company: string, family: JournalFamily, values: Values): number => {
  const currency = textOf(values, family.fields.currency)
  const rate = rateOn(system, company, currency, textOf(values, family.fields.date))
  return rate === undefined ? 0 : exactNumber(rate * 100n)
}

const fixedOffset = (name: Row): Values => ({
  OffsetAccountType: readText(name, 'OffsetAccountType') || 'Ledger',
  OffsetAccountDisplayValue: readText(name, 'OffsetAccountDisplayValue'),
})

const familyDefaults = (family: JournalFamily): Values => {
  // Observed on lines that sent neither [seen].
  if (family.form === 'invoice-journal') return { Approved: 'Yes', TransactionType: 'Vend' }
  return {}
}

const vendorDefaults = (system: System, family: JournalFamily, vendor: Row): Values => {
  const defaults: Record<string, Json> = {
    [family.fields.method]: readText(vendor, 'DefaultVendorPaymentMethodName'),
    [family.fields.taxGroup]: readText(vendor, 'SalesTaxGroupCode'),
    [family.fields.dimensions]: seededDisplay(system, readText(vendor, 'DefaultLedgerDimensionDisplayValue')),
    PostingProfile: 'GEN',
  }
  if (family.form === 'payment-journal') defaults.VendorName = readText(vendor, 'VendorOrganizationName')
  if (family.form !== 'invoice-journal') return defaults
  defaults.TermsOfPayment = readText(vendor, 'DefaultPaymentTermsName')
  defaults.CashDiscount = readText(vendor, 'CashDiscountCode')
  return defaults
}

/** A method of payment brings its own offset account [seen: CHECK brings the bank account]. */
const methodOffset = (system: System, company: string, values: Values): Values => {
  const key = { dataAreaId: company, Name: textOf(values, 'PaymentMethodName') }
  const method = system.table('VendorPaymentMethods').find(key)
  const account = method ? readText(method, 'PaymentAccountDisplayValue') : ''
  const type = (method && readText(method, 'AccountType')) || 'Ledger'
  return account === '' || type !== textOf(values, 'OffsetAccountType')
    ? {}
    : { OffsetAccountDisplayValue: account }
}
