import type { SpendKind } from '../../model/spend.ts'
import { isZero, type WireEntry } from './entry-schema.ts'
import type { AirbaseSettings } from './settings.ts'

/**
 * Kind of an entry by its shape, first match wins (brief 5.4); null when no rule knows it. The vocabulary of
 * `type` is not public, the shapes were recorded.
 */
export const kindByShape = (entry: WireEntry): SpendKind | null => {
  if (entry.applied_to !== null && entry.applied_to.length > 0) return 'settlement'
  if (entry.ap_account !== null) return hasText(entry.invoice_number) ? 'bill' : 'reimbursement'
  if (entry.bank_account !== null) return 'card'
  // A voided transfer has two zero lines; it stays a transfer, so that its change is seen as one.
  const twoLines = entry.expense_list.length === 2
  return twoLines && entry.expense_list.some((line) => isZero(line.amount)) ? 'transfer' : null
}

/** Kind by shape, then by the customer's words for `type`; `other` where neither knows it. */
export const kindOf = (
  entry: WireEntry,
  settings: Pick<AirbaseSettings, 'kinds' | 'contract'>,
): SpendKind => {
  const byShape = kindByShape(entry)
  const byType = Object.hasOwn(settings.kinds, entry.type) ? (settings.kinds[entry.type] ?? null) : null
  return (settings.contract.typeFirst ? (byType ?? byShape) : (byShape ?? byType)) ?? 'other'
}

const hasText = (value: string | null): boolean => value !== null && value.trim() !== ''
