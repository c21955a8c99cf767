import type { FlowContext } from '../contract/route.ts'
import type { CompanyView } from '../contract/reference-data.ts'
import { LEAVE_OUT, NO_CODE } from '../mapping/tables.ts'
import type { CalendarDate } from '../model/calendar-date.ts'
import type { Dimensions } from '../model/dimension.ts'
import type { Problems } from '../model/problems.ts'
import type { SourceCode, SpendLine } from '../model/spend.ts'

/** Names of the translation tables. */
export const TABLES = {
  legalEntity: 'legal-entity',
  account: 'account',
  vendor: 'vendor',
  employee: 'employee',
  clearing: 'clearing',
  prepaid: 'prepaid',
  category: 'category',
  /** Tag label → name of the dimension; `-` leaves the label out. */
  dimension: 'dimension',
  /** Tag code → value, one table per label. */
  dimensionValue: (label: string) => `dimension:${label}`,
} as const

/** Where a document is coded: company, date, and where problems are gathered. */
export interface CodingDesk {
  readonly context: FlowContext
  readonly problems: Problems
  readonly legalEntity: string
  readonly date: CalendarDate
}

/** Source company → legal entity; null after a problem. */
export const codeLegalEntity = (company: SourceCode | null, context: FlowContext, problems: Problems): string | null => {
  const named = company?.code ?? NO_CODE
  const code = context.mapping.translate(TABLES.legalEntity, named)
  if (named === NO_CODE && code === null) {
    problems.add({
      code: 'COMPANY_MISSING',
      field: 'company',
      value: company?.name ?? '',
      message: 'the document names no company',
      remedy: `Set the subsidiary in the source system, or decide for all such documents: ml-connector mapping set <route> ${TABLES.legalEntity} "${NO_CODE}" <legal entity>.`,
    })
    return null
  }
  const row = code === null ? null : context.reference.legalEntity(code)
  if (row !== null) return row.code
  problems.add({
    code: code === null ? 'COMPANY_UNMAPPED' : 'LEGAL_ENTITY_UNKNOWN',
    field: 'company',
    value: named,
    message: code === null ? `the company ${named} has no legal entity` : `D365 has no legal entity ${code}`,
    remedy: `Add it: ml-connector mapping set <route> ${TABLES.legalEntity} ${named} <legal entity>.`,
  })
  return null
}

/** Source account → main account that takes an entry on this day; null after a problem. */
export const codeAccount = (desk: CodingDesk, account: SourceCode | null, field: string): string | null => {
  const { context, problems } = desk
  if (account?.code == null || account.code === '') {
    problems.add({
      code: 'ACCOUNT_MISSING',
      field,
      value: account?.name ?? '',
      message: 'the line has no account',
      remedy: 'Choose a category with an account in the source system.',
    })
    return null
  }
  const id = context.mapping.translate(TABLES.account, account.code, desk.legalEntity)
  if (id !== null) return checkAccount(desk, id, field)
  problems.add({
    code: 'ACCOUNT_UNMAPPED',
    field,
    value: account.code,
    message: `there is no account for "${account.name || account.code}"`,
    remedy: `Add it: ml-connector mapping set <route> ${TABLES.account} ${account.code} <main account>.`,
  })
  return null
}

/** A main account by its number, proven to take an entry in this company on this day. */
export const checkAccount = (desk: CodingDesk, id: string, field: string): string | null => {
  const found = desk.context.reference.account(desk.legalEntity, id)
  const fail = (code: string, message: string, remedy: string): null => {
    desk.problems.add({ code, field, value: id, message, remedy })
    return null
  }
  if (found === null) return fail('ACCOUNT_UNKNOWN', `${desk.legalEntity} has no main account ${id}`, 'Correct the mapping, or create the account in D365.')
  if (!found.row.takesEntries) return fail('ACCOUNT_TAKES_NO_ENTRIES', `${id} is a ${found.row.type} account`, 'Map to an account that takes entries.')
  if (found.suspended) return fail('ACCOUNT_SUSPENDED', `the main account ${id} is suspended`, 'Map to another account, or lift the suspension in D365.')
  if (!found.manualEntry) return fail('ACCOUNT_NO_MANUAL_ENTRY', `the main account ${id} does not allow manual entry`, 'Map to another account, or allow manual entry in D365.')
  if (!isInForce(found, desk.date)) return fail('ACCOUNT_NOT_ACTIVE', `the main account ${id} is not active on ${desk.date}`, 'Map to another account, or change its dates in D365.')
  return found.row.id
}

/** A line's tags → dimension values; labels that are left out on purpose are not in it. */
export const codeDimensions = (desk: CodingDesk, tags: SpendLine['tags'], field: string): Dimensions => {
  const dimensions: Record<string, string> = {}
  for (const [label, tag] of Object.entries(tags)) {
    const dimension = desk.context.mapping.translate(TABLES.dimension, label, desk.legalEntity)
    if (dimension === LEAVE_OUT) continue
    const value = dimension === null ? labelUnmapped(desk, label, field) : codeValue(desk, { label, dimension, tag }, field)
    if (dimension === null || value === null) continue
    const other = dimensions[dimension] ?? value
    if (other !== value) valuesDiffer(desk, { label, dimension, value, other }, field)
    dimensions[dimension] = value
  }
  return dimensions
}

const valuesDiffer = (desk: CodingDesk, item: { label: string; dimension: string; value: string; other: string }, field: string): void =>
  desk.problems.add({
    code: 'DIMENSION_TWICE',
    field: `${field}.${item.label}`,
    value: item.value,
    message: `the tags give ${item.dimension} two values: ${item.other} and ${item.value}`,
    remedy: `Correct the tags in the source system, or leave a label out: ml-connector mapping set <route> ${TABLES.dimension} "${item.label}" ${LEAVE_OUT}.`,
  })

const labelUnmapped = (desk: CodingDesk, label: string, field: string): null => {
  desk.problems.add({
    code: 'DIMENSION_UNMAPPED',
    field: `${field}.${label}`,
    value: label,
    message: `the tag "${label}" has no dimension`,
    remedy: `Add it: ml-connector mapping set <route> ${TABLES.dimension} "${label}" <dimension>, or ${LEAVE_OUT} to leave it out.`,
  })
  return null
}

const codeValue = (desk: CodingDesk, item: { label: string; dimension: string; tag: SourceCode }, field: string): string | null => {
  const { label, dimension, tag } = item
  const fail = (code: string, message: string, remedy: string): null => {
    desk.problems.add({ code, field: `${field}.${label}`, value: tag.code ?? tag.name, message, remedy })
    return null
  }
  const table = TABLES.dimensionValue(label)
  if (tag.code === null || tag.code === '') {
    return fail('TAG_UNLINKED', `the ${label} "${tag.name}" has no ledger reference`, 'Link the tag in the source system, or choose another one.')
  }
  const value = desk.context.mapping.translate(table, tag.code, desk.legalEntity)
  if (value === LEAVE_OUT) return null
  if (value === null) {
    return fail('DIMENSION_VALUE_UNMAPPED', `there is no ${dimension} for "${tag.name || tag.code}"`, `Add it: ml-connector mapping set <route> "${table}" ${tag.code} <value>.`)
  }
  return checkDimension(desk, { dimension, value, fail })
}

const checkDimension = (
  desk: CodingDesk,
  item: { dimension: string; value: string; fail: (code: string, message: string, remedy: string) => null },
): string | null => {
  const { dimension, value, fail } = item
  const found = desk.context.reference.dimensionValue(desk.legalEntity, dimension, value)
  if (found === null) return fail('DIMENSION_VALUE_UNKNOWN', `${desk.legalEntity} has no ${dimension} ${value}`, 'Correct the mapping, or create the value in D365.')
  if (found.row.total) return fail('DIMENSION_VALUE_TOTAL', `the ${dimension} ${value} is a total`, 'Map to a value that takes entries.')
  if (found.suspended) return fail('DIMENSION_VALUE_SUSPENDED', `the ${dimension} ${value} is suspended`, 'Map to another value, or lift the suspension in D365.')
  if (found.row.blockedForManualEntry) return fail('DIMENSION_VALUE_BLOCKED', `the ${dimension} ${value} is blocked for manual entry`, 'Map to another value.')
  if (!isInForce(found, desk.date)) return fail('DIMENSION_VALUE_NOT_ACTIVE', `the ${dimension} ${value} is not active on ${desk.date}`, 'Map to another value.')
  return found.row.value
}

const isInForce = (view: Pick<CompanyView<unknown>, 'from' | 'to'>, date: CalendarDate): boolean =>
  (view.from === null || view.from <= date) && (view.to === null || date <= view.to)
