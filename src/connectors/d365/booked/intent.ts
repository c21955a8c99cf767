import { present } from '../../../lib/assert.ts'
import { MAIN_ACCOUNT, parseDisplayValue, unescapeSegment, type DimensionFormat } from '../dimensions.ts'
import type { InvoiceBody, PendingBody } from '../invoices/body.ts'
import type { JournalBody } from '../journal/body.ts'
import { minorOf, textOf, type Row } from '../wire.ts'

/** One amount that a document puts on a ledger account; minor units, a debit is positive. */
export interface IntendedAmount {
  readonly account: string
  /** Dimension values; D365 may add others from its defaults. */
  readonly values: readonly string[]
  readonly minor: bigint
}

/** What the voucher of a document must hold in the general ledger. */
export interface LedgerIntent {
  readonly accounts: readonly IntendedAmount[]
  /** On the summary account of the vendor, which the posting profile of D365 chooses. */
  readonly vendor: bigint
}

/** What the frozen body of a document means in the general ledger. */
export const intentOf = (body: InvoiceBody): LedgerIntent =>
  body.form === 'pending-invoice' ? pendingIntent(body) : journalIntent(body)

const pendingIntent = (body: PendingBody): LedgerIntent => ({
  accounts: body.lines.map((line) => ({
    account: unescapeSegment(textOf(line, 'MainAccountDisplayValue')),
    values: valuesOf(body.formats.default, textOf(line, 'DimensionDisplayValue')),
    minor: present(minorOf(line, 'NetAmount', body.decimals), 'the amount of a line'),
  })),
  vendor: -BigInt(body.total),
})

const journalIntent = (body: JournalBody): LedgerIntent => {
  const sides = body.lines.flatMap((line) => {
    const minor = netOf(line, body.decimals)
    return [sideOf(body, line, '', minor), sideOf(body, line, 'Offset', -minor)].filter((side) => side !== null)
  })
  return {
    accounts: sides.filter((side) => side.account !== ''),
    vendor: sides.reduce((sum, side) => (side.account === '' ? sum + side.minor : sum), 0n),
  }
}

/** Debit less credit, under the names of either family. */
const netOf = (line: Row, decimals: number): bigint => {
  const amount = (field: string) => (field in line ? present(minorOf(line, field, decimals), field) : 0n)
  return amount('Debit') + amount('DebitAmount') - amount('Credit') - amount('CreditAmount')
}

/** One side of a line; of a vendor the account is blank. Null where the line has no such side. */
const sideOf = (body: JournalBody, line: Row, prefix: '' | 'Offset', minor: bigint): IntendedAmount | null => {
  const text = textOf(line, `${prefix}AccountDisplayValue`)
  if (text === '') return null
  // General journals send no type of the offset account: it is a ledger account by default.
  const type = textOf(line, `${prefix}AccountType`) || 'Ledger'
  if (type !== 'Ledger') return { account: '', values: [], minor }
  const parsed = parseDisplayValue(body.formats.ledger, text) ?? {}
  return { account: parsed[MAIN_ACCOUNT] ?? text, values: valuesOf(body.formats.ledger, text), minor }
}

const valuesOf = (format: DimensionFormat, text: string): readonly string[] =>
  Object.entries(parseDisplayValue(format, text) ?? {})
    .filter(([name]) => name !== MAIN_ACCOUNT)
    .map(([, value]) => value)
