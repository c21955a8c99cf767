import { notInTable } from '../failure.ts'
import type { System } from '../system.ts'
import { type Row, readText } from '../table.ts'
import type { DimensionValues } from './formats.ts'

/** When a check runs: writing checks what must exist, booking also the validity on the posting date. */
export interface ValidityContext {
  readonly company: string
  readonly stage: 'write' | 'book'
  /** Posting date, `YYYY-MM-DDT12:00:00Z`. */
  readonly date: string
  /** Journal lines are manual entries; pending invoice lines are not. */
  readonly manualEntry: boolean
}

/** Why a main account cannot be used, or nothing. */
export const mainAccountProblem = (
  system: System,
  mainAccount: string,
  context: ValidityContext,
): string | undefined => {
  const row = findMainAccount(system, context.company, mainAccount)
  if (!row) return notInTable(mainAccount, 'Main account', 'Main accounts')
  const own = system.table('MainAccountLegalEntities').find({
    MainAccountId: mainAccount,
    ChartOfAccounts: readText(row, 'ChartOfAccounts'),
    LegalEntityId: context.company,
  })
  const type = readText(row, 'MainAccountType')
  if (type === 'Total' || type === 'Reporting') {
    return `Warning: Main account ${mainAccount} is of type ${type} and cannot be used in transactions`
  }
  if (saysYes('IsSuspended', row, own)) return `Warning: Main account ${mainAccount} is suspended`
  if (context.manualEntry && saysYes('DoNotAllowManualEntry', row, own)) {
    return `Warning: Manual entry is not allowed for main account ${mainAccount}`
  }
  if (context.stage === 'book' && !isActiveOn(context.date, row, own)) {
    return `Error: Main account ${mainAccount} is not active on ${context.date.slice(0, 10)}`
  }
  return undefined
}

/** Why one of the dimension values cannot be used, or nothing. */
export const dimensionProblem = (
  system: System,
  dimensions: DimensionValues,
  context: ValidityContext,
): string | undefined => {
  for (const [name, value] of Object.entries(dimensions)) {
    const problem = valueProblem(system, name, value, context)
    if (problem) return problem
  }
  return undefined
}

const valueProblem = (
  system: System,
  name: string,
  value: string,
  context: ValidityContext,
): string | undefined => {
  const key = { FinancialDimension: name, DimensionValue: value }
  const values = system.table('FinancialDimensionValues')
  const row =
    values.find({ ...key, LegalEntityId: '' }) ?? values.find({ ...key, LegalEntityId: context.company })
  if (!row) return notInTable(value, name, 'Financial dimension values')
  const override = { ...key, LegalEntityId: context.company }
  const own = system.table('FinancialDimensionValueLegalEntityOverrides').find(override)
  if (saysYes('IsSuspended', row, own)) return `Warning: ${name} value ${value} is suspended`
  if (saysYes('IsTotal', row))
    return `Warning: ${name} value ${value} is a total and cannot be used in transactions`
  if (context.manualEntry && saysYes('IsBlockedForManualEntry', row)) {
    return `Warning: ${name} value ${value} is blocked for manual entry`
  }
  if (context.stage === 'book' && !isActiveOn(context.date, row, own)) {
    return `Error: ${name} value ${value} is not active on ${context.date.slice(0, 10)}`
  }
  return undefined
}

const saysYes = (field: string, ...rows: readonly (Row | undefined)[]) =>
  rows.some((row) => row?.values[field] === 'Yes')

/** Year 1900 means open-ended on either side [seen]. */
const isActiveOn = (date: string, ...rows: readonly (Row | undefined)[]) =>
  rows.every((row) => {
    const [from, to] = [row ? readText(row, 'ActiveFrom') : '', row ? readText(row, 'ActiveTo') : '']
    const started = from === '' || from.slice(0, 10) <= date.slice(0, 10)
    const ended = to !== '' && !to.startsWith('1900') && to.slice(0, 10) < date.slice(0, 10)
    return started && !ended
  })

const findMainAccount = (system: System, company: string, mainAccount: string): Row | undefined => {
  const ledger = system.table('Ledgers').find({ LegalEntityId: company })
  const accounts = system.table('MainAccounts')
  if (!ledger) return accounts.where('MainAccountId', mainAccount)[0]
  return accounts.find({ ChartOfAccounts: readText(ledger, 'ChartOfAccounts'), MainAccountId: mainAccount })
}
