/** Decimals of the four currencies of a generated world. */
export const decimalsOf = { USD: 2, EUR: 2, JPY: 0, KWD: 3 } as const

/** A currency of a generated world. */
export type WorldCurrency = keyof typeof decimalsOf

/** `50.5` of 5050 USD: the vendor writes no trailing zeros and no fixed decimals. */
export function decimalText(minor: number, currency: WorldCurrency): string {
  const decimals = decimalsOf[currency]
  const digits = String(Math.abs(minor)).padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '')
  const sign = minor < 0 ? '-' : ''
  return fraction === '' || decimals === 0 ? `${sign}${whole}` : `${sign}${whole}.${fraction}`
}

/** Splits a total by whole-number weights; the remainder goes to the last part. */
export function split(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((left, right) => left + right, 0)
  const parts = weights.map((weight) => Math.trunc((total * weight) / sum))
  const rest = total - parts.reduce((left, right) => left + right, 0)
  return parts.map((part, index) => (index === parts.length - 1 ? part + rest : part))
}

// One unit of the currency in US dollars; a table of its own, so that nothing here depends on D365's rates.
const inDollars: Readonly<Record<WorldCurrency, number>> = { USD: 1, EUR: 1.0842, JPY: 0.00662, KWD: 3.2531 }

/** The rate of one unit of `from` in `to`. */
export const rateOf = (from: WorldCurrency, to: WorldCurrency): number => inDollars[from] / inDollars[to]

/** What an amount is worth in another currency, in that currency's minor units. */
export const converted = (minor: number, from: WorldCurrency, to: WorldCurrency): number =>
  from === to ? minor : Math.round((minor / 10 ** decimalsOf[from]) * rateOf(from, to) * 10 ** decimalsOf[to])
