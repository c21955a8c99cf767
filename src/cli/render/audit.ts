import type { AuditExportResult } from '../../services/audit-export.ts'
import type { AuditListResult, ListedDocument } from '../../services/audit-list.ts'
import type { AuditReplayResult, ReplayedDocument } from '../../services/audit-replay.ts'
import type { AuditResolveResult } from '../../services/audit-resolve.ts'
import type { AuditVerifyResult } from '../../services/audit-verify.ts'
import { counted } from './list.ts'
import { groupDigits } from './money.ts'
import type { Paint } from './paint.ts'
import type { Column } from './table.ts'
import { momentText, relativeTime, renderDuration } from './time.ts'

type Amount = ListedDocument['amount']

/** `1 250.50 EUR` of an amount as the trail keeps it. */
export const amountText = (amount: Amount): string | null =>
  amount === null ? null : `${groupDigits(amount.amount)} ${amount.currency}`

export const listColumns: readonly Column<ListedDocument>[] = [
  { title: 'Document', value: ({ id }) => id },
  { title: 'Flow', value: ({ flow }) => flow },
  {
    title: 'State',
    value: ({ state, conflict }) => (conflict ? `${state}, conflict` : state),
    paint: () => 'warn',
  },
  { title: 'Number', value: ({ number }) => number },
  { title: 'Company', value: ({ legalEntity }) => legalEntity },
  { title: 'Amount', value: ({ amount }) => amountText(amount), align: 'right' },
  { title: 'Reason', value: ({ reason }) => reason },
  { title: 'Since', value: ({ since, ageMs }) => relativeTime(Date.parse(since), Date.parse(since) + ageMs) },
]

/** The list's table, and all that match by state. */
export const renderList = (result: AuditListResult, table: string): string => {
  if (result.total === 0) return 'Nothing matches: no document waits here.'
  const hidden = result.total - result.documents.length
  const counts = Object.entries(result.counts).map(([state, count]) => `${count} ${state}`)
  const more = hidden === 0 ? '' : ` The ${result.documents.length} newest are shown; --limit shows more.`
  return `${table}\n\n${counted(result.total, 'document')}: ${counts.join(', ')}.${more}`
}

export const replayColumns: readonly Column<ReplayedDocument>[] = [
  { title: 'Document', value: ({ id }) => id },
  { title: 'Flow', value: ({ flow }) => flow },
  { title: 'Number', value: ({ number }) => number },
  { title: 'Before', value: ({ before }) => before },
  {
    title: 'After',
    value: ({ after }) => after,
    paint: ({ result }) => (result === 'moved' ? 'good' : 'warn'),
  },
  { title: 'Result', value: ({ result }) => result },
  { title: 'Why', value: ({ why }) => why },
  { title: 'What to do', value: ({ remedy }) => remedy },
]

export const renderReplay = (result: AuditReplayResult, table: string, paint: Paint): string => {
  if (result.documents.length === 0) return 'Nothing to replay: no document matches.'
  const moved = result.documents.filter((document) => document.result === 'moved').length
  const stops = result.stops.map(
    ({ message, hint }) => `${paint.bad('✖')} ${message}${hint === null ? '' : `\n  → ${hint}`}`,
  )
  const what = result.mode === 'dry-run' ? 'Dry run: nothing was written anywhere.' : `Run ${result.run}.`
  const end = `${counted(result.documents.length, 'document')}, ${moved} moved. ${what}`
  return [table, ...stops, end].filter((block) => block !== '').join('\n\n')
}

export const renderResolve = (result: AuditResolveResult, paint: Paint): string => {
  const { id, number, before, after, link, by, reason } = result
  const where = link === null ? '' : ` (${[link.id, link.voucher].filter(Boolean).join(', ')})`
  const next =
    after === 'ready' ? '\nThe next sync looks for it once more, and writes it where it is not found.' : ''
  const done = `${paint.good('✔')} ${number} (${id}): ${before} → ${after}${where}.`
  return `${done}\nDecided by ${by}: ${reason}${next}`
}

export const renderVerify = (result: AuditVerifyResult, paint: Paint): string => {
  const { lines, seconds, megabytesPerSecond } = result
  const speed = `${lines} lines in ${renderDuration(seconds * 1000)}, ${megabytesPerSecond} MB/s.`
  return [chainLine(result, paint), anchorLine(result, paint), speed].filter((line) => line !== '').join('\n')
}

const chainLine = ({ brokenAt, torn, lines }: AuditVerifyResult, paint: Paint): string => {
  if (brokenAt !== null) {
    const { file, line, n, byte, why } = brokenAt
    const hint = '  → Restore the state folder from a backup; the lines before this one hold.'
    return `${paint.bad('✖')} ${file}.jsonl, line ${line} (number ${n}, byte ${byte}): ${why}.\n${hint}`
  }
  const cut =
    torn === null
      ? ''
      : `\n  ${torn.file}.jsonl ends with ${torn.bytes} bytes of a line torn by a crash; the next writer cuts them.`
  return lines === 0 ? 'There is no trail yet.' : `${paint.good('✔')} The chain holds.${cut}`
}

const anchorLine = ({ anchor }: AuditVerifyResult, paint: Paint): string => {
  switch (anchor.state) {
    case 'held':
      return `${paint.good('✔')} The anchor holds: line ${anchor.n ?? 0}, ${momentText(anchor.at ?? '')}.`
    case 'none':
      return 'There is no anchor yet: no run has ended.'
    case 'not-checked':
      return ''
    case 'broken':
      return `${paint.bad('✖')} ${anchor.message ?? ''}\n  → ${anchor.hint ?? ''}`
  }
}

/** For stderr: stdout may hold the events. */
export const renderExport = ({ events, output, from, until, complete }: AuditExportResult): string => {
  const period = `from ${momentText(from)} until ${momentText(until)}`
  const where = output === null ? '' : ` in ${output}`
  return `${counted(events, 'event')} ${period}${where}.${complete ? '' : ' Whoever read them stopped early.'}`
}
