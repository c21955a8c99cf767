import type { ReadContext } from '../../contract/source.ts'
import { ParkableError } from '../../errors/ml-error.ts'
import { absMinor, parseMoney, sumMinor, type Money } from '../../model/money.ts'
import type { Problem } from '../../model/problem.ts'
import type { WireEntry, WireMoney } from './entry-schema.ts'
import type { MoneyView } from './settings.ts'

/** Where amounts are read: which decimals count, and where what is wrong is noted. */
export interface AmountContext extends ReadContext {
  readonly problems: Problem[]
}

/** An amount and the view that it was taken from. */
export interface TakenView {
  readonly view: MoneyView
  readonly money: WireMoney
}

/** The first of the views that the entry has; null, with a problem, when it has none of them. */
export const takeView = (
  entry: WireEntry,
  views: readonly MoneyView[],
  problems: Problem[],
): TakenView | null => {
  for (const view of views) {
    const money = entry.amounts[view]
    if (money !== null) return { view, money }
  }
  problems.push({
    code: 'MONEY_VIEW_EMPTY',
    field: `amounts.${views[0] ?? ''}`,
    value: '',
    message: `The entry has no ${views.join(' and no ')}.`,
    remedy: 'Set `moneyView` of this kind to a view that Airbase fills, or to a list of views in order.',
  })
  return null
}

/** An exact amount; null, with a problem, when the currency is unknown or the text is finer than it. */
export const readMoney = (
  amount: string,
  currency: string,
  field: string,
  context: AmountContext,
): Money | null => {
  const decimals = context.currencies.decimals(currency)
  if (decimals === null) {
    context.problems.push({
      code: 'CURRENCY_UNKNOWN',
      field: `${field}.currency`,
      value: currency,
      message: currency === '' ? 'The entry has no currency.' : `Nobody knows the currency "${currency}".`,
      remedy: 'Set the currency in Airbase, or define it in D365.',
    })
    return null
  }
  try {
    return parseMoney(amount, currency, decimals)
  } catch (error) {
    if (!(error instanceof ParkableError)) throw error
    const { code, message, hint = 'Correct the amount in Airbase.' } = error
    context.problems.push({ code, field, value: amount.slice(0, 40), message, remedy: hint })
    return null
  }
}

/**
 * Amounts of the lines in the document's currency. Lines share `total_amount`, which is in the entry's
 * currency; where the view that was taken is in another one (a card purchase abroad), each line takes its
 * share of it, and what rounding leaves goes to the last line that is not zero (brief 9, «Split»). In one
 * currency nothing is shared out: a difference between lines and total is a person's to explain.
 */
export const lineAmounts = (
  entry: WireEntry,
  taken: TakenView,
  total: Money,
  context: AmountContext,
): readonly bigint[] | null => {
  const own = entry.currency.iso_code
  const read = entry.expense_list.map((line, index) =>
    readMoney(line.amount, own, `expense_list[${index}].amount`, context),
  )
  const lines = read.flatMap((money) => (money === null ? [] : [money.minor]))
  if (lines.length < read.length) return null
  if (total.currency === own) return lines
  const whole = readMoney(entry.total_amount, own, 'total_amount', context)
  if (whole === null) return null
  if (taken.view === 'amount' || whole.minor === 0n || sumMinor(lines) !== whole.minor) {
    context.problems.push(notShareable(entry, taken, total))
    return null
  }
  return shareOut(lines, whole.minor, total.minor)
}

/** Shares `total` as `lines` share `whole`, exactly. */
const shareOut = (lines: readonly bigint[], whole: bigint, total: bigint): readonly bigint[] => {
  const shares = lines.map((line) => roundedRatio(line * total, whole))
  const last = lines.findLastIndex((line) => line !== 0n)
  const rest = total - sumMinor(shares)
  return shares.map((share, index) => (index === last ? share + rest : share))
}

/** Halves go away from zero. */
const roundedRatio = (numerator: bigint, denominator: bigint): bigint => {
  const quotient = (2n * absMinor(numerator) + absMinor(denominator)) / (2n * absMinor(denominator))
  return numerator < 0n === denominator < 0n ? quotient : -quotient
}

const notShareable = (entry: WireEntry, { view }: TakenView, total: Money): Problem => ({
  code: 'LINES_NOT_SHAREABLE',
  field: `amounts.${view}`,
  value: `${entry.total_amount} ${entry.currency.iso_code}`,
  message: `The lines are in ${entry.currency.iso_code} and cannot be shared out in ${total.currency}.`,
  remedy: 'Check in Airbase that the lines add up to the total and that amount and currency belong together.',
})
