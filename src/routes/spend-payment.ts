import type { DocumentEntry } from '../contract/document-entry.ts'
import type { FlowContext, Translated } from '../contract/route.ts'
import type { SourceDocument } from '../contract/source.ts'
import { Problems } from '../model/problems.ts'
import type { Spend } from '../model/spend.ts'
import { checkTotal } from './amounts.ts'
import { codeLegalEntity, type CodingDesk } from './coding.ts'
import { methodOfPayment } from './parties.ts'
import { documentDate, postingDate } from './posting-date.ts'
import { spendOf } from './spend-invoice.ts'
import { clearingAccount } from './spend-voucher.ts'
import { fillText, TEXTS } from './texts.ts'

/** A payment that the source made → a vendor payment journal line that settles the earlier document. */
export const translateSettlement = (document: SourceDocument, context: FlowContext): Translated => {
  const problems = new Problems()
  const given = spendOf(document)
  const legalEntity = codeLegalEntity(given.company, context, problems)
  if (legalEntity === null) return problems.fail()
  const spend: Spend = { ...given, date: documentDate(context, problems, { spend: given, legalEntity }) }
  const date = postingDate(context, problems, { legalEntity, date: spend.date, closedPeriod: 'first-open' })
  const desk: CodingDesk = { context, problems, legalEntity, date }
  const invoice = paidInvoice(desk, spend)
  const clearing = clearingAccount(desk, spend)
  const method = methodOfPayment(context, legalEntity, problems)
  checkTotal(context, problems, { spend, legalEntity, date })
  checkDirection(problems, spend)
  problems.throwIfAny()
  if (invoice === null) return problems.fail()
  const { minor, currency, decimals } = spend.total
  const late = date === spend.date ? '' : ` (${spend.date})`
  return {
    form: 'payment-journal',
    document: {
      type: 'payment',
      legalEntity,
      vendor: invoice.vendor,
      postingDate: date,
      currency,
      decimals,
      minor,
      invoice: { number: invoice.number, legalEntity, vendor: invoice.vendor, minor },
      clearingAccount: clearing,
      methodOfPayment: method,
      // Airbase's settlements have neither a number nor a method of their own (its contract, 5.1: `invoice_number`
      // is that of a bill). So the trace code stands for the number, and our method of payment for theirs.
      reference: context.trace,
      text: `${fillText(context.settings.text ?? TEXTS.payment, context, spend, { invoice: invoice.number, method: method ?? '' })}${late}`,
    },
  }
}

/** The booked invoice that it pays, on the vendor that is billed; null after a problem. */
const paidInvoice = (desk: CodingDesk, spend: Spend): { readonly number: string; readonly vendor: string } | null => {
  const { context, problems } = desk
  const [ref, ...others] = spend.appliesTo
  const fail = (code: string, message: string, remedy: string): null => {
    problems.add({ code, field: 'appliesTo', value: ref ?? '', message, remedy })
    return null
  }
  if (ref === undefined) {
    return fail('SETTLES_NOTHING', 'the payment names no document that it pays', 'Enter this payment by hand, or link it to its bill in the source system.')
  }
  if (others.length > 0) {
    return fail('SETTLES_SEVERAL', 'the payment settles several documents', 'Enter this payment by hand: its share of each is not known.')
  }
  const entry: DocumentEntry | null = context.linked.get(ref) ?? null
  if (entry === null) return fail('INVOICE_UNKNOWN', 'the document that it pays was never read', 'Release it in the source system, so that it is read first.')
  const { plan } = entry
  // Another hand's document that was adopted is followed by nobody: the target says whether it is booked.
  const isAdopted = entry.state === 'skipped' && entry.problems[0]?.code === 'ADOPTED'
  if ((entry.state !== 'booked' && !isAdopted) || plan?.number == null || plan.party === null) {
    return fail('INVOICE_NOT_BOOKED', `the document that it pays is ${entry.state}`, 'Post the invoice in D365; the payment is then released by itself.')
  }
  if (plan.legalEntity !== desk.legalEntity) {
    return fail('INTERCOMPANY', `the document that it pays belongs to ${plan.legalEntity ?? '?'}`, 'Enter this payment by hand.')
  }
  const vendor = context.reference.vendor(desk.legalEntity, plan.party)
  const billed = vendor === null ? null : context.reference.vendor(desk.legalEntity, vendor.billTo)
  const held = [vendor, billed].find((each) => each?.hold === 'payment' || each?.hold === 'all')
  if (held != null) {
    return fail('VENDOR_ON_PAYMENT_HOLD', `the vendor ${held.account} is on hold for payments`, 'Lift the hold in D365; the payment is then released by itself.')
  }
  return { number: plan.number, vendor: vendor?.billTo ?? plan.party }
}

const checkDirection = (problems: Problems, spend: Spend): void => {
  if (spend.total.minor >= 0n) return
  problems.add({
    code: 'PAYMENT_REVERSAL',
    field: 'total',
    value: spend.date,
    message: 'the payment is negative: money came back',
    remedy: 'Reverse the payment in D365 by hand, then resolve this document.',
  })
}
