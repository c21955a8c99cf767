import type { JournalNameRow } from '../../../contract/reference.ts'
import type { PrepareContext, PreparedDocument } from '../../../contract/target.ts'
import { assert } from '../../../lib/assert.ts'
import type { NaturalKey } from '../../../model/natural-key.ts'
import { addDays, type CalendarDate } from '../../../model/calendar-date.ts'
import { formatMinor } from '../../../model/money.ts'
import type { Problem } from '../../../model/problem.ts'
import type { Checks } from '../checks.ts'
import { tooLong } from '../lengths.ts'
import { journalNameFor, type D365Settings } from '../settings.ts'
import { journalJson, readJournalBody, type JournalBody } from './body.ts'
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

/** Most lines of one journal: the setting, or the limit of the journal name where that is lower. */
const linesMaxOf = (
  { context, settings }: Pick<JournalPrepare, 'context' | 'settings'>,
  legalEntity: string,
  name: string,
): number => {
  const limit = context.reference.journalName(legalEntity, name)?.linesMax ?? 0
  return limit > 0 ? Math.min(limit, settings.linesPerJournal) : settings.linesPerJournal
}

/**
 * Adds what the company's own setup says of every journal document: how many lines its journal takes, and
 * until when D365 may move its posting date.
 */
export const withCompanyTerms = (
  prepared: PreparedDocument,
  given: Pick<JournalPrepare, 'context' | 'settings'>,
): PreparedDocument => {
  const body = readJournalBody(prepared.body)
  const { legalEntity, postingDate } = prepared
  assert(legalEntity !== null && postingDate !== null, 'a journal document has a company and a posting date')
  return {
    ...prepared,
    linesMax: linesMaxOf(given, legalEntity, body.journalName),
    body: journalJson({ ...body, yearEnd: yearEndOf(given.context, legalEntity, postingDate) }),
  }
}

/** Periods of a fiscal year are looked at one after the other: more than this many has none. */
const PERIODS_MAX = 366

const yearEndOf = (context: PrepareContext, legalEntity: string, date: CalendarDate): CalendarDate | null => {
  const first = context.reference.period(legalEntity, date)
  if (first === null) return null
  let end = first.to
  for (let at = 1; at < PERIODS_MAX; at += 1) {
    const next = context.reference.period(legalEntity, addDays(end, 1))
    if (next === null || next.fiscalYear !== first.fiscalYear) break
    end = next.to
  }
  return end
}

/** A document that no journal can hold. */
export const checkLineCount = (
  given: JournalPrepare,
  legalEntity: string,
  name: string,
  lines: number,
): void => {
  const max = linesMaxOf(given, legalEntity, name)
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
