import type { DocumentEntry } from '../contract/document-entry.ts'
import type { JsonObject } from '../lib/json.ts'
import type { TrailLine } from '../state/trail-line.ts'
import type { EXPORT_COLUMNS } from './audit-export-columns.ts'
import { numberOf, reasonOf } from './audit-list.ts'

type ColumnName = (typeof EXPORT_COLUMNS)[number]['name']

/** One event, by column. */
export type ExportRow = Readonly<Record<ColumnName, string | number | null | JsonObject>>

/** One line of the trail as a row; what it seals stays sealed. */
export const exportRow = (line: TrailLine, entry: DocumentEntry): ExportRow => ({
  line: line.n,
  time: line.at,
  run: line.run,
  event: line.event,
  document: entry.id,
  route: entry.route,
  flow: entry.flow,
  state: entry.state,
  connection: entry.identity.connection,
  kind: entry.identity.kind,
  ref: entry.identity.ref,
  number: numberOf(entry),
  ...planOf(entry),
  amount: entry.amount?.amount ?? null,
  currency: entry.amount?.currency ?? null,
  reason: reasonOf(entry)?.code ?? null,
  message: reasonOf(entry)?.message ?? null,
  ...targetOf(entry),
  acknowledged: entry.acknowledged,
  mapping: entry.mapping,
  facts: line.facts ?? null,
})

const planOf = ({ plan }: DocumentEntry) => ({
  legalEntity: plan?.legalEntity ?? null,
  party: plan?.party ?? null,
  form: plan?.form ?? null,
  postingDate: plan?.postingDate ?? null,
})

const targetOf = ({ link }: DocumentEntry) => ({
  targetId: link?.id ?? null,
  targetLines: link === null || link.lines.length === 0 ? null : link.lines.join(' '),
  voucher: link?.voucher ?? null,
})

const NUMBER = /^[+-]?\d+(\.\d+)?$/
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/

/** A cell that no spreadsheet takes for a formula: such text gets an apostrophe, numbers stay. */
export const safeCell = (value: ExportRow[ColumnName]): string => {
  const text = value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text
}
