import { describe, expect, it } from 'vitest'
import { openFixture, reasonOf, valuesIn } from './testing/fixture.ts'

const day = '2026-03-16T12:00:00Z'

describe('the way of a pending invoice', () => {
  it('goes from header and lines over the release into the booked sets', () => {
    const erp = openFixture()
    const header = erp.post('VendorInvoiceHeaders', {
      dataAreaId: 'usmf',
      InvoiceNumber: 'INV-1',
      InvoiceAccount: '1001',
      InvoiceDate: day,
      Date: day,
      DocumentNumber: 'ML-1',
      IsOnHold: 'Yes',
      DimensionDisplayValue: '001',
    })
    expect(header.status).toBe(201)
    const reference = String(header.body.HeaderReference)
    expect(header.body).toMatchObject({
      HeaderReference: '001750112',
      VendorAccount: '1001',
      Currency: 'USD',
      TermsOfPayment: 'Net30',
      MethodOfPayment: 'CHECK',
      DimensionDisplayValue: '001--',
      DueDate: '2026-04-15T12:00:00Z',
      CTSApprovalRoute: '',
    })
    for (const [line, net] of [
      [1, 100.1],
      [2, 20.4],
    ] as const) {
      const answer = erp.post('VendorInvoiceLines', {
        dataAreaId: 'usmf',
        HeaderReference: reference,
        InvoiceLineNumber: line,
        Currency: 'USD',
        NetAmount: net,
        ProcurementCategoryName: 'Facilities',
        ProcurementCategoryHierarchyName: 'Procurement',
        MainAccountDisplayValue: '600150',
        DimensionDisplayValue: '-022-007',
        LineDescription: `Line ${line}`,
      })
      expect(answer.status).toBe(201)
    }
    expect(erp.sandbox.book().refused).toMatchObject([
      { container: reference, reason: 'The invoice is on hold' },
    ])
    const lines = erp.get(
      `/data/VendorInvoiceLines?cross-company=true&$select=NetAmount&$filter=dataAreaId eq 'usmf' and HeaderReference eq '${reference}'`,
    )
    expect(valuesIn(lines).map((line) => line.NetAmount)).toEqual([100.1, 20.4])
    const address = `/data/VendorInvoiceHeaders(dataAreaId='usmf',HeaderReference='${reference}')?cross-company=true`
    expect(erp.patch(address, { IsOnHold: 'No' }).status).toBe(204)
    expect(erp.sandbox.book().booked).toHaveLength(1)

    expect(erp.get(address).status).toBe(404)
    const posted = valuesIn(
      erp.get(
        `/data/VendInvoiceJourBiEntities?cross-company=true&$select=LedgerVoucher,InvoiceAmount,DocumentNum&$filter=InvoiceId eq 'INV-1'`,
      ),
    )
    expect(posted).toMatchObject([{ LedgerVoucher: 'VINV000001', InvoiceAmount: 120.5, DocumentNum: 'ML-1' }])
    expect(erp.sandbox.rows('VendTransBiEntities')).toMatchObject([
      { AmountCur: -120.5, Closed: '1900-01-01T12:00:00Z', Voucher: 'VINV000001' },
    ])
    const ledger = erp.sandbox.rows('GeneralJournalAccountEntryBiEntities')
    expect(ledger.map((entry) => [entry.LedgerAccount, entry.AccountingCurrencyAmount])).toEqual([
      ['600150--022-007', 100.1],
      ['600150--022-007', 20.4],
      ['200100-001--', -120.5],
    ])
    expect(erp.sandbox.books()).toMatchObject([
      {
        form: 'pending-invoice',
        container: reference,
        voucher: 'VINV000001',
        booked: true,
        total: '120.50',
        documentNumber: 'ML-1',
        postingDate: '2026-03-16',
        lines: [
          {
            account: '600150',
            dimensions: { Department: '022', CostCenter: '007' },
            debit: '100.10',
            credit: '0.00',
          },
          {},
        ],
      },
    ])
    expect(erp.sandbox.violations).toEqual([])
  })
})

describe('the way of a journal', () => {
  it('keeps three lines under one voucher until they balance, then opens the next', () => {
    const erp = openFixture()
    const header = erp.post('VendInvoiceJournalHeaders', { dataAreaId: 'usmf', JournalName: 'APInvoice' })
    expect(header.body).toMatchObject({
      JournalBatchNumber: '00461',
      Description: 'APInvoice journal',
      IsPosted: 'No',
    })
    const amounts: readonly (readonly [string, string, number])[] = [
      ['Vend', 'US\\-101', -150],
      ['Ledger', '600150-001-022-007', 100],
      ['Ledger', '605140', 50],
      ['Vend', '1001', -5],
      ['Ledger', '605140', 5],
    ]
    const vouchers = amounts.map(([type, account, net], at) => {
      const answer = erp.post('VendInvoiceJournalLines', {
        dataAreaId: 'usmf',
        JournalBatchNumber: '00461',
        LineNumber: at + 1,
        AccountType: type,
        AccountDisplayValue: account,
        Currency: 'USD',
        Date: day,
        Document: 'ML',
        ...(net < 0 ? { Credit: -net, Invoice: `I${at}` } : { Debit: net }),
      })
      expect(answer.status).toBe(201)
      return answer.body.Voucher
    })
    expect(vouchers).toEqual(['APIN000001', 'APIN000001', 'APIN000001', 'APIN000002', 'APIN000002'])
    const address = `/data/VendInvoiceJournalHeaders(dataAreaId='usmf',JournalBatchNumber='00461')?cross-company=true`
    expect(erp.get(address).body).toMatchObject({ JournalTotalDebit: 155, JournalTotalCredit: 155 })
    expect(
      erp.sandbox
        .books()
        .map(({ voucher, total, vendorAccount, booked }) => [voucher, total, vendorAccount, booked]),
    ).toEqual([
      ['APIN000001', '150.00', 'US-101', false],
      ['APIN000002', '5.00', '1001', false],
    ])
    expect(erp.sandbox.book().refused).toEqual([])
    expect(erp.get(address).body.IsPosted).toBe('Yes')
    expect(erp.sandbox.rows('VendInvoiceJournalLines')).toHaveLength(5)
    expect(erp.sandbox.rows('VendTransBiEntities')).toMatchObject([{ AmountCur: -150 }, { AmountCur: -5 }])
    expect(erp.sandbox.rows('VendInvoiceJourBiEntities')).toEqual([])
    expect(reasonOf(erp.patch(address, { Description: 'late' }))).toContain('has been posted')
  })
})

describe('the way of a payment', () => {
  it('marks the invoice, refuses a second mark, and settles when it is booked', () => {
    const erp = openFixture()
    erp.post('VendInvoiceJournalHeaders', { dataAreaId: 'usmf', JournalName: 'APInvoice' })
    erp.post('VendInvoiceJournalLines', {
      dataAreaId: 'usmf',
      JournalBatchNumber: '00461',
      LineNumber: 1,
      AccountType: 'Vend',
      AccountDisplayValue: '1001',
      OffsetAccountType: 'Ledger',
      OffsetAccountDisplayValue: '600150',
      Currency: 'USD',
      Credit: 100,
      Invoice: 'INV-9',
      CashDiscountAmount: -2,
      CashDiscountDate: '2026-03-31T12:00:00Z',
    })
    erp.sandbox.book()
    erp.post('VendorPaymentJournalHeaders', { dataAreaId: 'usmf', JournalName: 'VendPay' })
    const pay = (line: number) =>
      erp.post('VendorPaymentJournalLines', {
        dataAreaId: 'usmf',
        JournalBatchNumber: '00462',
        LineNumber: line,
        AccountDisplayValue: '1001',
        DebitAmount: 98,
        CurrencyCode: 'USD',
        OffsetAccountType: 'Ledger',
        OffsetAccountDisplayValue: '130500',
        MarkedInvoice: 'INV-9',
        MarkedInvoiceCompany: 'usmf',
        SettleVoucher: 'SelectedTransact',
        PaymentId: 'ML-P',
      })
    expect(pay(1).body).toMatchObject({
      AccountType: 'Vend',
      PaymentMethodName: 'CHECK',
      VendorName: 'Vendor 1001',
    })
    expect(erp.sandbox.rows('VendorPaymentJournalLineSettledInvoices')).toMatchObject([
      {
        InvoiceNumber: 'INV-9',
        SettlementAmountInInvoiceCurrency: 100,
        CashDiscountToTakeInInvoiceCurrency: 2,
      },
    ])
    expect(reasonOf(pay(2))).toContain(
      'This transaction has been marked for settlement by journal 00462 in company usmf',
    )
    expect(erp.sandbox.book().refused).toEqual([])
    const [invoice, payment] = erp.sandbox.rows('VendTransBiEntities')
    expect(invoice).toMatchObject({ SettleAmountCur: -100, Closed: day, LastSettleVoucher: 'APPM000001' })
    expect(payment).toMatchObject({ AmountCur: 98, SettleAmountCur: 98, Closed: day, PaymId: 'ML-P' })
    expect(erp.sandbox.rows('VendSettlementBiEntities')).toHaveLength(2)
    expect(erp.sandbox.books()[1]).toMatchObject({
      form: 'payment-journal',
      total: '98.00',
      documentNumber: 'ML-P',
    })
  })
})
