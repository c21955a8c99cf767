import { describe, expect, it } from 'vitest'
import {
  day,
  headerAddress,
  postHeader,
  postInvoiceLine,
  postJournal,
  postLine,
} from '../testing/documents.ts'
import { openFixture, reasonOf } from '../testing/fixture.ts'

const journalAddress = (batch: string) =>
  `/data/VendInvoiceJournalHeaders(dataAreaId='usmf',JournalBatchNumber='${batch}')?cross-company=true`

describe('create', () => {
  it('answers the full entity with ETag and Location', () => {
    const answer = openFixture().post('VendInvoiceJournalHeaders', {
      dataAreaId: 'USMF',
      JournalName: 'APInvoice',
    })
    expect(answer.headers).toMatchObject({
      ETag: answer.body['@odata.etag'],
      Location:
        "https://contoso.sandbox.operations.dynamics.com/data/VendInvoiceJournalHeaders(dataAreaId='usmf',JournalBatchNumber='00461')",
    })
    expect(answer.body).toMatchObject({ dataAreaId: 'usmf', JournalTotalDebit: 0, SalesTaxIncluded: 'No' })
  })

  it('lands in the default company when the body names none', () => {
    const erp = openFixture()
    expect(erp.post('VendInvoiceJournalHeaders', { JournalName: 'APInvoice' }).body.dataAreaId).toBe('usmf')
    expect(erp.rules()).toEqual(['missing-company'])
    expect(
      erp.post('VendInvoiceJournalHeaders', { dataAreaId: 'zzzz', JournalName: 'APInvoice' }).status,
    ).toBe(400)
  })

  it('cuts long text without an error', () => {
    const erp = openFixture()
    const answer = postInvoiceLine(erp, postJournal(erp), {
      Invoice: '123456789012345678901234',
      Document: 'D'.repeat(21),
      Description: 'T'.repeat(61),
    })
    expect(answer.body).toMatchObject({
      Invoice: '12345678901234567890',
      Document: 'D'.repeat(20),
      Description: 'T'.repeat(60),
    })
    expect(erp.rules()).toEqual(['text-truncated', 'text-truncated', 'text-truncated'])
  })

  it('refuses a second row with the same key in an Info text', () => {
    const erp = openFixture()
    const batch = postJournal(erp)
    postInvoiceLine(erp, batch)
    const again = postInvoiceLine(erp, batch)
    expect(again.status).toBe(400)
    expect(reasonOf(again)).toMatch(
      /Infolog: Info: Cannot create a record in Journal lines \(LedgerJournalTrans\)\..* The record already exists\./,
    )
    expect((again.body.error as { innererror: { type: string } }).innererror.type).toMatch(
      /AxODataWriteException$/,
    )
  })

  it('can answer business rejections with 500, but never malformed requests', () => {
    const erp = openFixture({ rejectionsAs500: 1 })
    expect(erp.post('VendInvoiceJournalHeaders', { dataAreaId: 'usmf', JournalName: 'Nope' }).status).toBe(
      500,
    )
    expect(erp.post('VendInvoiceJournalHeaders', { dataAreaId: 'usmf', Nope: 'x' }).status).toBe(400)
  })

  it.each([
    ['an unknown property', { Nope: 1 }, 'does not exist on type'],
    ['text for a number', { Credit: '5.00' }, 'Cannot convert'],
    ['a wrong enum symbol', { AccountType: 'Vendor' }, 'Cannot convert'],
    ['a date without time', { Date: '2026-03-16' }, 'Cannot convert'],
    ['null for a number', { Credit: null }, 'not nullable'],
    ['a boolean for NoYes', { OverrideSalesTax: true }, 'Cannot convert'],
  ])('refuses %s', (_, change, text) => {
    const erp = openFixture()
    const answer = postInvoiceLine(erp, postJournal(erp), change)
    expect([answer.status, reasonOf(answer)]).toEqual([400, expect.stringContaining(text)])
    expect(erp.sandbox.rows('VendInvoiceJournalLines')).toEqual([])
  })

  it('keeps the UTC day of a date and records one that is not noon', () => {
    const erp = openFixture()
    const answer = postInvoiceLine(erp, postJournal(erp), { Date: '2026-03-16T00:00:00+02:00', DueDate: day })
    expect(answer.body.Date).toBe('2026-03-15T12:00:00Z')
    expect(erp.rules()).toEqual(['date-not-noon-utc'])
  })

  it('records serialised defaults', () => {
    const erp = openFixture()
    const answer = postInvoiceLine(erp, postJournal(erp), {
      DueDate: '1900-01-01T12:00:00Z',
      TermsOfPayment: '',
    })
    expect(answer.body).toMatchObject({ DueDate: '1900-01-01T12:00:00Z', TermsOfPayment: '' })
    expect(erp.rules()).toEqual(['default-value-sent', 'default-value-sent'])
  })

  it.each([
    [
      'Currency',
      { Currency: 'XXX' },
      "The value 'XXX' in field 'Currency' is not found in the related table 'Currencies'.",
    ],
    ['MethodOfPayment', { MethodOfPayment: 'WIRE' }, "The value 'WIRE' in field 'Method of payment'"],
    ['TermsOfPayment', { TermsOfPayment: 'Net99' }, "The value 'Net99' in field 'Terms of payment'"],
    ['SalesTaxGroup', { SalesTaxGroup: 'VAT' }, "The value 'VAT' in field 'Sales tax group'"],
    ['ItemSalesTaxGroup', { ItemSalesTaxGroup: 'FULL' }, "The value 'FULL' in field 'Item sales tax group'"],
  ])('checks the foreign key %s', (field, change, text) => {
    const erp = openFixture()
    const reason = reasonOf(postInvoiceLine(erp, postJournal(erp), change))
    expect(reason).toContain(text)
    expect(reason).toContain(`validateField failed on field 'VendInvoiceJournalLineEntity.${field}'.`)
  })
})

describe('change and delete', () => {
  it('honour If-Match and give a new ETag', () => {
    const erp = openFixture()
    const batch = postJournal(erp)
    const before = erp.get(journalAddress(batch)).body['@odata.etag']
    expect(erp.patch(journalAddress(batch), { Description: 'x' }).status).toBe(204)
    const after = erp.get(journalAddress(batch)).body
    expect(after.Description).toBe('x')
    expect(after['@odata.etag']).not.toBe(before)
    const stale = erp.send(
      'PATCH',
      journalAddress(batch),
      { Description: 'y' },
      { 'if-match': String(before) },
    )
    expect(stale.status).toBe(412)
    expect(erp.send('DELETE', journalAddress(batch), undefined, { 'if-match': String(before) }).status).toBe(
      412,
    )
    expect(erp.rules()).toEqual([])
    expect(erp.send('DELETE', journalAddress(batch)).status).toBe(204)
    expect(erp.rules()).toEqual(['no-if-match'])
  })

  it('of a journal line change the header row', () => {
    const erp = openFixture()
    const batch = postJournal(erp)
    const etag = () => erp.get(journalAddress(batch)).body['@odata.etag']
    const etags = [etag()]
    postInvoiceLine(erp, batch)
    etags.push(etag())
    const line = `/data/VendInvoiceJournalLines(dataAreaId='usmf',JournalBatchNumber='${batch}',LineNumber=1)?cross-company=true`
    erp.patch(line, { Description: 'x' })
    etags.push(etag())
    erp.remove(line)
    etags.push(etag())
    expect(new Set(etags).size).toBe(4)
  })

  it('answer the update text when the row is absent', () => {
    const erp = openFixture()
    expect(reasonOf(erp.patch(journalAddress('9'), { Description: 'x' }))).toBe(
      'No resources were found when selecting for update.',
    )
    expect(erp.remove(headerAddress('9')).status).toBe(400)
  })

  it('refuse read-only properties, key changes and sets without business logic', () => {
    const erp = openFixture()
    const batch = postJournal(erp)
    expect(reasonOf(erp.patch(journalAddress(batch), { IsPosted: 'Yes' }))).toContain(
      "'IsPosted' cannot be edited",
    )
    expect(erp.patch(journalAddress(batch), { JournalBatchNumber: '1' }).status).toBe(400)
    expect(erp.post('Currencies', { CurrencyCode: 'ABC' }).status).toBe(405)
    expect(erp.rules()).toEqual(['read-only-property'])
  })

  it('keep a batch out and record it', () => {
    const erp = openFixture()
    expect(erp.send('POST', '/data/$batch', {}).status).toBe(501)
    expect(erp.rules()).toEqual(['batch-write'])
  })
})

describe('client habits', () => {
  it('are recorded: cookies, throttled requests, own numbers, wide reads', () => {
    const erp = openFixture()
    erp.send('GET', '/data/Currencies', undefined, { cookie: 'ARRAffinity=5b1c' })
    erp.sandbox.noteThrottle(erp.clock.nowMs + 60_000)
    erp.get('/data/Currencies')
    erp.clock.nowMs += 60_000
    erp.get('/data/Currencies')
    erp.get('/data/VendorsV3?cross-company=true')
    erp.post('VendInvoiceJournalHeaders', {
      dataAreaId: 'usmf',
      JournalName: 'APInvoice',
      JournalBatchNumber: 'MINE',
    })
    postHeader(erp, { HeaderReference: 'MINE' })
    postInvoiceLine(erp, 'MINE', { Voucher: 'V1' })
    expect(erp.rules()).toEqual([
      'cookie-sent-back',
      'request-during-throttle',
      'no-select',
      'client-sent-number',
      'client-sent-number',
      'client-sent-number',
    ])
  })

  it('are recorded: a release before the lines were read back, and a line behind it', () => {
    const erp = openFixture()
    const reference = postHeader(erp)
    postLine(erp, reference)
    erp.patch(headerAddress(reference), { IsOnHold: 'No' })
    postLine(erp, reference, { InvoiceLineNumber: 2 })
    const open = postHeader(erp, { IsOnHold: 'No' })
    postLine(erp, open)
    expect(erp.rules()).toEqual(['release-before-check', 'line-after-release', 'line-on-unheld-invoice'])
  })
})
