import type { StoredAmount } from '../contract/document-entry.ts'
import { formatMinor, type Money } from '../model/money.ts'

/** An amount as the trail keeps it. */
export const storedAmount = (money: Money | null): StoredAmount | null =>
  money === null ? null : { amount: formatMinor(money.minor, money.decimals), currency: money.currency }
