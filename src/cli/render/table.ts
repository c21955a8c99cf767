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
/** What the lines around a cell take beyond the gap. */
const FRAME_WIDTH = 2

/** A drawn table where it fits a terminal, plain aligned text elsewhere. Empty text for no rows. */
export const renderTable = async <Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  options: TableOptions,
): Promise<string> => {
  if (rows.length === 0) return ''
  const plain = plainTable(rows, columns)
  const { drawsTables, width } = options.terminal
  const framed = textWidth(plain.split('\n')[0] ?? '') + FRAME_WIDTH * columns.length
  return drawsTables && framed <= width ? drawnTable(rows, columns, options) : plain
}

const cellText = <Row>(row: Row, column: Column<Row>): string => {
  const value = column.value(row)
  return value === null || value === '' ? EMPTY_CELL : printable(String(value))
}

const plainTable = <Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string => {
  const cells = [
    columns.map(({ title }) => title.toUpperCase()),
    ...rows.map((row) => columns.map((column) => cellText(row, column))),
  ]
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => textWidth(line[index] ?? ''))))
  return cells.map((line) => plainLine(line, columns, widths)).join('\n')
}

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
  { paint }: TableOptions,
): Promise<string> => {
  const { default: Table } = await import('cli-table3')
  const table = new Table({
    head: columns.map(({ title }) => paint.strong(title)),
    colAligns: columns.map(({ align }) => align ?? 'left'),
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
