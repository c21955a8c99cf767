import type { Json } from '../../../lib/json.ts'
import { bookedSets } from './booked-sets.ts'
import type { SetDeclaration } from './declaration.ts'
import { dimensionSets } from './dimension-sets.ts'
import { enumSymbols } from './enums.ts'
import { journalSets } from './journal-sets.ts'
import { ledgerSets } from './ledger-sets.ts'
import { lengthMaxOf } from './lengths.ts'
import { pendingSets } from './pending-sets.ts'
import { purchaseSets } from './purchase-sets.ts'
import { supplierSets } from './supplier-sets.ts'

/** What a property holds; `Date` has no time of day, `Moment` has. */
export type PropertyType =
  'String' | 'Decimal' | 'Int' | 'Date' | 'Moment' | 'Boolean' | 'Guid' | 'Binary' | 'Enum'

/** One property of an entity set. */
export interface Property {
  readonly name: string
  readonly type: PropertyType
  readonly enumType?: string
  /** Known symbols; absent when the vendor's list is longer than ours. */
  readonly symbols?: readonly string[]
  /** What an unset property reads back as: "" for text, 1900 for dates, the zero member for enums [seen]. */
  readonly unset: Json
  /** Longer text is cut to this without an error [doc]. */
  readonly lengthMax?: number
}

/** One public entity set. */
export interface EntitySet {
  readonly name: string
  readonly entity: string
  readonly keys: readonly Property[]
  readonly properties: ReadonlyMap<string, Property>
  /** Rows belong to one company and are hidden from other companies' queries. */
  readonly companyScoped: boolean
}

/** `No date` of a date field, and of a field with a time [seen]. */
export const unsetDate = '1900-01-01T12:00:00Z'
const unsetMoment = '1900-01-01T00:00:00Z'

/**
 * Fields that this customer's environment adds to every entity: unknown names are normal in the field [seen].
 */
const customFields = { String: 'CTSApprovalRoute CTSExternalNote', NoYes: 'CTSReviewed' }

const declarations: Readonly<Record<string, SetDeclaration>> = {
  ...pendingSets,
  ...journalSets,
  ...bookedSets,
  ...ledgerSets,
  ...dimensionSets,
  ...supplierSets,
  ...purchaseSets,
}

/** Names of all public entity sets, as the service document lists them. */
export const entitySetNames: readonly string[] = Object.keys(declarations).sort()

const parsed = new Map<string, EntitySet>()

/** The entity set of that exact name (names are case-sensitive [seen]), or nothing. */
export const findEntitySet = (name: string): EntitySet | undefined => {
  const known = parsed.get(name)
  if (known || !Object.hasOwn(declarations, name)) return known
  const declaration = declarations[name]
  if (!declaration) return undefined
  const set = parseDeclaration(name, declaration)
  parsed.set(name, set)
  return set
}

const parseDeclaration = (name: string, declaration: SetDeclaration): EntitySet => {
  const properties = new Map<string, Property>()
  for (const part of [declaration.properties, customFields]) {
    for (const [type, names] of Object.entries(part)) {
      for (const property of words(names)) properties.set(property, toProperty(property, type))
    }
  }
  const keys = words(declaration.keys).map((key) => properties.get(key) ?? toProperty(key, 'String'))
  return { name, entity: declaration.entity, keys, properties, companyScoped: properties.has('dataAreaId') }
}

const words = (text: string): string[] => text.split(/\s+/).filter(Boolean)

const plainTypes: Readonly<Record<string, Property['unset']>> = {
  String: '',
  Decimal: 0,
  Int: 0,
  Boolean: false,
  Guid: '00000000-0000-0000-0000-000000000000',
  Binary: null,
}

const toProperty = (name: string, type: string): Property => {
  if (type === 'Date') {
    const moment = /DateTime$|ValidFrom$|ValidTo$|^CreatedOn$/.test(name)
    return moment ? { name, type: 'Moment', unset: unsetMoment } : { name, type: 'Date', unset: unsetDate }
  }
  if (Object.hasOwn(plainTypes, type)) {
    const lengthMax = type === 'String' ? lengthMaxOf(name) : undefined
    const plain = { name, type: type as PropertyType, unset: plainTypes[type] ?? null }
    return lengthMax === undefined ? plain : { ...plain, lengthMax }
  }
  const symbols = words(enumSymbols[type] ?? '')
  const open = symbols.length === 0 || symbols.at(-1) === '…'
  const enumeration = { name, type: 'Enum' as const, enumType: type, unset: symbols[0] ?? null }
  return open ? enumeration : { ...enumeration, symbols }
}
