import type { Json, JsonObject } from '../lib/json.ts'
import { isSecretName } from '../lib/redact.ts'

const MASK = '***'

/** Fields that name or describe people, in any spelling: `Name`, `spend_owner`, `vendorName`, `notes`. */
const PERSONAL_FIELDS: readonly RegExp[] = [
  /(^|_)(e_?mail|phone|mobile|fax|address|street|city|zip|postal_code)(_|$)/,
  /(^|_)(first|last|given|family|middle|full|display|user)_?names?$/,
  /(^|_)(vendor|supplier|employee|person|payee|holder|contact|owner)_?names?$/,
  /^(name|login|initials)$/,
  /(^|_)(owner|submitter|requester|approver|employee|cardholder|created_by|updated_by|contact|payee)$/,
  /(^|_)(notes?|memo|description|comments?|text|txt|remarks?|purpose|reason_text)$/,
]

/** Bank data, which is never shown. */
const BANK_FIELDS: readonly RegExp[] = [
  /(^|_)(iban|bic|swift|routing|sort_code|card_number|pan)(_|$)/,
  /bank_account_(number|no)$/,
]

const EMAIL = /[^\s@<>"']+@[^\s@<>"']+\.[^\s@<>"']+/

/** A copy in which personal data is `***`, unless it may be shown; bank data and secrets always are. */
export const maskPersonal = (value: JsonObject, personal: boolean): JsonObject => maskObject(value, personal)

const maskObject = (value: JsonObject, personal: boolean): JsonObject =>
  Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) =>
      inner === undefined ? [] : [[name, maskField(name, inner, personal)]],
    ),
  )

const maskField = (name: string, value: Json, personal: boolean): Json => {
  const words = wordsOf(name)
  if (isSecretName(name) || BANK_FIELDS.some((field) => field.test(words))) return maskAll(value)
  if (!personal && PERSONAL_FIELDS.some((field) => field.test(words))) return maskAll(value)
  return maskInside(value, personal)
}

const maskInside = (value: Json, personal: boolean): Json => {
  if (typeof value === 'string') return !personal && EMAIL.test(value) ? MASK : value
  if (isList(value)) return value.map((item) => maskInside(item, personal))
  return isObject(value) ? maskObject(value, personal) : value
}

/** Everything below such a field; what is empty says nothing and stays. */
const maskAll = (value: Json): Json => {
  if (value === null || value === '' || typeof value === 'boolean') return value
  if (isList(value)) return value.map(maskAll)
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, maskAll(inner ?? null)]))
  return MASK
}

/** `VendorInvoiceName`, `vendor-invoice name` → `vendor_invoice_name`. */
const wordsOf = (name: string): string =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase()

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)
const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !isList(value)
