import type { CompanyView, ReferenceData } from '../contract/reference-data.ts'
import type { CalendarDate } from '../model/calendar-date.ts'
import { foldKeyText } from '../model/natural-key.ts'
import type { TableSpec } from './entry-rules.ts'
import { SAME_CODE } from './tables.ts'

/** Why the ledger would not take a value. */
export interface TargetProblem {
  readonly problem: string
  readonly message: string
  readonly remedy: string
}

export interface TargetEntry {
  readonly spec: TableSpec
  /** Without its company. */
  readonly code: string
  /** With `=` resolved. */
  readonly value: string
  /** Of a table of dimension values. */
  readonly dimension: string
  readonly today: CalendarDate
}

/** What is wrong with one entry in one company; null when a document could use it today. */
export const targetProblem = (
  reference: ReferenceData,
  entry: TargetEntry,
  legalEntity: string,
): TargetProblem | null => {
  const { value } = entry
  switch (entry.spec.kind) {
    case 'legal-entity':
      return reference.legalEntity(value) === null
        ? fail('LEGAL_ENTITY_UNKNOWN', `there is no legal entity ${value}`, 'Name one that exists.')
        : null
    case 'account':
      return accountProblem(reference, entry, legalEntity)
    case 'vendor':
      return vendorProblem(reference, value, legalEntity)
    case 'category':
      return categoryProblem(value)
    case 'dimension':
      return dimensionProblem(reference, value)
    case 'dimension-value':
      return valueProblem(reference, entry, legalEntity)
    case 'elsewhere':
      return codeProblem(reference, entry)
  }
}

const fail = (problem: string, message: string, remedy: string): TargetProblem => ({
  problem,
  message,
  remedy,
})

const accountProblem = (
  reference: ReferenceData,
  { value, today }: TargetEntry,
  legalEntity: string,
): TargetProblem | null => {
  const found = reference.account(legalEntity, value)
  if (found === null)
    return fail(
      'ACCOUNT_UNKNOWN',
      `${legalEntity} has no main account ${value}`,
      'Name an account that exists, or create it in the ledger.',
    )
  if (!found.row.takesEntries)
    return fail(
      'ACCOUNT_TAKES_NO_ENTRIES',
      `${value} is a ${found.row.type} account`,
      'Name an account that takes entries.',
    )
  if (found.suspended)
    return fail(
      'ACCOUNT_SUSPENDED',
      `the main account ${value} is suspended`,
      'Name another account, or lift the suspension.',
    )
  if (!found.manualEntry)
    return fail(
      'ACCOUNT_NO_MANUAL_ENTRY',
      `the main account ${value} does not allow manual entry`,
      'Name another account, or allow manual entry.',
    )
  return isInForce(found, today)
    ? null
    : fail(
        'ACCOUNT_NOT_ACTIVE',
        `the main account ${value} is not active on ${today}`,
        'Name another account, or change its dates.',
      )
}

const vendorProblem = (
  reference: ReferenceData,
  value: string,
  legalEntity: string,
): TargetProblem | null => {
  const row = reference.vendor(legalEntity, value)
  if (row === null)
    return fail(
      'VENDOR_UNKNOWN',
      `${legalEntity} has no vendor ${value}`,
      'Name a vendor that exists; vendors are never created from here.',
    )
  const billed = reference.vendor(legalEntity, row.billTo) ?? row
  const isHeld = [row, billed].some(({ hold }) => hold === 'invoice' || hold === 'all')
  return isHeld
    ? fail('VENDOR_ON_HOLD', `the vendor ${value} is on hold for invoices`, 'Lift the hold in the ledger.')
    : null
}

const categoryProblem = (value: string): TargetProblem | null => {
  const parts = value.split('|').map((part) => part.trim())
  if (parts.length === 2 && parts.every((part) => part !== '')) return null
  return fail(
    'CATEGORY_SHAPE',
    `"${value}" is not <hierarchy>|<category>`,
    'Write the hierarchy, a bar, and the category.',
  )
}

const dimensionProblem = (reference: ReferenceData, value: string): TargetProblem | null => {
  const format = reference.format('ledger')
  const isInFormat =
    format === null || format.segments.some((segment) => foldKeyText(segment) === foldKeyText(value))
  if (!reference.hasDimension(value))
    return fail(
      'DIMENSION_UNKNOWN',
      `there is no dimension ${value} with values`,
      'Name a dimension of the ledger.',
    )
  return isInFormat
    ? null
    : fail(
        'DIMENSION_NOT_IN_FORMAT',
        `the active dimension format has no ${value}`,
        'Add it to the format for data entities in D365, or leave the label out with "-".',
      )
}

const valueProblem = (
  reference: ReferenceData,
  { value, dimension, today }: TargetEntry,
  legalEntity: string,
): TargetProblem | null => {
  const found = reference.dimensionValue(legalEntity, dimension, value)
  const name = `${dimension} ${value}`
  if (found === null)
    return fail(
      'DIMENSION_VALUE_UNKNOWN',
      `${legalEntity} has no ${name}`,
      'Name a value that exists, or create it in the ledger.',
    )
  if (found.row.total)
    return fail('DIMENSION_VALUE_TOTAL', `the ${name} is a total`, 'Name a value that takes entries.')
  if (found.suspended)
    return fail(
      'DIMENSION_VALUE_SUSPENDED',
      `the ${name} is suspended`,
      'Name another value, or lift the suspension.',
    )
  if (found.row.blockedForManualEntry)
    return fail('DIMENSION_VALUE_BLOCKED', `the ${name} is blocked for manual entry`, 'Name another value.')
  return isInForce(found, today)
    ? null
    : fail(
        'DIMENSION_VALUE_NOT_ACTIVE',
        `the ${name} is not active on ${today}`,
        'Name another value, or change its dates.',
      )
}

/** Of a table that leads out of the ledger, only the code can be checked. */
const codeProblem = (reference: ReferenceData, { spec, code }: TargetEntry): TargetProblem | null => {
  if (code === '*' || code === SAME_CODE) return null
  const isKnown =
    spec.codes === 'dimension' ? reference.hasDimension(code) : reference.legalEntity(code) !== null
  return isKnown
    ? null
    : fail(
        'CODE_UNKNOWN',
        `the ledger has no ${spec.codes} ${code}`,
        'Correct the code, or remove the entry.',
      )
}

const isInForce = (view: Pick<CompanyView<unknown>, 'from' | 'to'>, date: CalendarDate): boolean =>
  (view.from === null || view.from <= date) && (view.to === null || date <= view.to)
