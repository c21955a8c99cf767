import { describe, expect, it } from 'vitest'
import { BOOKED_OTHERWISE, invoiceOf, keyOf, openForm, openWorld, paymentOf, type World } from './world.test.ts'

const PAYMENTS = 'VendorPaymentJournalLines'
const MARKS = 'VendorPaymentJournalLineSettledInvoices'

describe('a payment that is booked', () => {
  /** A payment of 120.50 USD, written and marked to its booked invoice. */
  const payment = async (minor = 12_050n) => {
    const world = openWorld()
    const invoices = await openForm(world, 'invoice-journal')
    await invoices.write([invoices.prepare('b-1', invoiceOf())])
    world.sandbox.book()
    const form = await openForm(world, 'payment-journal')
    const invoice = { number: 'INV-1', legalEntity: 'usmf', vendor: '1001', minor }
    const document = form.prepare('p-1', paymentOf({ minor, invoice }))
    const told = await form.write([document])
    return { world, followed: () => form.follow(document, told) }
  }
  const markKey = (world: World) =>
    keyOf(
      world.sandbox.rows(MARKS)[0],
      'JournalLineCompany',
      'JournalBatchNumber',
      'JournalLineNumber',
      'InvoiceNumber',
      'InvoiceCompany',
      'InvoiceDueDate',
    )

  it('is a conflict of its own when a person took off its mark: its invoice could be paid twice', async () => {
    const { world, followed } = await payment()
    world.sandbox.deleteRow(MARKS, markKey(world))
    world.sandbox.book()
    expect(await followed()).toMatchObject({
      kind: 'booked',
      facts: { asSent: false, settled: false, remaining: '120.50' },
      conflict:
        'booked, but it did not settle invoice INV-1 of vendor 1001; 120.50 USD of it are open and may be paid again',
    })
  })

  it('is a conflict when it settled less than it was to settle', async () => {
    const { world, followed } = await payment()
    world.sandbox.editRow(MARKS, markKey(world), { SettlementAmountInInvoiceCurrency: 20 })
    world.sandbox.book()
    expect(await followed()).toMatchObject({
      facts: { settled: false, remaining: '100.50' },
      conflict: expect.stringContaining('it settled 20.00 USD') as string,
    })
  })

  it('is a conflict when another voucher settled the invoice before it', async () => {
    const { world, followed } = await payment()
    world.sandbox.postForeignVoucher({ legalEntity: 'usmf', vendorAccount: '1001', invoiceNumber: 'INV-1' })
    world.sandbox.book()
    expect(await followed()).toMatchObject({
      facts: { settled: false, remaining: '0.00' },
      conflict: 'booked, but it did not settle invoice INV-1 of vendor 1001',
    })
  })

  it('has settled its part though another voucher has settled the rest since', async () => {
    const { world, followed } = await payment(5_000n)
    world.sandbox.book()
    world.sandbox.postForeignVoucher({ legalEntity: 'usmf', vendorAccount: '1001', invoiceNumber: 'INV-1' })
    expect(await followed()).toMatchObject({
      facts: { asSent: true, settled: true, remaining: '0.00' },
      conflict: null,
    })
  })

  it('is compared with the invoice that it settled, of several with the same number', async () => {
    const { world, followed } = await payment()
    world.sandbox.book()
    const [invoice] = world.sandbox.rows('VendTransBiEntities')
    const others = [1, 2].map((at) => ({ ...invoice, SourceKey: at, Voucher: `OLD-${at}`, SettleAmountCur: 0 }))
    const rows = [others[0], invoice, others[1]].map((row) => ({ ...row, '@odata.etag': '' }))
    world.fault({
      match: { method: 'GET', path: 'VendTransBiEntities' },
      do: { kind: 'status', status: 200, json: { value: rows } },
    })
    expect(await followed()).toMatchObject({ facts: { settled: true, remaining: '0.00' }, conflict: null })
  })

  it.each([
    ['settled', false, true],
    ['left open', true, false],
  ])('is judged by the invoice alone where settlements may not be read: %s', async (_what, unmarked, isClosed) => {
    const { world, followed } = await payment()
    if (unmarked) world.sandbox.deleteRow(MARKS, markKey(world))
    world.sandbox.book()
    world.fault({ match: { method: 'GET', path: 'VendSettlementBiEntities' }, do: { kind: 'status', status: 403, json: {} } })
    const seen = await followed()
    const text = isClosed ? 'cannot be told' : 'it did not settle invoice INV-1'
    expect(seen).toMatchObject({ facts: { asSent: false }, conflict: expect.stringContaining(text) as string })
  })

  it('counts its line, which a person changed, beside its settlement', async () => {
    const { world, followed } = await payment()
    const key = keyOf(world.sandbox.rows(PAYMENTS)[0], 'dataAreaId', 'JournalBatchNumber', 'LineNumber')
    world.sandbox.editRow(PAYMENTS, key, { OffsetAccountDisplayValue: '200100---' })
    world.sandbox.book()
    expect(await followed()).toMatchObject({ facts: { asSent: false, settled: true }, conflict: BOOKED_OTHERWISE })
  })
})
