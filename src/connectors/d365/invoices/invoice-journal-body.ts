import type { PrepareContext, PreparedDocument } from '../../../contract/target.ts'
import type { Invoice, InvoiceLine } from '../../../model/invoice.ts'
import { createChecks, createCoder, wireAmount, type Checks, type Coder } from '../checks.ts'
import type { JournalBody } from '../journal/body.ts'
import { INVOICE_JOURNAL } from '../journal/family.ts'
import { checkedJournalName, checkLineCount, preparedJournal } from '../journal/prepare.ts'
import { cutText } from '../lengths.ts'
import type { D365Settings } from '../settings.ts'
import { textField, wireDate, type Row } from '../wire.ts'
import { billedVendor, checkInvoice, invoiceKey } from './invoice-checks.ts'

/**
 * An invoice as lines of a vendor invoice journal: one line with its offset where it has one cost line, else
 * the vendor line without offset and the cost lines of the same voucher (contract 3.5).
 * @throws ProblemsError with everything that D365 would refuse
 */
export const prepareInvoiceJournal = (
  invoice: Invoice,
  context: PrepareContext,
  settings: D365Settings,
): PreparedDocument => {
  const checks = createChecks()
  const family = INVOICE_JOURNAL
  const given = { settings, family, context, checks }
  const coder = createCoder(context.reference, checks)
  const account = billedVendor(invoice, context, checks)
  checkInvoice(invoice, checks)
  const journalName = checkedJournalName(given, invoice.legalEntity)
  const lines = linesOf({ invoice, account, trace: context.trace, coder, checks })
  checkLineCount(given, invoice.legalEntity, journalName, lines.length)
  checks.done()
  const body: JournalBody = {
    version: 1,
    form: family.form,
    trace: context.trace,
    company: invoice.legalEntity.toLowerCase(),
    journalName,
    currency: invoice.currency,
    decimals: invoice.decimals,
    postingDate: invoice.postingDate,
    total: invoice.totalMinor.toString(),
    account,
    number: invoice.number.trim(),
    invoiceDate: invoice.date,
    formats: coder.formats,
    lines,
    settlement: null,
  }
  const { legalEntity, postingDate } = invoice
  return preparedJournal(body, {
    legalEntity,
    postingDate,
    naturalKey: invoiceKey(invoice, account),
    flow: context.flow,
  })
}

interface Parts {
  readonly invoice: Invoice
  readonly account: string
  readonly trace: string
  readonly coder: Coder
  readonly checks: Checks
}

/** Lines of no amount change nothing in the ledger and are left out. */
const linesOf = (parts: Parts): readonly Row[] => {
  const costs = parts.invoice.lines
    .map((line, at) => ({ line, field: `lines[${at}]` }))
    .filter(({ line }) => line.minor !== 0n)
  const [only, ...others] = costs
  if (only && others.length === 0)
    return [{ ...vendorLine(parts), ...offsetOf(parts, only.line, only.field) }]
  return [vendorLine(parts), ...costs.map(({ line, field }) => costLine(parts, line, field))]
}

/** The vendor is credited by an invoice and debited by a credit note. */
const vendorLine = ({ invoice, account, trace, coder, checks }: Parts): Row => ({
  AccountType: 'Vend',
  AccountDisplayValue: coder.single(account, 'vendor', 'vendor'),
  ...sided(-invoice.totalMinor, invoice.decimals, 'total', checks),
  ...common(invoice, trace),
  ...textField('Description', cutText(invoice.text, 'text')),
  ...(invoice.methodOfPayment !== null && { MethodOfPayment: invoice.methodOfPayment }),
  ...taxGroups(invoice),
})

const offsetOf = ({ coder }: Parts, line: InvoiceLine, field: string): Row => ({
  OffsetAccountType: 'Ledger',
  OffsetAccountDisplayValue: coder.ledger(line.account, line.dimensions, field),
  ...textField('OffsetTransactionText', cutText(line.text, 'text')),
})

/** A positive cost is a debit, a negative one a credit, whatever the sign of the whole document. */
const costLine = ({ invoice, trace, coder, checks }: Parts, line: InvoiceLine, field: string): Row => ({
  AccountType: 'Ledger',
  AccountDisplayValue: coder.ledger(line.account, line.dimensions, field),
  ...sided(line.minor, invoice.decimals, `${field}.amount`, checks),
  ...common(invoice, trace),
  ...textField('Description', cutText(line.text || invoice.text, 'text')),
  ...taxGroups(invoice),
})

const common = (invoice: Invoice, trace: string): Row => ({
  Currency: invoice.currency,
  Date: wireDate(invoice.postingDate),
  Document: trace,
  Invoice: invoice.number.trim(),
  InvoiceDate: wireDate(invoice.date),
})

/** Both groups or none, on every line: D365 fills the vendor's own group into a vendor line without one. */
const taxGroups = (invoice: Invoice): Row =>
  invoice.tax === null ? {} : { SalesTaxGroup: invoice.tax.group, ItemSalesTaxGroup: invoice.tax.itemGroup }

const sided = (minor: bigint, decimals: number, field: string, checks: Checks): Row =>
  minor < 0n
    ? { Credit: wireAmount(-minor, decimals, field, checks) }
    : { Debit: wireAmount(minor, decimals, field, checks) }
