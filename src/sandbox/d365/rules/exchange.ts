import { divide, type Exact, exact, multiply, roundTo } from '../exact-decimal.ts'
import { roundingStep } from './currencies.ts'
import type { System } from '../system.ts'
import { type Row, readText } from '../table.ts'

/** The company's accounting currency. */
export const accountingCurrency = (system: System, company: string): string => {
  const ledger = system.table('Ledgers').find({ LegalEntityId: company })
  return (ledger && readText(ledger, 'AccountingCurrency')) || 'USD'
}

const factors: Readonly<Record<string, number>> = {
  One: 1,
  Ten: 10,
  Hundred: 100,
  Thousand: 1000,
  TenThousand: 10_000,
}

/**
 * Accounting currency units per one unit of `currency` on a date, or nothing when no rate is known.
 * `Rate` is per `ConversionFactor` units: 745.10 with Hundred means 7.451 [seen].
 */
export const rateOn = (
  system: System,
  company: string,
  currency: string,
  date: string,
): Exact | undefined => {
  const own = accountingCurrency(system, company)
  if (currency.toLowerCase() === own.toLowerCase()) return exact(1)
  const direct = tableRate(system, company, { from: currency, to: own, date })
  if (direct !== undefined) return direct
  const inverse = tableRate(system, company, { from: own, to: currency, date })
  return inverse === undefined || inverse === 0n ? undefined : divide(exact(1), inverse)
}

const tableRate = (
  system: System,
  company: string,
  { from, to, date }: { readonly from: string; readonly to: string; readonly date: string },
): Exact | undefined => {
  const ledger = system.table('Ledgers').find({ LegalEntityId: company })
  const type = ledger ? readText(ledger, 'ExchangeRateType') : ''
  const valid = system
    .table('ExchangeRates')
    .where('FromCurrency', from)
    .filter(
      (row) =>
        readText(row, 'ToCurrency') === to && readText(row, 'RateTypeName') === type && covers(row, date),
    )
    .sort((left, right) => (readText(left, 'StartDate') < readText(right, 'StartDate') ? 1 : -1))
  const [newest] = valid
  if (!newest) return undefined
  const factor = factors[readText(newest, 'ConversionFactor')] ?? 1
  return divide(exact(readText(newest, 'Rate') || '0'), exact(factor))
}

const covers = (row: Row, date: string) => {
  const [start, end] = [readText(row, 'StartDate').slice(0, 10), readText(row, 'EndDate').slice(0, 10)]
  const ended = end !== '' && !end.startsWith('1900') && end < date.slice(0, 10)
  return start <= date.slice(0, 10) && !ended
}

/** An amount in the accounting currency, rounded to its smallest unit. */
export const toAccounting = (system: System, company: string, amount: Exact, rate: Exact): Exact =>
  roundTo(multiply(amount, rate), roundingStep(system, accountingCurrency(system, company)))
