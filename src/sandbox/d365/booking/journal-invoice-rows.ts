import type { Movement } from '../books/voucher-lines.ts'
import { exactNumber } from '../exact-decimal.ts'
import type { System } from '../system.ts'
import { readText } from '../table.ts'
import type { ReadyVoucher } from './book-journal.ts'
import { toAccounting } from '../rules/exchange.ts'
import { inViews } from './vendor-transaction.ts'

/**
 * The booked-invoice row of a journal invoice; whether a real environment writes it is unproven, so it is an
 * option.
 */
export const writeJournalInvoice = (
  system: System,
  voucher: ReadyVoucher,
  { line, coding, amount }: Movement,
): void => {
  const table = system.table('VendInvoiceJourBiEntities')
  const company = readText(voucher.header, 'dataAreaId')
  const now = new Date(system.clock.now()).toISOString()
  table.insert({
    dataAreaId: company,
    SysDataAreaId: company,
    SourceKey: table.nextRecId,
    InvoiceId: readText(line, 'Invoice'),
    InvoiceAccount: coding.account,
    OrderAccount: coding.account,
    LedgerVoucher: voucher.voucher,
    InvoiceDate: voucher.date,
    DocumentDate: readText(line, 'InvoiceDate'),
    DocumentNum: inViews(system, readText(line, 'Document')),
    DueDate: readText(line, 'DueDate'),
    CurrencyCode: voucher.currency,
    InvoiceAmount: exactNumber(-amount),
    InvoiceAmountMST: exactNumber(toAccounting(system, company, -amount, voucher.rate)),
    Description: readText(line, 'Description'),
    CreatedOn: now,
    SysModifiedDateTime: now,
  })
}
