import type { PrepareContext, PreparedDocument } from '../../../contract/target.ts'
import type { Voucher } from '../../../model/journal.ts'
import { absMinor, sumMinor } from '../../../model/money.ts'
import { naturalKey } from '../../../model/natural-key.ts'
import { createChecks, createCoder, wireAmount, type Checks, type Coder } from '../checks.ts'
import { cutText, tooLong } from '../lengths.ts'
import type { D365Settings } from '../settings.ts'
import { textField, wireDate, type Row } from '../wire.ts'
import type { JournalBody } from './body.ts'
import { GENERAL_JOURNAL } from './family.ts'
import { checkedJournalName, checkLineCount, preparedJournal } from './prepare.ts'

/**
 * A voucher as ledger lines of a general journal: a positive amount is a debit, a negative one a credit
 * (contract 3.6). It has no number by nature, so that its natural key is its trace code.
 * @throws ProblemsError with everything that D365 would refuse
 */
export const prepareGeneralJournal = (
  voucher: Voucher,
  context: PrepareContext,
  settings: D365Settings,
): PreparedDocument => {
  const checks = createChecks()
  const family = GENERAL_JOURNAL
  const given = { settings, family, context, checks }
  const coder = createCoder(context.reference, checks)
  const tax = voucher.tax
  checks.add(
    tooLong(voucher.currency, 'currency', 'currency'),
    tooLong(voucher.legalEntity, 'legalEntity', 'legalEntity'),
    tooLong(tax?.group ?? '', 'taxGroup', 'tax.group'),
    tooLong(tax?.itemGroup ?? '', 'taxGroup', 'tax.itemGroup'),
  )
  const journalName = checkedJournalName(given, voucher.legalEntity)
  const lines = linesOf(voucher, context.trace, coder, checks)
  const amounts = voucher.lines.map((line) => line.minor)
  if (lines.length < 2 || sumMinor(amounts) !== 0n) checks.add(notBalanced(lines.length))
  checkLineCount(given, voucher.legalEntity, journalName, lines.length)
  checks.done()
  const body: JournalBody = {
    version: 1,
    form: family.form,
    trace: context.trace,
    company: voucher.legalEntity.toLowerCase(),
    journalName,
    currency: voucher.currency,
    decimals: voucher.decimals,
    postingDate: voucher.postingDate,
    total: sumMinor(amounts.filter((minor) => minor > 0n)).toString(),
    account: null,
    number: null,
    invoiceDate: null,
    formats: coder.formats,
    lines,
    settlement: null,
  }
  const { legalEntity, postingDate } = voucher
  const key = naturalKey('voucher', legalEntity, context.trace)
  return preparedJournal(body, { legalEntity, postingDate, naturalKey: key, flow: context.flow })
}

const linesOf = (voucher: Voucher, trace: string, coder: Coder, checks: Checks): readonly Row[] =>
  voucher.lines.flatMap((line, at): Row[] => {
    const field = `lines[${at}]`
    if (line.minor === 0n) return []
    const side = line.minor < 0n ? GENERAL_JOURNAL.credit : GENERAL_JOURNAL.debit
    return [
      {
        AccountType: 'Ledger',
        AccountDisplayValue: coder.ledger(line.account, line.dimensions, field),
        [side]: wireAmount(absMinor(line.minor), voucher.decimals, `${field}.amount`, checks),
        CurrencyCode: voucher.currency,
        TransDate: wireDate(voucher.postingDate),
        ...textField('Text', cutText(line.text || voucher.text, 'text')),
        Document: trace,
        ...(voucher.tax !== null && {
          SalesTaxGroup: voucher.tax.group,
          ItemSalesTaxGroup: voucher.tax.itemGroup,
        }),
      },
    ]
  })

const notBalanced = (lines: number) => ({
  code: 'VOUCHER_NOT_BALANCED',
  field: 'lines',
  value: String(lines),
  message: 'the voucher has fewer than two lines with an amount, or does not balance',
  remedy: 'Correct the document at the source.',
})
