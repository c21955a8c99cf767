import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../lib/json.ts'
import { postInvoice, postInvoiceLine, postJournal } from '../testing/documents.ts'
import { openFixture, type Fixture } from '../testing/fixture.ts'
import { testSeed } from '../testing/seed.ts'

const TAX: Readonly<Record<string, readonly JsonObject[]>> = {
  TaxGroups: ['NOTAX', 'VAT'].map((TaxGroupCode) => ({ dataAreaId: 'usmf', TaxGroupCode })),
  TaxItemGroupHeadings: ['NONE', 'FULL'].map((TaxItemGroup) => ({ dataAreaId: 'usmf', TaxItemGroup })),
  _TaxRates: [{ dataAreaId: 'usmf', group: 'VAT', itemGroup: 'FULL', percent: 25, account: '130500' }],
}
const parameters = (more: JsonObject) => ({ VendorParameters: [{ dataAreaId: 'usmf', ...more }] })
const ledgerOf = (erp: Fixture) =>
  erp.sandbox
    .rows('GeneralJournalAccountEntryBiEntities')
    .map((row) => [row['LedgerAccount'], row['TransactionCurrencyAmount']])
const owed = (erp: Fixture) => erp.sandbox.rows('VendTransBiEntities').map((row) => row['AmountCur'])
const reasons = (erp: Fixture) => erp.sandbox.book().refused.map(({ reason }) => reason)

describe('tax at booking', () => {
  it('comes on top of a pending invoice whose line has both groups of a rate', () => {
    const erp = openFixture({}, TAX)
    postInvoice(erp, {}, { SalesTaxGroup: 'VAT', ItemSalesTax: 'FULL' })
    erp.sandbox.book()
    expect(ledgerOf(erp)).toEqual([['605140---', 100], ['130500---', 25], ['200100---', -125]])
    expect(owed(erp)).toEqual([-125])
    expect(erp.sandbox.rows('VendInvoiceJourBiEntities')).toMatchObject([{ InvoiceAmount: 125, SumTax: 25 }])
    expect(erp.sandbox.books()).toMatchObject([{ booked: true, total: '125.00' }])
  })

  it('comes on top of a journal invoice, or out of its cost where the name says that it is included', () => {
    for (const [included, entries] of [
      ['No', [['200100---', -125], ['600150---', 100], ['130500---', 25]]],
      ['Yes', [['200100---', -100], ['600150---', 80], ['130500---', 20]]],
    ] as const) {
      const names = testSeed['JournalNames']!.map((row) => ({ ...row, AmountsIncludeSalesTax: included }))
      const erp = openFixture({}, { ...TAX, JournalNames: names })
      postInvoiceLine(erp, postJournal(erp), { SalesTaxGroup: 'VAT', ItemSalesTaxGroup: 'FULL' })
      erp.sandbox.book()
      expect(ledgerOf(erp)).toEqual(entries)
      expect(owed(erp)).toEqual([included === 'Yes' ? -100 : -125])
    }
  })

  it.each([
    ['a pair without a rate', { SalesTaxGroup: 'NOTAX', ItemSalesTax: 'NONE' }],
    ['one group alone', { SalesTaxGroup: 'VAT' }],
  ])('is none for %s', (_what, groups) => {
    const erp = openFixture({}, TAX)
    postInvoice(erp, {}, groups)
    erp.sandbox.book()
    expect(owed(erp)).toEqual([-100])
  })

  it('blocks an invoice whose stated tax is another one, while matching is on', () => {
    const erp = openFixture({}, { ...TAX, ...parameters({ EnableInvoiceMatchingValidation: 'Yes' }) })
    const groups = { SalesTaxGroup: 'VAT', ItemSalesTax: 'FULL' }
    postInvoice(erp, { InvoiceNumber: 'A', ImportedAmount: 125, ImportedSalesTax: 0 }, groups)
    postInvoice(erp, { InvoiceNumber: 'B', ImportedAmount: 100 }, groups)
    postInvoice(erp, { InvoiceNumber: 'C', ImportedAmount: 125, ImportedSalesTax: 25 }, groups)
    expect(reasons(erp)).toEqual([
      'The sales tax does not match the imported sales tax',
      'The invoice total does not match the imported amount',
    ])
  })
})

describe('a line without its tax groups', () => {
  it.each([
    ['MandatoryTaxGroup', {}, 'Sales tax group is mandatory'],
    ['ValidateTaxGroupCompleteness', { SalesTaxGroup: 'NOTAX' }, 'Item sales tax group is mandatory'],
  ])('is refused at booking under %s, pending or in a journal', (parameter, line, reason) => {
    const erp = openFixture({}, { ...TAX, ...parameters({ [parameter]: 'Yes' }) })
    postInvoice(erp, {}, line)
    postInvoiceLine(erp, postJournal(erp), line)
    expect(reasons(erp)).toEqual([expect.stringContaining(reason), expect.stringContaining(reason)])
  })

  it('is fine where both groups stand, and where no parameter asks', () => {
    const strict = { MandatoryTaxGroup: 'Yes', ValidateTaxGroupCompleteness: 'Yes' }
    const erp = openFixture({}, { ...TAX, ...parameters(strict) })
    postInvoice(erp, {}, { SalesTaxGroup: 'NOTAX', ItemSalesTax: 'NONE' })
    expect(reasons(erp)).toEqual([])
    const lax = openFixture({}, TAX)
    postInvoice(lax)
    expect(reasons(lax)).toEqual([])
  })
})

describe('the booked views', () => {
  it('carry the reference of the client or, as an option, do not', () => {
    const kept = openFixture()
    const dropped = openFixture({ referenceInBookedViews: 'dropped' })
    for (const erp of [kept, dropped]) {
      postInvoice(erp, { DocumentNumber: 'REF-1' })
      erp.sandbox.book()
    }
    const seen = (erp: Fixture) =>
      ['VendInvoiceJourBiEntities', 'VendTransBiEntities'].map((set) => erp.sandbox.rows(set)[0]?.['DocumentNum'])
    expect(seen(kept)).toEqual(['REF-1', 'REF-1'])
    expect(seen(dropped)).toEqual(['', ''])
  })
})
