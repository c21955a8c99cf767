import type { Followed, Found, TargetLink } from '../../../contract/target.ts'
import type { JsonObject } from '../../../lib/json.ts'
import type { TraceCode } from '../../../model/identity.ts'
import { formatMinor } from '../../../model/money.ts'
import type { InvoiceBody } from '../invoices/body.ts'
import type { JournalKit } from '../journal/kit.ts'
import { eq } from '../odata.ts'
import { textOf } from '../wire.ts'
import { intentOf } from './intent.ts'
import { readLedgerRows, voucherAmounts, type LedgerRows } from './ledger-rows.ts'
import { judgeLedger, type LedgerVerdict } from './ledger-verdict.ts'
import { readable } from './readable.ts'

/** A document that was found booked, before what was booked is compared. */
export interface BookedDocument {
  readonly id: TraceCode
  readonly body: InvoiceBody
  readonly link: TargetLink
  /** What its own rows say: as sent, otherwise, or nothing because they are gone. */
  readonly rows: 'as-sent' | 'otherwise' | 'gone'
  /** Found by its number: the booked views do not carry our trace code, or another hand entered it again. */
  readonly byNumber: boolean
}

export type BookedAnswer = Extract<Followed, { kind: 'booked' }>

/** The booked document that a look-up found: ours, or one that agrees with it in all but the trace code. */
export const bookedBy = (id: TraceCode, body: InvoiceBody, found: Found | undefined): BookedDocument | null => {
  if (found?.kind === 'ours' && found.booked) return { id, body, link: found.link, rows: 'gone', byNumber: false }
  const isBooked = found?.kind === 'foreign' && found.agrees && found.link.voucher !== null
  return isBooked ? { id, body, link: found.link, rows: 'gone', byNumber: true } : null
}

const BOOKED_OTHERWISE = 'booked with other accounts, dimensions or amounts than were sent'
const NOT_COMPARED = 'booked, but nobody has compared what was booked with what was sent'

/**
 * Answers for booked documents, with their vouchers in the general ledger compared with what was sent
 * (design 13, `proveFirst`). Only what was compared and is equal proves its form.
 */
export const compareBooked = async (
  kit: JournalKit,
  documents: readonly BookedDocument[],
): Promise<ReadonlyMap<TraceCode, BookedAnswer>> => {
  const answers = new Map<TraceCode, BookedAnswer>()
  const company = documents[0]?.body.company
  if (company === undefined) return answers
  const { ledger } = await kit.formats()
  const vouchers = documents.map(({ link }) => link.voucher ?? '').filter((voucher) => voucher !== '')
  const rows = await readable(() => readLedgerRows(kit, company, vouchers))
  for (const document of documents) {
    const said = rows === null ? UNREADABLE : judge(document, rows, ledger.delimiter)
    answers.set(document.id, answerFor(document, await withoutBalancing(kit, company, said)))
  }
  return answers
}

type Said = LedgerVerdict | { readonly kind: 'unread'; readonly why: string }

const UNREADABLE: Said = { kind: 'unread', why: 'the mapped user may not read the general ledger' }

const judge = ({ body, link }: BookedDocument, rows: LedgerRows, delimiter: string): Said => {
  const { trace, currency, decimals } = body
  const voucher = link.voucher ?? ''
  const amounts = voucherAmounts(rows, { voucher, trace, currency, decimals, delimiter })
  if (amounts === null) return { kind: 'otherwise', account: '', missing: 0n }
  if (amounts.length > 0) return judgeLedger(intentOf(body), amounts)
  return { kind: 'unread', why: `the general ledger shows no entries of voucher ${voucher}` }
}

/**
 * Entries that cancel each other out on accounts of their own: D365 makes them where a company balances by a
 * dimension (contract 3.8); elsewhere a person did.
 */
const withoutBalancing = async (kit: JournalKit, company: string, said: Said): Promise<Said> => {
  if (said.kind !== 'beside') return said
  const select = ['LegalEntityId', 'BalancingFinancialDimension']
  const ledgers = await kit.api.rows('Ledgers', { filter: eq('LegalEntityId', company), select })
  return ledgers.some((row) => textOf(row, 'BalancingFinancialDimension') !== '')
    ? { kind: 'equal' }
    : { kind: 'otherwise', account: '', missing: 0n }
}

const answerFor = (document: BookedDocument, said: Said): BookedAnswer => {
  const { link, rows, byNumber } = document
  const otherwise = rows === 'otherwise' || said.kind === 'otherwise'
  const compared = said.kind === 'equal' || rows === 'as-sent'
  const facts: JsonObject = {
    journal: link.id,
    voucher: link.voucher,
    asSent: compared && !otherwise && !byNumber,
    ...(byNumber && { byNumber }),
    ...(said.kind === 'unread' && { notCompared: said.why }),
    ...(said.kind === 'otherwise' && { differs: differenceOf(document, said) }),
  }
  return { kind: 'booked', link, facts, conflict: conflictOf(said, { otherwise, compared }) }
}

const conflictOf = (said: Said, its: { readonly otherwise: boolean; readonly compared: boolean }): string | null => {
  if (its.otherwise) return BOOKED_OTHERWISE
  if (its.compared) return null
  return said.kind === 'unread' ? `${NOT_COMPARED}: ${said.why}` : NOT_COMPARED
}

const differenceOf = ({ body }: BookedDocument, said: Extract<LedgerVerdict, { kind: 'otherwise' }>): string => {
  if (said.missing === 0n) return 'other entries or another currency'
  const amount = `${formatMinor(said.missing, body.decimals)} ${body.currency}`
  return said.account === '' ? `${amount} of the balance of the vendor` : `${amount} on ${said.account}`
}
