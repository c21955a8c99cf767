import type { SourceCode } from '../model/spend.ts'
import { TABLES, checkAccount, codeAccount, type CodingDesk } from './coding.ts'

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
