import { z } from 'zod'
import type { RawRecord, UnreadableRecord } from '../../contract/source.ts'
import type { JsonObject } from '../../lib/json.ts'
import type { AirbaseContract } from './assumptions.ts'

/** A named object of the ledger; the reference is empty when the ledger does not know it. */
const reference = z.object({ erp_reference_id: z.string().nullable(), name: z.string().nullable() })
const currency = z.object({ iso_code: z.string() })
const money = z.object({ amount: z.string(), currency })
const person = z.object({ name: z.string().nullish(), email: z.string().nullish() })
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null)

const line = (tag: z.ZodType<WireTag>) =>
  z.object({
    line_number: z.int(),
    account: reference.nullable(),
    amount: z.string(),
    tags: z.array(tag),
    description: text,
    amortization_start_date: text,
    amortization_end_date: text,
  })

/** A tag as it is kept: whatever the contract calls the label, here it is `type_label`. */
export interface WireTag {
  readonly type_label: string
  readonly erp_reference_id: string | null
  readonly name: string | null
}

/**
 * The fields of a ledger entry that we use, in the vendor's words (brief 5.1 to 5.3, all seen). Fields that
 * choose the kind may be null but not missing: without `applied_to` a payment would look like an invoice.
 */
export const entrySchema = (contract: Pick<AirbaseContract, 'tag'>) => {
  const label = contract.tag.typeLabelField
  const tag = z.preprocess(
    (value) => (isObject(value) && label in value ? { ...value, type_label: value[label] } : value),
    reference.extend({ type_label: z.string() }),
  ) as z.ZodType<WireTag>
  return z.object({
    airbase_id: z.string().min(1),
    airbase_url: text,
    erp_reference_id: z.string().nullable(),
    type: z.string(),
    status: z.string(),
    spend_owner: person.nullable(),
    // Null in every recorded row, so its shape is not known: what cannot be read counts as nothing.
    employee: person.nullish().catch(null),
    subsidiary: reference.nullable(),
    credit_mode: text,
    vendor: reference.extend({ airbase_id: z.string().nullish() }).nullable(),
    invoice_number: z.string().nullable(),
    bank_account: reference.nullable(),
    ap_account: reference.nullable(),
    applied_to: z.array(z.object({ airbase_id: z.string() })).nullable(),
    entry_date: z.string(),
    currency,
    total_amount: z.string(),
    transaction_tags: z.array(tag),
    notes: text,
    // A stored record of an earlier release has no such field.
    is_amortized: z.boolean().nullish(),
    amortization_account: reference.nullish(),
    amortization_start_date: text,
    amortization_end_date: text,
    expense_list: z.array(line(tag)),
    amounts: z.object({
      amount: money,
      transaction_amount: money,
      settlement_amount: money.nullable(),
      subsidiary_amount: money.nullable(),
    }),
  })
}
export type EntrySchema = ReturnType<typeof entrySchema>
/** A ledger entry with the fields that we use. */
export type WireEntry = z.output<EntrySchema>
export type WireLine = WireEntry['expense_list'][number]
export type WireReference = z.output<typeof reference>
export type WireMoney = z.output<typeof money>

/**
 * Takes one row of the list apart: what we use of it, or the row's own fields where they have not their
 * shape (the document then says what is wrong). Only a row without an id cannot be handed on.
 */
export const toRecord = (row: unknown, schema: EntrySchema): RawRecord | UnreadableRecord => {
  const id = isObject(row) ? row['airbase_id'] : undefined
  if (!isObject(row) || typeof id !== 'string' || id === '') return { unreadable: withoutId(row) }
  const parsed = schema.safeParse(row)
  return { ref: id, content: (parsed.success ? parsed.data : known(row, schema)) as JsonObject }
}

/** The fields of a row that we know by name, as they came; the row comes from JSON, so they are JSON. */
const known = (row: Readonly<Record<string, unknown>>, schema: EntrySchema): Record<string, unknown> =>
  Object.fromEntries(Object.keys(schema.shape).flatMap((name) => (name in row ? [[name, row[name]]] : [])))

const withoutId = (row: unknown) => ({
  code: 'RECORD_WITHOUT_ID',
  field: 'airbase_id',
  value: isObject(row) ? String(row['airbase_id'] ?? '') : typeof row,
  message: 'A ledger entry of Airbase has no airbase_id.',
  remedy: 'Ask Airbase support; without an id it can be neither recorded nor acknowledged.',
})

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** True of a decimal text that is zero. */
export const isZero = (amount: string): boolean => /^[+-]?0+(\.0+)?$/.test(amount.trim())

/** `5` of `5.00` and `+05`: equal amounts as equal text. What is no decimal stays as it is. */
export const plainDecimal = (amount: string): string => {
  const match = /^([+-]?)0*(\d+?)(?:\.(\d*?)0*)?$/.exec(amount.trim())
  if (!match) return amount.trim()
  const [, sign, whole = '', fraction = ''] = match
  const digits = fraction === '' ? whole : `${whole}.${fraction}`
  return sign === '-' && digits !== '0' ? `-${digits}` : digits
}
