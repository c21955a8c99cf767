import type { FlowContext, Translated } from '../contract/route.ts'
import type { SourceDocument } from '../contract/source.ts'
import type { VendorRow } from '../contract/reference.ts'
import type { InvoiceLine } from '../model/invoice.ts'
import { Problems } from '../model/problems.ts'
import type { Spend, SpendLine } from '../model/spend.ts'
import { checkTotal, roundingDifference } from './amounts.ts'
import { TABLES, checkAccount, codeDimensions, codeLegalEntity, type CodingDesk } from './coding.ts'
import { codeEmployee, codeVendor, methodOfPayment, taxGroups } from './parties.ts'
import { lineAccount } from './prepaid.ts'
import { documentDate, postingDate } from './posting-date.ts'
import { fillText, TEXTS } from './texts.ts'

/** A supplier's bill → a vendor invoice, or a credit note when it is negative. */
export const translateBill = (document: SourceDocument, context: FlowContext): Translated =>
  translateInvoice(document, context, { party: codeVendor, number: billNumber })

/** A reimbursement → an invoice of the employee's vendor; it has no number by nature and takes the trace code. */
export const translateReimbursement = (document: SourceDocument, context: FlowContext): Translated =>
  translateInvoice(document, context, { party: codeEmployee, number: (_, { trace }) => trace })

interface InvoiceKind {
  readonly party: (desk: CodingDesk, spend: Spend) => VendorRow | null
  readonly number: (spend: Spend, context: FlowContext, problems: Problems) => string
}

const translateInvoice = (document: SourceDocument, context: FlowContext, kind: InvoiceKind): Translated => {
  const problems = new Problems()
  const given = spendOf(document)
  const legalEntity = codeLegalEntity(given.company, context, problems)
  if (legalEntity === null) return problems.fail()
  const spend: Spend = { ...given, date: documentDate(context, problems, { spend: given, legalEntity }) }
  const date = postingDate(context, problems, { legalEntity, date: spend.date, closedPeriod: 'park' })
  const desk: CodingDesk = { context, problems, legalEntity, date }
  const vendor = kind.party(desk, spend)
  const number = kind.number(spend, context, problems)
  const lines = invoiceLines(desk, spend)
  checkTotal(context, problems, { spend, legalEntity, date })
  const tax = taxGroups(context, legalEntity, problems)
  const method = methodOfPayment(context, legalEntity, problems)
  problems.throwIfAny()
  return {
    form: context.settings.form === 'pending' ? 'pending-invoice' : 'invoice-journal',
    document: {
      type: 'invoice',
      legalEntity,
      vendor: vendor?.account ?? '',
      number,
      date: spend.date,
      postingDate: date,
      currency: spend.total.currency,
      decimals: spend.total.decimals,
      totalMinor: spend.total.minor,
      lines,
      text: fillText(context.settings.text ?? TEXTS.invoice, context, spend),
      methodOfPayment: method,
      tax,
      form: context.settings.form,
    },
  }
}

/** The spend that a document carries; the engine parks a document without one before any flow sees it. */
export const spendOf = (document: SourceDocument): Spend => {
  if (document.body === null || 'type' in document.body) throw new TypeError('the flow takes spend')
  return document.body
}

const billNumber = (spend: Spend, _context: FlowContext, problems: Problems): string => {
  if (spend.number !== null && spend.number.trim() !== '') return spend.number.trim()
  problems.add({
    code: 'INVOICE_NUMBER_MISSING',
    field: 'number',
    value: '',
    message: 'the bill has no invoice number',
    remedy: "Enter the supplier's invoice number in the source system; if it is an employee's expense, name its type in `kinds` of the connection.",
  })
  return ''
}

const invoiceLines = (desk: CodingDesk, spend: Spend): InvoiceLine[] => {
  // A line without an amount has nothing to book, and D365 refuses it.
  const lines = spend.lines
    .filter((line) => line.minor !== 0n)
    .map((line) => invoiceLine(desk, spend, line))
  const rounding = roundingDifference(desk.context, desk.problems, spend)
  if (rounding === 0n) return lines
  const account = checkAccount(desk, desk.context.settings.roundingAccount ?? '', 'roundingAccount') ?? ''
  return [...lines, { account, dimensions: {}, minor: rounding, text: 'Rounding', category: null }]
}

const invoiceLine = (desk: CodingDesk, spend: Spend, line: SpendLine): InvoiceLine => {
  const field = `lines[${line.number}]`
  return {
    account: lineAccount(desk, spend, line),
    dimensions: codeDimensions(desk, line.tags, field),
    minor: line.minor,
    text: line.description ?? spend.memo ?? '',
    category: desk.context.settings.form === 'pending' ? codeCategory(desk, line, field) : null,
  }
}

const codeCategory = (desk: CodingDesk, line: SpendLine, field: string): InvoiceLine['category'] => {
  const code = line.account?.code ?? ''
  const mapped = desk.context.mapping.translate(TABLES.category, code, desk.legalEntity)
  const [hierarchy, name] = mapped?.split('|') ?? []
  if (hierarchy !== undefined && name !== undefined) return { hierarchy, name }
  desk.problems.add({
    code: 'CATEGORY_UNMAPPED',
    field: `${field}.category`,
    value: code,
    message: `a pending invoice needs a procurement category for ${code}`,
    remedy: `Add it: ml-connector mapping set <route> ${TABLES.category} ${code} "<hierarchy>|<category>", or use the form "journal".`,
  })
  return null
}
