import { describe, expect, it } from 'vitest'
import type { Transport } from '../../http/transport.ts'
import { ContainerClosedError } from '../../errors/ml-error.ts'
import { testSeed } from '../../sandbox/d365/testing/seed.ts'
import { invoiceOf, openForm, openWorld, paymentOf, taxiOf } from './world.test.ts'

type Request = Parameters<Transport>[0]

const isLine = (request: Request): boolean => request.method === 'POST' && request.url.includes('JournalLines')

/** A D365 that stores another value in the lines that `which` picks, and says so in its answer. */
const storing =
  (changes: object, which: (count: number) => boolean) =>
  (inner: Transport): Transport => {
    let count = 0
    return (request) => {
      if (!isLine(request)) return inner(request)
      count += 1
      if (!which(count)) return inner(request)
      const body = { ...(JSON.parse(String(request.body)) as object), ...changes }
      return inner({ ...request, body: JSON.stringify(body) })
    }
  }

describe('a line that came back wrong', () => {
  it.each([
    ['under another trace code', { Document: 'MLXXXXXXXXXXXXXXXX' }],
    ['under a cut trace code', { Document: 'ML' }],
    ['without a trace code', { Document: '' }],
    ['under another number', { LineNumber: 77 }],
  ])('%s is taken out again, and the next document has a voucher of its own', async (_what, changes) => {
    const world = openWorld({ transport: storing(changes, (count) => count === 1) })
    const form = await openForm(world, 'general-journal')
    const [bad, next] = [form.prepare('card-1', taxiOf(100n)), form.prepare('card-2', taxiOf(200n))]
    const told = await form.write([bad, next])
    expect(told.outcomes.get(next.id)).toMatchObject({ kind: 'written', link: { lines: [3, 4] } })
    expect(told.outcomes.get(bad.id)).toMatchObject({ kind: 'rejected', problems: [{ code: 'ECHO_MISMATCH' }] })
    expect(world.sandbox.rows('LedgerJournalLines').map((row) => row['Document'])).toEqual([next.id, next.id])
  })

  it.each([
    ['company', 'dataAreaId', { dataAreaId: 'demf', JournalBatchNumber: '00461' }],
    ['journal', 'JournalBatchNumber', { dataAreaId: 'usmf', JournalBatchNumber: '00999' }],
  ])('in another %s is taken out there', async (_what, field, place) => {
    const german = { dataAreaId: 'demf', Name: 'GenJrn', Type: 'Daily', VoucherSeriesCode: 'DE' }
    const seed = {
      JournalNames: [...testSeed['JournalNames']!, { ...german, NewVoucher: 'BalanceSheet' }],
      LedgerJournalHeaders: [{ ...place, JournalName: 'GenJrn', IsPosted: 'No' }],
    }
    const world = openWorld({ seed, transport: storing(place, (count) => count === 1) })
    const form = await openForm(world, 'general-journal')
    const document = form.prepare('card-1', taxiOf(100n))
    const told = await form.write([document])
    expect(told.opened).toEqual(['00461'])
    expect(told.outcomes.get(document.id)).toMatchObject({
      kind: 'rejected',
      problems: [{ code: 'ECHO_MISMATCH', field: `lines[0].${field}` }],
    })
    expect(world.sandbox.rows('LedgerJournalLines')).toEqual([])
  })

  it('ends the journal when it cannot be taken out', async () => {
    const world = openWorld({ transport: storing({ Document: 'ML' }, (count) => count === 1) })
    world.fault({ match: { method: 'DELETE' }, do: { kind: 'status', status: 412, json: {} } })
    const form = await openForm(world, 'general-journal')
    const documents = [form.prepare('card-1', taxiOf(100n)), form.prepare('card-2', taxiOf(200n))]
    const told = await form.write(documents)
    expect([...told.outcomes.values()]).toMatchObject([{ kind: 'partial', problem: { code: 'PARTIAL' } }])
    expect(world.sandbox.rows('LedgerJournalLines')).toHaveLength(1)
  })

  it('is taken out of a payment journal as well, whose trace code stands in the payment id', async () => {
    let changes: object = {}
    const world = openWorld({ transport: (inner) => (request) => storing(changes, () => true)(inner)(request) })
    const invoices = await openForm(world, 'invoice-journal')
    await invoices.write([invoices.prepare('b-1', invoiceOf())])
    world.sandbox.book()
    changes = { PaymentId: 'ML' }
    const form = await openForm(world, 'payment-journal')
    const document = form.prepare('p-1', paymentOf())
    const told = await form.write([document])
    expect(told.outcomes.get(document.id)).toMatchObject({ kind: 'rejected' })
    expect(world.sandbox.rows('VendorPaymentJournalLines')).toEqual([])
  })
})

/** A D365 whose second voucher shows under the number of the first one. */
const sameVoucher =
  (inner: Transport): Transport =>
  async (request) => {
    const url = request.url.includes('Voucher%20eq') ? request.url.replace('GNJL000001', 'GNJL000002') : request.url
    const answer = await inner({ ...request, url })
    return { ...answer, body: Buffer.from(answer.body.toString().replaceAll('GNJL000002', 'GNJL000001')) }
  }

describe('a voucher number that was seen before in the journal', () => {
  it('is taken when the lines that had it are gone, as continuous series give it out again', async () => {
    const world = openWorld({ transport: sameVoucher })
    const form = await openForm(world, 'general-journal')
    const good = taxiOf(100n)
    const lines = good.lines.map((line, at) => (at === 1 ? { ...line, account: '600900' } : line))
    const [bad, next] = [form.prepare('card-1', { ...good, lines }), form.prepare('card-2', taxiOf(200n))]
    const told = await form.write([bad, next])
    expect(told.outcomes.get(bad.id)?.kind).toBe('rejected')
    expect(told.outcomes.get(next.id)).toMatchObject({ kind: 'written', link: { voucher: 'GNJL000001' } })
  })

  it('is refused while lines of another document stand under it', async () => {
    const shared = (inner: Transport): Transport => {
      const renamed = sameVoucher(inner)
      return (request) => (request.url.includes('Voucher%20eq') ? inner(request) : renamed(request))
    }
    const world = openWorld({ transport: shared })
    const form = await openForm(world, 'general-journal')
    const documents = [form.prepare('card-1', taxiOf(100n)), form.prepare('card-2', taxiOf(200n))]
    const told = await form.write(documents)
    expect([...told.outcomes.values()]).toMatchObject([
      { kind: 'written' },
      { kind: 'rejected', problems: [{ code: 'ECHO_MISMATCH', field: 'lines[0].Voucher' }] },
    ])
    expect(world.sandbox.rows('LedgerJournalLines')).toHaveLength(2)
  })
})

describe('a journal that a person submits to a workflow while it is written', () => {
  /** Submits the journal once it holds so many lines. */
  const submittedAfter = (lines: number) => {
    let submit = () => undefined as void
    const world = openWorld({
      transport: (inner) => async (request) => {
        const answer = await inner(request)
        if (isLine(request) && world.sandbox.rows('LedgerJournalLines').length === lines) submit()
        return answer
      },
    })
    submit = () => {
      const [header] = world.sandbox.rows('LedgerJournalHeaders')
      world.sandbox.setWorkflow({ legalEntity: 'usmf', container: String(header?.['JournalBatchNumber']) })
    }
    return world
  }

  it('ends between two documents: the next one goes into another journal', async () => {
    const world = submittedAfter(2)
    const form = await openForm(world, 'general-journal')
    const [first, next] = [form.prepare('card-1', taxiOf(100n)), form.prepare('card-2', taxiOf(200n))]
    const told = await form.write([first, next])
    expect(told.error).toBeInstanceOf(ContainerClosedError)
    expect([...told.outcomes].map(([id, { kind }]) => [id, kind])).toEqual([[first.id, 'written']])
    const again = await form.write([next])
    expect(again.outcomes.get(next.id)?.kind).toBe('written')
  })

  it('ends with a document in part, which is left to a person', async () => {
    const world = submittedAfter(3)
    const form = await openForm(world, 'general-journal')
    const documents = [form.prepare('card-1', taxiOf(100n)), form.prepare('card-2', taxiOf(200n))]
    const told = await form.write(documents)
    expect([...told.outcomes.values()].map(({ kind }) => kind)).toEqual(['written', 'partial'])
  })
})
