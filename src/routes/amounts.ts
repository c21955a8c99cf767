import type { FlowContext } from '../contract/route.ts'
import type { CalendarDate } from '../model/calendar-date.ts'
import { absMinor, formatMinor, formatMoney, parseMinor, sumMinor } from '../model/money.ts'
import type { Problems } from '../model/problems.ts'
import type { Spend } from '../model/spend.ts'

/** What the lines miss of the total, in minor units: 0, or within the tolerance that has an account; else a problem. */
export const roundingDifference = (context: FlowContext, problems: Problems, spend: Spend): bigint => {
  const difference = spend.total.minor - sumMinor(spend.lines.map((line) => line.minor))
  if (difference === 0n) return 0n
  const { decimals } = spend.total
  const tolerance = parseMinor(context.settings.roundingTolerance, Math.max(decimals, 3)) / 10n ** BigInt(Math.max(decimals, 3) - decimals)
  if (absMinor(difference) <= tolerance && context.settings.roundingAccount !== undefined) return difference
  problems.add({
    code: 'LINES_DO_NOT_SUM',
    field: 'lines',
    value: formatMinor(sumMinor(spend.lines.map((line) => line.minor)), decimals),
    message: `the lines do not sum to ${formatMoney(spend.total)}`,
    remedy: 'Correct the split in the source system.',
  })
  return 0n
}

/** Problems of the total and its currency: none at all, a zero, a currency or a rate that the ledger lacks. */
export const checkTotal = (
  context: FlowContext,
  problems: Problems,
  on: { readonly spend: Spend; readonly legalEntity: string; readonly date: CalendarDate },
): void => {
  const { total } = on.spend
  if (total.minor === 0n) {
    problems.add({
      code: 'ZERO_TOTAL',
      field: 'total',
      value: formatMoney(total),
      message: 'the total is zero',
      remedy: 'Close the document in the source system; there is nothing to book.',
    })
  }
  if (!context.reference.rows('currencies').some((row) => row.code === total.currency)) {
    problems.add({
      code: 'CURRENCY_UNKNOWN',
      field: 'currency',
      value: total.currency,
      message: `D365 has no currency ${total.currency}`,
      remedy: 'Create the currency in D365, or correct the document.',
    })
    return
  }
  if (context.reference.hasRate(on.legalEntity, total.currency, on.date)) return
  problems.add({
    code: 'NO_EXCHANGE_RATE',
    field: 'currency',
    value: total.currency,
    message: `${on.legalEntity} has no exchange rate for ${total.currency} on ${on.date}`,
    remedy: 'Enter the rate in D365; the document is then released by itself.',
  })
}
