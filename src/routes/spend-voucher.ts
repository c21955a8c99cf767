import type { FlowContext, Translated } from '../contract/route.ts'
import type { SourceDocument } from '../contract/source.ts'
import { voucher, type VoucherLine } from '../model/journal.ts'
import { Problems } from '../model/problems.ts'
import type { Spend, SpendLine } from '../model/spend.ts'
import { checkTotal, roundingDifference } from './amounts.ts'
import { TABLES, checkAccount, codeAccount, codeDimensions, codeLegalEntity, type CodingDesk } from './coding.ts'
import { taxGroups } from './parties.ts'
import { codePrepaid, lineAccount } from './prepaid.ts'
import { documentDate, postingDate } from './posting-date.ts'
import { spendOf } from './spend-invoice.ts'
import { fillText, TEXTS } from './texts.ts'

/** A card transaction → cost against the card programme's clearing account; a refund has the sides swapped. */
export const translateCard = (document: SourceDocument, context: FlowContext): Translated =>
  translateVoucher(document, context, { text: TEXTS.card, sides: costAgainst(lineAccount, clearingAccount) })

/** A fee of the source itself → cost against the funding's clearing account. */
export const translateFee = (document: SourceDocument, context: FlowContext): Translated =>
  translateVoucher(document, context, { text: TEXTS.voucher, sides: costAgainst(lineAccount, clearingAccount) })

/** A month of a cost that is spread → cost against the prepaid account; left out where D365 or nobody spreads it. */
export const translateAmortisation = (document: SourceDocument, context: FlowContext): Translated => {
  const { amortisation } = context
  if (amortisation === 'source') {
    return translateVoucher(document, context, { text: TEXTS.voucher, sides: costAgainst(monthAccount, prepaidAccount) })
  }
  return {
    skip: {
      code: 'AMORTISED_ELSEWHERE',
      field: 'amortisation',
      value: amortisation,
      message: 'the monthly entry is left out: the cost is taken in another way',
      remedy: 'Nothing to do; the setting amortisation of the route decides it.',
    },
  }
}

/** Money between the source's own accounts: the line with the amount receives it, the line without one gives it. */
export const translateTransfer = (document: SourceDocument, context: FlowContext): Translated =>
  translateVoucher(document, context, { text: TEXTS.voucher, sides: transferLines })

type Sides = (desk: CodingDesk, spend: Spend, text: string) => VoucherLine[]

const translateVoucher = (
  document: SourceDocument,
  context: FlowContext,
  kind: { readonly text: string; readonly sides: Sides },
): Translated => {
  const problems = new Problems()
  const given = spendOf(document)
  const legalEntity = codeLegalEntity(given.company, context, problems)
  if (legalEntity === null) return problems.fail()
  const spend: Spend = { ...given, date: documentDate(context, problems, { spend: given, legalEntity }) }
  const date = postingDate(context, problems, { legalEntity, date: spend.date, closedPeriod: 'park' })
  const desk: CodingDesk = { context, problems, legalEntity, date }
  const text = fillText(context.settings.text ?? kind.text, context, spend)
  const lines = kind.sides(desk, spend, text)
  checkTotal(context, problems, { spend, legalEntity, date })
  const tax = taxGroups(context, legalEntity, problems)
  problems.throwIfAny()
  const { currency, decimals } = spend.total
  return {
    form: 'general-journal',
    document: voucher({ legalEntity, postingDate: date, currency, decimals, lines, text, tax }),
  }
}

/** The month's own share is the cost itself, whatever dates and account the entry repeats from its document. */
const monthAccount = (desk: CodingDesk, _spend: Spend, line: SpendLine): string =>
  codeAccount(desk, line.account, `lines[${line.number}].account`) ?? ''

const prepaidAccount = (desk: CodingDesk, spend: Spend): string =>
  codePrepaid(desk, spend.amortisationAccount, 'amortisationAccount') ?? ''

const costAgainst =
  (accountOf: (desk: CodingDesk, spend: Spend, line: SpendLine) => string, otherSide: (desk: CodingDesk, spend: Spend) => string): Sides =>
  (desk, spend, text) => {
    const costs = spend.lines
      .filter((line) => line.minor !== 0n)
      .map((line) => ({
        account: accountOf(desk, spend, line),
        dimensions: codeDimensions(desk, line.tags, `lines[${line.number}]`),
        minor: line.minor,
        text,
      }))
    const rounding = roundingDifference(desk.context, desk.problems, spend)
    const other = otherSide(desk, spend)
    const roundingLines = rounding === 0n ? [] : [roundingLine(desk, rounding)]
    return [...costs, ...roundingLines, { account: other, dimensions: {}, minor: -spend.total.minor, text }]
  }

const roundingLine = (desk: CodingDesk, minor: bigint): VoucherLine => ({
  account: checkAccount(desk, desk.context.settings.roundingAccount ?? '', 'roundingAccount') ?? '',
  dimensions: {},
  minor,
  text: 'Rounding',
})

const transferLines: Sides = (desk, spend, text) => {
  const [receives, ...moreReceivers] = spend.lines.filter((line) => line.minor !== 0n)
  const [gives, ...moreGivers] = spend.lines.filter((line) => line.minor === 0n)
  if (receives === undefined || gives === undefined || moreReceivers.length > 0 || moreGivers.length > 0 || receives.minor !== spend.total.minor) {
    desk.problems.add({
      code: 'TRANSFER_SHAPE',
      field: 'lines',
      value: String(spend.lines.length),
      message: 'a transfer has one line with the whole amount and one without',
      remedy: 'Enter this transfer by hand, and report its shape.',
    })
    return []
  }
  const side = (line: typeof receives, minor: bigint): VoucherLine => ({
    account: codeAccount(desk, line.account, `lines[${line.number}].account`) ?? '',
    dimensions: codeDimensions(desk, line.tags, `lines[${line.number}]`),
    minor,
    text,
  })
  return [side(receives, receives.minor), side(gives, -receives.minor)]
}

/**
 * The ledger clearing account of the card programme or funding account; '' after a problem.
 * Looked up by the funding account's reference, then by the programme's name.
 */
export const clearingAccount = (desk: CodingDesk, spend: Spend): string => {
  const codes = [spend.fundingAccount?.code ?? '', spend.programme ?? ''].filter((code) => code !== '')
  for (const code of codes) {
    const mapped = desk.context.mapping.translate(TABLES.clearing, code, desk.legalEntity)
    if (mapped !== null) return checkAccount(desk, mapped, 'clearing') ?? ''
  }
  desk.problems.add({
    code: 'CLEARING_UNMAPPED',
    field: 'clearing',
    value: codes[0] ?? '',
    message: `there is no clearing account for "${codes[0] ?? ''}"`,
    remedy: `Add it: ml-connector mapping set <route> ${TABLES.clearing} ${codes[0] ?? '<programme>'} <main account>.`,
  })
  return ''
}
