import type { Expectation } from './expectation.ts'

/** Counts by kind and outcome, reasons, and the sums of what should be written. */
export interface WorldSummary {
  readonly documents: number
  /** `bill.written` to a count. */
  readonly outcomes: Readonly<Record<string, number>>
  readonly reasons: Readonly<Record<string, number>>
  /** `usmf.USD.bill` to a sum in minor units, over what is written or waits for booking. */
  readonly totals: Readonly<Record<string, string>>
}

/** Adds up what the expectations say. */
export function summaryOf(expectations: readonly Expectation[]): WorldSummary {
  const outcomes: Record<string, number> = {}
  const reasons: Record<string, number> = {}
  const totals: Record<string, bigint> = {}
  for (const { kind, outcome, why, legalEntity, currency, totalMinor } of expectations) {
    count(outcomes, `${kind}.${outcome}`)
    if (why) count(reasons, why)
    if (outcome !== 'written' && outcome !== 'waits-for-booking') continue
    const key = `${legalEntity}.${currency}.${kind}`
    totals[key] = (totals[key] ?? 0n) + BigInt(totalMinor)
  }
  const sums = Object.entries(totals).map(([key, sum]) => [key, String(sum)] as const)
  return { documents: expectations.length, outcomes, reasons, totals: Object.fromEntries(sums) }
}

const count = (counts: Record<string, number>, key: string): void => {
  counts[key] = (counts[key] ?? 0) + 1
}
