import type { DocumentEntry } from '../contract/document-entry.ts'
import type { JsonObject } from '../lib/json.ts'
import type { TrailLine } from '../state/trail-line.ts'
import { numberOf, reasonOf } from './audit-list.ts'

/** The columns of an export in order, and what stands in them. */
export const EXPORT_COLUMNS = [
  { name: 'line', about: 'number of the line in the trail' },
  { name: 'time', about: 'UTC, by the clock of the machine' },
  { name: 'run', about: 'run that wrote the line' },
  { name: 'event', about: 'what happened' },
  { name: 'document', about: 'id of the document, its trace code in the target' },
  { name: 'route', about: 'route' },
  { name: 'flow', about: 'flow' },
  { name: 'state', about: 'state after the event' },
  { name: 'connection', about: 'connection of the source' },
  { name: 'kind', about: 'record kind in the source' },
  { name: 'ref', about: 'id in the source' },
  { name: 'number', about: 'number that a person knows' },
  { name: 'legalEntity', about: 'legal entity' },
  { name: 'party', about: 'vendor account' },
  { name: 'form', about: 'form in which it is written' },
  { name: 'postingDate', about: 'posting date' },
  { name: 'amount', about: 'decimal amount' },
  { name: 'currency', about: 'currency' },
  { name: 'reason', about: 'code of what holds it' },
  { name: 'message', about: 'the same in words' },
  { name: 'targetId', about: 'id in the target' },
  { name: 'targetLines', about: 'line numbers in a shared journal' },
  { name: 'voucher', about: 'voucher' },
  { name: 'acknowledged', about: 'whether the source was told: no, due, done' },
  { name: 'mapping', about: 'version of the mapping' },
  { name: 'facts', about: 'further facts of the event, as JSON' },
] as const

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
