import { type Exact, exact, exactNumber } from '../exact-decimal.ts'
import { openBalance } from '../journals/settlement-marks.ts'
import type { System } from '../system.ts'
import { type Row, readText } from '../table.ts'
import { rateOn, toAccounting } from '../rules/exchange.ts'

/** One invoice settled by one payment. */
export interface Settlement {
  readonly invoice: Row
  readonly payment: Row
  /** How much of the invoice is settled, without sign, in its currency. */
  readonly amount: Exact
  /** How much of that is cash discount and not paid. */
  readonly discount: Exact
  readonly date: string
}

/** Settles on both sides; a transaction without balance left is closed on the settlement date. */
export const settle = (system: System, settlement: Settlement): void => {
  const { invoice, payment, amount, discount, date } = settlement
  const sign = openBalance(invoice) < 0n ? -1n : 1n
  const voucher = readText(payment, 'Voucher')
  settleSide(system, invoice, { amount: sign * amount, date, voucher, other: payment })
  settleSide(system, payment, { amount: -sign * (amount - discount), date, voucher, other: invoice })
  const pair = { invoice, payment, discount, date, voucher }
  writeSettlement(system, { ...pair, own: invoice, other: payment, amount: sign * amount })
  writeSettlement(system, { ...pair, own: payment, other: invoice, amount: -sign * (amount - discount) })
}

interface Side {
  readonly amount: Exact
  readonly date: string
  readonly voucher: string
  readonly other: Row
}

const settleSide = (system: System, transaction: Row, { amount, date, voucher, other }: Side) => {
  const settled = exact(readText(transaction, 'SettleAmountCur') || '0') + amount
  const company = readText(transaction, 'dataAreaId')
  const rate = rateOn(system, company, readText(transaction, 'CurrencyCode'), date) ?? exact(1)
  const closed = settled === exact(readText(transaction, 'AmountCur') || '0')
  system.table('VendTransBiEntities').update(transaction, {
    SettleAmountCur: exactNumber(settled),
    SettleAmountMST: exactNumber(toAccounting(system, company, settled, rate)),
    LastSettleVoucher: voucher,
    LastSettleDate: date,
    LastSettleAccountNum: readText(other, 'AccountNum'),
    LastSettleCompany: readText(other, 'dataAreaId'),
    SysModifiedDateTime: new Date(system.clock.now()).toISOString(),
    ...(closed ? { Closed: date } : {}),
  })
}

interface SettlementRow {
  readonly own: Row
  readonly other: Row
  readonly amount: Exact
  readonly discount: Exact
  readonly date: string
  readonly voucher: string
}

const writeSettlement = (system: System, { own, other, amount, discount, date, voucher }: SettlementRow) => {
  const table = system.table('VendSettlementBiEntities')
  table.insert({
    dataAreaId: readText(own, 'dataAreaId'),
    SysDataAreaId: readText(own, 'dataAreaId'),
    SourceKey: table.nextRecId,
    TransCompany: readText(own, 'dataAreaId'),
    TransRecId: own.recId,
    AccountNum: readText(own, 'AccountNum'),
    OffsetCompany: readText(other, 'dataAreaId'),
    OffsetRecid: other.recId,
    OffsetAccountNum: readText(other, 'AccountNum'),
    OffsetTransVoucher: readText(other, 'Voucher'),
    SettlementVoucher: voucher,
    SettleAmountCur: exactNumber(amount),
    UtilizedCashDisc: exactNumber(discount),
    TransDate: date,
    DueDate: readText(own, 'DueDate'),
    ClosedDate: date,
    TransType: readText(own, 'TransType'),
    CanBeReversed: 'Yes',
    CreatedOn: new Date(system.clock.now()).toISOString(),
  })
}
