import { isObject } from './call.ts'
import type { AirbaseSettings } from './options.ts'
import type { ReferenceKind } from './records.ts'
import type { ReferenceStore } from './reference-store.ts'

/** How one writable field is checked and what it is worth when a create leaves it out. */
interface Field {
  readonly required: boolean
  readonly fallback: unknown
  readonly problem: (value: unknown, context: FieldContext) => string | undefined
}

/** What the checks may look at. */
export interface FieldContext {
  readonly store: ReferenceStore
  readonly settings: AirbaseSettings
}

/** The vendor's words for a reference that it cannot resolve. */
export const entityNotFound = 'Entity not found'

const words = (maxLength: number) => (value: unknown) => {
  if (value === null) return 'This field may not be null.'
  if (typeof value !== 'string') return 'Not a valid string.'
  if (value.trim() === '') return 'This field may not be blank.'
  if (value.length > maxLength) return `Ensure this field has no more than ${maxLength} characters.`
  return undefined
}

const wordsOrEmpty = (value: unknown) => (value === '' ? undefined : words(255)(value))
const flag = (value: unknown) => (typeof value === 'boolean' ? undefined : 'Must be a valid boolean.')
const matching = (pattern: RegExp) => (value: unknown) =>
  words(255)(value) ?? (pattern.test(String(value)) ? undefined : `"${String(value)}" is not a valid choice.`)

const accountType = (value: unknown, { settings }: FieldContext) => {
  const allowed = settings.accountTypes
  if (allowed && !allowed.includes(String(value))) return `"${String(value)}" is not a valid choice.`
  return words(64)(value)
}

const currencyReference = (value: unknown, { store }: FieldContext) =>
  words(255)(value) ?? (store.currencies.withReference(String(value)).length > 0 ? undefined : entityNotFound)

const optionalCurrency = (value: unknown, context: FieldContext) =>
  value === null ? undefined : currencyReference(value, context)

function subsidiaryLinks(value: unknown, { store }: FieldContext): string | undefined {
  if (!Array.isArray(value)) return 'Expected a list of items.'
  for (const link of value) {
    if (!isObject(link)) return 'Invalid data. Expected a dictionary.'
    const { airbase_id: airbaseId, erp_reference_id: reference } = link
    if (typeof airbaseId !== 'string' || airbaseId === '') return 'airbase_id: This field is required.'
    const subsidiary = store.subsidiaries.find(airbaseId)
    if (!subsidiary) return entityNotFound
    if (reference !== undefined && reference !== subsidiary.erp_reference_id) return entityNotFound
  }
  return undefined
}

const required = (problem: Field['problem']): Field => ({ required: true, fallback: undefined, problem })
const optional = (problem: Field['problem'], fallback: unknown): Field => ({
  required: false,
  fallback,
  problem,
})

const name = required(words(255))
const reference = required(words(255))
const active = optional(flag, true)
const subsidiaries = optional(subsidiaryLinks, [])

/** The write payloads of the contract, table by table. */
export const fieldsOf: Readonly<Record<ReferenceKind, Readonly<Record<string, Field>>>> = {
  vendors: { name, erp_reference_id: reference, is_active: active, subsidiary_reference_ids: subsidiaries },
  accounts: {
    name,
    erp_reference_id: reference,
    account_number: required(words(255)),
    type: required(accountType),
    category: optional(wordsOrEmpty, ''),
    is_active: active,
    subsidiary_reference_ids: subsidiaries,
    erp_currency_reference_id: optional(optionalCurrency, null),
  },
  tags: {
    name,
    erp_reference_id: reference,
    type_label: required(words(255)),
    is_active: active,
    subsidiary_reference_ids: subsidiaries,
  },
  subsidiaries: {
    name,
    erp_reference_id: reference,
    iso_code: required(matching(/^[A-Z]{2,3}$/)),
    erp_currency_reference_id: required(currencyReference),
  },
  currencies: { erp_reference_id: reference, iso_code: required(matching(/^[A-Z]{3}$/)) },
}

/** Fields that only the vendor fills in. */
export const readOnlyDefaults: Readonly<Record<ReferenceKind, Readonly<Record<string, unknown>>>> = {
  vendors: { erp_parent_reference_id: null, email: null },
  accounts: {},
  tags: {},
  subsidiaries: {},
  currencies: {},
}

/** Everything that is wrong with a payload, by field; a create must name the required fields. */
export function problemsOf(
  kind: ReferenceKind,
  body: Readonly<Record<string, unknown>>,
  creating: boolean,
  context: FieldContext,
): Record<string, string[]> {
  const errors: Record<string, string[]> = {}
  for (const [field, rule] of Object.entries(fieldsOf[kind])) {
    const value = body[field]
    if (value === undefined) {
      if (creating && rule.required) errors[field] = ['This field is required.']
      continue
    }
    const problem = rule.problem(value, context)
    if (problem !== undefined) errors[field] = [problem]
  }
  return errors
}
