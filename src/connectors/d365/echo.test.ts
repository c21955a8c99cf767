import { describe, expect, it } from 'vitest'
import type { Transport } from '../../http/transport.ts'
import { compareRow } from './echo.ts'
import { broken, costLine, invoiceOf, openForm, openWorld } from './world.test.ts'

const HEADERS = 'VendorInvoiceHeaders'
const LINES = 'VendorInvoiceLines'
const JOURNAL_LINES = 'VendInvoiceJournalLines'

/** Something happens just before, or just after, the first request that matches. */
const once = (matches: (request: Parameters<Transport>[0]) => boolean, happens: () => void, when: 'before' | 'after') => {
  let has = false
  return (inner: Transport): Transport =>
    async (request) => {
      const isNow = !has && matches(request)
      has ||= isNow
      if (isNow && when === 'before') happens()
      const answer = await inner(request)
      if (isNow && when === 'after') happens()
      return answer
    }
}

describe('what came back is compared with what was sent', () => {
  it('an offset account that nobody sent is wrong: the line would balance by itself', () => {
    const format = { kind: 'ledger', segments: ['MainAccount'], delimiter: '-' } as const
    const comparison = { formats: { ledger: format, default: { ...format, kind: 'default' } }, where: 'lines[0]', dates: 'any' } as const
    const row = { Document: 'ML1', OffsetAccountDisplayValue: '110180' }
    expect(compareRow({ Document: 'ML1' }, row, comparison).problems).toMatchObject([{ code: 'ECHO_MISMATCH', field: 'lines[0].OffsetAccountDisplayValue' }])
    expect(compareRow(row, row, comparison).problems).toEqual([])
  })

  it('a pending invoice whose header came back otherwise is taken out again, before any line', async () => {
    const storesOtherwise =
      (inner: Transport): Transport =>
      (request) =>
        request.method === 'POST' && request.url.includes(HEADERS)
          ? inner({ ...request, body: JSON.stringify({ ...(JSON.parse(String(request.body)) as object), Currency: 'EUR' }) })
          : inner(request)
    const world = openWorld({ transport: storesOtherwise })
    const form = await openForm(world, 'pending-invoice')
    const document = form.prepare('b-1', invoiceOf())
    const told = await form.write([document])
    expect(told.outcomes.get(document.id)).toMatchObject({ kind: 'rejected', problems: [{ code: 'ECHO_MISMATCH', field: 'header.Currency' }] })
    expect(world.sandbox.rows(HEADERS)).toEqual([])
    expect(world.sandbox.requestLog.filter(({ method, target }) => method === 'POST' && target.includes(LINES))).toEqual([])
    expect(broken(world)).toEqual([])
  })

  it('a pending invoice one of whose lines changed before it was read back is not released', async () => {
    const change = () => {
      const [line] = world.sandbox.rows(LINES)
      const { dataAreaId, HeaderReference, InvoiceLineNumber } = line ?? {}
      world.sandbox.editRow(LINES, { dataAreaId, HeaderReference, InvoiceLineNumber }, { NetAmount: 99 })
    }
    const world: ReturnType<typeof openWorld> = openWorld({ transport: once(({ method, url }) => method === 'POST' && url.includes(LINES), () => change(), 'after') })
    const form = await openForm(world, 'pending-invoice')
    const document = form.prepare('b-1', invoiceOf())
    const told = await form.write([document])
    expect(told.outcomes.get(document.id)?.kind).not.toBe('written')
    expect(world.sandbox.rows(HEADERS).filter((row) => row['IsOnHold'] === 'No')).toEqual([])
  })
})

describe('a document that stands there in part is not completed', () => {
  it('over a header that a person changed', async () => {
    const world = openWorld()
    const form = await openForm(world, 'pending-invoice')
    const document = form.prepare('b-1', invoiceOf({ lines: [costLine(100n), costLine(200n)] }))
    world.fault({ match: { method: 'POST', path: LINES }, nth: 2, do: { kind: 'drop-before' } })
    await form.write([document])
    const [header] = world.sandbox.rows(HEADERS)
    world.sandbox.editRow(HEADERS, { dataAreaId: 'usmf', HeaderReference: header?.['HeaderReference'] }, { Currency: 'EUR' })
    expect(await form.findOne(document)).toMatchObject({ kind: 'unclear', problem: { code: 'CONTENT_DIFFERS' } })
  })

  it('over a line of its journal that a person changed since it was looked for', async () => {
    const edit = () => {
      const [line] = world.sandbox.rows(JOURNAL_LINES)
      const { dataAreaId, JournalBatchNumber, LineNumber } = line ?? {}
      world.sandbox.editRow(JOURNAL_LINES, { dataAreaId, JournalBatchNumber, LineNumber }, { Description: 'changed by hand', Debit: 99, Credit: 99 })
    }
    let isArmed = false
    const readsHeader = ({ method, url }: { method: string; url: string }) => isArmed && method === 'GET' && url.includes('JournalHeaders(')
    const world: ReturnType<typeof openWorld> = openWorld({ transport: once(readsHeader, () => edit(), 'before') })
    const form = await openForm(world, 'invoice-journal')
    const document = form.prepare('b-1', invoiceOf({ lines: [costLine(100n), costLine(200n)] }))
    world.fault({ match: { method: 'POST', path: JOURNAL_LINES }, nth: 2, do: { kind: 'drop-before' } })
    await form.write([document])
    const standing = world.sandbox.rows(JOURNAL_LINES).length
    expect(await form.findOne(document)).toMatchObject({ kind: 'ours', whole: false })
    isArmed = true
    const told = await form.write([document], null)
    expect(told.outcomes.get(document.id)).toMatchObject({ kind: 'partial', problem: { code: 'CONTENT_DIFFERS' } })
    expect(world.sandbox.rows(JOURNAL_LINES)).toHaveLength(standing)
  })
})
