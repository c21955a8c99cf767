/**
 * Decimals as integers scaled by 10^12: enough for 3-decimal currencies times a rate, and never a float.
 * A JSON number enters through its decimal text.
 */
export type Exact = bigint

const decimalsMax = 12
const one = 10n ** BigInt(decimalsMax)

/** The number `text` writes, cut behind the twelfth decimal; throws on anything that is no number. */
export const exact = (text: string | number): Exact => {
  const match = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(String(text).trim())
  if (!match) throw new RangeError(`"${text}" is not a decimal number`)
  const [, sign, whole = '0', fraction = '', exponent = '0'] = match
  const shift = decimalsMax - fraction.length + Number(exponent)
  const digits = BigInt(whole + fraction)
  const scaled = shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift)
  return sign === '-' ? -scaled : scaled
}

/** Decimal text with at least `decimalsMin` decimals and no further trailing zeros. */
export const exactText = (value: Exact, decimalsMin = 0): string => {
  const size = value < 0n ? -value : value
  const fraction = (size % one)
    .toString()
    .padStart(decimalsMax, '0')
    .replace(/0+$/, '')
    .padEnd(decimalsMin, '0')
  const text = fraction ? `${size / one}.${fraction}` : String(size / one)
  return value < 0n ? `-${text}` : text
}

/** The JSON number that writes the same decimal. */
export const exactNumber = (value: Exact): number => Number(exactText(value))

/** Product, rounded half away from zero in the twelfth decimal. */
export const multiply = (left: Exact, right: Exact): Exact => divideRounded(left * right, one)

/** Quotient, rounded half away from zero in the twelfth decimal. */
export const divide = (left: Exact, right: Exact): Exact => divideRounded(left * one, right)

/** `value` to a multiple of `step`, half away from zero. */
export const roundTo = (value: Exact, step: Exact): Exact => divideRounded(value, step) * step

const divideRounded = (numerator: bigint, denominator: bigint): bigint => {
  const negative = numerator < 0n !== denominator < 0n
  const top = numerator < 0n ? -numerator : numerator
  const bottom = denominator < 0n ? -denominator : denominator
  const rounded = (top * 2n + bottom) / (bottom * 2n)
  return negative ? -rounded : rounded
}
