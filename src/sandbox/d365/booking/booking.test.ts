import { describe, expect, it } from 'vitest'
import { bookInvoice, day, postInvoice, postInvoiceLine, postJournal, refusals } from '../testing/documents.ts'
import { openFixture } from '../testing/fixture.ts'

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
    expect(refusals(erp)).toEqual([])
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
    bookInvoice(erp)
    expect(erp.sandbox.rows('VendInvoiceJourBiEntities')).toMatchObject([
      { InvoiceId: 'INV-9', InvoiceAccount: '1001', InvoiceAmount: 100, LedgerVoucher: 'APIN000001' },
    ])
  })
})
