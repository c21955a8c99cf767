import type { SourceCode, Spend, SpendLine } from '../model/spend.ts'
import { TABLES, checkAccount, codeAccount, type CodingDesk } from './coding.ts'

/**
 * The main account that a cost line debits: the prepaid account where the cost is spread over months, unless it
 * is to be taken at once. Whoever books a cost asks here, or the months book it a second time; '' after a problem.
 */
export const lineAccount = (desk: CodingDesk, spend: Spend, line: SpendLine): string => {
  const field = `lines[${line.number}].account`
  if (desk.context.amortisation === 'expense-now' || !isSpread(desk, spend, line)) {
    return codeAccount(desk, line.account, field) ?? ''
  }
  return codePrepaid(desk, spend.amortisationAccount, field) ?? ''
}

/** By the line's own dates; where no line has any, by the account that the document names for all of them. */
const isSpread = (desk: CodingDesk, spend: Spend, line: SpendLine): boolean => {
  if (spend.lines.some((each) => each.amortisation !== null)) return line.amortisation !== null
  if (spend.amortised && spend.amortisationAccount === null) addUnclear(desk, line)
  return spend.amortisationAccount !== null
}

const addUnclear = ({ problems }: CodingDesk, line: SpendLine): void =>
  problems.add({
    code: 'AMORTISATION_UNCLEAR',
    field: `lines[${line.number}].amortisation`,
    value: '',
    message: 'the cost is to be spread over months, but neither dates nor a prepaid account are named',
    remedy: 'Name dates or a prepaid account in the source system, or remove the mark that the cost is spread.',
  })

/**
 * The prepaid account: the one that the source names, translated as any account of its; else the company's own
 * main account from the table `prepaid`; null after a problem.
 */
export const codePrepaid = (desk: CodingDesk, named: SourceCode | null, field: string): string | null => {
  if (named !== null) return codeAccount(desk, named, field)
  const mapped = desk.context.mapping.translate(TABLES.prepaid, 'account', desk.legalEntity)
  if (mapped !== null) return checkAccount(desk, mapped, field)
  desk.problems.add({
    code: 'PREPAID_ACCOUNT_MISSING',
    field,
    value: '',
    message: 'the cost is spread over months but no prepaid account is named',
    remedy: `Name it in the source, or: ml-connector mapping set <route> ${TABLES.prepaid} account <main account>.`,
  })
  return null
}
