import { dateOf, type System } from '../system.ts'

const dayMs = 86_400_000

/** Due date from the terms of payment: months first, then days. */
export const dueDate = (system: System, company: string, terms: string, from: string): string => {
  const row = system.table('PaymentTerms').find({ dataAreaId: company, Name: terms })
  const start = new Date(Date.parse(from))
  if (row) start.setUTCMonth(start.getUTCMonth() + Number(row.values.NumberOfMonths ?? 0))
  return dateOf(start.getTime() + Number(row?.values.NumberOfDays ?? 0) * dayMs)
}
