import { describe, expect, it } from 'vitest'
import { UncertainWriteError } from '../../errors/ml-error.ts'
import { testSeed } from '../../sandbox/d365/testing/seed.ts'
import { broken, costLine, invoiceOf, openForm, openWorld } from './world.test.ts'

describe('invoice journal', () => {
  it('writes an invoice of one cost line as one line with its offset', async () => {
    const world = openWorld()
    const form = await openForm(world, 'invoice-journal')
    const document = form.prepare('b-1', invoiceOf())
    expect(await form.findOne(document)).toEqual({ kind: 'absent' })
    const told = await form.write([document])
    expect(told.error).toBeNull()
    expect(told.events).toEqual(['opening', 'opened', `sending ${document.id}`, `written ${document.id}`])
    expect(world.sandbox.rows('VendInvoiceJournalLines')).toMatchObject([
      {
        AccountType: 'Vend',
        AccountDisplayValue: '1001',
        Credit: 120.5,
        OffsetAccountType: 'Ledger',
        OffsetAccountDisplayValue: '600150-001-022-007',
        Invoice: 'INV-1',
        Document: document.id,
        MethodOfPayment: 'EXT',
        Date: '2026-03-16T12:00:00Z',
        InvoiceDate: '2026-03-10T12:00:00Z',
      },
    ])
    expect(await form.findOne(document)).toMatchObject({ kind: 'ours', whole: true, booked: false })
    expect(await form.follow(document, told)).toEqual({ kind: 'unchanged' })
    world.sandbox.book()
    expect(await form.follow(document, told)).toMatchObject({ kind: 'booked', facts: { asSent: true } })
    expect(await form.findOne(document)).toMatchObject({ kind: 'ours', whole: true, booked: true })
    expect(broken(world)).toEqual([])
  })

  it('writes several cost lines under one voucher, and the next document under another', async () => {
    const world = openWorld()
    const form = await openForm(world, 'invoice-journal')
    const lines = [costLine(10_000n), costLine(-2_000n, { account: '605140', dimensions: {} })]
    const first = form.prepare('b-1', invoiceOf({ lines }))
    const second = form.prepare('b-2', invoiceOf({ number: 'INV-2', lines }))
    const told = await form.write([first, second])
    expect(told.error).toBeNull()
    const rows = world.sandbox.rows('VendInvoiceJournalLines')
    expect(
      rows.map((row) => [
        row['LineNumber'],
        row['Debit'] ?? 0,
        row['Credit'] ?? 0,
        row['AccountDisplayValue'],
      ]),
    ).toEqual([
      [1, 0, 80, '1001'],
      [2, 100, 0, '600150-001-022-007'],
      [3, 0, 20, '605140---'],
      [4, 0, 80, '1001'],
      [5, 100, 0, '600150-001-022-007'],
      [6, 0, 20, '605140---'],
    ])
    expect(new Set(rows.map((row) => row['Voucher'])).size).toBe(2)
    world.sandbox.book()
    expect(world.sandbox.books().filter((entry) => entry.booked)).toHaveLength(2)
    expect(broken(world)).toEqual([])
  })

  it('says the tax groups on the vendor line as well, where D365 would fill the vendor’s own', async () => {
    const vendors = testSeed['VendorsV3']!.map((row) => ({ ...row, SalesTaxGroupCode: 'AVATAX' }))
    const groups = ['NOTAX', 'AVATAX'].map((TaxGroupCode) => ({ dataAreaId: 'usmf', TaxGroupCode }))
    const world = openWorld({ seed: { VendorsV3: vendors, TaxGroups: groups } })
    const form = await openForm(world, 'invoice-journal')
    const lines = [costLine(100n), costLine(200n)]
    const document = form.prepare('b-1', invoiceOf({ lines, tax: { group: 'NOTAX', itemGroup: 'NONE' } }))
    const told = await form.write([document])
    expect(told.outcomes.get(document.id)?.kind).toBe('written')
    const rows = world.sandbox.rows('VendInvoiceJournalLines')
    expect(rows.map((row) => [row['SalesTaxGroup'], row['ItemSalesTaxGroup']])).toEqual([
      ['NOTAX', 'NONE'],
      ['NOTAX', 'NONE'],
      ['NOTAX', 'NONE'],
    ])
  })

  it('refuses a vendor line that D365 gave another tax group', async () => {
    const world = openWorld()
    const form = await openForm(world, 'invoice-journal')
    const lines = [costLine(100n), costLine(200n)]
    const document = form.prepare('b-1', invoiceOf({ lines, tax: { group: 'NOTAX', itemGroup: 'NONE' } }))
    world.fault({
      match: { method: 'POST', path: 'VendInvoiceJournalLines' },
      do: { kind: 'shape', field: 'SalesTaxGroup', value: 'AVATAX' },
    })
    const told = await form.write([document])
    const outcome = told.outcomes.get(document.id)
    expect(outcome?.kind === 'partial' && outcome.problem.message).toContain('SalesTaxGroup')
  })

  it('completes a document whose line was lost on the way, without doubling', async () => {
    const world = openWorld()
    const form = await openForm(world, 'invoice-journal')
    const document = form.prepare('b-1', invoiceOf({ lines: [costLine(100n), costLine(200n)] }))
    world.fault({
      match: { method: 'POST', path: 'VendInvoiceJournalLines' },
      nth: 2,
      do: { kind: 'drop-after' },
    })
    const told = await form.write([document])
    expect(told.error).toBeInstanceOf(UncertainWriteError)
    expect(told.outcomes.size).toBe(0)
    expect(await form.findOne(document)).toMatchObject({ kind: 'ours', whole: false })
    const again = await form.write([document], null)
    expect(again.error).toBeNull()
    expect(again.outcomes.get(document.id)).toMatchObject({ kind: 'written', link: { lines: [1, 2, 3] } })
    expect(world.sandbox.rows('VendInvoiceJournalLines')).toHaveLength(3)
    expect(broken(world)).toEqual([])
  })
})
