import { describe, expect, it } from 'vitest'
import { day, postInvoice, postInvoiceLine, postJournal, postPaymentLine } from '../testing/documents.ts'
import { openFixture, reasonOf, type Fixture } from '../testing/fixture.ts'

const reasons = (erp: Fixture) => erp.sandbox.book().refused.map(({ reason }) => reason)
const closed = '2026-02-10T12:00:00Z'

/** A booked journal invoice of 100 USD from vendor 1001. */
const bookedInvoice = (erp: Fixture, more: object = {}) => {
  postInvoiceLine(erp, postJournal(erp), { Invoice: 'INV-9', ...more })
  erp.sandbox.book()
}

const paymentJournal = (erp: Fixture) => postJournal(erp, 'VendPay', 'VendorPaymentJournalHeaders')
const settledRow = (batch: string, due = '2026-04-15T12:00:00Z') =>
  `/data/VendorPaymentJournalLineSettledInvoices(JournalLineCompany='usmf',JournalBatchNumber='${batch}',JournalLineNumber=1,InvoiceNumber='INV-9',InvoiceCompany='usmf',InvoiceDueDate=${due})`

describe('what keeps a document unbooked', () => {
  it('is an unbalanced voucher, an empty journal, a journal in workflow', () => {
    const erp = openFixture()
    const [empty, open, held] = [postJournal(erp), postJournal(erp), postJournal(erp)]
    postInvoiceLine(erp, open, { OffsetAccountDisplayValue: '' })
    postInvoiceLine(erp, held, { Invoice: 'H' })
    erp.sandbox.setWorkflow({ legalEntity: 'usmf', container: held })
    expect(erp.sandbox.book()).toEqual({
      booked: [],
      refused: [
        {
          legalEntity: 'usmf',
          form: 'invoice-journal',
          container: empty,
          reason: 'The journal has no lines',
        },
        {
          legalEntity: 'usmf',
          form: 'invoice-journal',
          container: open,
          reason: 'The voucher does not balance (voucher APIN000001)',
        },
        {
          legalEntity: 'usmf',
          form: 'invoice-journal',
          container: held,
          reason: 'The journal is in workflow',
        },
      ],
    })
    expect(erp.sandbox.books().filter(({ booked }) => booked)).toEqual([])
  })

  it('is a closed period, unless the environment moves the date', () => {
    const book = (postingDateAdjustment: 'none' | 'today-if-closed' | 'first-open-day' | 'today') => {
      const erp = openFixture({ postingDateAdjustment })
      postInvoice(erp, { Date: closed })
      const { refused } = erp.sandbox.book()
      return refused[0]?.reason ?? erp.sandbox.books()[0]?.postingDate
    }
    expect(book('none')).toBe('Period for 2026-02-10 is not open')
    expect(book('today-if-closed')).toBe('2026-03-16')
    expect(book('first-open-day')).toBe('2026-03-01')
    expect(book('today')).toBe('2026-03-16')
  })

  it('is an adjustment that crosses the fiscal year', () => {
    const erp = openFixture({ postingDateAdjustment: 'today' })
    postInvoice(erp, { Date: '2025-12-30T12:00:00Z' })
    expect(reasons(erp)).toEqual(['The fiscal year has changed. Please check and reenter the posting date.'])
  })

  it('is a missing exchange rate', () => {
    const erp = openFixture()
    postInvoiceLine(erp, postJournal(erp), { Currency: 'GBP' })
    expect(reasons(erp)).toEqual([expect.stringContaining('No exchange rate for GBP on 2026-03-16')])
  })

  it('is a number used before, by the policy of the company', () => {
    const policy = (IsCheckInvoiceNumberUsed: string, second: string) => {
      const erp = openFixture({}, { VendorParameters: [{ dataAreaId: 'usmf', IsCheckInvoiceNumberUsed }] })
      for (const Date of [day, second]) bookedInvoice(erp, { Date })
      return erp.sandbox.books().filter(({ booked }) => booked).length
    }
    expect(policy('NoDuplicate', '2027-03-16T12:00:00Z')).toBe(1)
    expect(policy('NoDuplicateInYear', day)).toBe(1)
    expect(policy('NoDuplicateInYear', '2027-03-16T12:00:00Z')).toBe(2)
    expect(policy('AcceptDuplicate', day)).toBe(2)
  })

  it('is a number that occurs twice in one journal', () => {
    const erp = openFixture()
    const batch = postJournal(erp)
    for (const LineNumber of [1, 2]) postInvoiceLine(erp, batch, { LineNumber })
    expect(reasons(erp)).toEqual([expect.stringContaining('INV-9 occurs twice')])
  })

  it('is what finance changed after the write', () => {
    const erp = openFixture()
    postInvoiceLine(erp, postJournal(erp))
    erp.sandbox.editRow(
      'MainAccounts',
      { ChartOfAccounts: 'Shared', MainAccountId: '600150' },
      { IsSuspended: 'Yes' },
    )
    erp.sandbox.editRow(
      'VendorsV3',
      { dataAreaId: 'usmf', VendorAccountNumber: 'US-101' },
      { OnHoldStatus: 'All' },
    )
    expect(reasons(erp)).toEqual([expect.stringContaining('600150 is suspended')])
  })

  it('is a required invoice date', () => {
    const erp = openFixture(
      {},
      { VendorParameters: [{ dataAreaId: 'usmf', RequireDocumentDateOnVendorInvoice: 'Error' }] },
    )
    postInvoice(erp, { InvoiceNumber: 'B', InvoiceDate: '2026-03-20T12:00:00Z' })
    expect(reasons(erp)).toEqual(['The invoice date must not be after the posting date'])
  })
})

describe('booking', () => {
  it('takes only what the filter lets through', () => {
    const erp = openFixture()
    postInvoiceLine(erp, postJournal(erp), { Invoice: 'A' })
    postInvoice(erp)
    expect(erp.sandbox.book(({ form }) => form === 'pending-invoice').booked).toHaveLength(1)
    expect(erp.sandbox.books().map(({ form, booked }) => [form, booked])).toEqual([
      ['pending-invoice', true],
      ['invoice-journal', false],
    ])
  })

  it('writes both currencies, and the ledger balances in each', () => {
    const erp = openFixture()
    const batch = postJournal(erp)
    const lines = [
      ['Vend', '1001', -1000],
      ['Ledger', '600150', 333],
      ['Ledger', '605140', 667],
    ] as const
    lines.forEach(([AccountType, AccountDisplayValue, net], at) => {
      postInvoiceLine(erp, batch, {
        LineNumber: at + 1,
        AccountType,
        AccountDisplayValue,
        OffsetAccountDisplayValue: '',
        Currency: 'JPY',
        Credit: net < 0 ? -net : 0,
        Debit: net > 0 ? net : 0,
      })
    })
    expect(reasons(erp)).toEqual([])
    const entries = erp.sandbox.rows('GeneralJournalAccountEntryBiEntities')
    expect(entries.map((entry) => entry.TransactionCurrencyAmount)).toEqual([-1000, 333, 667])
    expect(entries.map((entry) => entry.AccountingCurrencyAmount)).toEqual([-6.67, 2.22, 4.45])
    const [header] = erp.sandbox.rows('GeneralJournalEntryBiEntities')
    expect(entries.every((entry) => entry.GeneralJournalEntry === header?.SourceKey)).toBe(true)
    expect(header).toMatchObject({
      SubledgerVoucher: 'APIN000001',
      AccountingDate: day,
      LedgerPostingJournal: batch,
    })
  })

  it('keeps the lines of a posted journal unless its name deletes them', () => {
    const erp = openFixture()
    const book = (name: string) => {
      const batch = postJournal(erp, name, 'LedgerJournalHeaders')
      erp.post('LedgerJournalLines', {
        dataAreaId: 'usmf',
        JournalBatchNumber: batch,
        LineNumber: 1,
        AccountDisplayValue: '605140',
        DebitAmount: 5,
        OffsetAccountDisplayValue: '130500',
        CurrencyCode: 'USD',
        TransDate: day,
        Document: 'ML-G',
      })
      erp.sandbox.book()
      return erp.sandbox.rows('LedgerJournalLines').filter((line) => line.JournalBatchNumber === batch).length
    }
    expect([book('GenJrn'), book('GenClean')]).toEqual([1, 0])
    expect(erp.sandbox.books()).toMatchObject([
      {
        form: 'general-journal',
        total: '5.00',
        documentNumber: 'ML-G',
        lines: [{ debit: '5.00' }, { account: '130500', credit: '5.00' }],
      },
      { booked: true, voucher: 'GNJC000001' },
    ])
  })

  it('shows journal invoices among the booked invoices only when the environment does', () => {
    const erp = openFixture({ journalInvoicesInInvoiceJour: true })
    bookedInvoice(erp)
    expect(erp.sandbox.rows('VendInvoiceJourBiEntities')).toMatchObject([
      { InvoiceId: 'INV-9', InvoiceAccount: '1001', InvoiceAmount: 100, LedgerVoucher: 'APIN000001' },
    ])
  })
})

describe('payments', () => {
  it('take the amount and the mark from the invoice when none is sent', () => {
    const erp = openFixture()
    bookedInvoice(erp)
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
    bookedInvoice(erp)
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
    bookedInvoice(erp)
    bookedInvoice(erp, { Invoice: 'INV-8', Credit: 50 })
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
    bookedInvoice(erp)
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
    bookedInvoice(erp)
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
    bookedInvoice(erp)
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

describe('people', () => {
  it('delete a journal with its lines and a pending invoice with all its parts', () => {
    const erp = openFixture()
    const batch = postJournal(erp)
    postInvoiceLine(erp, batch)
    const reference = postInvoice(erp)
    erp.sandbox.deleteRow('VendInvoiceJournalHeaders', { dataAreaId: 'usmf', JournalBatchNumber: batch })
    erp.sandbox.deleteRow('VendorInvoiceHeaders', { dataAreaId: 'usmf', HeaderReference: reference })
    expect(erp.sandbox.books()).toEqual([])
    expect(erp.sandbox.rows('VendorInvoiceLines')).toEqual([])
  })

  it('edit a line, and its totals and accounts follow', () => {
    const erp = openFixture()
    const batch = postJournal(erp)
    postInvoiceLine(erp, batch)
    const key = { dataAreaId: 'usmf', JournalBatchNumber: batch, LineNumber: 1 }
    erp.sandbox.editRow('VendInvoiceJournalLines', key, {
      Credit: 70,
      OffsetAccountDisplayValue: '605140-001',
    })
    expect(erp.sandbox.rows('VendInvoiceJournalHeaders')).toMatchObject([
      { JournalTotalDebit: 70, JournalTotalCredit: 70 },
    ])
    expect(erp.sandbox.books()).toMatchObject([
      {
        total: '70.00',
        lines: [{}, { account: '605140', dimensions: { BusinessUnit: '001' }, debit: '70.00' }],
      },
    ])
  })
})
