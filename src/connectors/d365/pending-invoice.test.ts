import { describe, expect, it } from 'vitest'
import { UncertainWriteError } from '../../errors/ml-error.ts'
import { ProblemsError } from '../../errors/problems-error.ts'
import type { JsonObject } from '../../lib/json.ts'
import { broken, costLine, invoiceOf, openForm, openWorld, type World } from './world.test.ts'

const HEADERS = 'VendorInvoiceHeaders'
const LINES = 'VendorInvoiceLines'

describe('pending invoice', () => {
  it('is created on hold, read back, released last, and followed until it is booked', async () => {
    const world = openWorld()
    const form = await openForm(world, 'pending-invoice')
    const lines = [costLine(10_000n), costLine(-1_500n)]
    const document = form.prepare('b-1', invoiceOf({ lines }))
    expect(await form.findOne(document)).toEqual({ kind: 'absent' })
    const told = await form.write([document])
    expect(told.error).toBeNull()
    expect(told.events).toEqual([`sending ${document.id}`, `written ${document.id}`])
    expect(world.sandbox.rows(HEADERS)).toMatchObject([
      { IsOnHold: 'No', DocumentNumber: document.id, ImportedAmount: 85, MethodOfPayment: 'EXT' },
    ])
    expect(world.sandbox.rows(LINES)).toMatchObject([
      { ReceiveNow: 1, UnitPrice: 100, NetAmount: 100, MainAccountDisplayValue: '600150' },
      { ReceiveNow: -1, UnitPrice: 15, NetAmount: -15, DimensionDisplayValue: '001-022-007' },
    ])
    const last = world.sandbox.requestLog.at(-1)
    expect(last?.method).toBe('PATCH')
    expect(await form.findOne(document)).toMatchObject({ kind: 'ours', whole: true, booked: false })
    expect(await form.follow(document, told)).toEqual({ kind: 'unchanged' })
    world.sandbox.book()
    expect(world.sandbox.rows(HEADERS)).toEqual([])
    const followed = await form.follow(document, told)
    expect(followed).toMatchObject({
      kind: 'booked',
      link: { voucher: expect.stringMatching(/.+/) as string },
    })
    expect(broken(world)).toEqual([])
  })

  it('writes a credit note with quantity -1 and a negative imported amount', async () => {
    const world = openWorld()
    const form = await openForm(world, 'pending-invoice')
    const document = form.prepare('c-1', invoiceOf({ lines: [costLine(-5_000n)] }))
    const told = await form.write([document])
    expect(told.outcomes.get(document.id)?.kind).toBe('written')
    expect(world.sandbox.rows(LINES)).toMatchObject([{ ReceiveNow: -1, UnitPrice: 50, NetAmount: -50 }])
    expect(world.sandbox.rows(HEADERS)).toMatchObject([{ ImportedAmount: -50 }])
    expect(broken(world)).toEqual([])
  })

  it.each([
    ['header', { method: 'POST', path: HEADERS }],
    ['line', { method: 'POST', path: LINES }],
    ['release', { method: 'PATCH', path: HEADERS }],
  ])('finds and completes its own after a lost answer of the %s', async (_what, match) => {
    const world = openWorld()
    const form = await openForm(world, 'pending-invoice')
    const document = form.prepare('b-1', invoiceOf({ lines: [costLine(100n), costLine(200n)] }))
    world.fault({ match, do: { kind: 'drop-after' } })
    const told = await form.write([document])
    expect(told.error).toBeInstanceOf(UncertainWriteError)
    const found = await form.findOne(document)
    expect(found).toMatchObject({ kind: 'ours', whole: match.method === 'PATCH' })
    const again = await form.write([document])
    expect(again.outcomes.get(document.id)?.kind).toBe('written')
    expect(world.sandbox.rows(HEADERS)).toMatchObject([{ IsOnHold: 'No' }])
    expect(world.sandbox.rows(LINES)).toHaveLength(2)
    expect(broken(world)).toEqual([])
  })

  it('takes a rejected invoice out again, lines and header', async () => {
    const world = openWorld()
    const form = await openForm(world, 'pending-invoice')
    const wrong = costLine(200n, { category: { name: 'No such category', hierarchy: 'Procurement' } })
    const document = form.prepare('b-1', invoiceOf({ lines: [costLine(100n), wrong] }))
    const told = await form.write([document])
    expect(told.outcomes.get(document.id)).toMatchObject({
      kind: 'rejected',
      problems: [{ code: 'D365_VALUE_NOT_FOUND', field: expect.stringContaining('lines[1]') as string }],
    })
    expect(world.sandbox.rows(HEADERS)).toEqual([])
    expect(world.sandbox.rows(LINES)).toEqual([])
    expect(broken(world)).toEqual([])
  })

  it('parks an invoice whose account override D365 drops', async () => {
    const world = openWorld({ sandbox: { accountOverrideOnPendingLines: 'dropped' } })
    const form = await openForm(world, 'pending-invoice')
    const document = form.prepare('b-1', invoiceOf())
    const told = await form.write([document])
    expect(told.outcomes.get(document.id)).toMatchObject({
      kind: 'rejected',
      problems: [{ code: 'ECHO_MISMATCH', field: 'lines[0].MainAccountDisplayValue' }],
    })
    expect(world.sandbox.rows(HEADERS)).toEqual([])
  })

  it('reports an invoice as partial that a workflow keeps from being taken back', async () => {
    const world = openWorld()
    const form = await openForm(world, 'pending-invoice')
    const wrong = costLine(200n, { category: { name: 'No such category', hierarchy: 'Procurement' } })
    const document = form.prepare('b-1', invoiceOf({ lines: [costLine(100n), wrong] }))
    world.fault({ match: { method: 'DELETE', path: LINES }, do: { kind: 'status', status: 412, json: {} } })
    const told = await form.write([document])
    expect(told.outcomes.get(document.id)).toMatchObject({ kind: 'partial', problem: { code: 'PARTIAL' } })
  })

  describe('that must be taken back', () => {
    const wrong = costLine(300n, { category: { name: 'No such category', hierarchy: 'Procurement' } })
    const other = { dataAreaId: 'usmf', Currency: 'USD', NetAmount: 7, ReceiveNow: 1, UnitPrice: 7 }
    const category = { ProcurementCategoryName: 'Facilities', ProcurementCategoryHierarchyName: 'Procurement' }

    /** Writes a document whose last line D365 refuses; `first` is what a person does before that refusal. */
    const takenBack = async (first: (world: World, reference: string, row: Insert) => unknown) => {
      let posted = 0
      const world: World = openWorld({
        transport: (inner) => async (request) => {
          if (request.method !== 'POST' || !request.url.includes(LINES)) return inner(request)
          posted += 1
          const { HeaderReference } = JSON.parse(String(request.body)) as JsonObject
          const insert: Insert = (row) =>
            inner({ ...request, body: JSON.stringify({ ...other, ...category, HeaderReference, ...row }) })
          if (posted === 2) await first(world, String(HeaderReference), insert)
          return inner(request)
        },
      })
      const form = await openForm(world, 'pending-invoice')
      const document = form.prepare('b-1', invoiceOf({ lines: [costLine(100n), wrong] }))
      const told = await form.write([document])
      return { world, outcome: told.outcomes.get(document.id) }
    }

    it('is left alone with its lines when a person changed one of them', async () => {
      const { world, outcome } = await takenBack((here, HeaderReference) =>
        here.sandbox.editRow(LINES, { dataAreaId: 'usmf', HeaderReference, InvoiceLineNumber: 1 }, { NetAmount: 99 }),
      )
      expect(outcome).toMatchObject({ kind: 'partial', problem: { code: 'PARTIAL' } })
      expect(world.sandbox.rows(LINES)).toMatchObject([{ InvoiceLineNumber: 1, NetAmount: 99 }])
      expect(world.sandbox.rows(HEADERS)).toHaveLength(1)
    })

    it.each([
      ['under the number of a line of ours', 2],
      ['under another number', 3],
    ])('is left alone when a person wrote a line %s', async (_what, InvoiceLineNumber) => {
      const { world, outcome } = await takenBack((_here, _reference, insert) => insert({ InvoiceLineNumber }))
      expect(outcome).toMatchObject({ kind: 'partial', problem: { code: 'PARTIAL' } })
      expect(world.sandbox.rows(LINES)).toMatchObject([{ NetAmount: 1 }, { InvoiceLineNumber, NetAmount: 7 }])
      expect(world.sandbox.rows(HEADERS)).toHaveLength(1)
    })

    it('is left alone when a person changed its header', async () => {
      const { world, outcome } = await takenBack((here, HeaderReference) =>
        here.sandbox.editRow(HEADERS, { dataAreaId: 'usmf', HeaderReference }, { InvoiceDescription: 'Please keep' }),
      )
      expect(outcome).toMatchObject({ kind: 'partial', problem: { code: 'PARTIAL' } })
      expect(world.sandbox.rows(LINES)).toHaveLength(1)
    })

    it('goes when all that stands there is what D365 echoed', async () => {
      const { world, outcome } = await takenBack(() => undefined)
      expect(outcome).toMatchObject({ kind: 'rejected' })
      expect(world.sandbox.rows(HEADERS)).toEqual([])
    })
  })

  it('states its check totals: the amount, and no tax where the groups bear none', async () => {
    const world = openWorld()
    const form = await openForm(world, 'pending-invoice')
    const taxed = form.prepare('b-1', invoiceOf({ tax: { group: 'NOTAX', itemGroup: 'NONE' } }))
    const untold = form.prepare('b-2', invoiceOf({ number: 'INV-2' }))
    await form.write([taxed, untold])
    const [first, second] = world.sandbox.rows(HEADERS)
    expect(first).toMatchObject({ ImportedAmount: 120.5, ImportedSalesTax: 0 })
    expect(second).not.toHaveProperty('ImportedSalesTax')
    expect(await form.findOne(taxed)).toMatchObject({ kind: 'ours', whole: true })
  })

  it('leaves a person’s edit alone and does not complete over it', async () => {
    const world = openWorld()
    const form = await openForm(world, 'pending-invoice')
    const document = form.prepare('b-1', invoiceOf({ lines: [costLine(100n), costLine(200n)] }))
    world.fault({ match: { method: 'POST', path: LINES }, nth: 2, do: { kind: 'drop-before' } })
    await form.write([document])
    const [line] = world.sandbox.rows(LINES)
    const { dataAreaId, HeaderReference, InvoiceLineNumber } = line ?? {}
    world.sandbox.editRow(LINES, { dataAreaId, HeaderReference, InvoiceLineNumber }, { NetAmount: 99 })
    expect(await form.findOne(document)).toMatchObject({
      kind: 'unclear',
      problem: { code: 'CONTENT_DIFFERS' },
    })
  })

  it('is withdrawn when a person deletes it', async () => {
    const world = openWorld()
    const form = await openForm(world, 'pending-invoice')
    const document = form.prepare('b-1', invoiceOf())
    const told = await form.write([document])
    const [header] = world.sandbox.rows(HEADERS)
    world.sandbox.deleteRow(HEADERS, { dataAreaId: 'usmf', HeaderReference: header?.['HeaderReference'] })
    expect(await form.follow(document, told)).toMatchObject({
      kind: 'withdrawn',
      problem: { code: 'WITHDRAWN' },
    })
  })

  it('needs a category on every line, and says so of all of them', async () => {
    const form = await openForm(openWorld(), 'pending-invoice')
    const lines = [costLine(100n, { category: null }), costLine(200n, { category: null })]
    const error = catching(() => form.prepare('b-1', invoiceOf({ lines })))
    expect(error).toBeInstanceOf(ProblemsError)
    expect((error as ProblemsError).problems.map(({ code, field }) => `${code} ${field}`)).toEqual([
      'CATEGORY_MISSING lines[0].category',
      'CATEGORY_MISSING lines[1].category',
    ])
  })
})

/** Sends a line of another program to the same invoice. */
type Insert = (row: JsonObject) => Promise<unknown>

const catching = (work: () => unknown): unknown => {
  try {
    return work()
  } catch (error) {
    return error
  }
}
