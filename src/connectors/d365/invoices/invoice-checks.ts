import type { PrepareContext } from '../../../contract/target.ts'
import { isCreditNote, type Invoice } from '../../../model/invoice.ts'
import { sumMinor } from '../../../model/money.ts'
import { naturalKey, type NaturalKey } from '../../../model/natural-key.ts'
import { required, type Checks } from '../checks.ts'
import { tooLong } from '../lengths.ts'

/** The vendor that is billed: the vendor's bill-to where it differs (contract 3.7). */
export const billedVendor = (invoice: Invoice, context: PrepareContext, checks: Checks): string => {
  const vendor = context.reference.vendor(invoice.legalEntity, invoice.vendor)
  if (vendor === null) {
    checks.add({
      code: 'VENDOR_UNKNOWN',
      field: 'vendor',
      value: invoice.vendor,
      message: `company ${invoice.legalEntity} has no vendor ${invoice.vendor}`,
      remedy: 'Correct the vendor mapping, or create the vendor in D365.',
    })
    return invoice.vendor
  }
  return vendor.billTo || vendor.account
}

/** The same key for both forms, so that one invoice is never both pending and in a journal. */
export const invoiceKey = (invoice: Invoice, account: string): NaturalKey =>
  naturalKey(
    'invoice',
    invoice.legalEntity,
    account,
    isCreditNote(invoice) ? 'credit-note' : 'invoice',
    invoice.number,
  )

/** What D365 would refuse of any invoice, or would take and get wrong. */
export const checkInvoice = (invoice: Invoice, checks: Checks): void => {
  checks.add(
    required(invoice.number, 'number', 'INVOICE_NUMBER_MISSING', 'the invoice number'),
    tooLong(invoice.number.trim(), 'invoiceNumber', 'number'),
    tooLong(invoice.currency, 'currency', 'currency'),
    tooLong(invoice.legalEntity, 'legalEntity', 'legalEntity'),
    tooLong(invoice.methodOfPayment ?? '', 'methodOfPayment', 'methodOfPayment'),
    tooLong(invoice.tax?.group ?? '', 'taxGroup', 'tax.group'),
    tooLong(invoice.tax?.itemGroup ?? '', 'taxGroup', 'tax.itemGroup'),
  )
  const sum = sumMinor(invoice.lines.map((line) => line.minor))
  if (invoice.totalMinor === 0n) {
    checks.add({
      code: 'TOTAL_ZERO',
      field: 'total',
      value: '0',
      message: 'the total is zero, so that it is neither an invoice nor a credit note',
      remedy: 'Enter this document by hand, or filter it out.',
    })
  }
  if (sum !== invoice.totalMinor) {
    checks.add({
      code: 'LINES_NOT_TOTAL',
      field: 'total',
      value: invoice.totalMinor.toString(),
      message: `the lines sum to ${sum}, the total is ${invoice.totalMinor} (units of ${invoice.currency})`,
      remedy: 'Correct the document at the source.',
    })
  }
}
