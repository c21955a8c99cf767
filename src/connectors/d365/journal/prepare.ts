import type { JournalNameRow } from '../../../contract/reference.ts'
import type { PrepareContext, PreparedDocument } from '../../../contract/target.ts'
import type { NaturalKey } from '../../../model/natural-key.ts'
import type { CalendarDate } from '../../../model/calendar-date.ts'
import { formatMinor } from '../../../model/money.ts'
import type { Problem } from '../../../model/problem.ts'
import type { Checks } from '../checks.ts'
import { tooLong } from '../lengths.ts'
import { journalNameFor, type D365Settings } from '../settings.ts'
import { journalJson, type JournalBody } from './body.ts'
import type { JournalFamily } from './family.ts'

/** What a journal document is prepared with. */
export interface JournalPrepare {
  readonly settings: D365Settings
  readonly family: JournalFamily
  readonly context: PrepareContext
  readonly checks: Checks
}

/** The journal name for a flow and company, checked against what D365 has. */
export const checkedJournalName = (given: JournalPrepare, legalEntity: string): string => {
  const { settings, family, context, checks } = given
  const name = journalNameFor(settings, family.form, context.flow, legalEntity)
  if (name === null) {
    checks.add({
      code: 'JOURNAL_NAME_NOT_SET',
      field: 'journalName',
      value: '',
      message: `no journal name is set for ${family.form}, flow ${context.flow}, company ${legalEntity}`,
      remedy: `Add it to the connection's settings: journalNames."${family.form}"."${context.flow}" or "*".`,
    })
    return ''
  }
  const row = context.reference.journalName(legalEntity, name)
  checks.add(tooLong(name, 'journalName', 'journalName'))
  if (row === null)
    checks.add(unsuitable('JOURNAL_NAME_UNKNOWN', name, `company ${legalEntity} has no journal name ${name}`))
  else checks.add(...unsuitableFor(row, family))
  return name
}

const unsuitableFor = (row: JournalNameRow, family: JournalFamily): readonly Problem[] => {
  const problem = (what: string) =>
    unsuitable('JOURNAL_NAME_UNSUITABLE', row.name, `journal name ${row.name} ${what}`)
  return [
    row.type === family.journalType
      ? null
      : problem(`is of type ${row.type}; ${family.form} needs ${family.journalType}`),
    // Another rule puts two documents under one voucher, or wants voucher numbers that we never send.
    row.newVoucher === 'BalanceSheet'
      ? null
      : problem(
          `gives new vouchers by "${row.newVoucher}"; it must be "In connection with balance" (BalanceSheet)`,
        ),
    row.fixedOffset ? problem('has a fixed offset account') : null,
    row.deletesLines ? problem('deletes its lines after posting, so that nothing can be followed') : null,
  ].filter((found) => found !== null)
}

const unsuitable = (code: string, value: string, message: string): Problem => ({
  code,
  field: 'journalName',
  value,
  message,
  remedy: 'Correct the journal name in D365, or name another one in the settings of the connection.',
})

/** A document that no journal can hold. */
export const checkLineCount = (
  given: JournalPrepare,
  legalEntity: string,
  name: string,
  lines: number,
): void => {
  const limit = given.context.reference.journalName(legalEntity, name)?.linesMax ?? 0
  const max = limit > 0 ? Math.min(limit, given.settings.linesPerJournal) : given.settings.linesPerJournal
  if (lines <= max) return
  given.checks.add({
    code: 'DOCUMENT_TOO_LONG',
    field: 'lines',
    value: String(lines),
    message: `the document needs ${lines} journal lines, and a journal takes ${max}`,
    remedy:
      'Raise linesPerJournal or the limit of the journal name; one document is never split over journals.',
  })
}

interface Finished {
  readonly legalEntity: string
  readonly postingDate: CalendarDate
  readonly naturalKey: NaturalKey
  readonly flow: string
}

/** Ties the body to what the engine needs of it. */
export const preparedJournal = (body: JournalBody, finished: Finished): PreparedDocument => ({
  form: body.form,
  legalEntity: finished.legalEntity,
  postingDate: finished.postingDate,
  naturalKey: finished.naturalKey,
  containerKey: [
    body.form,
    finished.flow,
    body.company,
    body.currency,
    body.postingDate,
    body.journalName,
  ].join('\u001f'),
  lineCount: body.lines.length,
  body: journalJson(body),
  facts: {
    form: body.form,
    company: body.company,
    journalName: body.journalName,
    currency: body.currency,
    total: formatMinor(BigInt(body.total), body.decimals),
    postingDate: body.postingDate,
    number: body.number,
    account: body.account,
    lines: body.lines.length,
  },
})
