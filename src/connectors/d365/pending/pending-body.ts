import type { PrepareContext, PreparedDocument } from '../../../contract/target.ts'
import type { JsonObject } from '../../../lib/json.ts'
import type { Invoice, InvoiceLine } from '../../../model/invoice.ts'
import { absMinor, formatMinor } from '../../../model/money.ts'
import { createChecks, createCoder, wireAmount, type Checks, type Coder } from '../checks.ts'
import type { PendingBody } from '../invoices/body.ts'
import { billedVendor, checkInvoice, invoiceKey } from '../invoices/invoice-checks.ts'
import { cutText, tooLong } from '../lengths.ts'
import type { D365Settings } from '../settings.ts'
import { textField, wireDate, type Row } from '../wire.ts'

/**
 * An invoice as a pending vendor invoice: every line by procurement category, with the account as an override
 * that is read back (design 6; contract 3.3).
 * @throws ProblemsError with everything that D365 would refuse
 */
export const preparePending = (
  invoice: Invoice,
  context: PrepareContext,
  settings: D365Settings,
): PreparedDocument => {
  const checks = createChecks()
  const coder = createCoder(context.reference, checks)
  const account = billedVendor(invoice, context, checks)
  checkInvoice(invoice, checks)
  checks.add(tooLong(invoice.vendor, 'vendor', 'vendor'), tooLong(account, 'vendor', 'vendor'))
  const lines = invoice.lines
    .map((line, at) => ({ line, field: `lines[${at}]` }))
    .filter(({ line }) => line.minor !== 0n)
    .map(({ line, field }, at) => lineBody({ invoice, coder, checks }, line, field, at + 1))
  const header = headerBody(invoice, { account, trace: context.trace, hold: settings.approvalHold, checks })
  checks.done()
  const body: PendingBody = {
    version: 1,
    form: 'pending-invoice',
    trace: context.trace,
    company: invoice.legalEntity.toLowerCase(),
    currency: invoice.currency,
    decimals: invoice.decimals,
    postingDate: invoice.postingDate,
    total: invoice.totalMinor.toString(),
    account,
    number: invoice.number.trim(),
    invoiceDate: invoice.date,
    formats: coder.formats,
    hold: settings.approvalHold,
    header,
    lines,
  }
  return {
    form: body.form,
    legalEntity: invoice.legalEntity,
    postingDate: invoice.postingDate,
    naturalKey: invoiceKey(invoice, account),
    containerKey: null,
    lineCount: 1,
    body: body as unknown as JsonObject,
    facts: factsOf(body),
  }
}

const factsOf = (body: PendingBody): JsonObject => ({
  form: body.form,
  company: body.company,
  currency: body.currency,
  total: formatMinor(BigInt(body.total), body.decimals),
  postingDate: body.postingDate,
  number: body.number,
  account: body.account,
  lines: body.lines.length,
})

interface HeaderParts {
  readonly account: string
  readonly trace: string
  readonly hold: boolean
  readonly checks: Checks
}

const headerBody = (invoice: Invoice, { account, trace, hold, checks }: HeaderParts): Row => ({
  dataAreaId: invoice.legalEntity.toLowerCase(),
  InvoiceNumber: invoice.number.trim(),
  InvoiceAccount: account,
  VendorAccount: invoice.vendor,
  InvoiceDate: wireDate(invoice.date),
  Date: wireDate(invoice.postingDate),
  Currency: invoice.currency,
  ...textField('InvoiceDescription', cutText(invoice.text, 'description')),
  DocumentNumber: trace,
  ImportedAmount: wireAmount(invoice.totalMinor, invoice.decimals, 'total', checks),
  // Check totals (design 13). Groups come with lines that include their tax, and bear none of their own.
  ...(invoice.tax !== null && { ImportedSalesTax: 0 }),
  ...(hold && { IsOnHold: 'Yes' }),
  ...(invoice.methodOfPayment !== null && { MethodOfPayment: invoice.methodOfPayment }),
})

interface LineParts {
  readonly invoice: Invoice
  readonly coder: Coder
  readonly checks: Checks
}

/** A negative line keeps its sign in the quantity: −1 at a positive price (design 13). */
const lineBody = (
  { invoice, coder, checks }: LineParts,
  line: InvoiceLine,
  field: string,
  number: number,
): Row => {
  const hasDimensions = Object.values(line.dimensions).some((value) => value !== '')
  const name = line.category?.name ?? ''
  const hierarchy = line.category?.hierarchy ?? ''
  checks.add(
    tooLong(name, 'categoryName', `${field}.category`),
    tooLong(hierarchy, 'categoryName', `${field}.category`),
  )
  if (name === '' || hierarchy === '') checks.add(noCategory(field, name))
  return {
    InvoiceLineNumber: number,
    ProcurementCategoryName: name,
    ProcurementCategoryHierarchyName: hierarchy,
    ...textField('LineDescription', cutText(line.text || invoice.text, 'lineDescription')),
    ReceiveNow: line.minor < 0n ? -1 : 1,
    UnitPrice: wireAmount(absMinor(line.minor), invoice.decimals, `${field}.amount`, checks),
    NetAmount: wireAmount(line.minor, invoice.decimals, `${field}.amount`, checks),
    Currency: invoice.currency,
    MainAccountDisplayValue: coder.single(line.account, 'mainAccount', `${field}.account`),
    ...(hasDimensions && { DimensionDisplayValue: coder.defaults(line.dimensions, field) }),
    ...(invoice.tax !== null && { SalesTaxGroup: invoice.tax.group, ItemSalesTax: invoice.tax.itemGroup }),
  }
}

const noCategory = (field: string, value: string) => ({
  code: 'CATEGORY_MISSING',
  field: `${field}.category`,
  value,
  message: 'a line of a pending invoice needs a procurement category; D365 refuses one with an account alone',
  remedy:
    'Map the account to a procurement category and its hierarchy, or let the flow write invoice journals.',
})
