import { describe, expect, it } from 'vitest'
import { bookInvoice, day, postInvoice, postInvoiceLine, postJournal, refusals } from '../testing/documents.ts'
import { openFixture } from '../testing/fixture.ts'

const closed = '2026-02-10T12:00:00Z'

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
    expect(refusals(erp)).toEqual(['The fiscal year has changed. Please check and reenter the posting date.'])
  })

  it('is a missing exchange rate', () => {
    const erp = openFixture()
    postInvoiceLine(erp, postJournal(erp), { Currency: 'GBP' })
    expect(refusals(erp)).toEqual([expect.stringContaining('No exchange rate for GBP on 2026-03-16')])
  })

  it('is a number used before, by the policy of the company', () => {
    const policy = (IsCheckInvoiceNumberUsed: string, second: string) => {
      const erp = openFixture({}, { VendorParameters: [{ dataAreaId: 'usmf', IsCheckInvoiceNumberUsed }] })
      for (const Date of [day, second]) bookInvoice(erp, { Date })
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
    expect(refusals(erp)).toEqual([expect.stringContaining('INV-9 occurs twice')])
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
    expect(refusals(erp)).toEqual([expect.stringContaining('600150 is suspended')])
  })

  it('is a required invoice date', () => {
    const erp = openFixture(
      {},
      { VendorParameters: [{ dataAreaId: 'usmf', RequireDocumentDateOnVendorInvoice: 'Error' }] },
    )
    postInvoice(erp, { InvoiceNumber: 'B', InvoiceDate: '2026-03-20T12:00:00Z' })
    expect(refusals(erp)).toEqual(['The invoice date must not be after the posting date'])
  })
})
