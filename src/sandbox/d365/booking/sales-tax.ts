import { divide, type Exact, exact, multiply, roundTo } from '../exact-decimal.ts'
import type { Movement } from '../books/voucher-lines.ts'
import type { JournalFamily } from '../journals/families.ts'
import { journalNameOf } from '../journals/vouchers.ts'
import { roundingStep } from '../rules/currencies.ts'
import type { System } from '../system.ts'
import { foldText, type Row, readText } from '../table.ts'

/** The two groups of a line; tax is what their codes have in common (3.8), a rate of the pair here. */
export interface TaxGroups {
  readonly group: string
  readonly itemGroup: string
}

/** Tax of one amount, and the account it is booked on. */
export interface Tax {
  readonly amount: Exact
  readonly account: string
}

interface Taxed {
  readonly company: string
  readonly currency: string
  readonly groups: TaxGroups
  readonly amount: Exact
  /** Whether the amount holds the tax already. */
  readonly included: boolean
}

/** The tax that the ledger computes at booking, whatever the client thinks; nothing for a pair without a rate. */
export const taxOn = (system: System, { company, currency, groups, amount, included }: Taxed): Tax | undefined => {
  const row = system
    .extra('_TaxRates')
    .find(
      (rate) =>
        rate.dataAreaId === company &&
        foldText(String(rate.group)) === foldText(groups.group) &&
        foldText(String(rate.itemGroup)) === foldText(groups.itemGroup),
    )
  if (row === undefined || groups.group === '' || groups.itemGroup === '') return undefined
  const rate = exact(String(row.percent))
  const base = included ? exact(100) + rate : exact(100)
  const tax = roundTo(divide(multiply(amount, rate), base), roundingStep(system, currency))
  return tax === 0n ? undefined : { amount: tax, account: String(row.account ?? '200150') }
}

/** Missing groups become errors where the company's parameters say so (3.11). */
export const taxGroupProblem = (system: System, company: string, groups: TaxGroups): string | undefined => {
  const parameters = system.table('VendorParameters').find({ dataAreaId: company })
  const missing = [
    ...(groups.group === '' ? ['Sales tax group'] : []),
    ...(groups.itemGroup === '' ? ['Item sales tax group'] : []),
  ]
  const [field] = missing
  if (field === undefined) return undefined
  const isMandatory = parameters?.values.MandatoryTaxGroup === 'Yes'
  const isHalf = missing.length === 1 && parameters?.values.ValidateTaxGroupCompleteness === 'Yes'
  return isMandatory || isHalf ? `${field} is mandatory and must consequently be specified` : undefined
}

/** The groups of a journal line. */
export const journalTaxGroups = (family: JournalFamily, line: Row): TaxGroups => ({
  group: readText(line, family.fields.taxGroup),
  itemGroup: readText(line, 'ItemSalesTaxGroup'),
})

/**
 * The movements of a voucher with their tax: on top of the vendor's amount, or out of the cost where the
 * journal name says that amounts include it, and where no vendor is there to owe it [inferred].
 */
export const withSalesTax = (
  system: System,
  family: JournalFamily,
  header: Row,
  movements: readonly Movement[],
): readonly Movement[] => {
  if (family.form === 'payment-journal') return movements
  const vendor = movements.find(({ coding }) => coding.accountType === 'Vend')
  const included = vendor === undefined || journalNameOf(system, header)?.values.AmountsIncludeSalesTax === 'Yes'
  const taxed = new Set<Row>()
  let owed = 0n
  const costs = movements.flatMap((movement): readonly Movement[] => {
    const { line, coding, amount } = movement
    // A line is taxed once, on its first ledger side.
    if (coding.accountType !== 'Ledger' || taxed.has(line)) return [movement]
    taxed.add(line)
    const company = readText(header, 'dataAreaId')
    const currency = readText(line, family.fields.currency)
    const tax = taxOn(system, { company, currency, groups: journalTaxGroups(family, line), amount, included })
    if (tax === undefined) return [movement]
    if (!included) owed += tax.amount
    const own = { coding: { accountType: 'Ledger', account: tax.account, dimensions: {} }, amount: tax.amount, text: 'Sales tax', line }
    return [{ ...movement, amount: included ? amount - tax.amount : amount }, own]
  })
  return costs.map((movement) => (movement === vendor ? { ...movement, amount: movement.amount - owed } : movement))
}
