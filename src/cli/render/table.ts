import type { Terminal } from '../terminal.ts'
import type { Paint } from './paint.ts'
import { pad, printable, textWidth } from './text.ts'

/** One column of a table. */
export interface Column<Row> {
  readonly title: string
  readonly value: (row: Row) => string | number | null
  /** Numbers and amounts stand at the right. */
  readonly align?: 'left' | 'right'
  /** Colours a cell that is already filled and cut. */
  readonly paint?: (row: Row) => keyof Paint | null
}

export interface TableOptions {
  readonly terminal: Terminal
  readonly paint: Paint
}

const EMPTY_CELL = '-'
const GAP = '  '
/** What a drawn cell takes beside its text: a line and a space on each side. */
const FRAME_WIDTH = 3
/** What stays readable when it is wrapped. */
const WRAPPED_WIDTH_MIN = 24

/**
 * A drawn table in a terminal, its widest column wrapped where that makes it fit; plain aligned text elsewhere. Empty
 * text for no rows.
 */
export const renderTable = async <Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  options: TableOptions,
): Promise<string> => {
  if (rows.length === 0) return ''
  const { drawsTables, width } = options.terminal
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => columns.map((column) => cellText(row, column)))]
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => textWidth(line[index] ?? ''))))
  const fitting = drawsTables ? fittingWidths(widths, width) : null
  return fitting === null ? plainTable(cells, columns, widths) : drawnTable(rows, columns, { ...options, widths: fitting })
}

/** Null where no single column can make room for all. */
const fittingWidths = (widths: readonly number[], width: number): readonly number[] | null => {
  const over = widths.reduce((sum, each) => sum + each + FRAME_WIDTH, 1) - width
  if (over <= 0) return widths
  const widest = widths.indexOf(Math.max(...widths))
  const left = (widths[widest] ?? 0) - over
  return left < WRAPPED_WIDTH_MIN ? null : widths.map((each, index) => (index === widest ? left : each))
}

const cellText = <Row>(row: Row, column: Column<Row>): string => {
  const value = column.value(row)
  return value === null || value === '' ? EMPTY_CELL : printable(String(value))
}

const plainTable = (
  [titles = [], ...rows]: readonly (readonly string[])[],
  columns: readonly Column<never>[],
  widths: readonly number[],
): string =>
  [titles.map((title) => title.toUpperCase()), ...rows].map((line) => plainLine(line, columns, widths)).join('\n')

const plainLine = (
  cells: readonly string[],
  columns: readonly Column<never>[],
  widths: readonly number[],
): string =>
  cells
    .map((cell, index) => pad(cell, widths[index] ?? 0, columns[index]?.align ?? 'left'))
    .join(GAP)
    .trimEnd()

const drawnTable = async <Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { paint, widths }: TableOptions & { readonly widths: readonly number[] },
): Promise<string> => {
  const { default: Table } = await import('cli-table3')
  const table = new Table({
    head: columns.map(({ title }) => paint.strong(title)),
    colAligns: columns.map(({ align }) => align ?? 'left'),
    // A column is its text and the space on each side.
    colWidths: widths.map((width) => width + 2),
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  })
  for (const row of rows) table.push(columns.map((column) => painted(row, column, paint)))
  return table.toString()
}

const painted = <Row>(row: Row, column: Column<Row>, paint: Paint): string => {
  const text = cellText(row, column)
  const name = column.paint?.(row)
  return name ? paint[name](text) : text
}
