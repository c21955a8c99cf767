import type { JsonObject } from '../../../lib/json.ts'
import { type Exact, exactNumber } from '../exact-decimal.ts'
import { unsetDate } from '../schema/entity-set.ts'
import type { System } from '../system.ts'
import type { Row } from '../table.ts'
import { toAccounting } from '../rules/exchange.ts'

/** What finance sees as one line of a vendor's account. */
export interface VendorTransaction {
  readonly company: string
  readonly account: string
  readonly voucher: string
  readonly date: string
  readonly dueDate: string
  readonly documentDate: string
  readonly currency: string
  readonly rate: Exact
  /** Invoices are negative, payments positive [inferred]. */
  readonly amount: Exact
  readonly type: 'Vend' | 'Payment' | 'CashDiscount'
  readonly invoice: string
  readonly documentNumber: string
  readonly text: string
  readonly journal: string
  readonly method: string
  readonly paymentId: string
  readonly paymentReference: string
  /** Values that never leave the system, such as the cash discount an invoice offers. */
  readonly hidden?: JsonObject
}

/** Writes an open vendor transaction: `Closed` in the year 1900 [seen]. */
export const writeVendorTransaction = (system: System, transaction: VendorTransaction): Row => {
  const table = system.table('VendTransBiEntities')
  const now = new Date(system.clock.now()).toISOString()
  const { company, amount, rate } = transaction
  return table.insert({
    dataAreaId: company,
    SysDataAreaId: company,
    SourceKey: table.nextRecId,
    AccountNum: transaction.account,
    Voucher: transaction.voucher,
    TransDate: transaction.date,
    DueDate: transaction.dueDate || transaction.date,
    DocumentDate: transaction.documentDate || unsetDate,
    CurrencyCode: transaction.currency,
    ExchRate: exactNumber(rate * 100n),
    AmountCur: exactNumber(amount),
    AmountMST: exactNumber(toAccounting(system, company, amount, rate)),
    SettleAmountCur: 0,
    SettleAmountMST: 0,
    Closed: unsetDate,
    TransType: transaction.type,
    Invoice: transaction.invoice,
    DocumentNum: inViews(system, transaction.documentNumber),
    Txt: transaction.text,
    JournalNum: transaction.journal,
    PaymMode: transaction.method,
    PaymId: inViews(system, transaction.paymentId),
    PaymReference: transaction.paymentReference,
    Approved: 'Yes',
    CreatedOn: now,
    SysModifiedDateTime: now,
    ...transaction.hidden,
  })
}

/** Whether the caller's reference is seen in the vendor's booked views is unproven, so it is an option. */
export const inViews = (system: System, reference: string): string =>
  system.options.referenceInBookedViews === 'dropped' ? '' : reference
