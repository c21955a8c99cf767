import type { FlowContext } from '../contract/route.ts'
import { dateInZone, daysBetween, type CalendarDate } from '../model/calendar-date.ts'
import type { Problems } from '../model/problems.ts'
import type { Spend } from '../model/spend.ts'

/**
 * The posting date: the document's own while its period is open; else the first open day, where the setting
 * allows it, never further than `firstOpenDaysMax` and never in another fiscal year; else a problem.
 */
export const postingDate = (
  context: FlowContext,
  problems: Problems,
  on: { readonly legalEntity: string; readonly date: CalendarDate; readonly closedPeriod: 'park' | 'first-open' },
): CalendarDate => {
  const { reference, settings } = context
  const period = reference.period(on.legalEntity, on.date)
  if (period?.open) return on.date
  const choice = settings.closedPeriod ?? on.closedPeriod
  const next = choice === 'first-open' ? reference.nextOpenPeriod(on.legalEntity, on.date) : null
  const allowed = next !== null && period !== null && next.fiscalYear === period.fiscalYear
  if (allowed && daysBetween(on.date, next.from) <= settings.firstOpenDaysMax) return next.from
  problems.add({
    code: period === null ? 'PERIOD_UNKNOWN' : 'PERIOD_CLOSED',
    field: 'postingDate',
    value: on.date,
    message: `${on.legalEntity} has no open period on ${on.date}`,
    remedy: 'Open the period in D365 (it is then released by itself), or let the flow use the first open day.',
  })
  return on.date
}

/** The document's own date: as written, or that of its moment on the wall of the company. */
export const documentDate = (context: FlowContext, problems: Problems, on: { readonly spend: Spend; readonly legalEntity: string }): CalendarDate => {
  const { date, moment } = on.spend
  if (moment === null) return date
  const zone = Object.entries(context.timeZones).find(([name]) => name.toLowerCase() === on.legalEntity.toLowerCase())?.[1]
  if (zone !== undefined) return dateInZone(moment, zone)
  problems.add({
    code: 'TIME_ZONE_MISSING',
    field: 'date',
    value: new Date(moment).toISOString(),
    message: `the document states a moment, and no time zone says which day that is for ${on.legalEntity}`,
    remedy: `Set timeZones of the route: { "${on.legalEntity}": "Europe/Berlin" }, with the zone of the company.`,
  })
  return date
}
