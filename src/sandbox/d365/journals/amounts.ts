import { type Exact, exact } from '../exact-decimal.ts'
import { type Row, readText } from '../table.ts'
import type { JournalFamily } from './families.ts'

/** A stored decimal, exactly. */
export const amountOf = (row: Row, field: string): Exact => exact(readText(row, field) || '0')

/** Debit minus credit of the line's own account. */
export const netOf = (family: JournalFamily, line: Row): Exact =>
  amountOf(line, family.fields.debit) - amountOf(line, family.fields.credit)

/** A line with an offset account balances itself. */
export const hasOffset = (line: Row): boolean => readText(line, 'OffsetAccountDisplayValue') !== ''
