import { describe, expect, it } from 'vitest'
import { ProblemsError } from '../../errors/problems-error.ts'
import { present } from '../../lib/assert.ts'
import { isoCurrencies } from '../../model/currency.ts'
import { testSeed } from '../../sandbox/d365/testing/seed.ts'
import { costLine, invoiceOf, openForm, openWorld, paymentOf } from './world.test.ts'

const problemsOf = (work: () => unknown): readonly string[] => {
  try {
    work()
    return []
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error
    return error.problems.map(({ code, field }) => `${code} ${field}`)
  }
}

describe('preparing', () => {
  it('reports everything at once', async () => {
    const world = openWorld({ settings: { journalNames: { 'invoice-journal': { '*': 'APManual' } } } })
    const form = await openForm(world, 'invoice-journal')
    const lines = [
      costLine(100n, { dimensions: { Project: 'P1', CostCenter: 'x'.repeat(31) }, account: '1'.repeat(21) }),
    ]
    const invoice = invoiceOf({ number: 'x'.repeat(21), vendor: '9999', lines, totalMinor: 101n })
    expect(problemsOf(() => form.prepare('b-1', invoice))).toEqual([
      'VENDOR_UNKNOWN vendor',
      'VALUE_TOO_LONG number',
      'LINES_NOT_TOTAL total',
      'JOURNAL_NAME_UNSUITABLE journalName',
      'VALUE_TOO_LONG lines[0].account',
      'DIMENSION_NOT_IN_FORMAT lines[0].dimensions.Project',
      'VALUE_TOO_LONG lines[0].dimensions.CostCenter',
    ])
  })

  it.each([
    ['APOne', 'JOURNAL_NAME_UNSUITABLE'],
    ['GenJrn', 'JOURNAL_NAME_UNSUITABLE'],
    ['Nowhere', 'JOURNAL_NAME_UNKNOWN'],
  ])('refuses the journal name %s', async (name, code) => {
    const world = openWorld({ settings: { journalNames: { 'invoice-journal': { '*': name } } } })
    const form = await openForm(world, 'invoice-journal')
    expect(problemsOf(() => form.prepare('b-1', invoiceOf()))).toEqual([`${code} journalName`])
  })

  it('refuses a zero total, a document longer than a journal, and a missing journal name', async () => {
    const form = await openForm(openWorld({ settings: { linesPerJournal: 2 } }), 'invoice-journal')
    expect(
      problemsOf(() => form.prepare('b', invoiceOf({ lines: [costLine(1n), costLine(-1n)] }))),
    ).toContain('TOTAL_ZERO total')
    const long = invoiceOf({ lines: [costLine(1n), costLine(2n)] })
    expect(problemsOf(() => form.prepare('b', long))).toEqual(['DOCUMENT_TOO_LONG lines'])
    const none = await openForm(openWorld({ settings: { journalNames: {} } }), 'invoice-journal')
    expect(problemsOf(() => none.prepare('b', invoiceOf()))).toEqual(['JOURNAL_NAME_NOT_SET journalName'])
  })

  it('leaves lines of no amount out, and gives one invoice the same key in both forms', async () => {
    const world = openWorld()
    const journal = await openForm(world, 'invoice-journal')
    const pending = await openForm(world, 'pending-invoice')
    const invoice = invoiceOf({ lines: [costLine(100n), costLine(0n)], number: ' inv-1' })
    const prepared = journal.prepare('b-1', invoice).prepared
    expect(prepared.lineCount).toBe(1)
    expect(prepared.naturalKey).toBe(
      pending.prepare('b-1', invoiceOf({ lines: [costLine(100n)] })).prepared.naturalKey,
    )
    const credit = journal.prepare('b-1', invoiceOf({ lines: [costLine(-100n)] })).prepared
    expect(credit.naturalKey).not.toBe(prepared.naturalKey)
    expect(JSON.stringify(prepared.facts)).not.toContain('Ann')
  })

  it('refuses a payment without number, over its invoice, or across companies', async () => {
    const form = await openForm(openWorld(), 'payment-journal')
    const invoice = { number: 'INV-1', legalEntity: 'demf', vendor: '1001', minor: 20_000n }
    expect(problemsOf(() => form.prepare('p', paymentOf({ reference: '', invoice })))).toEqual([
      'PAYMENT_REFERENCE_MISSING reference',
      'PAYMENT_AMOUNT amount',
      'INTERCOMPANY invoice.legalEntity',
    ])
  })
})

describe('sources', () => {
  const read = async (world: ReturnType<typeof openWorld>, kind: string) => {
    const source = present(world.connection.sources.get(kind), kind)
    const documents = []
    for await (const page of source.read({ signal: new AbortController().signal })) {
      for (const record of page.records) {
        if ('unreadable' in record) continue
        documents.push({ ref: record.ref, ...source.toDocument(record, { currencies: isoCurrencies }) })
      }
    }
    return documents
  }

  it('give accounts that take entries, with their companies', async () => {
    const accounts = await read(openWorld(), 'main-account')
    expect(accounts.map(({ ref }) => ref)).not.toContain('account:Shared/600999')
    expect(accounts.find(({ ref }) => ref === 'account:Shared/600900')?.body).toMatchObject({
      type: 'account',
      active: false,
      legalEntities: ['demf', 'usmf'],
    })
  })

  it('join a vendor of several companies when it is one party', async () => {
    const [first] = testSeed['VendorsV3']!
    const vendors = [
      { ...first, VendorAccountNumber: 'V-1', VendorPartyNumber: 'P1' },
      { ...first, VendorAccountNumber: 'v-1', VendorPartyNumber: 'P1', dataAreaId: 'demf' },
      { ...first, VendorAccountNumber: 'V-2', VendorPartyNumber: 'P2' },
      { ...first, VendorAccountNumber: 'V-2', VendorPartyNumber: 'P3', dataAreaId: 'demf' },
    ]
    const documents = await read(openWorld({ seed: { VendorsV3: vendors } }), 'vendor')
    expect(documents).toMatchObject([
      { ref: 'vendor:v-1', kind: 'vendor', body: { legalEntities: ['demf', 'usmf'] }, problems: [] },
      { ref: 'vendor:v-2', body: null, problems: [{ code: 'VENDOR_AMBIGUOUS' }] },
    ])
  })

  it('give dimension values, shared ones without a company', async () => {
    const values = await read(openWorld(), 'dimension-value')
    expect(values.find(({ ref }) => ref === 'dimension:Department/R-D')?.body).toMatchObject({
      legalEntities: [],
      active: true,
    })
    expect(values.find(({ ref }) => ref === 'dimension:CostCenter/008')?.body).toMatchObject({
      active: false,
    })
  })
})
