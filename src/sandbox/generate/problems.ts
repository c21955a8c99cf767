import { dayIn, yearOf } from './calendar.ts'
import { specialAccounts } from './catalogue.ts'
import { converted } from './decimal-text.ts'
import { parked, special, totalOf, type Draft, type DraftLine, type DraftTag } from './draft.ts'
import { accountReference, entryVendor, linkedVendor, pickAmount, type Studio } from './drafting.ts'
import type { ExpectedKind } from './expectation.ts'
import { invoiceNumber } from './payables.ts'

/** Makes something special of a clean draft; undefined when it does not suit this one. */
export type Problem = (draft: Draft, studio: Studio) => Draft | undefined

/** The draft with its first line changed. */
const withFirstLine = (draft: Draft, change: (line: DraftLine) => Partial<DraftLine>): readonly DraftLine[] =>
  draft.lines.map((line, index) => (index === 0 ? { ...line, ...change(line) } : line))

/** The draft with no cost spread over time, so that every line is coded to its own account. */
const unspread = (draft: Draft): Draft => ({
  ...draft,
  amortisationAccount: null,
  amortised: null,
  lines: draft.lines.map(({ amortised: _span, ...line }) => line),
})

const onAccount =
  (why: 'account-unmapped' | 'account-suspended' | 'account-not-postable', account: string): Problem =>
  (draft) =>
    parked(unspread(draft), why, {
      lines: withFirstLine(unspread(draft), () => ({ account: accountReference(account) })),
    })

/** Marked as spread, and nothing says over which days or from which account. */
const spreadWithoutMore: Problem = (draft) =>
  parked(unspread(draft), 'amortisation-unclear', { patch: { is_amortized: true } })

const suspendedInOneCompany: Problem = (draft, studio) =>
  draft.company.legalEntity === 'demf'
    ? onAccount('account-suspended', specialAccounts.suspendedInGermany)(draft, studio)
    : undefined

const periodClosed: Problem = (draft, { calendar, dice }) =>
  parked(draft, 'period-closed', { date: dayIn(calendar.closedMonth, dice.between(1, 28)) })

const priorYear: Problem = (draft, { calendar }) =>
  parked(draft, 'period-closed', {
    date: dayIn((yearOf(calendar.asOfMonth) - 1) * 12 + 5, 15),
    special: 'prior-year',
  })

const linesDoNotSum: Problem = (draft) =>
  parked(draft, 'lines-do-not-sum', { totalMinor: totalOf(draft) + 1 })

const noSubsidiary: Problem = (draft) => parked(draft, 'subsidiary-missing', { patch: { subsidiary: null } })

const unknownSubsidiary: Problem = (draft) =>
  parked(draft, 'subsidiary-unmapped', {
    patch: {
      subsidiary: { erp_reference_id: 'Larkfield Ventures Ltd UK', name: 'Larkfield Ventures Ltd UK' },
    },
  })

const noCurrency: Problem = (draft) => parked(draft, 'currency-missing', { withoutCurrency: true })

/** A tag on the first line instead of the one with its label. */
const withTag = (draft: Draft, tag: DraftTag): readonly DraftLine[] =>
  withFirstLine(draft, ({ tags }) => ({ tags: [...tags.filter(({ label }) => label !== tag.label), tag] }))

const unknownTag: Problem = (draft) =>
  parked(draft, 'tag-unmapped', {
    lines: withTag(draft, { label: 'Department', value: '', name: 'Typed here' }),
  })

/** A label twice on one line: nothing says which value is meant. */
const tagTwice: Problem = (draft) =>
  parked(draft, 'tag-twice', {
    lines: withFirstLine(draft, ({ tags }) => ({
      tags: [
        ...tags.filter(({ label }) => label !== 'Department'),
        { label: 'Department', value: '022', name: 'Sales' },
        { label: 'Department', value: '023', name: 'Operations' },
      ],
    })),
  })

/** The same tag twice says one thing. */
const tagRepeated: Problem = (draft) =>
  special(draft, 'tag-repeated', {
    lines: withFirstLine(draft, ({ tags }) => ({ tags: [...tags, ...tags] })),
  })

const suspendedDimension: Problem = (draft) =>
  parked(draft, 'dimension-suspended', {
    lines: withTag(draft, { label: 'Department', value: '029', name: 'Projects (closed)' }),
  })

const dimensionSuspendedInCompany: Problem = (draft) =>
  draft.company.legalEntity === 'jpmf'
    ? parked(draft, 'dimension-suspended', {
        lines: withTag(draft, { label: 'Business unit', value: '003', name: "Research & 'Skunkworks'" }),
        special: 'dimension-suspended-in-company',
      })
    : undefined

const notApproved: Problem = (draft, { dice }) => ({
  ...draft,
  status: dice.pick(['pending_approval', 'pending_review', 'draft']),
  outcome: 'skipped',
  why: 'not-approved',
  special: 'not-approved',
})

/** Half a yen, or a tenth of a cent. */
const tooManyDecimals: Problem = (draft) => {
  const texts = { USD: '10.505', EUR: '10.505', JPY: '10.5', KWD: '10.0005' } as const
  const text = texts[draft.currency]
  const [line] = draft.lines
  if (!line) return undefined
  return parked(draft, 'not-minor-unit', { lines: [{ ...line, text }], totalText: text })
}

const zeroTotal: Problem = (draft) => {
  const [line] = draft.lines
  if (!line) return undefined
  const minor = Math.abs(line.minor)
  return parked(draft, 'zero-total', {
    lines: [
      { ...line, minor },
      { ...line, minor: -minor },
    ],
    totalMinor: 0,
  })
}

const unlinkedVendor: Problem = (draft, { dice }) => {
  const { vendorAccount: _account, invoiceAccount: _billed, ...rest } = draft
  return parked(rest, 'vendor-unlinked', { vendor: entryVendor(dice.uuid(), 'Brand New Supplier', '') })
}

const unknownVendor: Problem = (draft, { dice }) => {
  const { vendorAccount: _account, invoiceAccount: _billed, ...rest } = draft
  return parked(rest, 'vendor-unknown', { vendor: entryVendor(dice.uuid(), 'Deleted Supplier', 'GONE-77') })
}

const heldVendor: Problem = (draft, { dice }) => {
  const { invoiceAccount: _billed, ...rest } = draft
  const vendor = dice.pick(draft.company.heldVendors)
  return parked(rest, 'vendor-on-hold', {
    vendor: linkedVendor(vendor),
    vendorAccount: vendor.account,
    special: `vendor-on-${vendor.hold.toLowerCase()}-hold`,
  })
}

const numberTooLong: Problem = (draft) =>
  parked(draft, 'number-too-long', { invoiceNumber: `${draft.invoiceNumber ?? ''}-CONTINUED-FAR-BEYOND-20` })

/** A supplier's bill whose number nobody typed in; its spend owner is an employee with a vendor account. */
const numberMissing: Problem = (draft) => parked(draft, 'number-missing', { invoiceNumber: null })

/** A dinar invoice in Japan: D365 has no such rate for the day. */
const noRate: Problem = (draft, studio) => {
  if (draft.company.legalEntity !== 'jpmf') return undefined
  const [line] = draft.lines
  if (!line) return undefined
  const minor = pickAmount(studio, 'KWD')
  return parked(draft, 'no-exchange-rate', { currency: 'KWD', lines: [{ ...line, minor }] })
}

const creditNote: Problem = (draft) =>
  special(draft, 'credit-note', {
    lines: draft.lines.map((line) => ({ ...line, minor: -Math.abs(line.minor) })),
  })

const wildcardNumber: Problem = (draft, studio) =>
  special(draft, 'wildcard-number', { invoiceNumber: `*${invoiceNumber(studio).slice(0, 18)}*` })

const unknownEmployee: Problem = (draft) => {
  const { vendorAccount: _account, ...rest } = draft
  const owner = { name: 'New Colleague', email: 'new.colleague@larkfield.example' }
  return parked(rest, 'employee-unmapped', {
    owner,
    employee: null,
    vendor: entryVendor(draft.airbaseId, owner.name, ''),
  })
}

/** Owed to one person, spent by another. */
const otherEmployee: Problem = (draft, { dice }) => {
  const others = draft.company.employees.filter(({ email }) => email !== draft.owner?.email)
  return others.length === 0 ? undefined : parked(draft, 'employee-unclear', { employee: dice.pick(others) })
}

/** An unknown type without accounts, as was recorded. */
const unknownKind: Problem = (draft) => {
  const { vendorAccount: _account, invoiceAccount: _billed, ...rest } = draft
  return parked(rest, 'unknown-kind', {
    kind: 'other',
    type: 'purchase_card_rebate',
    vendor: null,
    owner: null,
    apAccount: null,
    bankAccount: null,
    invoiceNumber: null,
    paidAtOnce: false,
    settlement: 'same',
  })
}

const refund: Problem = (draft) =>
  special(draft, 'refund', { lines: draft.lines.map((line) => ({ ...line, minor: -Math.abs(line.minor) })) })

/** The entry is in the purchase's currency, the programme paid in its own: the books take what was paid. */
const settledAbroad: Problem = (draft, { dice }) => {
  const foreign = dice.pick(draft.company.currencies.slice(1))
  const [line] = draft.lines
  if (!line) return undefined
  const total = totalOf(draft)
  const { purchase: _purchase, ...rest } = draft
  return special(rest, 'settled-in-other-currency', {
    currency: foreign,
    lines: [{ ...line, minor: converted(total, draft.currency, foreign) }],
    settlement: { minor: total, currency: draft.currency },
  })
}

const everywhere: readonly Problem[] = [
  onAccount('account-unmapped', '699-OLD'),
  periodClosed,
  onAccount('account-suspended', specialAccounts.suspended),
  noSubsidiary,
  notApproved,
  linesDoNotSum,
  unknownTag,
  tagTwice,
  tagRepeated,
  onAccount('account-not-postable', specialAccounts.total),
  tooManyDecimals,
  noCurrency,
  zeroTotal,
  suspendedDimension,
  unknownSubsidiary,
  priorYear,
  suspendedInOneCompany,
  dimensionSuspendedInCompany,
  onAccount('account-not-postable', specialAccounts.noManualEntry),
]

/** What can be wrong with, or special about, each kind of document. Duplicates are made apart. */
export const problemsOf: Readonly<Partial<Record<ExpectedKind, readonly Problem[]>>> = {
  bill: [
    heldVendor,
    unlinkedVendor,
    creditNote,
    unknownKind,
    noRate,
    unknownVendor,
    wildcardNumber,
    numberTooLong,
    numberMissing,
    spreadWithoutMore,
    ...everywhere,
  ],
  reimbursement: [unknownEmployee, otherEmployee, ...everywhere],
  card: [refund, settledAbroad, spreadWithoutMore, ...everywhere],
  transfer: [periodClosed, noSubsidiary, notApproved],
  fee: [periodClosed, noSubsidiary, notApproved],
  amortisation: [noSubsidiary, unknownTag, periodClosed, notApproved],
}
