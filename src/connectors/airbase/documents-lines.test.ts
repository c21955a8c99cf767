import { describe, expect, it } from 'vitest'
import type { SourceDocument } from '../../contract/source.ts'
import type { Spend } from '../../model/spend.ts'
import { bill, documentOf, line, shapes } from './world.test.ts'

const spendOf = (document: SourceDocument): Spend => {
  if (document.body === null || !('kind' in document.body)) throw new Error(JSON.stringify(document.problems))
  return document.body
}

describe('a tag that one level carries twice', () => {
  const tag = (value: string, name = value) => ({ type_label: 'Site', erp_reference_id: value, name })
  const problemsOf = async (more: Parameters<typeof bill>[1]) =>
    (await documentOf(bill(1, more))).problems.map(({ code, field, value }) => [code, field, value])

  it('waits for a person where the values differ: neither wins silently', async () => {
    expect(await problemsOf({ transaction_tags: [tag('A'), tag('B')] })).toEqual([
      ['TAG_TWICE', 'transaction_tags.Site', 'A, B'],
    ])
    const lines = [line(1, '1000'), line(2, '250.5', { tags: [tag('', 'typed'), tag('', 'otherwise')] })]
    expect(await problemsOf({ expense_list: lines })).toEqual([
      ['TAG_TWICE', 'expense_list[1].tags.Site', '"typed", "otherwise"'],
    ])
  })

  it('is one tag where the values are the same, and a line’s tag still wins over the header’s', async () => {
    const lines = [line(1, '1250.5', { tags: [tag('B'), tag('B', 'renamed')] })]
    const spend = spendOf(await documentOf(bill(1, { transaction_tags: [tag('A')], expense_list: lines })))
    expect(spend.lines[0]?.tags).toEqual({ Site: { code: 'B', name: 'renamed' } })
  })
})

describe('an entry’s date', () => {
  const read = async (entry_date: string, contract = {}) => {
    const { date, moment } = spendOf(await documentOf(bill(1, { entry_date }), { contract }))
    return [date, moment]
  }

  it('is a day as written, whatever zone stands behind it', async () => {
    expect(await read('2026-07-01T23:30:00Z')).toEqual(['2026-07-01', null])
  })

  it('is a moment where the contract of the settings says so and a zone stands behind it', async () => {
    const dates = { dates: 'moments' }
    expect(await read('2026-07-01T23:30:00Z', dates)).toEqual(['2026-07-01', Date.UTC(2026, 6, 1, 23, 30)])
    expect(await read('2026-07-01T23:30:00.5-04:00', dates)).toEqual([
      '2026-07-01',
      Date.UTC(2026, 6, 2, 3, 30, 0, 500),
    ])
    expect(await read('2026-07-01T23:30:00', dates)).toEqual(['2026-07-01', null])
  })
})

describe('amortisation', () => {
  const dates = (start: string | null, end: string | null) => ({
    amortization_start_date: start,
    amortization_end_date: end,
  })
  const account = {
    amortization_account: { erp_reference_id: '142000', name: 'Prepaid' },
    is_amortized: true,
  }
  const year = dates('2026-07-01T00:00:00', '2027-06-30T00:00:00')

  it('takes each line with its own span, and the account of the entry', async () => {
    const spend = spendOf(
      await documentOf(bill(1, { ...account, expense_list: [line(1, '1000', year), line(2, '250.5')] })),
    )
    expect(spend).toMatchObject({ amortised: true, amortisationAccount: { code: '142000', name: 'Prepaid' } })
    expect(spend.lines.map((one) => one.amortisation)).toEqual([
      { from: '2026-07-01', to: '2027-06-30' },
      null,
    ])
  })

  it('takes the dates of the entry where no line has any', async () => {
    const spend = spendOf(await documentOf(bill(1, { ...account, ...year })))
    expect(spend.lines.map((one) => one.amortisation?.to)).toEqual(['2027-06-30', '2027-06-30'])
  })

  it('parks half a span', async () => {
    const document = await documentOf(
      bill(1, { ...account, expense_list: [line(1, '1250.5', dates('2026-07-01', null))] }),
    )
    expect(document).toMatchObject({ body: null, amount: { minor: 125_050n } })
    expect(document.problems).toMatchObject([
      { code: 'DATE_UNREADABLE', field: 'expense_list[0].amortization_end_date' },
    ])
  })
})

describe('a transfer', () => {
  it('has its amount on the account that receives it, whichever line the contract says carries it', async () => {
    const minors = async (contract = {}) =>
      spendOf(await documentOf(bill(1, shapes.transfer), { contract })).lines.map(({ minor }) => minor)
    expect(await minors()).toEqual([100_000n, 0n])
    expect(await minors({ transferAmountOn: 'giver' })).toEqual([0n, 100_000n])
  })
})

describe('who a reimbursement is owed to', () => {
  const owner = { name: 'Ada Okafor', email: 'ada@example.com' }
  const owed = async (employee: unknown, spend_owner: typeof owner | null = owner) => {
    const document = await documentOf(
      bill(1, { ...shapes.reimbursement, employee: employee as never, spend_owner }),
    )
    return document.problems[0]?.code ?? spendOf(document).owner?.email
  }

  it('is the employee, where one is named', async () => {
    expect(await owed({ name: 'Eve', email: 'eve@example.com' }, null)).toBe('eve@example.com')
    expect(await owed({ name: 'A. Okafor', email: 'ADA@example.com' })).toBe('ADA@example.com')
    expect(await owed(null)).toBe('ada@example.com')
    expect(await owed({ name: '', email: null })).toBe('ada@example.com')
  })

  it('waits for a person where the owner of the spend is another one', async () => {
    expect(await owed({ name: 'Ada Okafor', email: 'eve@example.com' })).toBe('EMPLOYEE_UNCLEAR')
    expect(await owed({ name: 'Eve', email: null })).toBe('EMPLOYEE_UNCLEAR')
  })

  it('does not matter to a bill, whose owner only names it', async () => {
    const document = await documentOf(
      bill(1, { employee: { name: 'Eve', email: 'eve@example.com' } as never }),
    )
    expect(spendOf(document).owner).toEqual(owner)
  })
})
