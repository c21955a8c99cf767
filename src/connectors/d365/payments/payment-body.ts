import type { PrepareContext, PreparedDocument } from '../../../contract/target.ts'
import type { Payment } from '../../../model/payment.ts'
import { naturalKey } from '../../../model/natural-key.ts'
import { createChecks, createCoder, required, wireAmount, type Checks } from '../checks.ts'
import type { JournalBody } from '../journal/body.ts'
import { PAYMENT_JOURNAL } from '../journal/family.ts'
import { checkedJournalName, preparedJournal } from '../journal/prepare.ts'
import { cutText, tooLong } from '../lengths.ts'
import type { D365Settings } from '../settings.ts'
import { textField, wireDate } from '../wire.ts'

/**
 * A payment as one line of a vendor payment journal, marked to the invoice it settles and offset to a ledger
 * clearing account (design 13). Its reference goes into the payment reference, never into D365's check number.
 * Where the source has no payment numbers the reference is the trace code, and the natural key then tells only
 * one record from another: a payment that the source lists twice under two ids is stopped only once its
 * invoice is marked, or open with less than its amount.
 * @throws ProblemsError with everything that D365 would refuse
 */
export const preparePayment = (
  payment: Payment,
  context: PrepareContext,
  settings: D365Settings,
): PreparedDocument => {
  const checks = createChecks()
  const family = PAYMENT_JOURNAL
  const coder = createCoder(context.reference, checks)
  checkPayment(payment, checks)
  const journalName = checkedJournalName({ settings, family, context, checks }, payment.legalEntity)
  const { invoice } = payment
  const company = payment.legalEntity.toLowerCase()
  const account = paidVendor(payment, context, checks)
  const line = {
    AccountType: 'Vend',
    AccountDisplayValue: coder.single(account, 'vendor', 'vendor'),
    DebitAmount: wireAmount(payment.minor, payment.decimals, 'amount', checks),
    CurrencyCode: payment.currency,
    TransactionDate: wireDate(payment.postingDate),
    ...textField('TransactionText', cutText(payment.text, 'text')),
    OffsetAccountType: 'Ledger',
    OffsetAccountDisplayValue: coder.ledger(payment.clearingAccount, {}, 'clearingAccount'),
    PaymentId: context.trace,
    PaymentReference: payment.reference.trim(),
    ...(payment.methodOfPayment !== null && { PaymentMethodName: payment.methodOfPayment }),
    MarkedInvoice: invoice.number.trim(),
    MarkedInvoiceCompany: invoice.legalEntity.toLowerCase(),
    SettleVoucher: 'SelectedTransact',
  }
  const amount = wireAmount(invoice.minor, payment.decimals, 'invoice.amount', checks)
  checks.done()
  const settlement = { invoice: line.MarkedInvoice, company: line.MarkedInvoiceCompany, account, amount }
  const body: JournalBody = {
    version: 1,
    form: family.form,
    trace: context.trace,
    company,
    journalName,
    currency: payment.currency,
    decimals: payment.decimals,
    postingDate: payment.postingDate,
    total: payment.minor.toString(),
    account,
    number: line.PaymentReference,
    invoiceDate: null,
    formats: coder.formats,
    lines: [line],
    settlement,
  }
  const { legalEntity, postingDate } = payment
  const key = naturalKey('payment', legalEntity, account, line.PaymentReference, line.MarkedInvoice)
  return preparedJournal(body, { legalEntity, postingDate, naturalKey: key, flow: context.flow })
}

/** The open transaction stands on the vendor that was billed (contract 3.7). */
const paidVendor = (payment: Payment, context: PrepareContext, checks: Checks): string => {
  const vendor = context.reference.vendor(payment.legalEntity, payment.invoice.vendor)
  if (vendor !== null) return vendor.billTo || vendor.account
  checks.add({
    code: 'VENDOR_UNKNOWN',
    field: 'vendor',
    value: payment.invoice.vendor,
    message: `company ${payment.legalEntity} has no vendor ${payment.invoice.vendor}`,
    remedy: 'Correct the vendor mapping, or create the vendor in D365.',
  })
  return payment.invoice.vendor
}

const checkPayment = (payment: Payment, checks: Checks): void => {
  const { invoice } = payment
  checks.add(
    required(payment.reference, 'reference', 'PAYMENT_REFERENCE_MISSING', 'the number of the payment'),
    tooLong(payment.reference.trim(), 'paymentReference', 'reference'),
    required(invoice.number, 'invoice.number', 'INVOICE_NUMBER_MISSING', 'the number of the paid invoice'),
    tooLong(invoice.number.trim(), 'invoiceNumber', 'invoice.number'),
    tooLong(payment.methodOfPayment ?? '', 'methodOfPayment', 'methodOfPayment'),
    tooLong(payment.currency, 'currency', 'currency'),
    tooLong(payment.legalEntity, 'legalEntity', 'legalEntity'),
    required(payment.clearingAccount, 'clearingAccount', 'CLEARING_ACCOUNT_MISSING', 'the clearing account'),
  )
  if (payment.minor <= 0n || invoice.minor <= 0n || invoice.minor > payment.minor) {
    checks.add({
      code: 'PAYMENT_AMOUNT',
      field: 'amount',
      value: `${payment.minor} / ${invoice.minor}`,
      message:
        'a payment and the part of it that settles the invoice are positive, and the part is not larger',
      remedy: 'Enter a refund or a void by hand.',
    })
  }
  if (invoice.legalEntity.toLowerCase() !== payment.legalEntity.toLowerCase()) {
    checks.add({
      code: 'INTERCOMPANY',
      field: 'invoice.legalEntity',
      value: invoice.legalEntity,
      message: 'the payment and the invoice are in different companies',
      remedy: 'Settle it by hand in D365.',
    })
  }
}
