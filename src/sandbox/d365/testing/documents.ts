import type { JsonObject } from '../../../lib/json.ts'
import type { Answer, Fixture } from './fixture.ts'

/** 2026-03-16 in the vendor's spelling. */
export const day = '2026-03-16T12:00:00Z'

/** Posts a pending invoice header on hold; answers its reference. */
export const postHeader = (erp: Fixture, more: JsonObject = {}): string => {
  const answer = erp.post('VendorInvoiceHeaders', {
    dataAreaId: 'usmf',
    InvoiceNumber: 'INV-1',
    InvoiceAccount: '1001',
    InvoiceDate: day,
    Date: day,
    IsOnHold: 'Yes',
    ...more,
  })
  return String(answer.body.HeaderReference)
}

/** Posts a line by procurement category. */
export const postLine = (erp: Fixture, reference: string, more: JsonObject = {}): Answer =>
  erp.post('VendorInvoiceLines', {
    dataAreaId: 'usmf',
    HeaderReference: reference,
    InvoiceLineNumber: 1,
    Currency: 'USD',
    NetAmount: 100,
    ProcurementCategoryName: 'Facilities',
    ProcurementCategoryHierarchyName: 'Procurement',
    ...more,
  })

/** Address of a pending header. */
export const headerAddress = (reference: string): string =>
  `/data/VendorInvoiceHeaders(dataAreaId='usmf',HeaderReference='${reference}')?cross-company=true`

/** Posts a whole pending invoice, not on hold. */
export const postInvoice = (erp: Fixture, more: JsonObject = {}, line: JsonObject = {}): string => {
  const reference = postHeader(erp, more)
  postLine(erp, reference, line)
  erp.get(
    `/data/VendorInvoiceLines?cross-company=true&$select=NetAmount&$filter=HeaderReference eq '${reference}'`,
  )
  erp.patch(headerAddress(reference), { IsOnHold: 'No' })
  return reference
}

/** Posts a journal header; answers its batch number. */
export const postJournal = (erp: Fixture, name = 'APInvoice', set = 'VendInvoiceJournalHeaders'): string =>
  String(erp.post(set, { dataAreaId: 'usmf', JournalName: name }).body.JournalBatchNumber)

/** Posts a vendor invoice journal line with its offset account. */
export const postInvoiceLine = (erp: Fixture, batch: string, more: JsonObject = {}): Answer =>
  erp.post('VendInvoiceJournalLines', {
    dataAreaId: 'usmf',
    JournalBatchNumber: batch,
    LineNumber: 1,
    AccountType: 'Vend',
    AccountDisplayValue: '1001',
    OffsetAccountType: 'Ledger',
    OffsetAccountDisplayValue: '600150',
    Currency: 'USD',
    Credit: 100,
    Invoice: 'INV-9',
    Date: day,
    ...more,
  })

/** Posts a vendor payment line against a clearing account. */
export const postPaymentLine = (erp: Fixture, batch: string, more: JsonObject = {}): Answer =>
  erp.post('VendorPaymentJournalLines', {
    dataAreaId: 'usmf',
    JournalBatchNumber: batch,
    LineNumber: 1,
    AccountDisplayValue: '1001',
    CurrencyCode: 'USD',
    OffsetAccountType: 'Ledger',
    OffsetAccountDisplayValue: '130500',
    PaymentMethodName: 'EXT',
    TransactionDate: day,
    ...more,
  })

/** Books a journal invoice of 100 USD from vendor 1001. */
export const bookInvoice = (erp: Fixture, more: JsonObject = {}): void => {
  postInvoiceLine(erp, postJournal(erp), { Invoice: 'INV-9', ...more })
  erp.sandbox.book()
}

/** Books what can be booked; answers why the rest cannot. */
export const refusals = (erp: Fixture): readonly string[] => erp.sandbox.book().refused.map(({ reason }) => reason)
