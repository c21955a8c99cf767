import { describe, expect, it } from 'vitest'
import { UncertainWriteError } from '../../errors/ml-error.ts'
import { broken, invoiceOf, openForm, openWorld, paymentOf, type World } from './world.test.ts'

const LINES = 'VendorPaymentJournalLines'
const MARKS = 'VendorPaymentJournalLineSettledInvoices'

/** Books the invoice INV-1 of vendor 1001 over 120.50 USD. */
const bookInvoice = async (world: World) => {
  const form = await openForm(world, 'invoice-journal')
  await form.write([form.prepare('b-1', invoiceOf())])
  world.sandbox.book()
}

describe('payment journal', () => {
  it('waits for an invoice that is not booked', async () => {
    const form = await openForm(openWorld(), 'payment-journal')
    const found = await form.findOne(form.prepare('p-1', paymentOf()))
    expect(found).toMatchObject({ kind: 'blocked', problem: { code: 'INVOICE_NOT_BOOKED' } })
  })

  it('marks the invoice, offsets to clearing, and reports the balance once booked', async () => {
    const world = openWorld()
    await bookInvoice(world)
    const form = await openForm(world, 'payment-journal')
    const document = form.prepare('p-1', paymentOf())
    expect(await form.findOne(document)).toEqual({ kind: 'absent' })
    const told = await form.write([document])
    expect(told.error).toBeNull()
    expect(world.sandbox.rows(LINES)).toMatchObject([
      {
        DebitAmount: 120.5,
        OffsetAccountDisplayValue: '130500---',
        MarkedInvoice: 'INV-1',
        SettleVoucher: 'SelectedTransact',
        PaymentReference: 'PMT-77',
        PaymentId: document.id,
      },
    ])
    expect(world.sandbox.rows(LINES)[0]).not.toHaveProperty('CheckNumber')
    expect(world.sandbox.rows(MARKS)).toMatchObject([
      { SettlementAmountInInvoiceCurrency: 120.5, CashDiscountToTakeInInvoiceCurrency: 0 },
    ])
    world.sandbox.book()
    expect(await form.follow(document, told)).toMatchObject({
      kind: 'booked',
      facts: { remaining: '0.00', settled: true, asSent: true },
    })
    expect(await form.findOne(document)).toMatchObject({ kind: 'ours', whole: true, booked: true })
    expect(broken(world)).toEqual([])
  })

  it('settles a part and leaves the rest open', async () => {
    const world = openWorld()
    await bookInvoice(world)
    const form = await openForm(world, 'payment-journal')
    const invoice = { number: 'INV-1', legalEntity: 'usmf', vendor: '1001', minor: 5_000n }
    const document = form.prepare('p-1', paymentOf({ minor: 5_000n, invoice }))
    const told = await form.write([document])
    expect(told.outcomes.get(document.id)?.kind).toBe('written')
    expect(world.sandbox.rows(MARKS)).toMatchObject([{ SettlementAmountInInvoiceCurrency: 50 }])
    const second = form.prepare('p-2', paymentOf({ minor: 5_000n, invoice, reference: 'PMT-78' }))
    expect(await form.findOne(second)).toMatchObject({ problem: { code: 'INVOICE_MARKED_ELSEWHERE' } })
    world.sandbox.book()
    expect(await form.follow(document, told)).toMatchObject({ kind: 'booked', facts: { remaining: '70.50' } })
    expect(await form.findOne(second)).toEqual({ kind: 'absent' })
    expect(broken(world)).toEqual([])
  })

  it('blocks a payment over the balance, in another currency, or of a settled invoice', async () => {
    const world = openWorld()
    await bookInvoice(world)
    const form = await openForm(world, 'payment-journal')
    const invoice = { number: 'INV-1', legalEntity: 'usmf', vendor: '1001', minor: 12_051n }
    const over = form.prepare('p-1', paymentOf({ minor: 12_051n, invoice }))
    expect(await form.findOne(over)).toMatchObject({ problem: { code: 'PAYMENT_OVER_BALANCE' } })
    const euro = form.prepare('p-2', paymentOf({ currency: 'EUR' }))
    expect(await form.findOne(euro)).toMatchObject({ problem: { code: 'PAYMENT_CURRENCY_DIFFERS' } })
    const voucher = world.sandbox.postForeignVoucher({
      legalEntity: 'usmf',
      vendorAccount: '1001',
      invoiceNumber: 'INV-1',
    })
    const settled = await form.findOne(form.prepare('p-3', paymentOf()))
    expect(settled).toMatchObject({ kind: 'blocked', problem: { code: 'INVOICE_SETTLED_ELSEWHERE' } })
    expect(settled.kind === 'blocked' && settled.problem.message).toContain(voucher)
  })

  it('lets only the first of two payments of one invoice through', async () => {
    const world = openWorld()
    await bookInvoice(world)
    const form = await openForm(world, 'payment-journal')
    const invoice = { number: 'INV-1', legalEntity: 'usmf', vendor: '1001', minor: 5_000n }
    const one = form.prepare('p-1', paymentOf({ minor: 5_000n, invoice }))
    const two = form.prepare('p-2', paymentOf({ minor: 5_000n, invoice, reference: 'PMT-78' }))
    const answers = await form.find(one, two)
    expect([answers.get(one.id)?.kind, answers.get(two.id)?.kind]).toEqual(['absent', 'blocked'])
  })

  it.each([
    ['line', { method: 'POST', path: LINES }],
    ['settlement', { method: 'PATCH', path: MARKS }],
  ])('completes after a lost answer of the %s', async (_what, match) => {
    const world = openWorld()
    await bookInvoice(world)
    const form = await openForm(world, 'payment-journal')
    const invoice = { number: 'INV-1', legalEntity: 'usmf', vendor: '1001', minor: 5_000n }
    const document = form.prepare('p-1', paymentOf({ minor: 5_000n, invoice }))
    world.fault({ match, do: { kind: 'drop-after' } })
    const told = await form.write([document])
    expect(told.error).toBeInstanceOf(UncertainWriteError)
    const found = await form.findOne(document)
    expect(found).toMatchObject({ kind: 'ours', whole: match.method === 'PATCH' })
    const again = await form.write([document], null)
    expect(again.outcomes.get(document.id)?.kind).toBe('written')
    expect(world.sandbox.rows(LINES)).toHaveLength(1)
    expect(world.sandbox.rows(MARKS)).toMatchObject([{ SettlementAmountInInvoiceCurrency: 50 }])
    expect(broken(world)).toEqual([])
  })
})
