import type { SpendKind } from '../../model/spend.ts'
import { isZero, type WireEntry } from './entry-schema.ts'
import type { AirbaseSettings } from './settings.ts'

type ClassifySettings = Pick<AirbaseSettings, 'kinds' | 'contract'>

/** Kind by shape, then by the customer's words for `type`; `other` where neither knows it. */
export const kindOf = (entry: WireEntry, settings: ClassifySettings): SpendKind => {
  const byShape = kindByShape(entry, settings)
  const byType = kindByType(entry, settings)
  return (settings.contract.typeFirst ? (byType ?? byShape) : (byShape ?? byType)) ?? 'other'
}

/**
 * Kind of an entry by its shape, first match wins (brief 5.4); null when no rule knows it. The vocabulary of
 * `type` is not public, the shapes were recorded.
 */
const kindByShape = (entry: WireEntry, settings: ClassifySettings): SpendKind | null => {
  if (entry.applied_to !== null && entry.applied_to.length > 0) return 'settlement'
  if (entry.ap_account !== null) return isSuppliers(entry, settings) ? 'bill' : 'reimbursement'
  if (entry.bank_account !== null) return 'card'
  // A voided transfer has two zero lines; it stays a transfer, so that its change is seen as one.
  const twoLines = entry.expense_list.length === 2
  return twoLines && entry.expense_list.some((line) => isZero(line.amount)) ? 'transfer' : null
}

/**
 * What is owed to a supplier has a number. One whose number is missing must not be taken for an expense of the
 * person who spent it: the word decides, the customer's own before ours; without one, a vendor that the ledger
 * knows is a supplier. Such a bill waits for its number.
 */
const isSuppliers = (entry: WireEntry, settings: ClassifySettings): boolean => {
  if (hasText(entry.invoice_number)) return true
  const byType = kindByType(entry, settings)
  if (byType === 'bill' || byType === 'reimbursement') return byType === 'bill'
  const { bill, reimbursement } = settings.contract.words
  if (bill.includes(entry.type) || reimbursement.includes(entry.type)) return bill.includes(entry.type)
  return hasText(entry.vendor?.erp_reference_id ?? null)
}

const kindByType = ({ type }: WireEntry, { kinds }: ClassifySettings): SpendKind | null =>
  Object.hasOwn(kinds, type) ? (kinds[type] ?? null) : null

const hasText = (value: string | null): boolean => value !== null && value.trim() !== ''
