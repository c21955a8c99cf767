import { type Exact, exact, exactNumber, roundTo } from '../exact-decimal.ts'
import type { System } from '../system.ts'

const cent = exact('0.01')

/** The step amounts of a currency are rounded to; a rule of 0 means 0.01 [inferred]. */
export const roundingStep = (system: System, currency: string): Exact => {
  const row = system.table('Currencies').find({ CurrencyCode: currency })
  const rule = row?.values.GeneralRoundingRule
  return typeof rule === 'number' && rule > 0 ? exact(rule) : cent
}

/** How many decimals amounts of a currency are written with. */
export const currencyDecimals = (system: System, currency: string): number => {
  const step = roundingStep(system, currency)
  let decimals = 0
  while (decimals < 12 && (step * 10n ** BigInt(decimals)) % exact(1) !== 0n) decimals++
  return decimals
}

/** The amount as the table keeps it, rounded to the currency without an error. */
export const roundAmount = (system: System, amount: number, currency: string, field: string): number => {
  const rounded = exactNumber(roundTo(exact(amount), roundingStep(system, currency)))
  if (rounded !== amount)
    system.watch.record('amount-rounded', `${field} ${amount} became ${rounded} ${currency}`)
  return rounded
}
