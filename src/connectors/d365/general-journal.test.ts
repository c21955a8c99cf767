import { describe, expect, it } from 'vitest'
import { UncertainWriteError } from '../../errors/ml-error.ts'
import { present } from '../../lib/assert.ts'
import { voucher } from '../../model/journal.ts'
import { broken, date, openForm, openWorld } from './world.test.ts'

const voucherOf = (minor: bigint, currency = 'USD', decimals = 2) =>
  voucher({
    legalEntity: 'usmf',
    postingDate: date('2026-03-16'),
    currency,
    decimals,
    lines: [
      { account: '600150', dimensions: { Department: 'R-D' }, minor, text: 'Taxi' },
      { account: '200100', dimensions: {}, minor: -minor, text: 'Card' },
    ],
    text: 'Taxi Ann 2026-03-15',
    tax: null,
  })

describe('general journal', () => {
  it('writes debit and credit, found again by trace code, booked with its voucher', async () => {
    const world = openWorld()
    const form = await openForm(world, 'general-journal')
    const document = form.prepare('card-1', voucherOf(4_200n))
    const told = await form.write([document])
    expect(told.error).toBeNull()
    expect(world.sandbox.rows('LedgerJournalLines')).toMatchObject([
      { DebitAmount: 42, AccountDisplayValue: '600150--R\\-D-', Document: document.id },
      { CreditAmount: 42, AccountDisplayValue: '200100---', Document: document.id },
    ])
    expect(world.sandbox.rows('LedgerJournalHeaders')[0]).toHaveProperty('IntegrationKey', form.containerOf([document]).trace)
    world.sandbox.book()
    expect(await form.follow(document, told)).toMatchObject({ kind: 'booked', facts: { asSent: true } })
    expect(broken(world)).toEqual([])
  })

  it.each([
    ['JPY', 0, 1_500n, 1500],
    ['KWD', 3, 1_234n, 1.234],
  ])('writes %s with its own decimals', async (currency, decimals, minor, amount) => {
    const world = openWorld()
    const form = await openForm(world, 'general-journal')
    expect(form.reference.currencies.decimals(currency)).toBe(decimals)
    const told = await form.write([form.prepare('card-1', voucherOf(minor, currency, decimals))])
    expect(told.error).toBeNull()
    expect(world.sandbox.rows('LedgerJournalLines')[0]).toHaveProperty('DebitAmount', amount)
    expect(broken(world)).toEqual([])
  })

  it('asks for a journal whose opening got lost, and removes it while it is empty', async () => {
    const world = openWorld()
    const form = await openForm(world, 'general-journal')
    const documents = [form.prepare('card-1', voucherOf(100n))]
    const container = form.containerOf(documents)
    const close = present(form.writer.closeContainer, 'closeContainer')
    expect(await close(container)).toBe('absent')
    world.fault({ match: { method: 'POST', path: 'LedgerJournalHeaders' }, do: { kind: 'drop-after' } })
    const told = await form.write(documents)
    expect(told.error).toBeInstanceOf(UncertainWriteError)
    expect(told.events).toEqual(['opening'])
    expect(await close(container)).toBe('removed')
    expect(world.sandbox.rows('LedgerJournalHeaders')).toEqual([])
    await form.write(documents)
    expect(await close(container)).toBe('in-use')
    expect(broken(world)).toEqual([])
  })

  it('takes back a document of which one line is refused and goes on with the next', async () => {
    const world = openWorld()
    const form = await openForm(world, 'general-journal')
    const good = voucherOf(100n)
    const lines = good.lines.map((line, at) => (at === 1 ? { ...line, account: '600900' } : line))
    const bad = form.prepare('card-1', { ...good, lines })
    const next = form.prepare('card-2', voucherOf(200n))
    const told = await form.write([bad, next])
    expect(told.error).toBeNull()
    expect(told.outcomes.get(bad.id)).toMatchObject({ kind: 'rejected', problems: [{ field: expect.stringContaining('lines[1]') as string }] })
    expect(told.outcomes.get(next.id)).toMatchObject({ kind: 'written', link: { lines: [3, 4] } })
    expect(world.sandbox.rows('LedgerJournalLines').map((row) => row['LineNumber'])).toEqual([3, 4])
    expect(broken(world)).toEqual([])
  })

  it('stops a journal in which a document is left in part', async () => {
    const world = openWorld()
    const form = await openForm(world, 'general-journal')
    const good = voucherOf(100n)
    const lines = good.lines.map((line, at) => (at === 1 ? { ...line, account: '600900' } : line))
    const documents = [form.prepare('card-1', { ...good, lines }), form.prepare('card-2', voucherOf(200n))]
    world.fault({ match: { method: 'DELETE' }, do: { kind: 'status', status: 412, json: {} } })
    const told = await form.write(documents)
    expect(told.events.slice(-1)).toEqual([`partial ${documents[0]?.id}`])
    expect(told.outcomes.size).toBe(1)
  })

  it('is withdrawn when a person removes its lines', async () => {
    const world = openWorld()
    const form = await openForm(world, 'general-journal')
    const document = form.prepare('card-1', voucherOf(100n))
    const told = await form.write([document])
    const [header] = world.sandbox.rows('LedgerJournalHeaders')
    world.sandbox.deleteRow('LedgerJournalHeaders', { dataAreaId: 'usmf', JournalBatchNumber: header?.['JournalBatchNumber'] })
    expect(await form.follow(document, told)).toMatchObject({ kind: 'withdrawn' })
  })
})
