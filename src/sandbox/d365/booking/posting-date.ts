import type { System } from '../system.ts'
import { type Row, readText } from '../table.ts'

/** Whose access to the period counts. */
export type PeriodModule = 'VendAccessLevel' | 'LedgerAccessLevel'

/** The posting date that booking uses, or why there is none. */
export const postingDateFor = (
  system: System,
  company: string,
  wanted: string,
  module: PeriodModule,
): { readonly date: string } | { readonly problem: string } => {
  const periods = calendarOf(system, company, module)
  const closed = !periods.isOpen(wanted)
  const adjusted = adjust(system, periods, wanted, closed)
  if (adjusted === undefined || !periods.isOpen(adjusted)) {
    return { problem: `Period for ${wanted.slice(0, 10)} is not open` }
  }
  if (adjusted !== wanted && periods.yearOf(adjusted) !== periods.yearOf(wanted)) {
    return { problem: 'The fiscal year has changed. Please check and reenter the posting date.' }
  }
  return { date: adjusted }
}

const adjust = (system: System, periods: Periods, wanted: string, closed: boolean): string | undefined => {
  switch (system.options.postingDateAdjustment ?? 'none') {
    case 'none':
      return wanted
    case 'today':
      return system.today()
    case 'today-if-closed':
      return closed ? system.today() : wanted
    case 'first-open-day':
      return closed ? periods.firstOpenDayAfter(wanted) : wanted
  }
}

interface Periods {
  isOpen(date: string): boolean
  yearOf(date: string): string
  firstOpenDayAfter(date: string): string | undefined
}

/** The fiscal year of a date in a company's calendar; without a calendar the calendar year. */
export const fiscalYearOf = (system: System, company: string, date: string): string =>
  calendarOf(system, company, 'VendAccessLevel').yearOf(date)

/** Dates stand in `FiscalPeriods`, their status in `LedgerFiscalPeriods` [seen]: the two are joined here. */
const calendarOf = (system: System, company: string, module: PeriodModule): Periods => {
  const modelled = system.options.seed.FiscalPeriods !== undefined
  const ledger = system.table('Ledgers').find({ LegalEntityId: company })
  const calendar = ledger ? readText(ledger, 'FiscalCalendar') : ''
  const covering = (date: string) =>
    system
      .table('FiscalPeriods')
      .where('Calendar', calendar)
      .find(
        (period) =>
          isOperating(period) &&
          day(period, 'StartDate') <= date.slice(0, 10) &&
          date.slice(0, 10) <= day(period, 'EndDate'),
      )
  const isOpenPeriod = (period: Row) => {
    const status = statusOf(system, company, period)
    return !status || (readText(status, 'PeriodStatus') === 'Open' && status.values[module] !== 'None')
  }
  return {
    isOpen: (date) => {
      const period = covering(date)
      return modelled ? period !== undefined && isOpenPeriod(period) : true
    },
    yearOf: (date) => {
      const period = covering(date)
      return period ? readText(period, 'FiscalYear') : date.slice(0, 4)
    },
    firstOpenDayAfter: (date) => {
      const later = system
        .table('FiscalPeriods')
        .where('Calendar', calendar)
        .filter(
          (period) =>
            isOperating(period) && isOpenPeriod(period) && day(period, 'StartDate') > date.slice(0, 10),
        )
        .map((period) => day(period, 'StartDate'))
        .sort()
      return later[0] === undefined ? undefined : `${later[0]}T12:00:00Z`
    },
  }
}

const day = (row: Row, field: string) => readText(row, field).slice(0, 10)
const isOperating = (period: Row) => (readText(period, 'Type') || 'Operating') === 'Operating'

const statusOf = (system: System, company: string, period: Row): Row | undefined =>
  system
    .table('LedgerFiscalPeriods')
    .where('PeriodName', readText(period, 'PeriodName'))
    .find(
      (status) =>
        readText(status, 'Calendar') === readText(period, 'Calendar') &&
        readText(status, 'YearName') === readText(period, 'FiscalYear') &&
        readText(status, 'LegalEntityId').toLowerCase() === company.toLowerCase(),
    )
