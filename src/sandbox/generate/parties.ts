import { companyFacts, type CompanyFacts } from './catalogue.ts'
import type { Dice } from './dice.ts'
import { employeeNames, vendorNames } from './names.ts'
import type { WorldPlan } from './options.ts'

/** D365's hold statuses that matter here. */
export type Hold = 'No' | 'Invoice' | 'All' | 'Payment'

/** A vendor of one company, known to D365 by its account and to Airbase by its id. */
export interface Vendor {
  readonly account: string
  readonly airbaseId: string
  readonly name: string
  readonly hold: Hold
  /** The vendor that is billed instead. */
  readonly billTo?: string
  /** False when Airbase does not have the vendor yet. */
  readonly inAirbase: boolean
}

/** An employee with the vendor account on which D365 owes the expenses. */
export interface Employee {
  readonly email: string
  readonly name: string
  readonly vendorAccount: string
  readonly personnelNumber: string
  /** Airbase keeps a vendor row for the person, without an ERP link. */
  readonly airbaseId: string
}

/** A company with everybody it deals with. */
export interface Company extends CompanyFacts {
  /** The subsidiary's reference in Airbase: the company code as people write it. */
  readonly subsidiary: string
  readonly airbaseId: string
  /** Vendors of ordinary documents, on no hold that stops an invoice. */
  readonly vendors: readonly Vendor[]
  /** Those of them that Airbase has too: the ones with documents. */
  readonly vendorsInAirbase: readonly Vendor[]
  readonly heldVendors: readonly Vendor[]
  readonly employees: readonly Employee[]
}

const accountStyles: Readonly<Record<string, (number: number) => string>> = {
  usmf: (number) => `US-${100 + number}`,
  demf: (number) => String(70_000 + number),
  jpmf: (number) => `JPV-${String(number).padStart(3, '0')}`,
}

const vendorsMax = 150

/** Makes the companies of a world. */
export const createCompanies = (plan: WorldPlan, dice: Dice): readonly Company[] =>
  companyFacts.map((facts) => createCompany(facts, ordinaryVendors(facts.legalEntity, plan, dice), dice))

function createCompany(facts: CompanyFacts, vendors: readonly Vendor[], dice: Dice): Company {
  return {
    ...facts,
    subsidiary: facts.legalEntity.toUpperCase(),
    airbaseId: dice.uuid(),
    vendors,
    vendorsInAirbase: vendors.filter(({ inAirbase }) => inAirbase),
    heldVendors: (['Invoice', 'All'] as const).map((hold, index) => ({
      account: styleOf(facts.legalEntity)(900 + index),
      airbaseId: dice.uuid(),
      name: `${hold === 'All' ? 'Stopped' : 'Disputed'} Supplies ${facts.country}`,
      hold,
      inAirbase: true,
    })),
    employees: namesOf(employeeNames, facts.legalEntity).map((name, index) => ({
      name,
      email: `employee${index + 1}.${facts.country.toLowerCase()}@larkfield.example`,
      vendorAccount: `${facts.country}-E${String(index + 1).padStart(2, '0')}`,
      personnelNumber: `${facts.country}${String(index + 1).padStart(4, '0')}`,
      airbaseId: dice.uuid(),
    })),
  }
}

function ordinaryVendors(legalEntity: string, plan: WorldPlan, dice: Dice): Vendor[] {
  const names = namesOf(vendorNames, legalEntity)
  const count = Math.min(vendorsMax, Math.max(names.length, Math.ceil(plan.bills / 60)))
  const account = styleOf(legalEntity)
  return Array.from({ length: count }, (_, index): Vendor => {
    const name = names[index % names.length] ?? ''
    const round = Math.floor(index / names.length)
    const vendor: Vendor = {
      account: account(index + 1),
      airbaseId: dice.uuid(),
      name: round === 0 ? name : `${name} (${round + 1})`,
      // A hold on payments does not stop an invoice.
      hold: index === 4 ? 'Payment' : 'No',
      // Every seventh vendor is in D365 only and has to be brought over; it has no documents yet.
      inAirbase: index % 7 !== 6,
    }
    // One vendor per company is billed through its neighbour.
    return index === 2 ? { ...vendor, billTo: account(1) } : vendor
  })
}

function namesOf(names: Readonly<Record<string, readonly string[]>>, legalEntity: string): readonly string[] {
  const found = names[legalEntity]
  if (!found) throw new Error(`no names for ${legalEntity}`)
  return found
}

function styleOf(legalEntity: string): (number: number) => string {
  const style = accountStyles[legalEntity]
  if (!style) throw new Error(`no account style for ${legalEntity}`)
  return style
}
