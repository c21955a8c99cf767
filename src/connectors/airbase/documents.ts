import { z } from 'zod'
import type { RawRecord, ReadContext, SourceDocument } from '../../contract/source.ts'
import { parseCalendarDate, type CalendarDate } from '../../model/calendar-date.ts'
import type { Money } from '../../model/money.ts'
import { foldKeyText } from '../../model/natural-key.ts'
import type { Problem } from '../../model/problem.ts'
import type { Spend, SpendKind, SpendLine } from '../../model/spend.ts'
import { lineAmounts, readMoney, takeView, type AmountContext, type TakenView } from './amounts.ts'
import { kindOf } from './classify.ts'
import { momentOf } from './dates.ts'
import type { EntrySchema, WireEntry, WireLine } from './entry-schema.ts'
import { fingerprintOf, fingerprintOfUnreadable } from './fingerprint.ts'
import { viewsOf, type AirbaseSettings } from './settings.ts'
import { contradictions, tagsOf, toCodeOrNull } from './tags.ts'

/** Turns records into documents, by the settings of one connection. Pure; never throws for bad content. */
export const documentsOf =
  (settings: AirbaseSettings, schema: EntrySchema) =>
  (record: RawRecord, context: ReadContext): SourceDocument => {
    const parsed = schema.safeParse(record.content)
    if (!parsed.success) return unreadableDocument(record, parsed.error, settings)
    return toDocument(parsed.data, settings, { currencies: context.currencies, problems: [] })
  }

const toDocument = (entry: WireEntry, settings: AirbaseSettings, context: AmountContext): SourceDocument => {
  const { problems } = context
  const kind = kindOf(entry, settings)
  if (kind === 'other') problems.push(unknownKind(entry))
  const taken = takeView(entry, viewsOf(settings, kind), problems)
  const total =
    taken && readMoney(taken.money.amount, taken.money.currency.iso_code, `amounts.${taken.view}`, context)
  return {
    kind,
    // Airbase lists an entry as ready only after its approval and review (brief 7); nothing else is read as
    // approval.
    approval: entry.status === settings.contract.status.ready ? 'approved' : 'not-approved',
    handedOver: hasText(entry.erp_reference_id),
    amount: total,
    fingerprint: fingerprintOf(entry, taken?.money ?? null),
    numbers: [entry.invoice_number, entry.airbase_id].filter(hasText),
    body: taken && total && toSpend(entry, { kind, taken, total, settings }, context),
    problems,
  }
}

interface Judged {
  readonly kind: SpendKind
  readonly taken: TakenView
  readonly total: Money
  readonly settings: AirbaseSettings
}

const toSpend = (
  entry: WireEntry,
  { kind, taken, total, settings }: Judged,
  context: AmountContext,
): Spend | null => {
  const date = dateOf(entry.entry_date, 'entry_date', context.problems)
  const amounts = lineAmounts(entry, taken, total, context)
  const isGivers = kind === 'transfer' && settings.contract.transferAmountOn === 'giver'
  // Further on the amount stands on the line that receives it.
  const lines = toLines(entry, isGivers ? (amounts?.toReversed() ?? null) : amounts, context)
  if (date === null || lines === null) return null
  return {
    kind,
    number: hasText(entry.invoice_number) ? entry.invoice_number : null,
    company: toCodeOrNull(entry.subsidiary),
    vendor: toCodeOrNull(entry.vendor),
    owner: ownerOf(entry, kind, context.problems),
    fundingAccount: toCodeOrNull(entry.bank_account),
    programme: hasText(entry.credit_mode) ? entry.credit_mode : null,
    date,
    moment: settings.contract.dates === 'moments' ? momentOf(entry.entry_date) : null,
    total,
    lines,
    original: originalOf(entry, total, context),
    appliesTo: (entry.applied_to ?? []).map((applied) => applied.airbase_id),
    amortised: entry.is_amortized === true,
    amortisationAccount: toCodeOrNull(entry.amortization_account),
    memo: hasText(entry.notes) ? entry.notes : null,
    url: hasText(entry.airbase_url) ? entry.airbase_url : null,
  }
}

/** Null as soon as one line cannot be read; every reason stands in the problems. */
const toLines = (
  entry: WireEntry,
  amounts: readonly bigint[] | null,
  context: AmountContext,
): readonly SpendLine[] | null => {
  const before = context.problems.length
  const spans = entry.expense_list.map((line, index) => spanOf(entry, line, index, context.problems))
  context.problems.push(
    ...contradictions(entry.transaction_tags, 'transaction_tags'),
    ...entry.expense_list.flatMap(({ tags }, index) => contradictions(tags, `expense_list[${index}].tags`)),
  )
  if (amounts === null || context.problems.length > before) return null
  return entry.expense_list.map((line, index) => ({
    number: line.line_number,
    account: toCodeOrNull(line.account),
    minor: amounts[index] ?? 0n,
    tags: tagsOf(entry, line),
    description: hasText(line.description) ? line.description : null,
    amortisation: spans[index] ?? null,
  }))
}

/**
 * The line's own dates; the entry's only where no line has any (lines of one entry can have different spans).
 */
const spanOf = (
  entry: WireEntry,
  line: WireLine,
  index: number,
  problems: Problem[],
): SpendLine['amortisation'] => {
  const dated = entry.expense_list.some(
    (one) => hasText(one.amortization_start_date) || hasText(one.amortization_end_date),
  )
  const { amortization_start_date: start, amortization_end_date: end } = dated ? line : entry
  if (!hasText(start) && !hasText(end)) return null
  const field = dated ? `expense_list[${index}].amortization` : 'amortization'
  const from = dateOf(start ?? '', `${field}_start_date`, problems)
  const to = dateOf(end ?? '', `${field}_end_date`, problems)
  return from === null || to === null ? null : { from, to }
}

/**
 * The purchase in its own currency; what cannot be read of it is only text, so it is no problem of the
 * document.
 */
const originalOf = (entry: WireEntry, total: Money, context: AmountContext): Money | null => {
  const { amount, currency } = entry.amounts.transaction_amount
  const original = readMoney(amount, currency.iso_code, 'amounts.transaction_amount', {
    ...context,
    problems: [],
  })
  const same = original?.currency === total.currency && original.minor === total.minor
  return same ? null : original
}

/** Who is owed a reimbursement is the employee; where the owner of the spend is another one, a person decides. */
const ownerOf = (entry: WireEntry, kind: SpendKind, problems: Problem[]): Spend['owner'] => {
  const [employee, owner] = [someone(entry.employee), someone(entry.spend_owner)]
  const isOwed = kind === 'reimbursement'
  const person = isOwed ? (employee ?? owner) : (owner ?? employee)
  if (person === null) return null
  if (isOwed && employee !== null && owner !== null && !isSamePerson(employee, owner))
    problems.push(EMPLOYEE_UNCLEAR)
  return {
    name: hasText(person.name) ? person.name : null,
    email: hasText(person.email) ? person.email : null,
  }
}

/**
 * The date part as written: entries carry local times without a zone, so nothing is converted (brief 5.5).
 */
const dateOf = (text: string, field: string, problems: Problem[]): CalendarDate | null => {
  const date = parseCalendarDate(text)
  if (date !== null) return date
  problems.push({
    code: 'DATE_UNREADABLE',
    field,
    value: text.slice(0, 40),
    message: text === '' ? `The entry has no ${field}.` : `"${text.slice(0, 40)}" is no date.`,
    remedy: 'Correct the date in Airbase.',
  })
  return null
}

type Person = NonNullable<WireEntry['spend_owner']>

const someone = (person: Person | null | undefined): Person | null =>
  person && (hasText(person.name) || hasText(person.email)) ? person : null

/** By their addresses; without both, by their names. */
const isSamePerson = (one: Person, other: Person): boolean => {
  const field = hasText(one.email) && hasText(other.email) ? 'email' : 'name'
  return foldKeyText(one[field] ?? '') === foldKeyText(other[field] ?? '')
}

const EMPLOYEE_UNCLEAR: Problem = {
  code: 'EMPLOYEE_UNCLEAR',
  field: 'employee',
  value: '',
  message: 'The employee of the reimbursement and the owner of the spend are two persons.',
  remedy: 'Correct one of the two in Airbase: the reimbursement is owed to the employee.',
}

const unknownKind = (entry: WireEntry): Problem => ({
  code: 'UNKNOWN_KIND',
  field: 'type',
  value: entry.type,
  message: `No rule knows entries of the type "${entry.type}" with this shape.`,
  remedy: `Decide what it is and set it in the connection's settings: \`kinds: { "${entry.type}": … }\`.`,
})

const hasText = (value: string | null | undefined): value is string =>
  typeof value === 'string' && value.trim() !== ''

/** A record whose fields have not their shape: it waits, with every field that is wrong. */
const unreadableDocument = (
  record: RawRecord,
  error: z.ZodError,
  settings: AirbaseSettings,
): SourceDocument => {
  const { status, erp_reference_id: reference, invoice_number: number } = record.content
  return {
    kind: 'other',
    approval: status === undefined || status === settings.contract.status.ready ? 'approved' : 'not-approved',
    handedOver: typeof reference === 'string' && reference !== '',
    amount: null,
    fingerprint: fingerprintOfUnreadable(record.content),
    numbers: [...(typeof number === 'string' && number !== '' ? [number] : []), record.ref],
    body: null,
    problems: error.issues.slice(0, 20).map((issue) => ({
      code: 'RECORD_UNREADABLE',
      field: z.core.toDotPath(issue.path),
      value: '',
      message: `${z.core.toDotPath(issue.path)}: ${issue.message}`,
      remedy: 'Ask Airbase support whether this field has changed; the record is read again at every run.',
    })),
  }
}
