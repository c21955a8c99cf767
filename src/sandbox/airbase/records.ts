/** A named object of the ERP as Airbase shows it; the reference is empty when the ERP does not know it. */
export interface NamedReference {
  readonly erp_reference_id: string
  readonly name: string
}

/** A currency as entries show it. */
export interface EntryCurrency {
  readonly erp_reference_id: string
  readonly iso_code: string
}

/** Decimal text without fixed decimals, and its currency. */
export interface EntryMoney {
  readonly amount: string
  readonly currency: EntryCurrency
}

/** The four money views of an entry. */
export interface EntryAmounts {
  readonly amount: EntryMoney
  readonly transaction_amount: EntryMoney
  readonly settlement_amount: EntryMoney | null
  readonly subsidiary_amount: EntryMoney | null
}

/** A tag on an entry or on one of its lines. */
export interface EntryTag {
  readonly erp_reference_id: string
  readonly type_label: string
  readonly name: string
}

/** The vendor as entries show it. */
export interface EntryVendor {
  readonly id: string
  readonly airbase_id: string
  readonly name: string
  /** Empty when the vendor is not linked to the ERP. */
  readonly erp_reference_id: string
  readonly created_in_platform: boolean
  readonly created_in_airbase: boolean
}

/** The earlier entry that a payment settles. */
export interface AppliedTo {
  readonly id: string
  readonly airbase_id: string
  readonly transaction_type: string
}

/** One line of `expense_list`. */
export interface EntryLine {
  readonly line_number: number
  readonly receipt_link: string | null
  readonly account: NamedReference
  readonly amount: string
  readonly tags: readonly EntryTag[]
  readonly description: string | null
  readonly amortization_start_date: string | null
  readonly amortization_end_date: string | null
}

/** The only kind of document that Airbase hands out, field by field in the vendor's order. */
export interface LedgerEntry {
  readonly id: string
  readonly airbase_id: string
  readonly erp_reference_id: string | null
  readonly erp_url: string | null
  readonly url: string
  readonly airbase_url: string
  readonly type: string
  readonly status: string
  readonly error_message: string
  readonly spend_owner: { readonly name: string; readonly email: string } | null
  readonly subsidiary: NamedReference | null
  readonly credit_mode: string
  readonly vendor: EntryVendor | null
  readonly employee: { readonly name: string; readonly email: string } | null
  readonly invoice_number: string | null
  readonly bank_account: NamedReference | null
  readonly ap_account: NamedReference | null
  readonly applied_to: readonly AppliedTo[] | null
  readonly receipt_link: string | null
  readonly entry_date: string
  readonly payment_entry_date: string | null
  readonly currency: EntryCurrency
  readonly total_amount: string
  readonly transaction_tags: readonly EntryTag[]
  readonly notes: string | null
  readonly is_amortized: boolean
  readonly amortization_account: NamedReference | null
  readonly amortization_start_date: string | null
  readonly amortization_end_date: string | null
  readonly expense_list: readonly EntryLine[]
  readonly amounts: EntryAmounts
}

/** What every reference object has; Airbase knows it by `airbase_id`, the ERP by `erp_reference_id`. */
export interface ReferenceRecord {
  readonly id: string
  readonly airbase_id: string
  readonly erp_reference_id: string
}

/** A link from reference data to a subsidiary. */
export interface SubsidiaryLink {
  readonly airbase_id: string
  readonly erp_reference_id: string
}

/** `GET /vendors/`, one row. */
export interface VendorRecord extends ReferenceRecord {
  readonly erp_parent_reference_id: string | null
  readonly name: string
  readonly is_active: boolean
  readonly email: string | null
  readonly subsidiary_reference_ids: readonly SubsidiaryLink[]
}

/** `GET /accounts/`, one row. */
export interface AccountRecord extends ReferenceRecord {
  readonly name: string
  readonly account_number: string
  readonly type: string
  /** Empty when unknown, never null. */
  readonly category: string
  readonly is_active: boolean
  readonly subsidiary_reference_ids: readonly SubsidiaryLink[]
  readonly erp_currency_reference_id: string | null
}

/** `GET /tags/`, one row. */
export interface TagRecord extends ReferenceRecord {
  readonly name: string
  readonly type_label: string
  readonly is_active: boolean
  readonly subsidiary_reference_ids: readonly SubsidiaryLink[]
}

/** `GET /subsidiaries/`, one row. */
export interface SubsidiaryRecord extends ReferenceRecord {
  readonly name: string
  /** Country of the entity's address. */
  readonly iso_code: string
  readonly erp_currency_reference_id: string
}

/** `GET /currencies/`, one row; the reference is blank on rows that Airbase made from transactions. */
export interface CurrencyRecord extends ReferenceRecord {
  readonly iso_code: string
}

/** Reference tables by the name they have in a path. */
export interface ReferenceTables {
  readonly vendors: VendorRecord
  readonly accounts: AccountRecord
  readonly tags: TagRecord
  readonly subsidiaries: SubsidiaryRecord
  readonly currencies: CurrencyRecord
}

/** The name of a reference table. */
export type ReferenceKind = keyof ReferenceTables

/** What is in Airbase when the simulation starts. */
export type AirbaseSeed = {
  readonly [K in ReferenceKind]?: readonly ReferenceTables[K][]
} & { readonly ledger_entries?: Iterable<LedgerEntry> }
