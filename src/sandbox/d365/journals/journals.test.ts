import { describe, expect, it } from 'vitest'
import { day, postInvoiceLine, postJournal } from '../testing/documents.ts'
import { openFixture, reasonOf, toRequest, type Fixture } from '../testing/fixture.ts'

const headerOf = (batch: string, set = 'VendInvoiceJournalHeaders') =>
  `/data/${set}(dataAreaId='usmf',JournalBatchNumber='${batch}')?cross-company=true`

const general = (erp: Fixture, batch: string, line: number, more: object) =>
  erp.post('LedgerJournalLines', {
    dataAreaId: 'usmf',
    JournalBatchNumber: batch,
    LineNumber: line,
    CurrencyCode: 'USD',
    TransDate: day,
    ...more,
  })

describe('journal headers', () => {
  it('refuse a journal name of another type or one that does not exist', () => {
    const erp = openFixture()
    const post = (name: string) =>
      erp.post('VendInvoiceJournalHeaders', { dataAreaId: 'usmf', JournalName: name })
    expect(reasonOf(post('GenJrn'))).toContain('is of type Daily, not PurchaseLedger')
    expect(reasonOf(post('Nope'))).toContain(
      "The value 'Nope' in field 'Name' is not found in the related table 'Journal names'.",
    )
  })

  it('share one number sequence over the families', () => {
    const erp = openFixture()
    expect(postJournal(erp)).toBe('00461')
    expect(postJournal(erp, 'GenJrn', 'LedgerJournalHeaders')).toBe('00462')
    expect(postJournal(erp, 'VendPay', 'VendorPaymentJournalHeaders')).toBe('00463')
  })

  it('cannot be deleted while lines exist', () => {
    const erp = openFixture()
    const batch = postJournal(erp)
    postInvoiceLine(erp, batch)
    expect(reasonOf(erp.remove(headerOf(batch)))).toContain(
      'Ledger journal table cannot be deleted while dependent Journal lines exist.',
    )
    erp.remove(
      `/data/VendInvoiceJournalLines(dataAreaId='usmf',JournalBatchNumber='${batch}',LineNumber=1)?cross-company=true`,
    )
    expect(erp.remove(headerOf(batch)).status).toBe(204)
  })
})

describe('journal lines', () => {
  it('default the account type to Ledger, and money terms from the vendor', () => {
    const erp = openFixture()
    const ledger = postInvoiceLine(erp, postJournal(erp), {
      AccountDisplayValue: '605140',
      AccountType: 'Ledger',
    })
    expect(ledger.body.MethodOfPayment).toBe('')
    const { AccountType: _type, ...line } = {
      dataAreaId: 'usmf',
      JournalBatchNumber: postJournal(erp),
      LineNumber: 1,
      AccountType: '',
      AccountDisplayValue: '605140',
    }
    expect(erp.post('VendInvoiceJournalLines', line).body).toMatchObject({
      AccountType: 'Ledger',
      Currency: 'USD',
      Date: day,
    })
    const vendor = postInvoiceLine(erp, postJournal(erp))
    expect(vendor.body).toMatchObject({
      MethodOfPayment: 'CHECK',
      TermsOfPayment: 'Net30',
      DueDate: '2026-04-15T12:00:00Z',
      Approved: 'Yes',
      ExchRate: 100,
      Company: 'USMF',
      OffsetCompany: 'USMF',
      dataAreaId: 'usmf',
    })
    expect(vendor.body).not.toHaveProperty('_account')
  })

  it('get a voucher each when an offset account balances them', () => {
    const erp = openFixture()
    const batch = postJournal(erp)
    const vouchers = [1, 2].map(
      (line) => postInvoiceLine(erp, batch, { LineNumber: line, Invoice: `I${line}` }).body.Voucher,
    )
    expect(vouchers).toEqual(['APIN000001', 'APIN000002'])
  })

  it('share the only voucher of a OneVoucher journal', () => {
    const erp = openFixture()
    const batch = postJournal(erp, 'APOne')
    const vouchers = [1, 2].map((line) => postInvoiceLine(erp, batch, { LineNumber: line }).body.Voucher)
    expect(vouchers).toEqual(['APON000001', 'APON000001'])
  })

  it('need a sent voucher only in a manual journal, elsewhere it is recorded and ignored', () => {
    const erp = openFixture()
    const manual = postJournal(erp, 'APManual')
    expect(reasonOf(postInvoiceLine(erp, manual))).toContain("'Voucher' must be filled in")
    expect(postInvoiceLine(erp, manual, { Voucher: 'MY-1' }).body.Voucher).toBe('MY-1')
    expect(erp.rules()).toEqual([])
    expect(postInvoiceLine(erp, postJournal(erp), { Voucher: 'MY-2' }).body.Voucher).toBe('APIN000001')
    expect(erp.rules()).toEqual(['client-sent-number'])
  })

  it('open a new voucher after the balance was restored by a change', () => {
    const erp = openFixture()
    const batch = postJournal(erp, 'GenJrn', 'LedgerJournalHeaders')
    general(erp, batch, 1, { AccountDisplayValue: '605140', DebitAmount: 10 })
    general(erp, batch, 2, { AccountDisplayValue: '600150', CreditAmount: 9 })
    erp.patch(
      `/data/LedgerJournalLines(dataAreaId='usmf',JournalBatchNumber='${batch}',LineNumber=2)?cross-company=true`,
      { CreditAmount: 10 },
    )
    expect(general(erp, batch, 3, { AccountDisplayValue: '605140', DebitAmount: 1 }).body.Voucher).toBe(
      'GNJL000002',
    )
  })

  it('stop at the line limit of the journal name', () => {
    const erp = openFixture()
    const batch = postJournal(erp, 'APSmall')
    for (const line of [1, 2]) expect(postInvoiceLine(erp, batch, { LineNumber: line }).status).toBe(201)
    expect(reasonOf(postInvoiceLine(erp, batch, { LineNumber: 3 }))).toContain('limit of 2 lines')
  })

  it('refuse both amounts, other companies, held vendors and missing keys', () => {
    const erp = openFixture()
    const batch = postJournal(erp)
    expect(reasonOf(postInvoiceLine(erp, batch, { Debit: 1 }))).toContain('not both')
    expect(reasonOf(postInvoiceLine(erp, batch, { OffsetCompany: 'demf' }))).toContain('Intercompany')
    expect(reasonOf(postInvoiceLine(erp, batch, { AccountDisplayValue: '1002' }))).toContain(
      'on hold for Invoice',
    )
    expect(postInvoiceLine(erp, batch, { AccountDisplayValue: '1003' }).status).toBe(201)
    const noNumber = erp.post('VendInvoiceJournalLines', { dataAreaId: 'usmf', JournalBatchNumber: batch })
    expect(reasonOf(noNumber)).toContain("'LineNumber' must be filled in")
    expect(reasonOf(postInvoiceLine(erp, '99'))).toContain("The value '99' in field 'Journal batch number'")
  })

  it('round amounts to the currency without an error and record it', () => {
    const erp = openFixture()
    const post = (currency: string, amount: number) =>
      postInvoiceLine(erp, postJournal(erp), { Currency: currency, Credit: amount }).body.Credit
    expect([post('JPY', 100.5), post('KWD', 1.2345), post('KWD', 1.234), post('USD', 0.1)]).toEqual([
      101, 1.235, 1.234, 0.1,
    ])
    expect(erp.rules()).toEqual(['amount-rounded', 'amount-rounded'])
    expect(erp.sandbox.books().map(({ total }) => total)).toEqual(['101', '1.235', '1.234', '0.10'])
  })

  it('cannot be written while a workflow holds the journal', () => {
    const erp = openFixture()
    const batch = postJournal(erp)
    erp.sandbox.setWorkflow({ legalEntity: 'USMF', container: batch })
    expect(reasonOf(postInvoiceLine(erp, batch))).toContain('in workflow')
    expect(reasonOf(erp.patch(headerOf(batch), { Description: 'x' }))).toContain('in workflow')
  })

  it('collide when two writes to one journal are on the way at once', () => {
    const erp = openFixture()
    const [one, two] = [postJournal(erp), postJournal(erp)]
    const request = (batch: string, line: number) =>
      toRequest(
        'POST',
        '/data/VendInvoiceJournalLines',
        {
          dataAreaId: 'usmf',
          JournalBatchNumber: batch,
          LineNumber: line,
          AccountType: 'Ledger',
        },
        { authorization: `Bearer ${erp.token}`, 'content-type': 'application/json' },
      )
    const [first, second, other] = [request(one, 1), request(one, 2), request(two, 1)]
    for (const sent of [first, second, other]) erp.sandbox.beginRequest(sent)
    const conflict = erp.sandbox.handle(second)
    expect(conflict.status).toBe(400)
    expect(String(conflict.body)).toContain('An update conflict occurred due to another user process')
    expect([erp.sandbox.handle(first).status, erp.sandbox.handle(other).status]).toEqual([201, 201])
    for (const sent of [first, second, other]) erp.sandbox.endRequest(sent)
    expect(erp.sandbox.handle(second).status).toBe(201)
    expect(erp.rules()).toEqual(['parallel-writes'])
  })
})
