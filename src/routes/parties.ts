import type { VendorRow } from '../contract/reference.ts'
import type { FlowContext, FlowSettings } from '../contract/route.ts'
import type { TaxGroups } from '../model/invoice.ts'
import type { Problems } from '../model/problems.ts'
import type { Spend } from '../model/spend.ts'
import { TABLES, type CodingDesk } from './coding.ts'

/** Source vendor → vendor account that takes invoices; null after a problem. */
export const codeVendor = (desk: CodingDesk, spend: Spend): VendorRow | null => {
  const { vendor } = spend
  if (vendor?.code == null || vendor.code === '') {
    desk.problems.add({
      code: 'VENDOR_UNLINKED',
      field: 'vendor',
      value: vendor?.name ?? '',
      message: `the vendor "${vendor?.name ?? ''}" has no vendor account`,
      remedy: 'Link the vendor in the source system to its D365 account; vendors are never created from a document.',
    })
    return null
  }
  return checkVendor(desk, { table: TABLES.vendor, code: vendor.code, what: `vendor ${vendor.code}` })
}

/** Employee → the vendor account on which expenses are owed; null after a problem. */
export const codeEmployee = (desk: CodingDesk, spend: Spend): VendorRow | null => {
  const email = spend.owner?.email ?? ''
  if (email !== '') return checkVendor(desk, { table: TABLES.employee, code: email, what: 'employee' })
  desk.problems.add({
    code: 'EMPLOYEE_MISSING',
    field: 'employee',
    value: '',
    message: 'the reimbursement names no employee',
    remedy: 'Correct the owner in the source system.',
  })
  return null
}

const checkVendor = (desk: CodingDesk, item: { table: string; code: string; what: string }): VendorRow | null => {
  const { context, problems, legalEntity } = desk
  const field = item.table
  const isPerson = item.table === TABLES.employee
  const value = isPerson ? '(employee)' : item.code
  const account = context.mapping.translate(item.table, item.code, legalEntity)
  if (account === null) {
    const code = isPerson ? 'EMPLOYEE_UNMAPPED' : 'VENDOR_UNMAPPED'
    const remedy = `Add it: ml-connector mapping set <route> ${item.table} <${isPerson ? 'e-mail' : 'vendor'}> <vendor account>.`
    problems.add({ code, field, value, message: `the ${item.what} has no vendor account`, remedy })
    return null
  }
  const row = context.reference.vendor(legalEntity, account)
  if (row === null) {
    problems.add({
      code: 'VENDOR_UNKNOWN',
      field,
      value: account,
      message: `${legalEntity} has no vendor ${account}`,
      remedy: 'Correct the mapping or the link in the source; vendors are never created from a document.',
    })
    return null
  }
  const billed = context.reference.vendor(legalEntity, row.billTo) ?? row
  if (!takesInvoices(row) || !takesInvoices(billed)) {
    problems.add({
      code: 'VENDOR_ON_HOLD',
      field,
      value: account,
      message: `the vendor ${account} is on hold for invoices`,
      remedy: 'Lift the hold in D365; the document is then released by itself.',
    })
  }
  return row
}

/** Holds for payment, requisition or purchase orders do not stop an invoice. */
const takesInvoices = (vendor: VendorRow): boolean => vendor.hold !== 'invoice' && vendor.hold !== 'all'

/** The two tax groups that each line carries; null after a problem. */
export const taxGroups = (context: FlowContext, legalEntity: string, problems: Problems): TaxGroups | null => {
  const tax = ownOf(context.settings.taxByLegalEntity, legalEntity) ?? context.settings.tax
  if (tax?.mode === 'gross' && tax.group !== undefined && tax.itemGroup !== undefined) {
    return checkTax(context, { group: tax.group, itemGroup: tax.itemGroup }, { legalEntity, problems })
  }
  problems.add({
    code: tax === undefined ? 'TAX_NOT_DECIDED' : 'TAX_NOT_MAPPED',
    field: 'tax',
    value: tax?.mode ?? '',
    message: tax === undefined ? `the flow ${context.flow} does not say how tax is treated` : 'the source states no tax code',
    remedy: `Set routes.<route>.flows.${context.flow}.tax to mode "gross" with a no-tax pair of groups.`,
  })
  return null
}

const checkTax = (
  context: FlowContext,
  groups: TaxGroups,
  where: { readonly legalEntity: string; readonly problems: Problems },
): TaxGroups | null => {
  const { reference } = context
  const unknown: readonly (readonly [string, string])[] = [
    ...(reference.hasCode('taxGroups', where.legalEntity, groups.group) ? [] : [['group', groups.group] as const]),
    ...(reference.hasCode('taxItemGroups', where.legalEntity, groups.itemGroup) ? [] : [['itemGroup', groups.itemGroup] as const]),
  ]
  for (const [name, value] of unknown) {
    where.problems.add({
      code: 'TAX_GROUP_UNKNOWN',
      field: `tax.${name}`,
      value,
      message: `${where.legalEntity} has no tax group ${value}`,
      remedy: `Correct routes.<route>.flows.${context.flow}.tax, or create the group in D365.`,
    })
  }
  return unknown.length === 0 ? groups : null
}

/** The method of payment that keeps a source-paid document out of payment proposals. */
export const methodOfPayment = (context: FlowContext, legalEntity: string, problems: Problems): string | null => {
  const { settings, reference } = context
  if (settings.paidBy === undefined) {
    problems.add({
      code: 'PAID_BY_NOT_DECIDED',
      field: 'paidBy',
      value: '',
      message: `the flow ${context.flow} does not say who pays`,
      remedy: `Set routes.<route>.flows.${context.flow}.paidBy to "source" or "d365": a wrong guess pays twice.`,
    })
    return null
  }
  const method = settings.methodOfPayment ?? null
  if (method === null && settings.paidBy === 'source') {
    problems.add({
      code: 'PAYMENT_METHOD_MISSING',
      field: 'methodOfPayment',
      value: '',
      message: `the source pays, and the flow ${context.flow} names no method of payment of its own`,
      remedy: `Set routes.<route>.flows.${context.flow}.methodOfPayment to one that no payment proposal takes; else it is paid twice.`,
    })
  }
  if (method !== null && !reference.hasCode('paymentMethods', legalEntity, method)) {
    problems.add({
      code: 'PAYMENT_METHOD_UNKNOWN',
      field: 'methodOfPayment',
      value: method,
      message: `${legalEntity} has no method of payment ${method}`,
      remedy: 'Create it in D365 (Accounts payable, Payment setup), or correct the setting.',
    })
  }
  return method
}

const ownOf = (settings: FlowSettings['taxByLegalEntity'], legalEntity: string) =>
  Object.entries(settings).find(([name]) => name.toLowerCase() === legalEntity.toLowerCase())?.[1]
