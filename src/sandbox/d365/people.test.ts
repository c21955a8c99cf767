import { describe, expect, it } from 'vitest'
import { postInvoice, postInvoiceLine, postJournal } from './testing/documents.ts'
import { openFixture } from './testing/fixture.ts'

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
