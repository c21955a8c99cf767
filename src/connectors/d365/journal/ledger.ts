import type { Found, TargetLink } from '../../../contract/target.ts'
import type { D365Api } from '../api.ts'
import { rowLink } from '../links.ts'
import { anyOf, chunksOf } from '../odata.ts'
import { minorOf, numberOf, sameText, textOf, type Row } from '../wire.ts'
import type { JournalBody } from './body.ts'
import { headerKey, type JournalKit } from './kit.ts'
import { unclear } from './own-lines.ts'

/** Vouchers of the general ledger: the header of each, and its amounts by the header's key. */
export interface LedgerEntries {
  readonly headers: readonly Row[]
  readonly amounts: readonly Row[]
}

/**
 * Headers of vouchers that are booked, of all companies: the set has no `dataAreaId` to filter by, and a
 * voucher of ours in another company must be seen as well.
 */
export const readEntryHeaders = async (
  api: D365Api,
  field: 'DocumentNumber' | 'SubledgerVoucher',
  values: readonly string[],
): Promise<readonly Row[]> => {
  const chunks = await Promise.all(
    chunksOf(values).map((chunk) =>
      api.rows('GeneralJournalEntryBiEntities', {
        filter: anyOf(field, chunk),
        select: [
          'SourceKey',
          'DocumentNumber',
          'SubledgerVoucher',
          'SubledgerVoucherDataAreaId',
          'LedgerPostingJournal',
          'AccountingDate',
        ],
      }),
    ),
  )
  return chunks.flat()
}

/**
 * What is booked under these trace codes. A general journal leaves nothing else behind once its lines or the
 * journal itself are cleaned up: without this look its documents would seem never to have been written.
 */
export const readBookedVouchers = async (api: D365Api, traces: readonly string[]): Promise<LedgerEntries> => {
  const headers = await readEntryHeaders(api, 'DocumentNumber', traces)
  const keys = headers.map((row) => String(numberOf(row, 'SourceKey') ?? 0))
  const chunks = await Promise.all(
    chunksOf(keys).map((chunk) =>
      api.rows('GeneralJournalAccountEntryBiEntities', {
        filter: anyOf('GeneralJournalEntry', chunk.map(Number)),
        select: ['GeneralJournalEntry', 'TransactionCurrencyCode', 'TransactionCurrencyAmount'],
      }),
    ),
  )
  return { headers, amounts: chunks.flat() }
}

/** The booked headers that carry this document's trace code. */
export const entriesOf = (body: JournalBody, entries: LedgerEntries): readonly Row[] =>
  entries.headers.filter((row) => sameText(textOf(row, 'DocumentNumber'), body.trace))

export const voucherOf = (entry: Row): string => textOf(entry, 'SubledgerVoucher')

/** A document whose lines are gone, judged by what the ledger holds of it. */
export const judgeBooked = (kit: JournalKit, body: JournalBody, entries: LedgerEntries): Found => {
  const own = entriesOf(body, entries)
  const [first] = own
  if (!first) return { kind: 'absent' }
  const vouchers = [...new Set(own.map(voucherOf))]
  if (vouchers.length > 1)
    return unclear(body, 'TWO_MATCHES', `it is booked under vouchers ${vouchers.join(', ')}`)
  const company = textOf(first, 'SubledgerVoucherDataAreaId')
  if (company !== '' && !sameText(company, body.company))
    return unclear(body, 'CONTENT_DIFFERS', `voucher ${voucherOf(first)} is booked in company ${company}`)
  if (!bookedAsSent(body, own, entries.amounts))
    return unclear(body, 'CONTENT_DIFFERS', `voucher ${voucherOf(first)} has another amount or currency`)
  return { kind: 'ours', whole: true, booked: true, link: linkOf(kit, body, first) }
}

const bookedAsSent = (body: JournalBody, own: readonly Row[], amounts: readonly Row[]): boolean => {
  const keys = new Set(own.map((row) => numberOf(row, 'SourceKey')))
  let debits = 0n
  for (const row of amounts.filter((amount) => keys.has(numberOf(amount, 'GeneralJournalEntry')))) {
    const minor = minorOf(row, 'TransactionCurrencyAmount', body.decimals)
    if (minor === null || !sameText(textOf(row, 'TransactionCurrencyCode'), body.currency)) return false
    if (minor > 0n) debits += minor
  }
  return debits === BigInt(body.total)
}

const linkOf = (kit: JournalKit, body: JournalBody, entry: Row): TargetLink => {
  const journal = textOf(entry, 'LedgerPostingJournal')
  const place = { company: body.company, journal }
  return {
    id: journal || voucherOf(entry),
    legalEntity: body.company,
    lines: [],
    voucher: voucherOf(entry) || null,
    url: journal === '' ? null : rowLink(kit.api.baseUrl, kit.family.headers, headerKey(place)),
  }
}
