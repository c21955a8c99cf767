import { rejected } from '../failure.ts'
import type { EntitySet } from '../schema/entity-set.ts'
import type { System } from '../system.ts'
import { type Row, readText, type Table } from '../table.ts'
import type { Values } from './set-rules.ts'

/** The refusal of a second row with the same key: it arrives as an Info text [seen]. */
export const checkNoDuplicate = (table: Table, values: Values, label: string): void => {
  if (!table.find(values)) return
  const key = table.set.keys.map((part) => `${part.name}: ${String(values[part.name] ?? '')}`).join(', ')
  throw rejected(
    table.set.entity,
    `Info: Cannot create a record in ${label}. ${key}. The record already exists`,
    `Warning: validateWrite failed on data source '${table.set.entity}Entity'`,
  )
}

/** Refuses the write unless every named field has a value. */
export const checkFilled = (set: EntitySet, values: Values, names: readonly string[]): void => {
  for (const name of names) {
    if (values[name] !== undefined && values[name] !== '') continue
    throw rejected(
      set.entity,
      `Warning: Field '${name}' must be filled in`,
      `Warning: validateField failed on field '${set.entity}Entity.${name}'`,
    )
  }
}

/** Refuses a change of fields that only the server writes. */
export const checkNotReadOnly = (
  system: System,
  set: EntitySet,
  values: Values,
  names: readonly string[],
): void => {
  const name = names.find((candidate) => candidate in values)
  if (!name) return
  system.watch.record('read-only-property', `${set.name}.${name}`)
  throw rejected(set.entity, `Warning: Field '${name}' cannot be edited`)
}

/** Refuses a change of the row's key. */
export const checkKeyKept = (set: EntitySet, row: Row, changes: Values): void => {
  for (const key of set.keys) {
    if (!(key.name in changes) || String(changes[key.name]) === String(row.values[key.name] ?? key.unset))
      continue
    throw rejected(set.entity, `Warning: Field '${key.name}' cannot be edited`)
  }
}

/** The vendor hold that stops a journal family, besides All. */
export const holdThatStops = {
  'invoice-journal': 'Invoice',
  'payment-journal': 'Payment',
  'general-journal': 'All',
} as const

/** Refuses a vendor whose hold stops this kind of document: Invoice and All, or Payment and All. */
export const checkVendorHold = (
  vendor: Row | undefined,
  stopped: 'Invoice' | 'Payment' | 'All',
  entity: string,
): void => {
  const hold = vendor ? readText(vendor, 'OnHoldStatus') : ''
  if (hold !== 'All' && hold !== stopped) return
  const account = vendor ? readText(vendor, 'VendorAccountNumber') : ''
  throw rejected(entity, `Warning: Vendor account ${account} is on hold for ${hold}`)
}
