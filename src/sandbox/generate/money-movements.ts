import type { NamedReference } from '../airbase/records.ts'
import { addDays, daysBetween } from './calendar.ts'
import { specialAccounts } from './catalogue.ts'
import { converted, type WorldCurrency } from './decimal-text.ts'
import { totalOf, type Draft, type DraftLine } from './draft.ts'
import {
  accountReference,
  blankDraft,
  entryVendor,
  linkedVendor,
  pickAmount,
  pickCompany,
  pickDate,
  pickHeaderTags,
  pickLines,
  pickTag,
  preciseTime,
  type Studio,
} from './drafting.ts'
import type { Company } from './parties.ts'
import { spread } from './spreading.ts'

/** A card programme: how Airbase names it, and the clearing account that it stands for. */
export const cardProgrammes = [
  { form: 'virtual', type: 'virtual_card_payment', account: specialAccounts.virtualCards },
  { form: 'physical', type: 'physical_card_payment', account: specialAccounts.physicalCards },
] as const

/** The reference that a company's card programme has in Airbase; it is no main account. */
export const programmeReference = (company: Pick<Company, 'country'>, form: string): NamedReference => ({
  erp_reference_id: `AB-${form.slice(0, 4).toUpperCase()}-${company.country}-01`,
  name: `Airbase ${form} cards ${company.country}`,
})

/** The vendor that stands for Airbase itself; it is not linked to the ERP. */
const platform = entryVendor('00000000-0000-4000-a000-00000000a1ba', 'Airbase', '')

/** A purchase by card: bank account set, paid at once; one in twelve is a refund. */
export function draftCard(studio: Studio, company: Company = pickCompany(studio)): Draft {
  const { dice } = studio
  const programme = dice.pick(cardProgrammes)
  const currency = company.currency
  const vendor = dice.pick(company.vendorsInAirbase)
  const amount = pickAmount(studio, currency)
  const total = dice.chance(1 / 12) ? -amount : amount
  const abroad: WorldCurrency | undefined = dice.chance(0.15) ? dice.pick(company.currencies) : undefined
  const card: Draft = {
    ...blankDraft,
    airbaseId: dice.uuid(),
    kind: 'card',
    type: programme.type,
    company,
    currency,
    date: pickDate(studio),
    time: preciseTime(studio),
    owner: dice.chance(0.9) ? dice.pick(company.employees) : null,
    vendor: dice.chance(0.8) ? linkedVendor(vendor) : entryVendor(dice.uuid(), `${vendor.name} *online`, ''),
    bankAccount: programmeReference(company, programme.form),
    lines: pickLines(studio, company, total, 3),
    headerTags: pickHeaderTags(studio, company),
    notes: dice.chance(0.5) ? 'Card purchase' : null,
    ...(abroad && abroad !== currency
      ? { purchase: { minor: converted(total, currency, abroad), currency: abroad } }
      : {}),
    settlement: 'same',
    offsetAccount: programme.account,
    ...(total < 0 && { special: 'refund' }),
  }
  return total > 0 && dice.chance(0.08) ? spread(studio, card) : card
}

/** A payment of an earlier bill or reimbursement, in full or in part. */
export function draftSettlement(studio: Studio, paid: Draft, minor: number): Draft {
  const { dice, calendar } = studio
  const written = paid.outcome === 'written'
  // Paid in an open period, also what was billed in a closed one.
  const earliest = paid.date < calendar.openFrom ? calendar.openFrom : paid.date
  return {
    ...blankDraft,
    airbaseId: dice.uuid(),
    kind: 'settlement',
    type: paid.kind === 'bill' ? 'bill_payment' : 'reimbursement_payment',
    company: paid.company,
    currency: paid.currency,
    date: addDays(earliest, dice.between(0, daysBetween(earliest, calendar.asOf))),
    owner: paid.owner,
    vendor: paid.vendor,
    ...(paid.vendorAccount && { vendorAccount: paid.vendorAccount }),
    ...(paid.invoiceAccount && { invoiceAccount: paid.invoiceAccount }),
    apAccount: paid.apAccount,
    appliedTo: { id: paid.airbaseId, airbase_id: paid.airbaseId, transaction_type: paid.type },
    lines: [{ account: accountReference(specialAccounts.payables), minor, tags: [], description: 'Payment' }],
    notes: paid.kind === 'bill' ? `Payment for ${paid.invoiceNumber ?? ''}` : null,
    offsetAccount: specialAccounts.wallet,
    outcome: written ? 'waits-for-booking' : 'parked',
    why: 'invoice-not-booked',
    ...(minor !== totalOf(paid) && { special: 'partial-payment' }),
  }
}

/** Money between the funding account and the wallet: two lines, one of them zero. */
export function draftTransfer(studio: Studio, company: Company = pickCompany(studio)): Draft {
  const { dice } = studio
  const type = dice.pick([
    'bill_payment_load',
    'bill_payment_load',
    'bill_payment_unload',
    'transfer',
  ] as const)
  const amount = pickAmount(studio, company.currency)
  const unload = type === 'bill_payment_unload'
  const line = (account: string, minor: number): DraftLine => ({
    account: accountReference(account),
    minor,
    tags: [],
    description: null,
  })
  const plain = type === 'transfer'
  return {
    ...blankDraft,
    airbaseId: dice.uuid(),
    kind: 'transfer',
    type,
    company,
    currency: company.currency,
    date: pickDate(studio),
    time: plain ? '00:00:00' : preciseTime(studio),
    owner: plain ? null : dice.pick(company.employees),
    vendor: plain ? null : linkedVendor(dice.pick(company.vendorsInAirbase)),
    lines: [
      line(specialAccounts.wallet, unload ? 0 : amount),
      line(specialAccounts.funding, unload ? amount : 0),
    ],
    settlement: 'same',
  }
}

/** What Airbase charges for itself: one line and no account on the other side. */
export function draftFee(studio: Studio, company: Company = pickCompany(studio)): Draft {
  const { dice } = studio
  const date = pickDate(studio)
  return {
    ...blankDraft,
    airbaseId: dice.uuid(),
    kind: 'fee',
    type: 'operational_fee',
    company,
    currency: company.currency,
    date,
    time: preciseTime(studio),
    vendor: platform,
    lines: [
      {
        account: accountReference(specialAccounts.fees),
        minor: pickAmount(studio, company.currency),
        tags: [],
        description: 'Platform fee',
      },
    ],
    notes: `Operational fee ${date.slice(0, 7)}`,
    settlement: 'same',
    offsetAccount: specialAccounts.wallet,
  }
}

/** A month's share of a spread cost: known by its type alone; the prepaid account is often left out. */
export function draftAmortisation(studio: Studio, company: Company = pickCompany(studio)): Draft {
  const { dice } = studio
  const currency = company.currency
  return {
    ...blankDraft,
    airbaseId: dice.uuid(),
    kind: 'amortisation',
    type: 'amortization',
    company,
    currency,
    date: pickDate(studio),
    time: preciseTime(studio),
    vendor: entryVendor(dice.uuid(), dice.pick(company.vendors).name, ''),
    lines: pickLines(studio, company, pickAmount(studio, currency), 3),
    headerTags: [pickTag(studio, 'Department', company)],
    notes: 'Monthly amortization of prepaid expense',
    amortisationAccount: dice.chance(0.5) ? accountReference(specialAccounts.prepaid) : null,
    settlement: 'same',
    offsetAccount: specialAccounts.prepaid,
  }
}
