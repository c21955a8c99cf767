import { describe, expect, it } from 'vitest'
import { day, headerAddress, postHeader, postInvoice, postLine } from '../testing/documents.ts'
import { openFixture, reasonOf, valuesIn } from '../testing/fixture.ts'
import { testSeed } from '../testing/seed.ts'

const noCategory = { ProcurementCategoryName: 'Nope' }
const byItem = (item: string) => ({
  dataAreaId: 'usmf',
  InvoiceLineNumber: 1,
  Currency: 'USD',
  NetAmount: 5,
  ItemNumber: item,
})

describe('pending headers', () => {
  it('take the rest from the invoice account and today from the clock', () => {
    const erp = openFixture()
    const answer = erp.post('VendorInvoiceHeaders', {
      dataAreaId: 'usmf',
      InvoiceNumber: 'A',
      InvoiceAccount: 'us-101',
    })
    expect(answer.body).toMatchObject({
      VendorName: 'Vendor US-101',
      Date: day,
      InvoiceReceivedDate: day,
      InvoiceDate: '1900-01-01T12:00:00Z',
      DimensionDisplayValue: '001--',
      VendorInvoiceReviewStatus: 'Draft',
      IsOnHold: 'No',
      VendorInvoiceType: 'Standard',
    })
    expect(answer.body).not.toHaveProperty('TotalAmount')
  })

  it('need an invoice number and a vendor that is not on hold for invoices', () => {
    const erp = openFixture()
    const post = (more: object) => erp.post('VendorInvoiceHeaders', { dataAreaId: 'usmf', ...more })
    expect(reasonOf(post({ InvoiceAccount: '1001' }))).toContain("Field 'InvoiceNumber' must be filled in")
    expect(reasonOf(post({ InvoiceNumber: 'A' }))).toContain("Field 'InvoiceAccount' must be filled in")
    expect(reasonOf(post({ InvoiceNumber: 'A', InvoiceAccount: '9' }))).toContain(
      "The value '9' in field 'Invoice account'",
    )
    expect(reasonOf(post({ InvoiceNumber: 'A', InvoiceAccount: '1002' }))).toContain('on hold for Invoice')
    expect(reasonOf(post({ InvoiceNumber: 'A', InvoiceAccount: '1004' }))).toContain('on hold for All')
    expect(post({ InvoiceNumber: 'A', InvoiceAccount: '1003' }).status).toBe(201)
  })

  it('accept a duplicate invoice number; only booking refuses it', () => {
    const erp = openFixture()
    postInvoice(erp)
    const second = postInvoice(erp)
    const result = erp.sandbox.book()
    expect(result.booked).toHaveLength(1)
    expect(result.refused).toMatchObject([
      { container: second, reason: 'Invoice number INV-1 has been used for vendor account 1001' },
    ])
  })

  it('are deleted only after their lines', () => {
    const erp = openFixture()
    const reference = postHeader(erp)
    postLine(erp, reference)
    expect(reasonOf(erp.remove(headerAddress(reference)))).toContain('cannot be deleted while dependent')
    erp.remove(
      `/data/VendorInvoiceLines(dataAreaId='usmf',HeaderReference='${reference}',InvoiceLineNumber=1)?cross-company=true`,
    )
    expect(erp.remove(headerAddress(reference)).status).toBe(204)
    expect(erp.sandbox.books()).toEqual([])
  })

  it('in workflow refuse every edit', () => {
    const erp = openFixture()
    const reference = postHeader(erp)
    erp.sandbox.setWorkflow({ legalEntity: 'usmf', container: reference })
    expect(erp.get(headerAddress(reference)).body.VendorInvoiceReviewStatus).toBe('InReview')
    expect(reasonOf(erp.patch(headerAddress(reference), { IsOnHold: 'No' }))).toContain('in workflow')
    expect(reasonOf(postLine(erp, reference))).toContain('in workflow')
    erp.sandbox.setWorkflow({ legalEntity: 'usmf', container: reference }, false)
    expect(postLine(erp, reference).status).toBe(201)
  })

  it('with an order have its vendor and currency', () => {
    const erp = openFixture()
    const post = (more: object) =>
      erp.post('VendorInvoiceHeaders', {
        dataAreaId: 'usmf',
        InvoiceNumber: 'A',
        InvoiceAccount: '1001',
        PurchaseOrderNumber: 'PO-1',
        ...more,
      })
    expect(post({}).body.Currency).toBe('USD')
    expect(reasonOf(post({ Currency: 'EUR' }))).toContain('currency of purchase order PO-1')
    expect(reasonOf(post({ InvoiceAccount: 'US-101' }))).toContain('another vendor account')
    expect(reasonOf(post({ PurchaseOrderNumber: 'PO-9' }))).toContain(
      "The value 'PO-9' in field 'Purchase order'",
    )
  })
})

describe('header-only import', () => {
  it('generates the lines from the orders, of one vendor only', () => {
    const erp = openFixture(
      {},
      {
        PurchaseOrderHeadersV2: [
          ...(testSeed.PurchaseOrderHeadersV2 ?? []),
          {
            dataAreaId: 'usmf',
            PurchaseOrderNumber: 'PO-2',
            InvoiceVendorAccountNumber: 'US-101',
            CurrencyCode: 'USD',
          },
        ],
      },
    )
    const post = (more: object) =>
      erp.post('VendorInvoiceHeaders', {
        dataAreaId: 'usmf',
        InvoiceNumber: 'A',
        InvoiceAccount: '1001',
        HeaderOnlyImport: 'Yes',
        ...more,
      })
    expect(post({ PurchaseOrderNumber: 'PO-1' }).status).toBe(201)
    expect(erp.sandbox.rows('VendorInvoiceLines')).toMatchObject([
      { PurchaseOrder: 'PO-1', PurchLineNumber: 1, ReceiveNow: 10, NetAmount: 50 },
    ])
    expect(reasonOf(post({ PurchIdRange: 'PO-1..PO-2' }))).toContain(
      'Purchase orders have different vendor accounts.',
    )
    expect(erp.sandbox.rows('VendorInvoiceHeaders')).toHaveLength(1)
  })
})

describe('pending lines', () => {
  it('need an order line, a service item or a procurement category', () => {
    const erp = openFixture()
    const reference = postHeader(erp)
    const post = (more: object) =>
      erp.post('VendorInvoiceLines', { ...byItem(''), HeaderReference: reference, ...more })
    expect(reasonOf(post({ MainAccountDisplayValue: '600150' }))).toContain(
      'procurement category must be specified',
    )
    expect(reasonOf(post({ ItemNumber: 'D0001' }))).toContain(
      "The item's inventory model policy must be not stocked.",
    )
    expect(reasonOf(post({ ItemNumber: 'X' }))).toContain("The value 'X' in field 'Item number'")
    expect(reasonOf(postLine(erp, reference, noCategory))).toContain(
      "The value 'Nope' in field 'Procurement category'",
    )
    expect(post({ ItemNumber: 'S0001' }).status).toBe(201)
    expect(reasonOf(post({ InvoiceLineNumber: 2, PurchaseOrder: 'PO-1' }))).toContain(
      'Both the purchase order and',
    )
    expect(reasonOf(post({ InvoiceLineNumber: 2, PurchaseOrder: 'PO-1', PurchLineNumber: 7 }))).toContain(
      'PO-1, 7',
    )
    expect(post({ InvoiceLineNumber: 2, PurchaseOrder: 'PO-1', PurchLineNumber: 1 }).status).toBe(201)
  })

  it('of an order of another vendor are refused', () => {
    const erp = openFixture()
    const reference = postHeader(erp, { InvoiceAccount: 'US-101' })
    const answer = postLine(erp, reference, { PurchaseOrder: 'PO-1', PurchLineNumber: 1 })
    expect(reasonOf(answer)).toContain('Purchase orders have different vendor accounts.')
  })

  it('carry the currency of the header', () => {
    const erp = openFixture()
    const reference = postHeader(erp)
    expect(reasonOf(postLine(erp, reference, { Currency: 'EUR' }))).toContain('currency of the invoice, USD')
    expect(reasonOf(postLine(erp, 'none'))).toContain("The value 'none' in field 'Header reference'")
  })

  it('compute the net amount from quantity, price and price unit unless it is sent', () => {
    const erp = openFixture()
    const reference = postHeader(erp)
    const priced = { HeaderReference: reference, ReceiveNow: 3, UnitPrice: 10.005, PriceUnit: 2 }
    const { NetAmount: _net, ...line } = byItem('S0001')
    expect(erp.post('VendorInvoiceLines', { ...line, ...priced }).body.NetAmount).toBe(15.01)
    const sent = erp.post('VendorInvoiceLines', { ...line, ...priced, InvoiceLineNumber: 2, NetAmount: 15 })
    expect(sent.body.NetAmount).toBe(15)
  })

  it('keep the main account of an override and inherit the dimensions of the header', () => {
    const erp = openFixture()
    const reference = postHeader(erp, { DimensionDisplayValue: '001-022' })
    const answer = postLine(erp, reference, { MainAccountDisplayValue: '600150-001--' })
    expect(answer.body).toMatchObject({
      MainAccountDisplayValue: '600150',
      DimensionDisplayValue: '001-022-',
    })
    const category = postLine(erp, reference, { InvoiceLineNumber: 2 })
    expect(category.body.MainAccountDisplayValue).toBe('')
    expect(erp.sandbox.books()[0]?.lines.map(({ account }) => account)).toEqual(['600150', '605140'])
  })

  it('can lose the override where the environment books on the posting profile', () => {
    const erp = openFixture({ accountOverrideOnPendingLines: 'dropped' })
    const answer = postLine(erp, postHeader(erp), { MainAccountDisplayValue: '600150' })
    expect([answer.status, answer.body.MainAccountDisplayValue]).toEqual([201, ''])
  })

  it('of a credit note keep their sign', () => {
    const erp = openFixture()
    postInvoice(erp, {}, { ReceiveNow: -1, UnitPrice: 50, NetAmount: -50 })
    erp.sandbox.book()
    expect(erp.sandbox.rows('VendTransBiEntities')).toMatchObject([{ AmountCur: 50 }])
    expect(erp.sandbox.books()[0]).toMatchObject({
      total: '-50.00',
      lines: [{ debit: '0.00', credit: '50.00' }],
    })
  })
})

describe('attachments', () => {
  it('hang on the header and can be there twice under one key', () => {
    const erp = openFixture()
    const reference = postHeader(erp)
    const post = (file: string) =>
      erp.post('VendorInvoiceDocumentAttachments', {
        dataAreaId: 'usmf',
        HeaderReference: reference,
        FileName: file,
        TypeId: 'File',
        FileContents: 'AAAA',
      })
    expect([post('a.pdf').status, post('a.pdf').status]).toEqual([201, 201])
    const rows = valuesIn(
      erp.get(
        `/data/VendorInvoiceDocumentAttachments?cross-company=true&$select=FileName&$filter=HeaderReference eq '${reference}'`,
      ),
    )
    expect(rows.map(({ FileName }) => FileName)).toEqual(['a.pdf', 'a.pdf'])
  })
})
