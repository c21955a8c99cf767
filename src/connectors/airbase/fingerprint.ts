import type { Fingerprint } from '../../contract/source.ts'
import type { Json, JsonObject } from '../../lib/json.ts'
import { sha256Hex } from '../../lib/hash.ts'
import { dayOf } from './dates.ts'
import {
  plainDecimal,
  type WireEntry,
  type WireLine,
  type WireMoney,
  type WireReference,
} from './entry-schema.ts'

/**
 * Raise it with every change of the fields below: a new version re-stamps quietly where the core is equal.
 */
const VERSION = 2

/**
 * Hash over what a bookkeeper would call the document: no URLs, notes, statuses or times of day. `taken` is
 * the amount that the kind's money view chose; the other views move with rates and payments and are left out.
 */
export const fingerprintOf = (entry: WireEntry, taken: WireMoney | null): Fingerprint => {
  const core = [
    partyOf(entry),
    entry.invoice_number ?? '',
    entry.currency.iso_code,
    plainDecimal(entry.total_amount),
  ]
  const fields = [
    ...core,
    dayOf(entry.entry_date),
    entry.spend_owner?.email ?? '',
    entry.employee?.email ?? '',
    // They choose the kind and the clearing account.
    entry.type,
    entry.credit_mode ?? '',
    taken === null ? '' : plainDecimal(taken.amount),
    taken?.currency.iso_code ?? '',
    codeOf(entry.subsidiary),
    codeOf(entry.bank_account),
    codeOf(entry.ap_account),
    entry.is_amortized === true,
    codeOf(entry.amortization_account),
    dayOf(entry.amortization_start_date),
    dayOf(entry.amortization_end_date),
    (entry.applied_to ?? []).map((applied) => applied.airbase_id),
    entry.expense_list
      .toSorted((a, b) => a.line_number - b.line_number)
      .map((line) => lineFields(entry, line)),
  ]
  return { version: VERSION, hash: sha256Hex(JSON.stringify(fields)), core: sha256Hex(JSON.stringify(core)) }
}

const lineFields = (entry: WireEntry, line: WireLine): readonly Json[] => [
  line.line_number,
  codeOf(line.account),
  plainDecimal(line.amount),
  tagFields(entry, line),
  dayOf(line.amortization_start_date),
  dayOf(line.amortization_end_date),
]

/**
 * The tags that count for the line, in no order; one that stands there twice counts once. Where a level contradicts
 * itself, both values are here: leaving one of them is a change.
 */
const tagFields = (entry: WireEntry, line: WireLine): readonly Json[] => {
  const own = new Set(line.tags.map((tag) => tag.type_label))
  const tags = [...entry.transaction_tags.filter((tag) => !own.has(tag.type_label)), ...line.tags]
  return [...new Set(tags.map((tag) => JSON.stringify([tag.type_label, codeOf(tag)])))].toSorted()
}

/** The ledger's own key of the supplier; of a supplier that is not linked, Airbase's. */
const partyOf = ({ vendor }: WireEntry): string => {
  if (vendor === null) return ''
  return vendor.erp_reference_id || unlinked(vendor.airbase_id ?? vendor.name)
}

/** A renamed account is no change of a document, a name without a code is all there is. */
const codeOf = (reference: WireReference | null | undefined): string =>
  reference == null ? '' : reference.erp_reference_id || unlinked(reference.name)

const unlinked = (name: string | null): string => `name:${name ?? ''}`

/** Fields that change without the document changing. */
const RESTLESS = new Set(['airbase_url', 'status', 'notes'])

/** For a record whose fields have not their shape: any change of it is a change. */
export const fingerprintOfUnreadable = (content: JsonObject): Fingerprint => {
  const fields = Object.entries(content).filter(([name]) => !RESTLESS.has(name))
  const hash = sha256Hex(JSON.stringify(fields.toSorted(([a], [b]) => (a < b ? -1 : 1))))
  return { version: VERSION, hash, core: hash }
}
