import type { SyncResult } from '../../services/sync.ts'
import { renderAmounts } from './money.ts'
import type { Paint } from './paint.ts'
import type { Column } from './table.ts'

export interface RunRenderer {
  readonly paint: Paint
  readonly table: <Row>(rows: readonly Row[], columns: readonly Column<Row>[]) => Promise<string>
}

type FlowRow = SyncResult['flows'][number]
type StandingRow = SyncResult['standing'][number]
type DocumentRow = SyncResult['documents'][number]

const count = (title: string, value: (row: FlowRow) => number): Column<FlowRow> => ({
  title,
  align: 'right',
  value: (row) => value(row) || null,
})

const flowColumns: readonly Column<FlowRow>[] = [
  { title: 'Flow', value: ({ flow }) => flow },
  count('Read', ({ counts }) => counts.read.count),
  count('New', ({ counts }) => counts.fresh.count),
  count('Unchanged', ({ counts }) => counts.repeated.count),
  count('Not taken', ({ counts }) => counts.notTaken.count),
  count('Written', ({ counts }) => counts.written.count),
  count('Booked', ({ counts }) => counts.booked.count),
  count('Skipped', ({ counts }) => counts.skipped.count + counts.adopted.count),
  count('Backlog', ({ counts }) => counts.backlogAfter.count),
  { title: 'Amount written', value: ({ counts }) => renderAmounts(counts.written.amounts) },
]

const standingColumns: readonly Column<StandingRow>[] = [
  { title: 'Waits', align: 'right', value: ({ count }) => count },
  { title: 'Flow', value: ({ flow }) => flow },
  { title: 'State', value: ({ state }) => state },
  { title: 'Reason', value: ({ code }) => code },
  { title: 'For example', value: ({ examples }) => examples[0] ?? null },
  { title: 'What to do', value: ({ remedy }) => remedy },
]

const documentColumns: readonly Column<DocumentRow>[] = [
  { title: 'Document', value: ({ id }) => id },
  { title: 'Flow', value: ({ flow }) => flow },
  { title: 'Number', value: ({ number }) => number },
  { title: 'Company', value: ({ legalEntity }) => legalEntity },
  { title: 'Amount', align: 'right', value: ({ amount }) => (amount === null ? null : `${amount.amount} ${amount.currency}`) },
  { title: 'A sync would', value: ({ action }) => action, paint: ({ action }) => (action === 'write' ? 'good' : 'warn') },
  { title: 'Because', value: ({ reason }) => reason },
]

const DOCUMENTS_SHOWN = 50

/** The result of a sync or a dry run for people. */
export const renderRun = async (result: SyncResult, { paint, table }: RunRenderer): Promise<string> => {
  const active = result.flows.filter(({ counts }) => Object.values(counts).some((tally) => tally.count !== 0))
  const shown = result.documents.slice(0, DOCUMENTS_SHOWN)
  const more = result.documents.length - shown.length
  const blocks = [
    await table(shown, documentColumns),
    more > 0 ? `… and ${more} more; --json lists all.` : '',
    active.length === 0 ? 'Nothing to do.' : await table(active, flowColumns),
    await table(result.standing.filter(({ state }) => result.mode === 'sync' || state !== 'ready'), standingColumns),
    ...result.unusual.map(({ flow, message }) => `${paint.warn('!')} ${flow}: ${message}.`),
    ...result.stops.map((stop) => `${paint.bad('✖')} ${stop.message}${stop.hint === null ? '' : `\n  → ${stop.hint}`}`),
    lawLine(result),
    endLine(result, paint),
  ]
  return blocks.filter((block) => block !== '').join('\n\n')
}

/** The conservation law in one line; the engine has proven it in count and amount. */
const lawLine = ({ flows, unreadable }: SyncResult): string => {
  const sum = (name: keyof FlowRow['counts']) => flows.reduce((total, { counts }) => total + counts[name].count, 0)
  const lost = unreadable === 0 ? '' : ` + ${unreadable} unreadable`
  const taken = `${sum('read') + unreadable} read = ${sum('fresh')} new + ${sum('repeated')} unchanged + ${sum('notTaken')} not taken${lost}`
  const retired = sum('retired') === 0 ? '' : ` + ${sum('retired')} retired`
  const kept = `${sum('backlogBefore')} waiting before + ${sum('fresh')} new${retired} = ${sum('backlogAfter')} waiting now + ${sum('finished')} finished`
  const moves = flows.flatMap(({ flow, counts }) => (counts.moved.count === 0 ? [] : [`${flow} ${signed(counts.moved.count)}`]))
  return `Tied out: ${taken}; ${kept}.${moves.length === 0 ? '' : ` Moved between flows: ${moves.join(', ')}.`}`
}

const signed = (count: number): string => (count > 0 ? `+${count}` : String(count))

const endLine = (result: SyncResult, paint: Paint): string => {
  const what = result.mode === 'dry-run' ? 'Dry run: nothing was written anywhere.' : `Run ${result.run}.`
  const state = result.exitCode === 0 ? paint.good('✔') : paint.warn('!')
  const interrupted = result.interrupted ? ' Interrupted; run again to go on.' : ''
  return `${state} ${what}${interrupted} Exit code ${result.exitCode}.`
}
