import { describe, expect, it } from 'vitest'
import { present } from '../../lib/assert.ts'
import { broken, costLine, date, invoiceOf, keyOf, openForm, openWorld, paymentOf, taxiOf, type World } from './world.test.ts'

const removeLines = (world: World, set: string): void => {
  for (const { dataAreaId, JournalBatchNumber, LineNumber } of world.sandbox.rows(set))
    world.sandbox.deleteRow(set, { dataAreaId, JournalBatchNumber, LineNumber })
}

const journalKey = (world: World, set: string) =>
  keyOf(world.sandbox.rows(set)[0], 'dataAreaId', 'JournalBatchNumber')

const dropLinesAfterPosting = (world: World, name: string): void =>
  world.sandbox.editRow(
    'JournalNames',
    { dataAreaId: 'usmf', Name: name },
    { DeleteLinesAfterPosting: 'Yes' },
  )

const writtenTaxi = async (options?: Parameters<typeof openWorld>[0]) => {
  const world = openWorld(options)
  const form = await openForm(world, 'general-journal')
  const document = form.prepare('card-1', taxiOf())
  const told = await form.write([document])
  return { world, form, document, told }
}

describe('a voucher of a general journal that is booked', () => {
  it('is found in the ledger when its journal dropped the lines, so that it is never written twice', async () => {
    const { world, form, document, told } = await writtenTaxi()
    dropLinesAfterPosting(world, 'GenJrn')
    world.sandbox.book()
    expect(world.sandbox.rows('LedgerJournalLines')).toEqual([])
    const link = { voucher: 'GNJL000001', id: journalKey(world, 'LedgerJournalHeaders').JournalBatchNumber }
    expect(await form.findOne(document)).toMatchObject({ kind: 'ours', whole: true, booked: true, link })
    expect(await form.follow(document, told)).toMatchObject({ kind: 'booked', link })
    expect(broken(world)).toEqual([])
  })

  it('is found in the ledger when a person cleaned the journal up', async () => {
    const { world, form, document, told } = await writtenTaxi()
    world.sandbox.book()
    world.sandbox.deleteRow('LedgerJournalHeaders', journalKey(world, 'LedgerJournalHeaders'))
    expect(await form.findOne(document)).toMatchObject({ kind: 'ours', whole: true, booked: true })
    expect(await form.follow(document, told)).toMatchObject({ kind: 'booked', link: { voucher: 'GNJL000001' } })
  })

  it('is booked once when it is posted between the look at its lines and the look at the ledger', async () => {
    let post = () => undefined as unknown
    const { world, form, document } = await writtenTaxi({
      transport: (inner) => (request) => {
        if (request.url.includes('/GeneralJournalEntryBiEntities')) post()
        return inner(request)
      },
    })
    post = () => world.sandbox.book()
    expect(await form.findOne(document)).toMatchObject({ kind: 'ours', whole: true, booked: true })
  })

  it('is left to a person when it was booked and stands in a journal again', async () => {
    const { world, form, document } = await writtenTaxi()
    dropLinesAfterPosting(world, 'GenJrn')
    world.sandbox.book()
    await form.write([document])
    expect(await form.findOne(document)).toMatchObject({
      kind: 'unclear',
      problem: { code: 'TWO_MATCHES', message: expect.stringContaining('GNJL000001') as string },
    })
    world.sandbox.book()
    expect(await form.findOne(document)).toMatchObject({ kind: 'unclear', problem: { code: 'TWO_MATCHES' } })
  })

  it.each([
    ['another amount', { DebitAmount: 41 }, { CreditAmount: 41 }],
    ['another currency', { CurrencyCode: 'EUR' }, { CurrencyCode: 'EUR' }],
  ])('is left to a person when it was booked with %s', async (_what, debit, credit) => {
    const { world, form, document, told } = await writtenTaxi()
    const key = journalKey(world, 'LedgerJournalLines')
    world.sandbox.editRow('LedgerJournalLines', { ...key, LineNumber: 1 }, debit)
    world.sandbox.editRow('LedgerJournalLines', { ...key, LineNumber: 2 }, credit)
    dropLinesAfterPosting(world, 'GenJrn')
    world.sandbox.book()
    const problem = { code: 'CONTENT_DIFFERS' }
    expect(await form.findOne(document)).toMatchObject({ kind: 'unclear', problem })
    expect(await form.follow(document, told)).toMatchObject({ kind: 'unclear', problem })
  })

  it('is left to a person when it is booked in another company', async () => {
    const { world, form, document } = await writtenTaxi()
    dropLinesAfterPosting(world, 'GenJrn')
    world.sandbox.book()
    const { JournalNumber, FiscalCalendarYear, Ledger } = present(
      world.sandbox.rows('GeneralJournalEntryBiEntities')[0],
      'an entry',
    )
    world.sandbox.editRow(
      'GeneralJournalEntryBiEntities',
      { JournalNumber, FiscalCalendarYear, Ledger },
      { SubledgerVoucherDataAreaId: 'demf' },
    )
    expect(await form.findOne(document)).toMatchObject({
      kind: 'unclear',
      problem: { code: 'CONTENT_DIFFERS', message: expect.stringContaining('company demf') as string },
    })
  })
})

describe('a document that is not where it was written', () => {
  it('is not withdrawn when its journal is posted and shows none of its lines', async () => {
    const { world, form, document, told } = await writtenTaxi()
    removeLines(world, 'LedgerJournalLines')
    const key = journalKey(world, 'LedgerJournalHeaders')
    expect(await form.follow(document, told)).toMatchObject({ kind: 'withdrawn' })
    world.sandbox.editRow('LedgerJournalHeaders', key, { IsPosted: 'Yes' })
    expect(await form.follow(document, told)).toMatchObject({
      kind: 'unclear',
      problem: { code: 'LINES_VANISHED', value: key.JournalBatchNumber },
    })
  })

  it('is not withdrawn when another hand has its number with another date', async () => {
    const world = openWorld()
    const form = await openForm(world, 'invoice-journal')
    const document = form.prepare('b-1', invoiceOf())
    const told = await form.write([document])
    removeLines(world, 'VendInvoiceJournalLines')
    await form.write([form.prepare('b-2', invoiceOf({ date: date('2026-03-11') }))])
    expect(await form.follow(document, told)).toMatchObject({
      kind: 'unclear',
      problem: { code: 'REPLACED_BY_HAND', value: 'INV-1' },
    })
  })

  it('is not withdrawn when two others have its number', async () => {
    const world = openWorld()
    const form = await openForm(world, 'invoice-journal')
    const document = form.prepare('b-1', invoiceOf())
    const told = await form.write([document])
    removeLines(world, 'VendInvoiceJournalLines')
    await form.write([form.prepare('b-2', invoiceOf()), form.prepare('b-3', invoiceOf())])
    expect(await form.follow(document, told)).toMatchObject({
      kind: 'unclear',
      problem: { code: 'TWO_MATCHES' },
    })
  })

  it('is booked when another hand booked the same invoice, date, currency and total', async () => {
    const world = openWorld()
    const form = await openForm(world, 'invoice-journal')
    const document = form.prepare('b-1', invoiceOf())
    const told = await form.write([document])
    removeLines(world, 'VendInvoiceJournalLines')
    await form.write([form.prepare('b-2', invoiceOf())])
    world.sandbox.book()
    expect(await form.follow(document, told)).toMatchObject({ kind: 'booked', facts: { byNumber: true } })
  })

  it('is not withdrawn while a pending invoice of another hand has its number', async () => {
    const world = openWorld()
    const form = await openForm(world, 'pending-invoice')
    const document = form.prepare('b-1', invoiceOf())
    const told = await form.write([document])
    const { dataAreaId, HeaderReference } = present(world.sandbox.rows('VendorInvoiceHeaders')[0], 'it')
    world.sandbox.deleteRow('VendorInvoiceHeaders', { dataAreaId, HeaderReference })
    await form.write([form.prepare('b-2', invoiceOf({ lines: [costLine(99n)] }))])
    expect(await form.follow(document, told)).toMatchObject({
      kind: 'unclear',
      problem: { code: 'REPLACED_BY_HAND' },
    })
  })

  it('is not withdrawn as a payment while its invoice is settled by another voucher', async () => {
    const world = openWorld()
    const invoices = await openForm(world, 'invoice-journal')
    await invoices.write([invoices.prepare('b-1', invoiceOf())])
    world.sandbox.book()
    const form = await openForm(world, 'payment-journal')
    const document = form.prepare('p-1', paymentOf())
    const told = await form.write([document])
    removeLines(world, 'VendorPaymentJournalLines')
    expect(await form.follow(document, told)).toMatchObject({ kind: 'withdrawn' })
    world.sandbox.postForeignVoucher({ legalEntity: 'usmf', vendorAccount: '1001', invoiceNumber: 'INV-1' })
    expect(await form.follow(document, told)).toMatchObject({
      kind: 'unclear',
      problem: { code: 'INVOICE_SETTLED_ELSEWHERE' },
    })
  })
})
