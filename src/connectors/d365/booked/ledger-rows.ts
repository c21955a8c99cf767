import { splitSegments } from '../dimensions.ts'
import { readEntryHeaders } from '../journal/ledger.ts'
import type { JournalKit } from '../journal/kit.ts'
import { anyOf, chunksOf } from '../odata.ts'
import { isYes, minorOf, numberOf, sameText, textOf, type Row } from '../wire.ts'
import type { LedgerAmount } from './ledger-verdict.ts'

/** Entries of the general ledger by voucher; voucher numbers are of one company. */
export interface LedgerRows {
  readonly company: string
  readonly headers: readonly Row[]
  readonly amounts: readonly Row[]
}

/** Reads what the general ledger holds under these vouchers, 20 to a request (contract 3.10). */
export const readLedgerRows = async (
  kit: JournalKit,
  company: string,
  vouchers: readonly string[],
): Promise<LedgerRows> => {
  const headers = (await readEntryHeaders(kit.api, 'SubledgerVoucher', vouchers)).filter((row) =>
    sameText(textOf(row, 'SubledgerVoucherDataAreaId'), company),
  )
  const keys = headers.map((row) => String(numberOf(row, 'SourceKey') ?? 0))
  const chunks = await Promise.all(
    chunksOf(keys).map((chunk) =>
      kit.api.rows('GeneralJournalAccountEntryBiEntities', {
        filter: anyOf('GeneralJournalEntry', chunk.map(Number)),
        select: [
          'GeneralJournalEntry',
          'LedgerAccount',
          'TransactionCurrencyCode',
          'TransactionCurrencyAmount',
          'IsCredit',
        ],
      }),
    ),
  )
  return { company, headers, amounts: chunks.flat() }
}

export interface VoucherToRead {
  readonly voucher: string
  readonly trace: string
  readonly currency: string
  readonly decimals: number
  readonly delimiter: string
}

/**
 * The amounts of one voucher; null when one cannot be read or is of another currency. Entries without an
 * amount in the currency of the transaction only round the accounting currency.
 */
export const voucherAmounts = (rows: LedgerRows, wanted: VoucherToRead): readonly LedgerAmount[] | null => {
  const own = rows.headers.filter((row) => sameText(textOf(row, 'SubledgerVoucher'), wanted.voucher))
  // A series may use a number again in another year: then the trace code decides.
  const named = own.filter((row) => sameText(textOf(row, 'DocumentNumber'), wanted.trace))
  const keys = new Set((named.length > 0 ? named : own).map((row) => numberOf(row, 'SourceKey')))
  const amounts: LedgerAmount[] = []
  for (const row of rows.amounts) {
    if (!keys.has(numberOf(row, 'GeneralJournalEntry'))) continue
    const minor = signed(row, minorOf(row, 'TransactionCurrencyAmount', wanted.decimals))
    if (minor === 0n) continue
    if (minor === null || !sameText(textOf(row, 'TransactionCurrencyCode'), wanted.currency)) return null
    const segments = splitSegments(textOf(row, 'LedgerAccount'), wanted.delimiter)
    amounts.push({ segments: segments.map((segment) => segment.trim()).filter((segment) => segment !== ''), minor })
  }
  return amounts
}

/** A credit is negative, whether the view shows it with a sign or by `IsCredit` alone (contract 3.10). */
const signed = (row: Row, minor: bigint | null): bigint | null =>
  minor !== null && minor > 0n && isYes(row, 'IsCredit') ? -minor : minor
