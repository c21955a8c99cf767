import { assert } from '../../../lib/assert.ts'
import type { JsonObject } from '../../../lib/json.ts'
import type { DimensionFormats } from '../formats.ts'
import type { JournalForm } from '../settings.ts'
import type { Row } from '../wire.ts'

/** What a payment settles, beside its journal line. */
export interface SettlementBody {
  readonly invoice: string
  readonly company: string
  readonly account: string
  /** Amount of the settlement in the invoice's currency, as the JSON number that is sent. */
  readonly amount: number
}

/** The exact body of a document that is written as journal lines; frozen with its intent. */
export interface JournalBody {
  readonly version: 1
  readonly form: JournalForm
  readonly trace: string
  /** `dataAreaId`, lower case. */
  readonly company: string
  readonly journalName: string
  readonly currency: string
  readonly decimals: number
  readonly postingDate: string
  /** Last day of its fiscal year; null when the ledger has no period of that date, absent in older intents. */
  readonly yearEnd?: string | null
  /**
   * Minor units as text: of an invoice its signed total, of a payment its amount, of a voucher its debits.
   */
  readonly total: string
  /** Vendor that is billed or paid; null for ledger vouchers. */
  readonly account: string | null
  /** Supplier's invoice number or payment number; null for ledger vouchers. */
  readonly number: string | null
  readonly invoiceDate: string | null
  /** The formats that the account strings were built for. */
  readonly formats: DimensionFormats
  /** Fields of each line, without company, journal number and line number. */
  readonly lines: readonly Row[]
  readonly settlement: SettlementBody | null
}

/** The body of an intent, typed again. */
export const readJournalBody = (body: JsonObject): JournalBody => {
  assert(
    body['version'] === 1 && Array.isArray(body['lines']),
    'the body of an intent is a journal body of version 1',
  )
  return body as unknown as JournalBody
}

/** The body as JSON. */
export const journalJson = (body: JournalBody): JsonObject => body as unknown as JsonObject
