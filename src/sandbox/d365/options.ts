import type { Clock } from '../../lib/clock.ts'
import type { JsonObject } from '../../lib/json.ts'
import type { Random } from '../../lib/random.ts'

/** An app registration in the tenant that is also registered inside the environment. */
export interface D365Client {
  readonly clientId: string
  readonly secret?: string
  readonly certificatePublicKeyPem?: string
  /** The secret has expired: AADSTS7000222. */
  readonly expired?: boolean
}

/** What happens to a posting date in a closed period (AP parameters > Ledger and sales tax [doc]). */
export type PostingDateAdjustment = 'none' | 'today-if-closed' | 'first-open-day' | 'today'

/** Everything that makes one simulated environment. */
export interface D365SandboxOptions {
  /**
   * Rows per entity set in the vendor's words. Names starting with `_` exist only here:
   * `_ProcurementCategories` {hierarchy, name, mainAccount?}, `_ServiceItems` {ItemNumber, Stocked?: 'Yes'},
   * `_PostingProfiles` {dataAreaId, summaryAccount, cashDiscountAccount?},
   * `_TaxRates` {dataAreaId, group, itemGroup, percent, account?}: a pair of groups that bears tax.
   */
  readonly seed: Readonly<Record<string, readonly JsonObject[]>>
  readonly clock: Clock
  readonly random: Random
  readonly tenant: string
  readonly clients: readonly D365Client[]
  /** The origin tokens must be made for, without trailing slash and in lower case [doc]. */
  readonly audience: string
  /** Company of the mapped user: what a query without `cross-company=true` sees [doc]. */
  readonly defaultCompany: string
  /** Rows per page; the vendor's ceiling is 10,000 [doc]. */
  readonly pageSizeMax?: number
  readonly postingDateAdjustment?: PostingDateAdjustment
  readonly tokenLifetimeSeconds?: number
  /**
   * Whether booked journal invoices appear in `VendInvoiceJourBiEntities`; unknown at the vendor, default no.
   */
  readonly journalInvoicesInInvoiceJour?: boolean
  /**
   * `dropped`: `DocumentNum` and `PaymId` of the booked vendor views are blank; the contract names neither
   * among their fields (3.10). Default `kept`.
   */
  readonly referenceInBookedViews?: 'kept' | 'dropped'
  /** Share (0 to 1) of business rejections that answer 500 instead of 400 [seen]; default 0. */
  readonly rejectionsAs500?: number
  /**
   * `dropped`: a non-PO pending line loses its account override without an error [inferred]; default `kept`.
   */
  readonly accountOverrideOnPendingLines?: 'kept' | 'dropped'
  /** How many requests the log keeps; default 10,000. */
  readonly requestLogMax?: number
}
