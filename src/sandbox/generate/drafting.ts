import type { EntryVendor, NamedReference } from '../airbase/records.ts'
import type { Calendar } from './calendar.ts'
import { addDays, daysBetween } from './calendar.ts'
import { chart, costAccounts, dimensionValues, type TagLabel } from './catalogue.ts'
import { decimalsOf, split, type WorldCurrency } from './decimal-text.ts'
import type { Dice } from './dice.ts'
import type { Draft, DraftLine, DraftTag } from './draft.ts'
import { lineTexts } from './names.ts'
import type { WorldPlan } from './options.ts'
import type { Company, Employee, Vendor } from './parties.ts'

/** What every kind of document is drafted with. */
export interface Studio {
  readonly plan: WorldPlan
  readonly dice: Dice
  readonly calendar: Calendar
  readonly companies: readonly Company[]
  /** Numbers documents through, so that no two have the same by chance. */
  nextNumber(): number
}

const references = new Map<string, NamedReference>(
  chart.map(({ id, name }) => [id, { erp_reference_id: id, name }]),
)

/** A main account as Airbase shows it. */
export const accountReference = (id: string): NamedReference =>
  references.get(id) ?? { erp_reference_id: id, name: `Account ${id}` }

/** A company, the first one more often than the others. */
export const pickCompany = ({ dice, companies }: Studio): Company =>
  dice.chance(0.4) && companies[0] ? companies[0] : dice.pick(companies)

/** A currency of the company, mostly its usual one. */
export const pickCurrency = ({ dice }: Studio, company: Company): WorldCurrency =>
  dice.chance(0.75) ? company.currencies[0] : dice.pick(company.currencies)

/** A day in the open periods, not after the day on which the world is looked at. */
export const pickDate = ({ dice, calendar }: Studio): string =>
  addDays(calendar.openFrom, dice.between(0, daysBetween(calendar.openFrom, calendar.asOf)))

/** An amount that is uneven more often than not. */
export function pickAmount({ dice }: Studio, currency: WorldCurrency): number {
  const scale = 10 ** decimalsOf[currency]
  const whole = Math.floor(10 ** (1 + dice.random.next() * 3))
  if (currency === 'JPY') return whole * 100 + (dice.chance(0.5) ? 0 : dice.between(0, 99))
  return whole * scale + (dice.chance(0.3) ? 0 : dice.between(0, scale - 1))
}

/** Tags on the header: a department and sometimes a business unit. */
export function pickHeaderTags(studio: Studio, company: Company): readonly DraftTag[] {
  const tags: DraftTag[] = []
  if (studio.dice.chance(0.5)) tags.push(pickTag(studio, 'Department', company))
  if (studio.dice.chance(0.3)) tags.push(pickTag(studio, 'Business unit', company))
  return tags
}

/** A usable value of a label in the company. */
export const pickTag = ({ dice }: Studio, label: TagLabel, company: Company): DraftTag =>
  dice.pick(usableTags(label, company.legalEntity))

const knownTags = new Map<string, readonly DraftTag[]>()

function usableTags(label: TagLabel, legalEntity: string): readonly DraftTag[] {
  const key = `${legalEntity} ${label}`
  const known = knownTags.get(key)
  if (known) return known
  const usable = dimensionValues[label]
    .filter((value) => !value.suspended && value.suspendedIn !== legalEntity)
    .filter((value) => value.company === undefined || value.company === legalEntity)
    .map(({ value, name }) => ({ label, value, name }))
  knownTags.set(key, usable)
  return usable
}

/** Cost lines that share a total unevenly. */
export function pickLines(
  studio: Studio,
  company: Company,
  total: number,
  linesMax: number,
): readonly DraftLine[] {
  const { dice } = studio
  const count = Math.abs(total) < 100 || dice.chance(0.5) ? 1 : dice.between(2, linesMax)
  return split(
    total,
    Array.from({ length: count }, () => dice.between(1, 9)),
  ).map((minor) => ({
    account: accountReference(dice.pick(costAccounts).id),
    minor,
    tags: pickLineTags(studio, company),
    description: dice.chance(0.2) ? null : dice.pick(lineTexts),
  }))
}

/** Line tags: often a cost centre, sometimes a department that overrides the header's. */
function pickLineTags(studio: Studio, company: Company): readonly DraftTag[] {
  const tags: DraftTag[] = []
  if (studio.dice.chance(0.6)) tags.push(pickTag(studio, 'Cost center', company))
  if (studio.dice.chance(0.2)) tags.push(pickTag(studio, 'Department', company))
  return tags
}

/** The vendor as entries show it; one without a link was made in Airbase. */
export const entryVendor = (airbaseId: string, name: string, reference: string): EntryVendor => ({
  id: airbaseId,
  airbase_id: airbaseId,
  name,
  erp_reference_id: reference,
  created_in_platform: reference === '',
  created_in_airbase: reference === '',
})

const shownVendors = new WeakMap<Vendor | Employee, EntryVendor>()

/** A vendor that is linked to D365; rows of one vendor share one object. */
export function linkedVendor(vendor: Vendor): EntryVendor {
  const known = shownVendors.get(vendor)
  if (known) return known
  const shown = entryVendor(vendor.airbaseId, vendor.name, vendor.account)
  shownVendors.set(vendor, shown)
  return shown
}

/** The vendor row that Airbase keeps for an employee: never linked. */
export function employeeVendor(employee: Employee): EntryVendor {
  const known = shownVendors.get(employee)
  if (known) return known
  const shown = entryVendor(employee.airbaseId, employee.name, '')
  shownVendors.set(employee, shown)
  return shown
}

/** Fields that most kinds of document leave alone. */
export const blankDraft = {
  status: 'sync_ready',
  time: '00:00:00',
  owner: null,
  employee: null,
  vendor: null,
  invoiceNumber: null,
  bankAccount: null,
  apAccount: null,
  appliedTo: null,
  receipt: null,
  paidAtOnce: false,
  headerTags: [],
  notes: null,
  amortisationAccount: null,
  amortised: null,
  settlement: 'none',
  outcome: 'written',
} as const satisfies Partial<Draft>

/** Time of day with microseconds, as card and transfer rows carry it. */
export function preciseTime({ dice }: Studio): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const micro = String(dice.between(0, 999_999)).padStart(6, '0')
  return `${two(dice.between(0, 23))}:${two(dice.between(0, 59))}:${two(dice.between(0, 59))}.${micro}`
}
