import { describe, expect, it } from 'vitest'
import { bookInvoice, day, postJournal, postPaymentLine } from '../testing/documents.ts'
import { openFixture, reasonOf, type Fixture } from '../testing/fixture.ts'

const paymentJournal = (erp: Fixture) => postJournal(erp, 'VendPay', 'VendorPaymentJournalHeaders')
const settledRow = (batch: string, due = '2026-04-15T12:00:00Z') =>
  `/data/VendorPaymentJournalLineSettledInvoices(JournalLineCompany='usmf',JournalBatchNumber='${batch}',JournalLineNumber=1,InvoiceNumber='INV-9',InvoiceCompany='usmf',InvoiceDueDate=${due})`

describe('payments', () => {
  it('take the amount and the mark from the invoice when none is sent', () => {
    const erp = openFixture()
    bookInvoice(erp)
    const line = postPaymentLine(erp, paymentJournal(erp), { MarkedInvoice: 'INV-9' })
    expect(line.body).toMatchObject({
      DebitAmount: 100,
      SettleVoucher: 'SelectedTransact',
      MarkedInvoiceCompany: 'usmf',
      AccountType: 'Vend',
    })
  })

  it('settle a part when the settled-invoice row says so, and leave the rest open', () => {
    const erp = openFixture()
    bookInvoice(erp)
    const batch = paymentJournal(erp)
    postPaymentLine(erp, batch, { MarkedInvoice: 'INV-9', DebitAmount: 40 })
    const partial = { SettlementAmountInInvoiceCurrency: 40, CashDiscountToTakeInInvoiceCurrency: 0 }
    expect(erp.patch(settledRow(batch), partial).status).toBe(204)
    expect(reasonOf(erp.patch(settledRow(batch), { SettlementAmountInInvoiceCurrency: 101 }))).toContain(
      'exceeds',
    )
    erp.sandbox.book()
    expect(erp.sandbox.rows('VendTransBiEntities')).toMatchObject([
      { AmountCur: -100, SettleAmountCur: -40, Closed: '1900-01-01T12:00:00Z' },
      { AmountCur: 40, SettleAmountCur: 40, Closed: day },
    ])
    expect(erp.sandbox.rows('VendSettlementBiEntities')).toMatchObject([
      { SettleAmountCur: -40, SettlementVoucher: 'APPM000001' },
      { SettleAmountCur: 40 },
    ])
  })

  it('settle several invoices through settled-invoice rows of one line', () => {
    const erp = openFixture()
    bookInvoice(erp)
    bookInvoice(erp, { Invoice: 'INV-8', Credit: 50 })
    const batch = paymentJournal(erp)
    postPaymentLine(erp, batch, { DebitAmount: 150 })
    const mark = (InvoiceNumber: string) =>
      erp.post('VendorPaymentJournalLineSettledInvoices', {
        JournalLineCompany: 'usmf',
        JournalBatchNumber: batch,
        JournalLineNumber: 1,
        InvoiceNumber,
        InvoiceCompany: 'usmf',
        InvoiceDueDate: '2026-04-15T12:00:00Z',
      })
    expect(
      [mark('INV-9'), mark('INV-8')].map(({ status, body }) => [
        status,
        body.SettlementAmountInInvoiceCurrency,
      ]),
    ).toEqual([
      [201, 100],
      [201, 50],
    ])
    expect(reasonOf(mark('INV-9'))).toContain('The record already exists.')
    expect(reasonOf(mark('INV-7'))).toContain("The value 'INV-7' in field 'Marked invoice'")
    erp.sandbox.book()
    expect(erp.sandbox.rows('VendTransBiEntities').map(({ Closed }) => Closed)).toEqual([day, day, day])
    expect(erp.sandbox.rows('VendSettlementBiEntities')).toHaveLength(4)
  })

  it('free their mark when the line is deleted', () => {
    const erp = openFixture()
    bookInvoice(erp)
    const batch = paymentJournal(erp)
    postPaymentLine(erp, batch, { MarkedInvoice: 'INV-9' })
    const address = `/data/VendorPaymentJournalLines(dataAreaId='usmf',JournalBatchNumber='${batch}',LineNumber=1)?cross-company=true`
    expect(reasonOf(postPaymentLine(erp, batch, { LineNumber: 2, MarkedInvoice: 'INV-9' }))).toContain(
      'marked for settlement',
    )
    expect(erp.remove(address).status).toBe(204)
    expect(postPaymentLine(erp, batch, { LineNumber: 2, MarkedInvoice: 'INV-9' }).status).toBe(201)
  })

  it('cannot mark what is not booked, not open, or in another currency', () => {
    const erp = openFixture()
    const batch = paymentJournal(erp)
    const mark = (more: object = {}) =>
      reasonOf(postPaymentLine(erp, batch, { MarkedInvoice: 'INV-9', ...more }))
    expect(mark()).toContain("The value 'INV-9' in field 'Marked invoice' is not found")
    bookInvoice(erp)
    expect(mark({ CurrencyCode: 'EUR' })).toContain('INV-9 is in USD')
    expect(mark({ AccountDisplayValue: 'US\\-101' })).toContain('is not found')
    expect(reasonOf(postPaymentLine(erp, batch, { AccountDisplayValue: '1003' }))).toContain(
      'on hold for Payment',
    )
    erp.sandbox.postForeignVoucher({ legalEntity: 'usmf', vendorAccount: '1001', invoiceNumber: 'INV-9' })
    expect(mark()).toContain('is not found')
  })

  it('stay unsettled when a foreign voucher closed the invoice meanwhile', () => {
    const erp = openFixture()
    bookInvoice(erp)
    postPaymentLine(erp, paymentJournal(erp), { MarkedInvoice: 'INV-9', DebitAmount: 100 })
    const voucher = erp.sandbox.postForeignVoucher({
      legalEntity: 'usmf',
      vendorAccount: '1001',
      invoiceNumber: 'INV-9',
    })
    erp.sandbox.book()
    const [invoice, foreign, own] = erp.sandbox.rows('VendTransBiEntities')
    expect(invoice).toMatchObject({ LastSettleVoucher: voucher, Closed: day })
    expect(foreign).toMatchObject({ AmountCur: 100, Closed: day })
    expect(own).toMatchObject({ AmountCur: 100, SettleAmountCur: 0, Closed: '1900-01-01T12:00:00Z' })
  })

  it('take the bank account of the method of payment as offset', () => {
    const erp = openFixture()
    const answer = erp.post('VendorPaymentJournalLines', {
      dataAreaId: 'usmf',
      JournalBatchNumber: paymentJournal(erp),
      LineNumber: 1,
      AccountDisplayValue: '1001',
      DebitAmount: 5,
      OffsetAccountType: 'Bank',
    })
    expect(answer.body).toMatchObject({ PaymentMethodName: 'CHECK', OffsetAccountDisplayValue: 'USMF OPER' })
  })
})
