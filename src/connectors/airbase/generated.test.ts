import { expect, it } from 'vitest'
import type { RawRecord } from '../../contract/source.ts'
import { isoCurrencies } from '../../model/currency.ts'
import { sumMinor } from '../../model/money.ts'
import { generateWorld } from '../../sandbox/generate/world.ts'
import { entriesOf, openTenant, readAll } from './world.test.ts'

/** Reasons that the connector itself sees; every other one needs the ledger or the mapping. */
const OWN_REASONS = {
  'currency-missing': 'CURRENCY_UNKNOWN',
  'not-minor-unit': 'AMOUNT_NOT_IN_MINOR_UNITS',
  'unknown-kind': 'UNKNOWN_KIND',
  'tag-twice': 'TAG_TWICE',
  'employee-unclear': 'EMPLOYEE_UNCLEAR',
}

it('reads a generated tenant as its generator means it', async () => {
  const counts = { bills: 300, reimbursements: 150, cards: 200, transfers: 50, fees: 30, amortisations: 30 }
  const world = generateWorld({ seed: 11, ...counts, problems: 0.4, asOf: '2026-08-15' })
  const { connection, sandbox } = openTenant(
    { seed: world.airbaseSeed },
    { settings: { kinds: world.setup.kinds } },
  )
  const records = (await readAll(connection)) as RawRecord[]
  expect(records.length).toBeGreaterThan(700)
  const listed = new Map(records.map((record) => [record.ref, record]))
  for (const expected of world.expectations) {
    const record = listed.get(expected.airbaseId)
    expect(record === undefined, `${expected.airbaseId} ${expected.why ?? ''}`).toBe(
      expected.why === 'not-approved',
    )
    if (!record) continue
    const document = entriesOf(connection).toDocument(record, { currencies: isoCurrencies })
    const stored = {
      ref: record.ref,
      content: JSON.parse(JSON.stringify(record.content)) as RawRecord['content'],
    }
    expect(entriesOf(connection).toDocument(stored, { currencies: isoCurrencies })).toEqual(document)
    const what = JSON.stringify({ expected, record, document }, (_, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    )
    const reason = Object.entries(OWN_REASONS).find(([why]) => why === expected.why)?.[1]
    expect(document.problems.map((problem) => problem.code)[0], what).toBe(reason)
    expect(document.kind, what).toBe(expected.kind)
    if (document.body === null || !('kind' in document.body)) continue
    expect(`${document.body.total.minor} ${document.body.total.currency}`, what).toBe(
      `${expected.totalMinor} ${expected.currency}`,
    )
    expect(document.body.date, what).toBe(expected.postingDate)
    if (expected.outcome === 'written') {
      expect(sumMinor(document.body.lines.map((line) => line.minor)), what).toBe(document.body.total.minor)
    }
  }
  expect(sandbox.violations).toEqual([])
})
