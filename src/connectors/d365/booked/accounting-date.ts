import type { DocumentWriter, Followed } from '../../../contract/target.ts'
import type { D365Api } from '../api.ts'
import { readEntryHeaders } from '../journal/ledger.ts'
import { dateOf, sameText, textOf, type Row } from '../wire.ts'
import { readable } from './readable.ts'

type FollowItem = Parameters<DocumentWriter['follow']>[0][number]

/**
 * A writer that also says on which day its documents were booked: D365 may move a posting date as it posts
 * (contract 3.11), and the date that counts is the one in the general ledger. Null where it is not shown.
 */
export const withAccountingDate = (api: D365Api, writer: DocumentWriter): DocumentWriter => ({
  ...writer,
  follow: async (items) => {
    const answers = await writer.follow(items)
    const vouchers = [...answers.values()].flatMap((answer) => voucherOf(answer) ?? [])
    if (vouchers.length === 0) return answers
    const entries = (await readable(() => readEntryHeaders(api, 'SubledgerVoucher', vouchers))) ?? []
    const dated = items.flatMap((item) => {
      const answer = answers.get(item.id)
      if (answer?.kind !== 'booked') return []
      const facts = { ...answer.facts, accountingDate: accountingDate(item, voucherOf(answer) ?? '', entries) }
      return [[item.id, { ...answer, facts }] as const]
    })
    return new Map([...answers, ...dated])
  },
})

const voucherOf = (answer: Followed): string | null => (answer.kind === 'booked' ? answer.link.voucher : null)

/** The day of the voucher; a series may use a number again in another year, and then the trace code decides. */
const accountingDate = (item: FollowItem, voucher: string, entries: readonly Row[]): string | null => {
  const company = item.link.legalEntity ?? ''
  const own = entries.filter(
    (row) =>
      sameText(textOf(row, 'SubledgerVoucher'), voucher) &&
      sameText(textOf(row, 'SubledgerVoucherDataAreaId'), company),
  )
  const named = own.filter((row) => sameText(textOf(row, 'DocumentNumber'), item.id))
  const dates = new Set((named.length > 0 ? named : own).map((row) => dateOf(row, 'AccountingDate')))
  const [date = null, ...others] = dates
  return others.length === 0 ? date : null
}
