import { describe, expect, it } from 'vitest'
import type { LedgerEntry } from '../airbase/records.ts'
import { tagLabels } from './catalogue.ts'
import { decimalsOf } from './decimal-text.ts'
import type { Expectation } from './expectation.ts'
import { generateWorld, openWorld } from './world.ts'

const counts = { bills: 400, reimbursements: 150, cards: 200, transfers: 30, fees: 12, amortisations: 20 }
const clean = generateWorld({ seed: 11, ...counts, asOf: '2026-11-20' })
const rough = generateWorld({ seed: 11, ...counts, problems: 0.5, asOf: '2026-11-20' })

const pairs = ({ airbaseSeed, expectations }: typeof clean): [LedgerEntry, Expectation][] =>
  airbaseSeed.ledger_entries.map((entry, index) => [entry, expectations[index]!])

/** Minor units of a decimal text, or undefined where it is no whole number of them. */
function minorOf(text: string, currency: string): bigint | undefined {
  const decimals = decimalsOf[currency as keyof typeof decimalsOf]
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? []
  if (whole === undefined || fraction.length > decimals) return undefined
  const minor = BigInt(whole + fraction.padEnd(decimals, '0'))
  return sign === '-' ? -minor : minor
}

/** An independent reading of the shape rules, to check that each kind has its shape. */
function shapeOf(entry: LedgerEntry): string {
  if (entry.applied_to !== null && entry.applied_to.length > 0) return 'settlement'
  if (entry.ap_account)
    return entry.invoice_number === null && entry.type !== 'bill' ? 'reimbursement' : 'bill'
  if (entry.bank_account) return 'card'
  const zeros = entry.expense_list.filter(({ amount }) => amount === '0').length
  return entry.expense_list.length === 2 && zeros === 1 ? 'transfer' : 'other'
}

describe('a generated world', () => {
  it('is the same to the byte for the same seed, and another for another', () => {
    const again = generateWorld({ seed: 11, ...counts, problems: 0.5, asOf: '2026-11-20' })
    expect(JSON.stringify(again)).toBe(JSON.stringify(rough))
    expect(JSON.stringify(generateWorld({ seed: 12, ...counts, asOf: '2026-11-20' }))).not.toBe(
      JSON.stringify(clean),
    )
  })

  it('can be made one document at a time, from the start each time', () => {
    const world = openWorld({ seed: 11, ...counts, problems: 0.5, asOf: '2026-11-20' })
    expect([...world.documents()].map(({ entry }) => entry)).toEqual(rough.airbaseSeed.ledger_entries)
    expect(world.documents().next().value?.entry).toEqual(rough.airbaseSeed.ledger_entries[0])
    expect(world.airbaseReference.vendors).toEqual(rough.airbaseSeed.vendors)
  })

  it('has an id and a number of its own for every document', () => {
    const ids = rough.airbaseSeed.ledger_entries.map(({ airbase_id }) => airbase_id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    const numbers = clean.expectations.flatMap(({ invoiceNumber }) => invoiceNumber ?? [])
    expect(new Set(numbers.map((number) => number.trim().toLowerCase())).size).toBe(numbers.length)
    expect(Math.max(...numbers.map(({ length }) => length))).toBeLessThanOrEqual(20)
  })

  it('gives each kind the shape by which the vendor’s rows are told apart', () => {
    for (const [entry, { kind, special }] of pairs(rough)) {
      const shape = kind === 'fee' || kind === 'amortisation' ? 'other' : kind
      expect([special, shapeOf(entry)]).toEqual([special, shape])
    }
  })

  it('is null, empty and long exactly where recorded rows are', () => {
    for (const [entry, { kind }] of pairs(clean)) {
      expect(entry.error_message).toBe('')
      if (kind !== 'reimbursement') expect(entry.employee).toBeNull()
      else if (entry.employee) expect(entry.employee).toEqual(entry.spend_owner)
      expect(entry.id).toBe(entry.airbase_id)
      expect(entry.url).toBe(entry.airbase_url)
      const unpaid = kind === 'bill' || kind === 'reimbursement' || kind === 'settlement'
      expect(entry.amounts.settlement_amount === null).toBe(unpaid)
      expect(entry.payment_entry_date).toBe(kind === 'reimbursement' ? entry.entry_date : null)
      expect(entry.entry_date.length).toBe(unpaid || entry.type === 'transfer' ? 19 : 26)
      if (kind === 'reimbursement') expect(entry.vendor?.erp_reference_id).toBe('')
      if (kind === 'fee' || kind === 'amortisation') expect(entry.spend_owner).toBeNull()
    }
  })
})

describe('a clean world', () => {
  it('expects everything to be written, and payments once their invoice is booked', () => {
    for (const { kind, outcome, why } of clean.expectations) {
      expect([outcome, why]).toEqual(
        kind === 'settlement' ? ['waits-for-booking', 'invoice-not-booked'] : ['written', undefined],
      )
    }
    expect(clean.summary.outcomes).toMatchObject({
      'bill.written': 400,
      'reimbursement.written': 150,
      'card.written': 200,
      'transfer.written': 30,
      'fee.written': 12,
      'amortisation.written': 20,
    })
  })

  it('has lines that sum to the total in whole minor units of four currencies', () => {
    const currencies = new Set<string>()
    for (const [entry, expected] of pairs(clean)) {
      currencies.add(entry.currency.iso_code)
      const lines = entry.expense_list.map(({ amount }) => minorOf(amount, entry.currency.iso_code))
      const sum = lines.reduce<bigint>((total, line) => total + (line ?? 0n), 0n)
      expect(lines).not.toContain(undefined)
      expect(sum).toBe(minorOf(entry.total_amount, entry.currency.iso_code))
      expect(String(sum)).toBe(expected.totalMinor)
    }
    expect([...currencies].sort()).toEqual(['EUR', 'JPY', 'KWD', 'USD'])
  })

  it('uses only accounts, dimension values and vendors that D365 has and lets documents use', () => {
    const { d365Seed } = clean
    const named = (set: string, ...names: string[]) =>
      new Set(
        (d365Seed[set] ?? []).map((row) => names.map((name) => String(row[name]).toLowerCase()).join('|')),
      )
    const accounts = named('MainAccounts', 'MainAccountId', 'IsSuspended', 'DoNotAllowManualEntry')
    const values = named(
      'FinancialDimensionValues',
      'FinancialDimension',
      'LegalEntityId',
      'DimensionValue',
      'IsSuspended',
    )
    const vendors = named('VendorsV3', 'dataAreaId', 'VendorAccountNumber')
    for (const { legalEntity, lines, vendorAccount, offsetAccount } of clean.expectations) {
      for (const account of [
        ...lines.map((line) => line.account),
        ...(offsetAccount ? [offsetAccount] : []),
      ]) {
        expect(accounts).toContain(`${account}|no|no`)
      }
      for (const [name, value] of lines.flatMap(({ dimensions }) => Object.entries(dimensions))) {
        const key = (company: string) => `${name}|${company}|${value}|no`.toLowerCase()
        expect(values.has(key('')) || values.has(key(legalEntity))).toBe(true)
      }
      if (vendorAccount) expect(vendors).toContain(`${legalEntity}|${vendorAccount}`.toLowerCase())
    }
  })

  it('pays earlier documents of its own, never more than their total', () => {
    const totals = new Map(
      clean.expectations.map(({ airbaseId, totalMinor }) => [airbaseId, BigInt(totalMinor)]),
    )
    const paid = new Map<string, bigint>()
    const seen = new Set<string>()
    for (const [entry, expected] of pairs(clean)) {
      seen.add(entry.airbase_id)
      const target = expected.appliedTo
      if (target === undefined) continue
      expect(seen).toContain(target)
      expect(entry.applied_to).toEqual([
        { id: target, airbase_id: target, transaction_type: expect.any(String) },
      ])
      paid.set(target, (paid.get(target) ?? 0n) + BigInt(expected.totalMinor))
    }
    expect(paid.size).toBeGreaterThan(50)
    for (const [target, sum] of paid) expect(sum).toBe(totals.get(target))
  })

  it('balances every transfer, and lets line tags win over header tags', () => {
    let overridden = 0
    for (const [entry, { kind, lines }] of pairs(clean)) {
      const sides = lines.map(({ debitMinor, creditMinor }) => BigInt(debitMinor) - BigInt(creditMinor))
      if (kind === 'transfer') expect(sides.reduce((sum, side) => sum + side, 0n)).toBe(0n)
      entry.expense_list.forEach((line, index) => {
        for (const tag of line.tags) {
          const dimension = tagLabels[tag.type_label as keyof typeof tagLabels]
          expect(lines[index]?.dimensions[dimension]).toBe(tag.erp_reference_id)
          const header = entry.transaction_tags.find(({ type_label }) => type_label === tag.type_label)
          if (header && header.erp_reference_id !== tag.erp_reference_id) overridden += 1
        }
      })
    }
    expect(overridden).toBeGreaterThan(0)
  })
})

describe('a world on any day', () => {
  it.each(['2026-01-10', '2026-02-28', '2024-02-29', '2026-03-01', '2026-12-31'])(
    'dates clean documents into open periods and the others into closed ones, as of %s',
    (asOf) => {
      const { expectations, d365Seed } = generateWorld({ seed: 4, bills: 150, problems: 0.5, asOf })
      const status = new Map(
        (d365Seed['LedgerFiscalPeriods'] ?? []).map((row) => [
          `${row['YearName']} ${row['PeriodName']}`,
          row['PeriodStatus'],
        ]),
      )
      for (const { postingDate, why } of expectations) {
        const period = `${postingDate.slice(0, 4)} Period ${Number(postingDate.slice(5, 7))}`
        expect([why, status.get(period)]).toEqual([why, why === 'period-closed' ? 'Closed' : 'Open'])
        expect(postingDate <= asOf).toBe(true)
      }
    },
  )
})

describe('a world with problems', () => {
  it('has every problem there is', () => {
    expect(Object.keys(rough.summary.reasons).sort()).toEqual([
      'account-not-postable',
      'account-suspended',
      'account-unmapped',
      'amortisation-unclear',
      'currency-missing',
      'dimension-suspended',
      'duplicate-number',
      'employee-unclear',
      'employee-unmapped',
      'invoice-not-booked',
      'lines-do-not-sum',
      'no-exchange-rate',
      'not-approved',
      'not-minor-unit',
      'number-missing',
      'number-too-long',
      'period-closed',
      'settles-several',
      'subsidiary-missing',
      'subsidiary-unmapped',
      'tag-twice',
      'tag-unmapped',
      'unknown-kind',
      'vendor-on-hold',
      'vendor-unknown',
      'vendor-unlinked',
      'zero-total',
    ])
  })

  it('shows each problem in the entry itself', () => {
    for (const [entry, { why, outcome, special }] of pairs(rough)) {
      expect(entry.status === 'sync_ready').toBe(outcome !== 'skipped')
      if (why === 'subsidiary-missing') expect(entry.subsidiary).toBeNull()
      if (why === 'vendor-unlinked') expect(entry.vendor?.erp_reference_id).toBe('')
      if (why === 'currency-missing') expect(entry.currency.iso_code).toBe('')
      if (why === 'amortisation-unclear') {
        expect(entry).toMatchObject({ is_amortized: true, amortization_account: null })
        expect(JSON.stringify(entry)).not.toMatch(/amortization_(start|end)_date":"/)
      }
      if (why === 'employee-unclear') expect(entry.employee?.email).not.toBe(entry.spend_owner?.email)
      if (why === 'settles-several') expect(entry.applied_to).toHaveLength(2)
      if (why === 'tag-twice') {
        const tags = entry.expense_list[0]?.tags.filter(({ type_label }) => type_label === 'Department')
        expect(tags?.map(({ erp_reference_id }) => erp_reference_id)).toEqual(['022', '023'])
      }
      if (why === 'zero-total') expect(entry.total_amount).toBe('0')
      if (why === 'number-missing') expect([entry.type, entry.invoice_number]).toEqual(['bill', null])
      if (why === 'number-too-long') expect(entry.invoice_number?.length).toBeGreaterThan(20)
      if (why === 'not-minor-unit')
        expect(minorOf(entry.total_amount, entry.currency.iso_code)).toBeUndefined()
      if (special === 'prior-year') expect(entry.entry_date.slice(0, 4)).toBe('2025')
      if (special === 'refund' || special === 'credit-note') expect(entry.total_amount).toMatch(/^-/)
    }
  })

  it('repeats a number of the same vendor, once in other words, with the same amounts', () => {
    const known = new Map(pairs(rough).map(([entry, expected]) => [entry.airbase_id, { entry, expected }]))
    const repeats = rough.expectations.filter(({ duplicateOf }) => duplicateOf !== undefined)
    expect(new Set(repeats.map(({ special }) => special)).size).toBe(2)
    for (const repeat of repeats) {
      const first = known.get(repeat.duplicateOf ?? '')!
      expect(first.expected.outcome).toBe('written')
      expect(first.expected).toMatchObject({
        vendorAccount: repeat.vendorAccount,
        totalMinor: repeat.totalMinor,
      })
      const fold = (number: string | undefined) => number?.trim().toLowerCase()
      expect(fold(repeat.invoiceNumber)).toBe(fold(first.expected.invoiceNumber))
    }
  })

  it('has no rate in D365 where it says so, and one everywhere else', () => {
    const { d365Seed, expectations } = rough
    const rates = new Set(
      (d365Seed['ExchangeRates'] ?? []).map((row) => `${row['FromCurrency']}>${row['ToCurrency']}`),
    )
    const bases = new Map(
      (d365Seed['Ledgers'] ?? []).map((row) => [
        String(row['LegalEntityId']).toLowerCase(),
        row['AccountingCurrency'],
      ]),
    )
    for (const { legalEntity, currency, why } of expectations) {
      const base = bases.get(legalEntity)
      if (currency === '' || legalEntity === '' || currency === base) continue
      expect(rates.has(`${currency}>${base}`)).toBe(why !== 'no-exchange-rate')
    }
  })
})
