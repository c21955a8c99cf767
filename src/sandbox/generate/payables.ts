import { specialAccounts } from './catalogue.ts'
import type { Draft } from './draft.ts'
import {
  accountReference,
  blankDraft,
  employeeVendor,
  linkedVendor,
  pickAmount,
  pickCompany,
  pickCurrency,
  pickDate,
  pickHeaderTags,
  pickLines,
  type Studio,
} from './drafting.ts'
import { billNotes } from './names.ts'
import type { Company } from './parties.ts'
import { spread } from './spreading.ts'

/** A supplier's bill: payables account and invoice number set, nothing paid yet. */
export function draftBill(studio: Studio, company: Company = pickCompany(studio)): Draft {
  const { dice } = studio
  const vendor = dice.pick(company.vendorsInAirbase)
  const currency = pickCurrency(studio, company)
  const total = pickAmount(studio, currency)
  const airbaseId = dice.uuid()
  const bill: Draft = {
    ...blankDraft,
    airbaseId,
    kind: 'bill',
    type: 'bill',
    company,
    currency,
    date: pickDate(studio),
    owner: dice.pick(company.employees),
    vendor: linkedVendor(vendor),
    vendorAccount: vendor.account,
    ...(vendor.billTo && { invoiceAccount: vendor.billTo, special: 'bill-to' }),
    ...(vendor.hold === 'Payment' && { special: 'vendor-on-payment-hold' }),
    invoiceNumber: invoiceNumber(studio),
    apAccount: accountReference(specialAccounts.payables),
    receipt: dice.chance(0.1) ? receiptLink(airbaseId) : null,
    lines: pickLines(studio, company, dice.chance(0.05) ? -total : total, 5),
    headerTags: pickHeaderTags(studio, company),
    notes: dice.pick(billNotes),
  }
  return dice.chance(0.08) && vendor.hold !== 'Payment' ? spread(studio, bill) : bill
}

/** An employee's expense report: payables account, no number; the person is the spend owner. */
export function draftReimbursement(studio: Studio, company: Company = pickCompany(studio)): Draft {
  const { dice } = studio
  const employee = dice.pick(company.employees)
  const currency = pickCurrency(studio, company)
  return {
    ...blankDraft,
    airbaseId: dice.uuid(),
    kind: 'reimbursement',
    type: 'reimbursement',
    company,
    currency,
    date: pickDate(studio),
    owner: employee,
    // Null in every recorded row; a tenant may fill it all the same.
    employee: dice.chance(0.2) ? employee : null,
    vendor: employeeVendor(employee),
    vendorAccount: employee.vendorAccount,
    apAccount: accountReference(specialAccounts.payables),
    paidAtOnce: true,
    lines: pickLines(studio, company, pickAmount(studio, currency), 6),
    headerTags: pickHeaderTags(studio, company),
    notes: dice.chance(0.7) ? `Expenses of ${employee.name}` : null,
  }
}

/** Numbers as suppliers write them, with hyphens, slashes, quotes and stars; 20 characters at most. */
export function invoiceNumber(studio: Studio): string {
  const number = studio.nextNumber()
  const year = studio.calendar.asOf.slice(0, 4)
  const styles = [
    `INV-${year}-${String(number).padStart(6, '0')}`,
    `R/${year}/${number}`,
    `${number}`,
    `A'${number}`,
  ]
  const rare = [`INV*${number}`, `請求-${number}`, `B ${number} & Co`]
  return studio.dice.chance(0.1) ? studio.dice.pick(rare) : studio.dice.pick(styles)
}

const receiptLink = (airbaseId: string): string =>
  `https://receipts.airbase.example/${airbaseId}/receipt.pdf?expires=3600&signature=${'0'.repeat(96)}`
