import { ParkableError } from '../errors/ml-error.ts'

/** An exact amount: `minor` counts the smallest unit of `currency`, of which 10^`decimals` make one. */
export interface Money {
  readonly minor: bigint
  readonly currency: string
  readonly decimals: number
}

const DECIMAL = /^([+-]?)(\d{1,24})(?:\.(\d{1,12}))?$/

/**
 * Counts a decimal text in minor units. Zeros behind the currency's last decimal are no loss and pass.
 * @throws ParkableError `AMOUNT_NOT_A_NUMBER`, or `AMOUNT_NOT_IN_MINOR_UNITS` when the text is finer than the currency
 */
export const parseMinor = (text: string, decimals: number): bigint => {
  const match = DECIMAL.exec(text.trim())
  if (!match) throw notANumber(text)
  const [, sign, whole = '', fraction = ''] = match
  const kept = fraction.slice(0, decimals).padEnd(decimals, '0')
  if (/[1-9]/.test(fraction.slice(decimals))) throw tooFine(text, decimals)
  const minor = BigInt(whole + kept)
  return sign === '-' ? -minor : minor
}

/** {@link parseMinor} with its currency. */
export const parseMoney = (text: string, currency: string, decimals: number): Money => ({
  minor: parseMinor(text, decimals),
  currency,
  decimals,
})

/**
 * A JSON number as decimal text; a JSON number of more than 15 digits has already lost some.
 * @throws ParkableError `AMOUNT_NOT_A_NUMBER`
 */
export const decimalText = (value: number): string => {
  const text = String(value)
  if (!DECIMAL.test(text) || text.replace(/[-.]/g, '').replace(/^0+/, '').length > 15) throw notANumber(text)
  return text
}

/** `1250.50`: minor units as decimal text with all decimals of the currency. */
export const formatMinor = (minor: bigint, decimals: number): string => {
  const digits = (minor < 0n ? -minor : minor).toString().padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  const text = decimals === 0 ? whole : `${whole}.${digits.slice(digits.length - decimals)}`
  return minor < 0n ? `-${text}` : text
}

/** `1250.50 EUR` for people. */
export const formatMoney = (money: Money): string => `${formatMinor(money.minor, money.decimals)} ${money.currency}`

/**
 * Minor units as the JSON number a vendor wants.
 * @throws ParkableError `AMOUNT_TOO_LARGE` above 15 digits, where a JSON number is no longer exact
 */
export const jsonAmount = (minor: bigint, decimals: number): number => {
  if (minor.toString().replace('-', '').length > 15) {
    throw new ParkableError(`the amount ${formatMinor(minor, decimals)} has more than 15 digits`, {
      code: 'AMOUNT_TOO_LARGE',
      hint: 'Enter this document by hand.',
    })
  }
  return Number(formatMinor(minor, decimals))
}

export const sumMinor = (amounts: Iterable<bigint>): bigint => {
  let total = 0n
  for (const amount of amounts) total += amount
  return total
}

export const absMinor = (minor: bigint): bigint => (minor < 0n ? -minor : minor)

const notANumber = (text: string) =>
  new ParkableError(`"${text.slice(0, 40)}" is not a decimal amount`, {
    code: 'AMOUNT_NOT_A_NUMBER',
    hint: 'Correct the amount in the source system.',
  })

const tooFine = (text: string, decimals: number) =>
  new ParkableError(`${text} has more decimals than its currency (${decimals})`, {
    code: 'AMOUNT_NOT_IN_MINOR_UNITS',
    hint: 'Correct the amount in the source, or the rounding rule of the currency in D365.',
  })
