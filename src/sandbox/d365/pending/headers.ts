import { parseDisplay, seededDisplay } from '../dimensions/formats.ts'
import { dimensionProblem } from '../dimensions/validity.ts'
import { deleteRejected, notInTable, rejected } from '../failure.ts'
import {
  checkFilled,
  checkKeyKept,
  checkNoDuplicate,
  checkNotReadOnly,
  checkVendorHold,
} from '../rules/checks.ts'
import { checkForeignKeys, findVendor } from '../rules/foreign-keys.ts'
import { type SetRules, textOf, type Values, valuesOf } from '../rules/set-rules.ts'
import { dueDate } from '../rules/terms.ts'
import { containerKey, type System } from '../system.ts'
import { type Row, readText } from '../table.ts'

const entity = 'VendorInvoiceHeader'
const readOnly = ['VendorInvoiceReviewStatus', 'ErrorInvalidDistribution', 'VendorName']

/**
 * Pending invoice headers: the reference is the server's, a duplicate invoice number is no obstacle here
 * [doc].
 */
export const pendingHeaderRules = (system: System): SetRules => {
  const table = system.table('VendorInvoiceHeaders')
  return {
    create: (sent) => {
      const company = textOf(sent, 'dataAreaId')
      checkNotReadOnly(system, table.set, sent, readOnly)
      if (sent.HeaderReference) {
        system.watch.record('client-sent-number', `HeaderReference ${textOf(sent, 'HeaderReference')}`)
        checkNoDuplicate(table, sent, 'Vendor invoice header (VendInvoiceInfoTable)')
      }
      checkFilled(table.set, sent, ['InvoiceNumber'])
      checkForeignKeys(system, table.set, sent, company)
      const values = withDefaults(system, company, sent)
      checkFilled(table.set, values, ['InvoiceAccount'])
      const vendor = findVendor(system, company, values.InvoiceAccount)
      if (!vendor)
        throw rejected(entity, notInTable(textOf(values, 'InvoiceAccount'), 'Invoice account', 'Vendors'))
      checkVendorHold(vendor, 'Invoice', entity)
      checkOrder(system, company, values)
      const coded = codeDimensions(system, entity, values)
      return table.insert({
        ...coded,
        HeaderReference: sent.HeaderReference || freeReference(system, company),
      })
    },
    update: (row, changes) => {
      checkNotReadOnly(system, table.set, changes, readOnly)
      checkKeyKept(table.set, row, changes)
      checkEditable(system, row, entity)
      const company = readText(row, 'dataAreaId')
      checkForeignKeys(system, table.set, changes, company)
      if ('InvoiceAccount' in changes) {
        checkVendorHold(findVendor(system, company, changes.InvoiceAccount), 'Invoice', entity)
      }
      checkOrder(system, company, { ...valuesOf(row), ...changes })
      table.update(
        row,
        'DimensionDisplayValue' in changes
          ? codeDimensions(system, entity, { ...changes, dataAreaId: company })
          : changes,
      )
    },
    remove: (row) => {
      checkEditable(system, row, entity)
      if (pendingLinesOf(system, row).length > 0) {
        const text = 'Vendor invoice header cannot be deleted while dependent Vendor invoice lines exist'
        throw deleteRejected(entity, text)
      }
      for (const set of ['VendorInvoiceDocumentAttachments', 'VendorInvoiceHeaderCharges']) {
        for (const part of partsOf(system, set, row)) system.table(set).remove(part)
      }
      table.remove(row)
    },
  }
}

/** Refuses changes of an invoice that a workflow or the automation holds [doc]. */
export const checkEditable = (system: System, header: Row, writing: string): void => {
  const reference = readText(header, 'HeaderReference')
  if (!system.inWorkflow.has(containerKey(readText(header, 'dataAreaId'), reference))) return
  throw rejected(
    writing,
    `Error: Invoice ${readText(header, 'InvoiceNumber')} is in workflow and cannot be edited`,
  )
}

/** The lines of a pending invoice, oldest first. */
export const pendingLinesOf = (system: System, header: Row): readonly Row[] =>
  partsOf(system, 'VendorInvoiceLines', header)

/** Rows of a dependent set that belong to the header. */
export const partsOf = (system: System, set: string, header: Row): readonly Row[] =>
  system
    .table(set)
    .where('HeaderReference', readText(header, 'HeaderReference'))
    .filter((part) => readText(part, 'dataAreaId') === readText(header, 'dataAreaId'))

/** The invoice account defaults the rest [doc]; the posting date defaults to the system date [doc]. */
const withDefaults = (system: System, company: string, sent: Values): Values => {
  const ordering = findVendor(system, company, sent.VendorAccount)
  const billTo = ordering ? readText(ordering, 'InvoiceVendorAccountNumber') : ''
  const invoiceAccount = textOf(sent, 'InvoiceAccount') || billTo || textOf(sent, 'VendorAccount')
  const vendor = findVendor(system, company, invoiceAccount)
  const order = purchaseOrder(system, company, textOf(sent, 'PurchaseOrderNumber'))
  const from = (name: string) => (vendor ? readText(vendor, name) : '')
  const defaults: Values = {
    InvoiceAccount: invoiceAccount,
    VendorAccount: invoiceAccount,
    VendorName: from('VendorOrganizationName'),
    Currency: (order && readText(order, 'CurrencyCode')) || from('CurrencyCode'),
    TermsOfPayment: from('DefaultPaymentTermsName'),
    MethodOfPayment: from('DefaultVendorPaymentMethodName'),
    PaymentSpecification: from('PaymentSpecificationId'),
    CashDiscountCode: from('CashDiscountCode'),
    SalesTaxGroup: from('SalesTaxGroupCode'),
    DimensionDisplayValue: seededDisplay(system, from('DefaultLedgerDimensionDisplayValue')),
    PostingProfile: 'GEN',
    Date: system.today(),
    InvoiceReceivedDate: system.today(),
    VendorInvoiceReviewStatus: 'Draft',
  }
  const values = { ...defaults, ...sent }
  const start = textOf(sent, 'InvoiceDate') || textOf(values, 'Date')
  return { DueDate: dueDate(system, company, textOf(values, 'TermsOfPayment'), start), ...values }
}

const purchaseOrder = (system: System, company: string, number: string): Row | undefined =>
  system.table('PurchaseOrderHeadersV2').find({ dataAreaId: company, PurchaseOrderNumber: number })

/** A single-order invoice must have the order's currency [doc] and vendor. */
const checkOrder = (system: System, company: string, values: Values) => {
  const number = textOf(values, 'PurchaseOrderNumber')
  if (number === '' || !system.options.seed.PurchaseOrderHeadersV2) return
  const order = purchaseOrder(system, company, number)
  if (!order) throw rejected(entity, notInTable(number, 'Purchase order', 'Purchase orders'))
  if (readText(order, 'CurrencyCode') !== textOf(values, 'Currency')) {
    throw rejected(entity, `Error: The currency must be the currency of purchase order ${number}`)
  }
  const accounts = [
    readText(order, 'InvoiceVendorAccountNumber'),
    readText(order, 'OrderVendorAccountNumber'),
  ]
  if (!accounts.includes(textOf(values, 'InvoiceAccount'))) {
    throw rejected(entity, `Error: Purchase order ${number} has another vendor account`)
  }
}

/** Replaces the default dimensions by the server's own rendering. */
export const codeDimensions = (system: System, writing: string, values: Values): Values => {
  const text = textOf(values, 'DimensionDisplayValue')
  if (text === '') return { ...values, _dimensions: {} }
  const parsed = parseDisplay(system, text, 'DataEntityDefaultDimensionFormat', writing)
  const context = {
    company: textOf(values, 'dataAreaId'),
    stage: 'write',
    date: '',
    manualEntry: false,
  } as const
  const problem = dimensionProblem(system, parsed.dimensions, context)
  if (problem)
    throw rejected(
      writing,
      problem,
      `Warning: validateField failed on field '${writing}Entity.DimensionDisplayValue'`,
    )
  return { ...values, DimensionDisplayValue: parsed.display, _dimensions: { ...parsed.dimensions } }
}

const freeReference = (system: System, company: string): string => {
  for (;;) {
    const reference = String(system.nextNumber(company, 'invoice reference') + 1_750_111).padStart(9, '0')
    if (!system.table('VendorInvoiceHeaders').find({ dataAreaId: company, HeaderReference: reference }))
      return reference
  }
}
