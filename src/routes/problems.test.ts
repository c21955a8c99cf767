import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { HEADER_PROBLEMS } from '../../test/support/problem-cases/header.ts'
import { LINE_PROBLEMS } from '../../test/support/problem-cases/line.ts'
import { PAYMENT_PROBLEMS } from '../../test/support/problem-cases/payment.ts'
import { RECORD_PROBLEMS } from '../../test/support/problem-cases/record.ts'
import { problems, type Case } from '../../test/support/route-problems.ts'
import { day, spendLine } from '../../test/support/spend-world.ts'
import type { Spend } from '../model/spend.ts'

const CASES: readonly Case[] = [...HEADER_PROBLEMS, ...LINE_PROBLEMS, ...PAYMENT_PROBLEMS, ...RECORD_PROBLEMS]

describe('what is wrong with a document is named with field, value and remedy', () => {
  test.each(CASES)('%s of %s %j', (...[code, field, value, remedy, found]) => {
    const [problem, ...others] = found()
    expect(problem).toEqual({
      code,
      field,
      value,
      message: expect.stringMatching(/\S/),
      remedy: expect.stringMatching(remedy),
    })
    expect(others).toEqual([])
  })

  test('and no code of this folder is without such a case', () => {
    const folder = import.meta.dirname
    const sources = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    const codes = sources.flatMap((name) => [
      ...readFileSync(join(folder, name), 'utf8').matchAll(/'([A-Z]{2,}(?:_[A-Z]+)+|[A-Z]{8,})'/g),
    ])
    expect([...new Set(codes.map(([, code]) => code))].sort()).toEqual(
      [...new Set(CASES.map(([code]) => code))].sort(),
    )
  })
})

describe('everything that is wrong is named at once', () => {
  const wrong: Partial<Spend> = {
    number: null,
    vendor: { code: 'V-HOLD', name: '' },
    date: day('2026-07-01'),
    total: { minor: 10_000n, currency: 'CHF', decimals: 2 },
    lines: [
      spendLine({ number: 1, account: null, minor: 1n, tags: {} }),
      spendLine({
        number: 2,
        account: { code: 'suspended', name: '' },
        minor: 1n,
        tags: { Department: { code: '77', name: '' }, Region: { code: 'n', name: '' } },
      }),
    ],
  }
  const settings = { tax: undefined, paidBy: undefined }

  test('of a bill', () => {
    expect(
      problems('bill', wrong, { settings })
        .map(({ code }) => code)
        .sort(),
    ).toEqual([
      'ACCOUNT_MISSING',
      'ACCOUNT_SUSPENDED',
      'DIMENSION_UNMAPPED',
      'DIMENSION_VALUE_UNMAPPED',
      'INVOICE_NUMBER_MISSING',
      'LINES_DO_NOT_SUM',
      'NO_EXCHANGE_RATE',
      'PAID_BY_NOT_DECIDED',
      'PERIOD_CLOSED',
      'TAX_NOT_DECIDED',
      'VENDOR_ON_HOLD',
    ])
  })

  test('of a card transaction', () => {
    const found = problems('card', { ...wrong, fundingAccount: null, programme: null }, { settings })
    expect(found.map(({ code }) => code).sort()).toEqual([
      'ACCOUNT_MISSING',
      'ACCOUNT_SUSPENDED',
      'CLEARING_UNMAPPED',
      'DIMENSION_UNMAPPED',
      'DIMENSION_VALUE_UNMAPPED',
      'LINES_DO_NOT_SUM',
      'NO_EXCHANGE_RATE',
      'PERIOD_CLOSED',
      'TAX_NOT_DECIDED',
    ])
  })

  test('of a payment', () => {
    const change = {
      date: day('2030-01-01'),
      total: { minor: -1n, currency: 'CHF', decimals: 2 },
      appliesTo: [],
      fundingAccount: null,
      programme: null,
    }
    expect(
      problems('settlement', change, { settings })
        .map(({ code }) => code)
        .sort(),
    ).toEqual([
      'CLEARING_UNMAPPED',
      'NO_EXCHANGE_RATE',
      'PAID_BY_NOT_DECIDED',
      'PAYMENT_REVERSAL',
      'PERIOD_UNKNOWN',
      'SETTLES_NOTHING',
    ])
  })
})
