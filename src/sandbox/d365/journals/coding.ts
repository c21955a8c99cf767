import type { Json } from '../../../lib/json.ts'
import { activeDelimiter, parseDisplay } from '../dimensions/formats.ts'
import { escapeSegment, splitSegments } from '../dimensions/segments.ts'
import { dimensionProblem, mainAccountProblem, type ValidityContext } from '../dimensions/validity.ts'
import { notInTable, rejected } from '../failure.ts'
import { findVendor } from '../rules/foreign-keys.ts'
import type { System } from '../system.ts'
import { type Row, readText } from '../table.ts'
import type { JournalFamily } from './families.ts'

/** An account with its dimensions, as a line stores it beside the display string. */
export interface Coding {
  readonly accountType: string
  readonly account: string
  readonly dimensions: Readonly<Record<string, string>>
}

type Values = Record<string, Json>

/** Replaces the display strings of a line by the server's own rendering and keeps what they mean. */
export const codeLine = (system: System, family: JournalFamily, values: Values): Values => {
  const context: ValidityContext = {
    company: String(values.dataAreaId),
    stage: 'write',
    date: String(values[family.fields.date] ?? system.today()),
    manualEntry: true,
  }
  const own = codeAccount(system, family, values, {
    context,
    type: 'AccountType',
    account: 'AccountDisplayValue',
    dimensions: family.fields.dimensions,
    hidden: '_account',
  })
  return codeAccount(system, family, own, {
    context,
    type: 'OffsetAccountType',
    account: 'OffsetAccountDisplayValue',
    dimensions: family.fields.offsetDimensions,
    hidden: '_offset',
  })
}

interface Side {
  readonly context: ValidityContext
  readonly type: string
  readonly account: string
  readonly dimensions: string
  readonly hidden: string
}

const codeAccount = (system: System, family: JournalFamily, values: Values, side: Side): Values => {
  const { context } = side
  const text = String(values[side.account] ?? '')
  const accountType = String(values[side.type] ?? 'Ledger')
  const entity = family.lineEntity
  const fail = (problem: string, field: string) =>
    rejected(entity, problem, `Warning: validateField failed on field '${entity}Entity.${field}'`)
  const dimensions = parseDefault(system, String(values[side.dimensions] ?? ''), entity)
  const badDefault = dimensionProblem(system, dimensions.values, context)
  if (badDefault) throw fail(badDefault, side.dimensions)
  const withDimensions = { ...values, [side.dimensions]: dimensions.display }
  if (text === '') return { ...withDimensions, [side.hidden]: null }
  if (accountType === 'Ledger') {
    const parsed = parseDisplay(system, text, 'DataEntityLedgerDimensionFormat', entity)
    const problem =
      mainAccountProblem(system, parsed.mainAccount, context) ??
      dimensionProblem(system, parsed.dimensions, context)
    if (problem) throw fail(problem, side.account)
    const coding = { accountType, account: parsed.mainAccount, dimensions: parsed.dimensions }
    return { ...withDimensions, [side.account]: parsed.display, [side.hidden]: coding }
  }
  const account = readAccount(system, text, accountType)
  const problem = accountProblem(system, accountType, account, context.company)
  if (problem) throw fail(problem, side.account)
  const display = escapeSegment(account, activeDelimiter(system))
  const coding = { accountType, account, dimensions: dimensions.values }
  return { ...withDimensions, [side.account]: display, [side.hidden]: coding }
}

const parseDefault = (system: System, text: string, entity: string) => {
  if (text === '') return { display: '', values: {} }
  const parsed = parseDisplay(system, text, 'DataEntityDefaultDimensionFormat', entity)
  return { display: parsed.display, values: parsed.dimensions }
}

/** A bare delimiter ends the single segment: the rest is dropped like every surplus segment [inferred]. */
const readAccount = (system: System, text: string, accountType: string): string => {
  const [account = '', ...rest] = splitSegments(text, activeDelimiter(system))
  if (rest.length > 0) system.watch.record('unescaped-account', `${accountType} account '${text}'`)
  return account
}

const accountProblem = (
  system: System,
  accountType: string,
  account: string,
  company: string,
): string | undefined => {
  if (accountType === 'Vend' && !findVendor(system, company, account))
    return notInTable(account, 'Account', 'Vendors')
  const banks = system.options.seed.BankAccounts
  if (accountType !== 'Bank' || !banks) return undefined
  const known = system.table('BankAccounts').find({ dataAreaId: company, BankAccountId: account })
  return known ? undefined : notInTable(account, 'Account', 'Bank accounts')
}

/** The coding that `codeLine` stored. */
export const codingOf = (line: Row, hidden: '_account' | '_offset'): Coding | undefined => {
  const value = line.values[hidden]
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const { accountType, account, dimensions } = value as { [key: string]: Json }
  return {
    accountType: String(accountType),
    account: String(account),
    dimensions: { ...(dimensions as Record<string, string>) },
  }
}

/** Text of a line, for messages. */
export const lineLabel = (line: Row): string =>
  `line ${readText(line, 'LineNumber')} of journal ${readText(line, 'JournalBatchNumber')}`
