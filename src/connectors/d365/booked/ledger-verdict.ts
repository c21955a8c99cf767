import { foldKeyText } from '../../../model/natural-key.ts'
import type { IntendedAmount, LedgerIntent } from './intent.ts'

/** One entry of the general ledger; minor units, a debit is positive. */
export interface LedgerAmount {
  /** Main account and dimension values, blank ones left out. */
  readonly segments: readonly string[]
  readonly minor: bigint
}

/**
 * `equal`: every amount that was sent, and the vendor's balance. `beside`: the same, and entries on other
 * accounts that add up to nothing. `otherwise`: anything else; `what` says it.
 */
export type LedgerVerdict =
  | { readonly kind: 'equal' | 'beside' }
  | { readonly kind: 'otherwise'; readonly account: string; readonly missing: bigint }

/**
 * Compares a voucher with its intent. The order of the segments is not: the ledger writes them as the account
 * structure has them, which need not be the format for integrations (contract 3.10, 4.3). Entries may be more
 * or fewer than lines, because D365 sums them up; so the amounts are counted per account and dimensions.
 */
export const judgeLedger = (intent: LedgerIntent, entries: readonly LedgerAmount[]): LedgerVerdict => {
  const left = netted(entries.map(({ segments, minor }) => ({ values: segments.map(foldKeyText), minor })))
  const wanted = netted(intent.accounts.map((each) => ({ values: namesOf(each), minor: each.minor })))
  // The most particular first: a line without dimensions would take what another one names.
  for (const each of wanted.toSorted((one, other) => other.values.length - one.values.length)) {
    const missing = take(left, each)
    if (missing !== 0n) return { kind: 'otherwise', account: each.values.join(' '), missing }
  }
  const rest = left.filter(({ minor }) => minor !== 0n)
  const over = rest.reduce((sum, { minor }) => sum + minor, 0n) - intent.vendor
  if (over !== 0n) return { kind: 'otherwise', account: '', missing: -over }
  if (rest.length <= (intent.vendor === 0n ? 0 : 1)) return { kind: 'equal' }
  const balance = rest.find(({ minor }) => minor === intent.vendor)
  if (balance === undefined && intent.vendor !== 0n) return { kind: 'otherwise', account: '', missing: 0n }
  const ours = rest.find(({ values }) => intent.accounts.some(({ account }) => values.includes(foldKeyText(account))))
  if (ours === undefined) return { kind: 'beside' }
  return { kind: 'otherwise', account: ours.values.join(' '), missing: -ours.minor }
}

interface Net {
  readonly values: readonly string[]
  minor: bigint
}

const namesOf = ({ account, values }: IntendedAmount): readonly string[] => [account, ...values].map(foldKeyText)

/** Amounts of the same account and dimensions in one; those that cancel out are left out. */
const netted = (amounts: readonly Net[]): Net[] => {
  const nets = new Map<string, Net>()
  for (const { values, minor } of amounts) {
    const key = values.join('\u001f')
    const net = nets.get(key)
    if (net) net.minor += minor
    else nets.set(key, { values, minor })
  }
  return [...nets.values()].filter(({ minor }) => minor !== 0n)
}

/** Takes an amount out of the entries that carry its account and values; answers what they lack. */
const take = (left: readonly Net[], { values, minor }: Net): bigint => {
  let missing = minor
  const carrying = left.filter((net) => net.minor < 0n === minor < 0n && carries(net.values, values))
  for (const net of carrying.toSorted((one, other) => one.values.length - other.values.length)) {
    const part = size(net.minor) < size(missing) ? net.minor : missing
    net.minor -= part
    missing -= part
  }
  return missing
}

/** Whether each wanted value is there, as often as it is wanted. */
const carries = (values: readonly string[], wanted: readonly string[]): boolean => {
  const free = [...values]
  return wanted.every((value) => {
    const at = free.indexOf(value)
    if (at >= 0) free.splice(at, 1)
    return at >= 0
  })
}

const size = (minor: bigint): bigint => (minor < 0n ? -minor : minor)
