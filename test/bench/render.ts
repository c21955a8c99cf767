import type { Bound, RowResult } from './row.ts'

const COLUMNS = ['', 'row', 'what', 'ours', 'against', 'unit', 'ratio', 'bound'] as const

/** The results as a table for people, what else was seen below it. */
export const renderTable = (results: readonly RowResult[]): string => {
  const rows = results.map((each) => [
    each.ok ? '✔' : '✖',
    each.row,
    each.title,
    String(each.figure),
    String(each.yardstick),
    each.unit,
    each.ratio.toFixed(2),
    boundText(each.bound),
  ])
  const widths = COLUMNS.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)))
  const line = (cells: readonly string[]) => cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ').trimEnd()
  const notes = results.map(({ row, notes: seen }) => `${row}: ${Object.entries(seen).map(([name, value]) => `${name} ${value}`).join(', ')}`)
  return [line(COLUMNS), ...rows.map(line), '', ...new Set(notes)].join('\n')
}

const boundText = (bound: Bound): string => ('atLeast' in bound ? `≥ ${bound.atLeast}` : `≤ ${bound.atMost}`)
