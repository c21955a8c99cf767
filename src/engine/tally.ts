import type { StoredAmount } from '../contract/document-entry.ts'
import { formatMinor, parseMinor } from '../model/money.ts'

/** All amounts are counted in this many decimals, more than any currency has. */
const DECIMALS = 6

/** A count of documents and their sums by currency, as plain data. */
export interface TallyData {
  readonly count: number
  /** Currency → decimal text. */
  readonly amounts: Readonly<Record<string, string>>
}

/** Counts documents and adds up their amounts by currency, exactly. */
export class Tally {
  #count = 0
  readonly #sums = new Map<string, bigint>()

  get count(): number {
    return this.#count
  }

  add(amount: StoredAmount | null): this {
    return this.#change(amount, 1)
  }

  subtract(amount: StoredAmount | null): this {
    return this.#change(amount, -1)
  }

  addAll(other: Tally): this {
    this.#count += other.#count
    for (const [currency, sum] of other.#sums) this.#sums.set(currency, (this.#sums.get(currency) ?? 0n) + sum)
    return this
  }

  /** Sum of one currency as decimal text. */
  sumOf(currency: string): string {
    return trim(formatMinor(this.#sums.get(currency) ?? 0n, DECIMALS))
  }

  currencies(): readonly string[] {
    return [...this.#sums.keys()].sort()
  }

  equals(other: Tally): boolean {
    const currencies = new Set([...this.#sums.keys(), ...other.#sums.keys()])
    return this.#count === other.#count && [...currencies].every((currency) => (this.#sums.get(currency) ?? 0n) === (other.#sums.get(currency) ?? 0n))
  }

  toJSON(): TallyData {
    return { count: this.#count, amounts: Object.fromEntries(this.currencies().map((currency) => [currency, this.sumOf(currency)])) }
  }

  #change(amount: StoredAmount | null, sign: 1 | -1): this {
    this.#count += sign
    if (amount === null) return this
    const minor = parseMinor(amount.amount, DECIMALS) * BigInt(sign)
    this.#sums.set(amount.currency, (this.#sums.get(amount.currency) ?? 0n) + minor)
    return this
  }
}

/** `12.500000` → `12.50`, `12.000000` → `12.00`: at least two decimals, and all that are not zero. */
const trim = (text: string): string => text.replace(/(\.\d{2}\d*?)0+$/, '$1')

/** Compares two decimal texts. */
export const exceeds = (amount: string, bound: string): boolean => {
  const value = parseMinor(amount, DECIMALS)
  return (value < 0n ? -value : value) > parseMinor(bound, DECIMALS)
}
