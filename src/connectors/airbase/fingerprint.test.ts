import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LedgerEntry } from '../../sandbox/airbase/records.ts'
import { plainDecimal } from './entry-schema.ts'
import { bill, cardShape, documentOf, line, money, shapes } from './world.test.ts'

const printOf = async (more: Partial<LedgerEntry> = {}) => (await documentOf(bill(1, more))).fingerprint

describe('the fingerprint', () => {
  it('is the same for ever', async () => {
    expect(await printOf()).toEqual({
      version: 2,
      hash: '8ced39d94367def002fc61b630bd2cc9ba068d8ec567e7acdb8aa93a3f29b1df',
      core: '5cc608a741798480c2115143d52cfd73f5a9dfab6e28cb9d533cff5b1bfdff6a',
    })
  })

  const silent: Record<string, Partial<LedgerEntry>> = {
    notes: { notes: 'other' },
    links: {
      url: 'https://x.example',
      airbase_url: 'https://y.example',
      receipt_link: 'https://signed.example',
    },
    'status and reference': {
      error_message: 'no account',
      erp_reference_id: 'VI-1',
      erp_url: 'https://erp.example',
    },
    'time of day': { entry_date: '2026-07-01T17:00:00.5' },
    'the writing of amounts': {
      total_amount: '1250.50',
      expense_list: [line(1, '1000.00'), line(2, '+250.5')],
      amounts: { ...bill(1).amounts, amount: money('1250.500') },
    },
    'the order of lines': { expense_list: [line(2, '250.5'), line(1, '1000')] },
    'a rate of the day': { amounts: { ...bill(1).amounts, subsidiary_amount: money('999', 'EUR') } },
    'a payment of the bill': { amounts: { ...bill(1).amounts, settlement_amount: money('1250.5') } },
    'a new name of the account': {
      expense_list: [
        line(1, '1000', { account: { erp_reference_id: '605110', name: 'Cloud' } }),
        line(2, '250.5'),
      ],
    },
  }
  for (const [what, change] of Object.entries(silent)) {
    it(`does not see ${what}`, async () => expect(await printOf(change)).toEqual(await printOf()))
  }

  const seen: Record<string, Partial<LedgerEntry>> = {
    'the day': { entry_date: '2026-07-02T00:00:00' },
    'the company': { subsidiary: null },
    'who is owed': { spend_owner: { name: 'Ada Okafor', email: 'other@example.com' } },
    'an account': {
      expense_list: [
        line(1, '1000', { account: { erp_reference_id: '1', name: 'Hosting' } }),
        line(2, '250.5'),
      ],
    },
    'the split': { expense_list: [line(1, '999.5'), line(2, '251')] },
    'a tag': { transaction_tags: [{ type_label: 'Site', erp_reference_id: 'S', name: 'S' }] },
    'an amortisation': {
      expense_list: [line(1, '1000', { amortization_start_date: '2026-07-01' }), line(2, '250.5')],
    },
    'the programme, which chooses the clearing account': { credit_mode: 'other_programme_' },
    'the word for its kind': { type: 'invoice' },
    'an employee beside the owner': { employee: { name: 'E', email: 'e@example.com' } as never },
    'the days over which all of it is spread': {
      amortization_start_date: '2026-07-01T00:00:00',
      amortization_end_date: '2027-06-30T00:00:00',
    },
    'the prepaid account': { amortization_account: { erp_reference_id: '130700', name: 'Prepaid' } },
    'the mark that it is spread': { is_amortized: true },
    'the payables account': { ap_account: { erp_reference_id: '200200', name: 'Other' } },
  }
  for (const [what, change] of Object.entries(seen)) {
    it(`sees ${what}, and keeps its core`, async () => {
      const [before, after] = [await printOf(), await printOf(change)]
      expect(after.hash).not.toBe(before.hash)
      expect(after.core).toBe(before.core)
    })
  }

  const core: Record<string, Partial<LedgerEntry>> = {
    party: { vendor: { ...bill(1).vendor!, erp_reference_id: 'V-9' } },
    number: { invoice_number: 'FH-2' },
    currency: { currency: { erp_reference_id: 'EUR', iso_code: 'EUR' } },
    total: { total_amount: '1250.51' },
  }
  for (const [what, change] of Object.entries(core)) {
    it(`has the ${what} in its core`, async () =>
      expect((await printOf(change)).core).not.toBe((await printOf()).core))
  }

  it('sees the amount that a card was settled with, and what a payment settles', async () => {
    const settled = async (amount: string) =>
      (await printOf(cardShape('100', money(amount, 'USD'), 'EUR'))).hash
    expect(await settled('108.42')).not.toBe(await settled('108.43'))
    const other = {
      ...shapes.settlement,
      applied_to: [{ id: 'paid-2', airbase_id: 'paid-2', transaction_type: 'bill' }],
    }
    expect((await printOf(shapes.settlement)).hash).not.toBe((await printOf(other)).hash)
  })

  it('sees each of two tags that contradict each other, and no tag that a line overrides', async () => {
    const tag = (value: string) => ({ type_label: 'Site', erp_reference_id: value, name: value })
    const hashOf = async (header: string[], own: string[]) =>
      (
        await printOf({
          transaction_tags: header.map(tag),
          expense_list: [line(1, '1250.5', { tags: own.map(tag) })],
        })
      ).hash
    expect(await hashOf(['A', 'B'], [])).not.toBe(await hashOf(['B'], []))
    expect(await hashOf(['A', 'B'], [])).toBe(await hashOf(['B', 'A'], []))
    expect(await hashOf(['A', 'A'], [])).toBe(await hashOf(['A'], []))
    expect(await hashOf(['A'], ['C'])).toBe(await hashOf(['B'], ['C']))
    expect(await hashOf(['A'], ['C', 'D'])).not.toBe(await hashOf(['A'], ['D']))
  })

  it('is there for a record that cannot be read, and changes with it', async () => {
    const broken = (total: number) => printOf({ total_amount: total as never })
    expect((await broken(1)).hash).toBe((await broken(1)).hash)
    expect((await broken(1)).hash).not.toBe((await broken(2)).hash)
  })
})

describe('plain decimals', () => {
  it('are equal where amounts are equal, and only there', () => {
    const scaled = fc.tuple(
      fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
      fc.nat(6),
      fc.nat(3),
      fc.nat(3),
    )
    fc.assert(
      fc.property(scaled, ([value, decimals, zerosAhead, zerosBehind]) => {
        const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0')
        const whole = digits.slice(0, digits.length - decimals)
        const fraction = digits.slice(digits.length - decimals)
        const sign = value < 0n ? '-' : ''
        const padded = `${fraction}${'0'.repeat(zerosBehind)}`
        const written = `${sign}${'0'.repeat(zerosAhead)}${whole}${padded === '' ? '' : `.${padded}`}`
        const short = fraction.replace(/0+$/, '')
        const expected = value === 0n ? '0' : `${sign}${whole}${short === '' ? '' : `.${short}`}`
        expect(plainDecimal(written)).toBe(expected)
      }),
    )
  })

  it('leave alone what is no decimal', () => expect(plainDecimal(' 1,5 ')).toBe('1,5'))
})
