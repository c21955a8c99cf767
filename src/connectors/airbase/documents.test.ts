import { describe, expect, it } from 'vitest'
import type { SourceDocument } from '../../contract/source.ts'
import type { Spend } from '../../model/spend.ts'
import { bill, documentOf, line, shapes } from './world.test.ts'

const spendOf = (document: SourceDocument): Spend => {
  if (document.body === null || !('kind' in document.body)) throw new Error(JSON.stringify(document.problems))
  return document.body
}
const codesOf = (document: SourceDocument) => document.problems.map((problem) => problem.code)
const minorsOf = (spend: Spend) => spend.lines.map((one) => one.minor)

describe('kinds by shape', () => {
  const cases: [keyof typeof shapes, string][] = [
    ['reimbursement', 'reimbursement'],
    ['card', 'card'],
    ['settlement', 'settlement'],
    ['transfer', 'transfer'],
    ['other', 'other'],
  ]
  for (const [shape, kind] of cases) {
    it(`takes the recorded ${shape} for what it is, nulls and all`, async () => {
      const document = await documentOf(bill(1, shapes[shape]))
      expect(document.kind).toBe(kind)
      expect(spendOf(document).kind).toBe(kind)
      expect(codesOf(document)).toEqual(kind === 'other' ? ['UNKNOWN_KIND'] : [])
    })
  }

  describe('without an invoice number', () => {
    const unlinked = { erp_reference_id: '' }
    const kindWithout = async (more: Parameters<typeof shapeOf>[0], settings = {}) =>
      (await documentOf(bill(1, shapeOf(more)), settings)).kind
    const shapeOf = (more: { type?: string; vendor?: object | null; invoice_number?: string | null }) =>
      ({
        invoice_number: null,
        ...more,
        ...(more.vendor && { vendor: { ...bill(1).vendor!, ...more.vendor } }),
      }) as Partial<ReturnType<typeof bill>>

    it('a supplier that the ledger knows makes a bill that waits for its number, never an expense', async () => {
      expect(await kindWithout({ type: 'invoice' })).toBe('bill')
      expect(await kindWithout({ type: 'invoice', invoice_number: '  ' })).toBe('bill')
    })

    it('so does the word, its own or the customer’s, where the supplier is not linked', async () => {
      expect(await kindWithout({ type: 'bill', vendor: unlinked })).toBe('bill')
      expect(await kindWithout({ type: 'rechnung', vendor: unlinked }, { kinds: { rechnung: 'bill' } })).toBe(
        'bill',
      )
      expect(await kindWithout({ type: 'expense', vendor: unlinked })).toBe('reimbursement')
      expect(await kindWithout({ type: 'expense', vendor: null })).toBe('reimbursement')
    })

    it('a linked vendor is no supplier’s bill where the word says so: an employee was paid back', async () => {
      expect(await kindWithout({ type: 'reimbursement' })).toBe('reimbursement')
      expect(await kindWithout({ type: 'expense' }, { kinds: { expense: 'reimbursement' } })).toBe(
        'reimbursement',
      )
    })
  })

  it('believes the shape before the word', async () => {
    const document = await documentOf(bill(1, { ...shapes.card, type: 'operational_fee' }), {
      kinds: { operational_fee: 'fee' },
    })
    expect(document.kind).toBe('card')
  })

  it('believes the word first where the contract of the settings says so', async () => {
    const settings = { kinds: { operational_fee: 'fee' }, contract: { typeFirst: true } }
    expect((await documentOf(bill(1, { ...shapes.card, type: 'operational_fee' }), settings)).kind).toBe(
      'fee',
    )
    expect((await documentOf(bill(1, shapes.card), settings)).kind).toBe('card')
  })

  it('knows by its word what no shape knows', async () => {
    const document = await documentOf(bill(1, shapes.other), { kinds: { mystery_item: 'amortisation' } })
    expect(document).toMatchObject({ kind: 'amortisation', problems: [] })
  })

  it('is not misled by words that objects have', async () => {
    expect((await documentOf(bill(1, { ...shapes.other, type: 'constructor' }))).kind).toBe('other')
  })

  it('keeps both lines of a transfer, in their order and with their zero', async () => {
    expect(minorsOf(spendOf(await documentOf(bill(1, shapes.transfer))))).toEqual([100_000n, 0n])
    const voided = { ...shapes.transfer, expense_list: [line(1, '0'), line(2, '0.00')] }
    expect((await documentOf(bill(1, voided))).kind).toBe('transfer')
    const threeLines = { ...shapes.transfer, expense_list: [line(1, '1000'), line(2, '0'), line(3, '0')] }
    expect((await documentOf(bill(1, threeLines))).kind).toBe('other')
  })

  it('takes an empty list of settled documents for none', async () => {
    expect((await documentOf(bill(1, { applied_to: [] }))).kind).toBe('bill')
  })
})

describe('a bill', () => {
  it('says in our words what it says', async () => {
    const document = await documentOf(bill(42))
    expect(document).toMatchObject({ kind: 'bill', approval: 'approved', handedOver: false, problems: [] })
    expect(document.numbers).toEqual(['FH-42', bill(42).airbase_id])
    expect(document.amount).toEqual({ minor: 125_050n, currency: 'USD', decimals: 2 })
    expect(spendOf(document)).toEqual({
      kind: 'bill',
      number: 'FH-42',
      company: { code: 'USMF', name: 'Contoso US' },
      vendor: { code: 'V-000123', name: 'Fabrikam Hosting' },
      owner: { name: 'Ada Okafor', email: 'ada@example.com' },
      fundingAccount: null,
      programme: 'prefunded_wallet',
      date: '2026-07-01',
      moment: null,
      total: { minor: 125_050n, currency: 'USD', decimals: 2 },
      lines: [
        {
          number: 1,
          account: { code: '605110', name: 'Hosting' },
          minor: 100_000n,
          tags: {},
          description: null,
          amortisation: null,
        },
        {
          number: 2,
          account: { code: '605110', name: 'Hosting' },
          minor: 25_050n,
          tags: {},
          description: null,
          amortisation: null,
        },
      ],
      original: null,
      appliesTo: [],
      amortised: false,
      amortisationAccount: null,
      memo: 'July hosting',
      url: 'https://portal.example/42',
    })
  })

  it('has no code where Airbase writes an empty one', async () => {
    const vendor = { ...bill(1).vendor!, erp_reference_id: '' }
    const account = { erp_reference_id: '', name: 'Typed in' }
    const tags = [{ erp_reference_id: '', type_label: 'Owner', name: 'Ops' }]
    const spend = spendOf(
      await documentOf(
        bill(1, { vendor, subsidiary: null, expense_list: [line(1, '1250.5', { account, tags })] }),
      ),
    )
    expect(spend.vendor).toEqual({ code: null, name: 'Fabrikam Hosting' })
    expect(spend.company).toBeNull()
    expect(spend.lines[0]?.account).toEqual({ code: null, name: 'Typed in' })
    expect(spend.lines[0]?.tags).toEqual({ Owner: { code: null, name: 'Ops' } })
  })

  it('lets the tag of a line win over that of the entry, label by label', async () => {
    const tag = (type_label: string, erp_reference_id: string) => ({
      type_label,
      erp_reference_id,
      name: erp_reference_id,
    })
    const spend = spendOf(
      await documentOf(
        bill(1, {
          transaction_tags: [tag('Department', 'OU_1'), tag('Site', 'S-1')],
          expense_list: [line(1, '1000', { tags: [tag('Department', 'OU_2')] }), line(2, '250.5')],
        }),
      ),
    )
    expect(
      spend.lines.map((one) =>
        Object.entries(one.tags).map(([label, code]) => `${label}=${code.code ?? ''}`),
      ),
    ).toEqual([
      ['Department=OU_2', 'Site=S-1'],
      ['Department=OU_1', 'Site=S-1'],
    ])
  })

  it('reads tags under the label field that the settings name', async () => {
    const tag = { erp_reference_id: 'OU_2', name: 'IT', dimension: 'Department' } as never
    const spend = spendOf(
      await documentOf(bill(1, { transaction_tags: [tag] }), {
        contract: { tag: { typeLabelField: 'dimension' } },
      }),
    )
    expect(spend.lines[0]?.tags).toEqual({ Department: { code: 'OU_2', name: 'IT' } })
  })

  it('keeps the names of the world', async () => {
    const name = `O'Neill & Söhne «株式会社» "Q" 🧾`
    const spend = spendOf(
      await documentOf(bill(1, { vendor: { ...bill(1).vendor!, name }, invoice_number: "*'№ 7/١" })),
    )
    expect(spend.vendor?.name).toBe(name)
    expect(spend.number).toBe("*'№ 7/١")
  })

  it('is approved in the ready status alone, and was handed over when it has a reference', async () => {
    const requeued = await documentOf(bill(1, { erp_reference_id: 'USMF-VI-1' }))
    expect(requeued).toMatchObject({ approval: 'approved', handedOver: true })
    const schemaStatus = await documentOf(bill(1), { contract: { status: { ready: 'approved_for_export' } } })
    expect(schemaStatus.approval).toBe('not-approved')
  })

  it('takes the date part as written', async () => {
    for (const entry_date of ['2026-06-30T23:59:59', '2026-06-30T00:00:00.000001', '2026-06-30']) {
      expect(spendOf(await documentOf(bill(1, { entry_date }))).date).toBe('2026-06-30')
    }
    expect(codesOf(await documentOf(bill(1, { entry_date: '2026-02-30T00:00:00' })))).toEqual([
      'DATE_UNREADABLE',
    ])
  })

  it('carries what settles what', async () => {
    expect(spendOf(await documentOf(bill(1, shapes.settlement))).appliesTo).toEqual(['paid-1'])
  })
})
