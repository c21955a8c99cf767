import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../lib/json.ts'
import { testSeed } from '../../sandbox/d365/testing/seed.ts'
import { costLine, date, invoiceOf, openForm, openWorld, traceOf, type World } from './world.test.ts'

/** A row as another hand's program would have written it. */
const journalLine = (more: JsonObject = {}): JsonObject => ({
  dataAreaId: 'usmf',
  JournalBatchNumber: 'J-9',
  LineNumber: 1,
  AccountType: 'Vend',
  AccountDisplayValue: '1001',
  OffsetAccountType: 'Ledger',
  OffsetAccountDisplayValue: '600150---',
  Credit: 120.5,
  Debit: 0,
  Currency: 'USD',
  Date: '2026-03-16T12:00:00Z',
  InvoiceDate: '2026-03-10T12:00:00Z',
  Invoice: 'INV-1',
  Document: '',
  Voucher: 'APIN000900',
  ...more,
})

const withLines = (...rows: readonly JsonObject[]) =>
  openWorld({
    seed: {
      VendInvoiceJournalHeaders: [
        { dataAreaId: 'usmf', JournalBatchNumber: 'J-9', JournalName: 'APInvoice', IsPosted: 'No' },
      ],
      VendInvoiceJournalLines: rows,
    },
  })

const lookFor = async (world: World, more = {}) => {
  const form = await openForm(world, 'invoice-journal')
  return form.findOne(form.prepare('b-1', invoiceOf(more)))
}

describe('looking for an invoice', () => {
  it('sees another hand’s by number, with case and blanks folded', async () => {
    const found = await lookFor(withLines(journalLine({ Invoice: 'inv-1 ' })))
    expect(found).toMatchObject({ kind: 'foreign', agrees: true, link: { id: 'J-9', lines: [1] } })
  })

  it.each([
    ['date', { InvoiceDate: '2026-03-11T12:00:00Z' }],
    ['currency', { Currency: 'EUR' }],
    ['total', { Credit: 120.51 }],
  ])('does not agree on another %s', async (_what, more) => {
    expect(await lookFor(withLines(journalLine(more)))).toMatchObject({ kind: 'foreign', agrees: false })
  })

  it.each([
    ['another vendor', { AccountDisplayValue: 'US\\-101' }],
    ['a credit note', { Credit: 0, Debit: 120.5 }],
    ['a longer number', { Invoice: 'INV-11' }],
    ['another company', { dataAreaId: 'demf' }],
  ])('does not take %s for it', async (_what, more) => {
    expect(await lookFor(withLines(journalLine(more)))).toEqual({ kind: 'absent' })
  })

  it('finds a number with a wildcard, and only that', async () => {
    const row = journalLine({ Invoice: 'A*1' })
    const other = journalLine({ LineNumber: 2, Invoice: 'AB1', Voucher: 'APIN000901' })
    const found = await lookFor(withLines(row, other), { number: 'a*1' })
    expect(found).toMatchObject({ kind: 'foreign', link: { lines: [1] } })
  })

  it('leaves two matches to a person', async () => {
    const twice = withLines(journalLine(), journalLine({ LineNumber: 2, Voucher: 'APIN000901' }))
    expect(await lookFor(twice)).toMatchObject({ kind: 'unclear', problem: { code: 'TWO_MATCHES' } })
  })

  it('does not trust its own trace code on other content', async () => {
    const world = withLines(journalLine({ Document: traceOf('b-1'), Credit: 1 }))
    expect(await lookFor(world)).toMatchObject({ kind: 'unclear', problem: { code: 'CONTENT_DIFFERS' } })
  })

  it('sees a pending one of another hand when it writes a journal, and a journal when it writes a pending one', async () => {
    const world = openWorld()
    const pending = await openForm(world, 'pending-invoice')
    const journal = await openForm(world, 'invoice-journal')
    await pending.write([pending.prepare('b-1', invoiceOf())])
    expect(await journal.findOne(journal.prepare('b-2', invoiceOf()))).toMatchObject({
      kind: 'foreign',
      agrees: true,
    })
    await journal.write([journal.prepare('b-3', invoiceOf({ number: 'INV-3' }))])
    const other = pending.prepare('b-4', invoiceOf({ number: 'INV-3' }))
    expect(await pending.findOne(other)).toMatchObject({ kind: 'foreign', agrees: true })
    world.sandbox.book()
    expect(await journal.findOne(journal.prepare('b-2', invoiceOf()))).toMatchObject({
      kind: 'foreign',
      agrees: true,
      link: { voucher: expect.stringMatching(/.+/) as string },
    })
  })

  it('sees a credit note beside an invoice of the same number as another document', async () => {
    const world = openWorld()
    const form = await openForm(world, 'invoice-journal')
    await form.write([form.prepare('b-1', invoiceOf())])
    const credit = form.prepare('c-1', invoiceOf({ lines: [costLine(-12_050n)] }))
    expect(await form.findOne(credit)).toEqual({ kind: 'absent' })
    const told = await form.write([credit])
    expect(told.outcomes.get(credit.id)?.kind).toBe('written')
    expect(world.sandbox.rows('VendInvoiceJournalLines').at(-1)).toMatchObject({ Debit: 120.5 })
  })

  it("writes and finds invoices of O'Brien and of US-101", async () => {
    const world = openWorld()
    const form = await openForm(world, 'invoice-journal')
    const documents = [
      form.prepare('b-1', invoiceOf({ vendor: "O'Brien", number: "O'B/1 & 2" })),
      form.prepare('b-2', invoiceOf({ vendor: 'US-101', number: 'A B+C' })),
    ]
    const told = await form.write(documents)
    expect(told.error).toBeNull()
    expect(world.sandbox.rows('VendInvoiceJournalLines').map((row) => row['AccountDisplayValue'])).toEqual([
      "O'Brien",
      'US\\-101',
    ])
    const found = await form.find(...documents)
    expect([...found.values()].map((answer) => answer.kind)).toEqual(['ours', 'ours'])
    const again = form.prepare('b-9', invoiceOf({ vendor: 'us-101', number: 'a b+c ' }))
    expect(await form.findOne(again)).toMatchObject({ kind: 'foreign', agrees: true })
    expect(world.sandbox.violations).toEqual([])
  })

  it('asks for twenty documents with two requests to a set', async () => {
    const world = openWorld()
    const form = await openForm(world, 'invoice-journal')
    const documents = Array.from({ length: 20 }, (_, at) =>
      form.prepare(`b-${at}`, invoiceOf({ number: `N-${at}` })),
    )
    const before = world.requests(/VendInvoiceJournalLines/)
    await form.find(...documents)
    expect(world.requests(/VendInvoiceJournalLines/) - before).toBe(2)
    expect(world.sandbox.violations).toEqual([])
  })
})

describe('the vendor that is billed', () => {
  const seed = {
    VendorsV3: [
      ...testSeed['VendorsV3']!,
      { ...testSeed['VendorsV3']![0], VendorAccountNumber: 'SHOP', InvoiceVendorAccountNumber: '1001' },
    ],
  }

  it('is the bill-to vendor in a journal', async () => {
    const world = openWorld({ seed })
    const form = await openForm(world, 'invoice-journal')
    await form.write([form.prepare('b-1', invoiceOf({ vendor: 'SHOP' }))])
    expect(world.sandbox.rows('VendInvoiceJournalLines')).toMatchObject([{ AccountDisplayValue: '1001' }])
  })

  it('stands beside the ordering vendor on a pending invoice', async () => {
    const world = openWorld({ seed })
    const form = await openForm(world, 'pending-invoice')
    await form.write([form.prepare('b-1', invoiceOf({ vendor: 'SHOP' }))])
    expect(world.sandbox.rows('VendorInvoiceHeaders')).toMatchObject([
      { InvoiceAccount: '1001', VendorAccount: 'SHOP' },
    ])
  })
})

describe('the echo', () => {
  it.each([
    ['a number that was cut', 'Invoice', 'INV'],
    ['a dropped segment', 'OffsetAccountDisplayValue', '600150-001--007'],
    ['a sentence in place of an account', 'OffsetAccountDisplayValue', 'The structure has not been created'],
    ['another company', 'dataAreaId', 'demf'],
    ['another amount', 'Credit', 120],
    ['a trace code that was cut', 'Document', 'ML'],
    ['no voucher', 'Voucher', ''],
    ['another invoice date', 'InvoiceDate', '2026-03-11T12:00:00Z'],
  ])('of %s takes the line out again and parks the document', async (_what, field, value) => {
    const world = openWorld()
    const form = await openForm(world, 'invoice-journal')
    const document = form.prepare('b-1', invoiceOf())
    world.fault({
      match: { method: 'POST', path: 'VendInvoiceJournalLines' },
      do: { kind: 'shape', field, value },
    })
    const told = await form.write([document])
    expect(told.error).toBeNull()
    const outcome = told.outcomes.get(document.id)
    // The row that is read again is not what the answer said, so that it is left for a person.
    expect(outcome).toMatchObject({ kind: 'partial' })
    expect(outcome?.kind === 'partial' && outcome.problem.message).toContain(field)
  })

  it('removes a line that D365 itself stored wrongly', async () => {
    const world = openWorld()
    const form = await openForm(world, 'invoice-journal')
    const lines = [costLine(100n), costLine(200n, { dimensions: {} })]
    const document = form.prepare('b-1', invoiceOf({ lines }))
    const body = document.prepared.body as { lines: JsonObject[] }
    const long = { ...body, lines: body.lines.map((line) => ({ ...line, Description: 'x'.repeat(61) })) }
    const told = await form.write([{ ...document, prepared: { ...document.prepared, body: long } }])
    expect(told.outcomes.get(document.id)).toMatchObject({
      kind: 'rejected',
      problems: [{ code: 'ECHO_MISMATCH', field: 'lines[0].Description' }],
    })
    expect(world.sandbox.rows('VendInvoiceJournalLines')).toEqual([])
  })

  it('records a posting date that D365 moved', async () => {
    const world = openWorld()
    const form = await openForm(world, 'invoice-journal')
    const document = form.prepare('b-1', invoiceOf())
    const moved = { kind: 'shape', field: 'Date', value: '2026-03-31T12:00:00Z' } as const
    world.fault({ match: { method: 'POST', path: 'VendInvoiceJournalLines' }, do: moved })
    const told = await form.write([document])
    expect(told.outcomes.get(document.id)).toMatchObject({
      kind: 'written',
      echo: { adjusted: { Date: '2026-03-31' } },
    })
  })
})

describe('a dimension format', () => {
  const delimited = (symbol: string) => ({
    DimensionParameters: [{ Key: 0, DimensionSegmentDelimiter: symbol }],
  })

  it('with a delimiter of two characters is written and read back', async () => {
    const world = openWorld({ seed: delimited('DoubleHyphen') })
    const form = await openForm(world, 'invoice-journal')
    const document = form.prepare(
      'b-1',
      invoiceOf({ lines: [costLine(100n, { dimensions: { Department: 'R-D' } })] }),
    )
    const told = await form.write([document])
    expect(told.outcomes.get(document.id)?.kind).toBe('written')
    expect(world.sandbox.rows('VendInvoiceJournalLines')).toMatchObject([
      { OffsetAccountDisplayValue: '600150----R-D--' },
    ])
  })

  it('that has changed since the document was prepared stops it before it is sent', async () => {
    const world = openWorld()
    const form = await openForm(world, 'invoice-journal')
    const document = form.prepare('b-1', invoiceOf())
    const key = { DimensionFormatName: 'Ledger', DimensionFormatType: 'DataEntityLedgerDimensionFormat' }
    const changed = 'MainAccount-Department-BusinessUnit-CostCenter'
    world.sandbox.editRow('DimensionIntegrationFormats', key, { FinancialDimensionFormat: changed })
    const told = await form.write([document])
    expect(told.outcomes.get(document.id)).toMatchObject({
      kind: 'rejected',
      problems: [{ code: 'DIMENSION_FORMAT_CHANGED' }],
    })
    expect(world.sandbox.rows('VendInvoiceJournalLines')).toEqual([])
  })
})

describe('dates', () => {
  it('are sent at noon, as they are', async () => {
    const world = openWorld()
    const form = await openForm(world, 'invoice-journal')
    await form.write([form.prepare('b-1', invoiceOf({ date: date('2025-12-31') }))])
    expect(world.sandbox.rows('VendInvoiceJournalLines')).toMatchObject([
      { InvoiceDate: '2025-12-31T12:00:00Z' },
    ])
  })
})
