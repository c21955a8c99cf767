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
  /** Decimals of each currency, as its amounts are written. */
  readonly #decimals = new Map<string, number>()

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
    for (const [currency, sum] of other.#sums) {
      this.#sums.set(currency, (this.#sums.get(currency) ?? 0n) + sum)
      this.#decimals.set(currency, Math.max(this.#decimals.get(currency) ?? 0, other.#decimals.get(currency) ?? 0))
    }
    return this
  }

  /** Sum of one currency as decimal text. */
  sumOf(currency: string): string {
    const decimals = this.#decimals.get(currency) ?? 0
    return formatMinor((this.#sums.get(currency) ?? 0n) / 10n ** BigInt(DECIMALS - decimals), decimals)
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
    const decimals = amount.amount.split('.')[1]?.length ?? 0
    this.#decimals.set(amount.currency, Math.max(this.#decimals.get(amount.currency) ?? 0, decimals))
    return this
  }
}

/** Compares two decimal texts. */
export const exceeds = (amount: string, bound: string): boolean => {
  const value = parseMinor(amount, DECIMALS)
  return (value < 0n ? -value : value) > parseMinor(bound, DECIMALS)
}
