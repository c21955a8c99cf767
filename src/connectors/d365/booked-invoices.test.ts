import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../lib/json.ts'
import { present } from '../../lib/assert.ts'
import { testSeed } from '../../sandbox/d365/testing/seed.ts'
import {
  BOOKED_OTHERWISE,
  broken,
  costLine,
  invoiceOf,
  keyOf,
  openForm,
  openWorld,
  paymentOf,
  type World,
  type WorldOptions,
} from './world.test.ts'

const HEADERS = 'VendorInvoiceHeaders'
const LINES = 'VendorInvoiceLines'

const lineKey = (world: World, at = 0) =>
  keyOf(world.sandbox.rows(LINES)[at], 'dataAreaId', 'HeaderReference', 'InvoiceLineNumber')

/** Entries on a due-to account, beside those of the newest voucher. */
const addEntries = (world: World, amounts: readonly number[]): void => {
  const entry = present(world.sandbox.rows('GeneralJournalEntryBiEntities').at(-1), 'an entry')
  const rows = amounts.map((amount, at) => ({
    SourceKey: at,
    GeneralJournalEntry: entry['SourceKey'],
    LedgerAccount: `199900-00${at}--`,
    TransactionCurrencyCode: 'USD',
    TransactionCurrencyAmount: amount,
    IsCredit: amount < 0 ? 'Yes' : 'No',
  }))
  const all = [...world.sandbox.rows('GeneralJournalAccountEntryBiEntities'), ...rows] as JsonObject[]
  world.fault({
    match: { method: 'GET', path: 'GeneralJournalAccountEntryBiEntities' },
    do: { kind: 'status', status: 200, json: { value: all } },
  })
}

/** A pending invoice of two lines that is written and released. */
const pending = async (options: WorldOptions = {}, lines = [costLine(10_000n), costLine(2_050n, { account: '605140' })]) => {
  const world = openWorld(options)
  const form = await openForm(world, 'pending-invoice')
  const document = form.prepare('b-1', invoiceOf({ lines }))
  const told = await form.write([document])
  expect(told.outcomes.get(document.id)?.kind).toBe('written')
  return { world, followed: () => form.follow(document, told), findOne: () => form.findOne(document) }
}

describe('a pending invoice that is booked', () => {
  it('proves its form when the voucher holds the accounts, dimensions and amounts that were sent', async () => {
    const { world, followed } = await pending()
    world.sandbox.book()
    expect(await followed()).toMatchObject({
      kind: 'booked',
      link: { voucher: 'VINV000001' },
      facts: { asSent: true, voucher: 'VINV000001' },
      conflict: null,
    })
    expect(broken(world)).toEqual([])
  })

  it.each([
    ['amount and account', { NetAmount: 99_999, MainAccountDisplayValue: '130500' }],
    ['amount', { NetAmount: 99_999 }],
    ['account', { MainAccountDisplayValue: '130500' }],
    ['account, which is gone', { MainAccountDisplayValue: '' }],
    ['dimension', { DimensionDisplayValue: '001-R\\-D-007' }],
    ['dimension, which is gone', { DimensionDisplayValue: '001-022-' }],
  ])('is a conflict and no proof when a person changed its %s', async (_what, change) => {
    const { world, followed } = await pending()
    world.sandbox.editRow(LINES, lineKey(world), change)
    world.sandbox.book()
    expect(await followed()).toMatchObject({ kind: 'booked', facts: { asSent: false }, conflict: BOOKED_OTHERWISE })
  })

  it.each([
    ['vendor', { InvoiceAccount: 'US-101' }],
    ['number', { InvoiceNumber: 'INV-2' }],
  ])('is a conflict and no proof when a person changed its %s', async (_what, change) => {
    const { world, followed } = await pending()
    world.sandbox.editRow(HEADERS, keyOf(world.sandbox.rows(HEADERS)[0], 'dataAreaId', 'HeaderReference'), change)
    world.sandbox.book()
    expect(await followed()).toMatchObject({ kind: 'booked', facts: { asSent: false }, conflict: BOOKED_OTHERWISE })
  })

  it('is a conflict when amounts were moved between its lines, though the total is the same', async () => {
    const { world, followed } = await pending()
    world.sandbox.editRow(LINES, lineKey(world, 0), { NetAmount: 110 })
    world.sandbox.editRow(LINES, lineKey(world, 1), { NetAmount: 10.5 })
    world.sandbox.book()
    expect(await followed()).toMatchObject({ facts: { asSent: false, differs: '10.00 USD on 605140 001 022 007' } })
  })

  it('is what was sent when D365 sums its lines up and adds dimensions of the vendor', async () => {
    const vendors = present(testSeed['VendorsV3'], 'vendors').map((row) =>
      row['VendorAccountNumber'] === '1001' ? { ...row, DefaultLedgerDimensionDisplayValue: '001--' } : row,
    )
    const bare = costLine(100n, { dimensions: {} })
    const { world, followed } = await pending({ seed: { VendorsV3: vendors } }, [bare, costLine(200n), bare])
    world.sandbox.book()
    expect(await followed()).toMatchObject({ facts: { asSent: true }, conflict: null })
  })

  it.each([
    ['balances by a dimension', 'BusinessUnit', true],
    ['does not', '', false],
  ])('may hold entries that cancel each other out where its company %s', async (_what, dimension, asSent) => {
    const { world, followed } = await pending()
    world.sandbox.editRow('Ledgers', { LegalEntityId: 'usmf' }, { BalancingFinancialDimension: dimension })
    world.sandbox.book()
    addEntries(world, [1, -1])
    expect(await followed()).toMatchObject({ facts: { asSent }, conflict: asSent ? null : BOOKED_OTHERWISE })
  })

  it('is a conflict and no proof when D365 added tax that nobody stated', async () => {
    const seed = {
      TaxGroups: [{ dataAreaId: 'usmf', TaxGroupCode: 'VAT' }],
      TaxItemGroupHeadings: [{ dataAreaId: 'usmf', TaxItemGroup: 'FULL' }],
      _TaxRates: [{ dataAreaId: 'usmf', group: 'VAT', itemGroup: 'FULL', percent: 25 }],
    }
    for (const name of ['pending-invoice', 'invoice-journal']) {
      const world = openWorld({ seed })
      const form = await openForm(world, name)
      const document = form.prepare('b-1', invoiceOf({ tax: { group: 'VAT', itemGroup: 'FULL' } }))
      const told = await form.write([document])
      world.sandbox.book()
      expect(await form.follow(document, told)).toMatchObject({ facts: { asSent: false }, conflict: BOOKED_OTHERWISE })
    }
  })

  it('is still found as ours, but as one that a person must look at, before anything is sent again', async () => {
    const { world, findOne } = await pending()
    world.sandbox.editRow(LINES, lineKey(world), { NetAmount: 99_999 })
    world.sandbox.book()
    expect(await findOne()).toMatchObject({ kind: 'unclear', problem: { code: 'CONTENT_DIFFERS' } })
  })

  it.each([
    ['may not be read', { kind: 'status', status: 403, json: {} }],
    ['does not show it yet', { kind: 'status', status: 200, json: { value: [] } }],
  ] as const)('is no proof and is said so when the general ledger %s', async (_what, answer) => {
    const { world, followed } = await pending()
    world.sandbox.book()
    world.fault({ match: { method: 'GET', path: 'GeneralJournalEntryBiEntities' }, do: answer })
    const seen = await followed()
    expect(seen).toMatchObject({ kind: 'booked', facts: { asSent: false } })
    expect(seen.kind === 'booked' && seen.conflict).toContain('nobody has compared')
  })
})

describe('a document that is found by its number, because the booked views lost our trace code', () => {
  const dropped = { sandbox: { referenceInBookedViews: 'dropped' } } as const

  it('is booked when the ledger holds what was sent, and proves nothing', async () => {
    const { world, followed } = await pending(dropped)
    world.sandbox.book()
    expect(await followed()).toMatchObject({
      kind: 'booked',
      link: { voucher: 'VINV000001' },
      facts: { asSent: false, byNumber: true },
      conflict: null,
    })
  })

  it('is a conflict when the ledger holds something else', async () => {
    const { world, followed } = await pending(dropped)
    world.sandbox.editRow(LINES, lineKey(world), { MainAccountDisplayValue: '130500' })
    world.sandbox.book()
    expect(await followed()).toMatchObject({ facts: { asSent: false, byNumber: true }, conflict: BOOKED_OTHERWISE })
  })

  it('is left to a person when its amount is another one', async () => {
    const { world, followed } = await pending(dropped)
    world.sandbox.editRow(LINES, lineKey(world), { NetAmount: 99_999 })
    world.sandbox.book()
    expect(await followed()).toMatchObject({ kind: 'unclear', problem: { code: 'REPLACED_BY_HAND' } })
  })

  it('is never written a second time', async () => {
    const { world, findOne } = await pending(dropped)
    world.sandbox.book()
    expect(await findOne()).toMatchObject({ kind: 'foreign', agrees: true })
  })

  it.each([
    ['invoice-journal', invoiceOf(), 'VendInvoiceJournal'],
    ['payment-journal', paymentOf(), 'VendorPaymentJournal'],
  ] as const)('is booked from a %s whose lines were cleaned up', async (name, document, sets) => {
    const world = openWorld(dropped)
    const invoices = await openForm(world, 'invoice-journal')
    if (name === 'payment-journal') await invoices.write([invoices.prepare('b-1', invoiceOf())])
    world.sandbox.book()
    const form = await openForm(world, name)
    const ready = form.prepare('d-1', document)
    const told = await form.write([ready])
    world.sandbox.book()
    for (const row of world.sandbox.rows(`${sets}Headers`))
      world.sandbox.deleteRow(`${sets}Headers`, keyOf(row, 'dataAreaId', 'JournalBatchNumber'))
    expect(await form.follow(ready, told)).toMatchObject({
      kind: 'booked',
      facts: { asSent: false, byNumber: true },
      conflict: null,
    })
    expect(await form.findOne(ready)).toMatchObject({ kind: 'foreign', agrees: true })
  })
})
