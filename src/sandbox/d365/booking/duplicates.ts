import type { System } from '../system.ts'
import { readText } from '../table.ts'
import { fiscalYearOf } from './posting-date.ts'

/**
 * Why a supplier's invoice number may not be used again; the policy acts when posting, by posting date [doc].
 */
export const duplicateProblem = (
  system: System,
  invoice: {
    readonly company: string
    readonly account: string
    readonly number: string
    readonly date: string
  },
): string | undefined => {
  const parameters = system.table('VendorParameters').find({ dataAreaId: invoice.company })
  const policy = (parameters && readText(parameters, 'IsCheckInvoiceNumberUsed')) || 'NoDuplicate'
  if (invoice.number === '' || policy === 'AcceptDuplicate' || policy === 'WarnDuplicate') return undefined
  const yearOf = (date: string) => fiscalYearOf(system, invoice.company, date)
  const used = system
    .table('VendTransBiEntities')
    .where('Invoice', invoice.number)
    .some(
      (row) =>
        readText(row, 'dataAreaId') === invoice.company &&
        readText(row, 'AccountNum').toLowerCase() === invoice.account.toLowerCase() &&
        readText(row, 'TransType') === 'Vend' &&
        (policy === 'NoDuplicate' || yearOf(readText(row, 'TransDate')) === yearOf(invoice.date)),
    )
  return used
    ? `Invoice number ${invoice.number} has been used for vendor account ${invoice.account}`
    : undefined
}
