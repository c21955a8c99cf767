import type { ConnectorAbilities } from '../contract/connector.ts'
import type { Flow, FlowContext, Translated } from '../contract/route.ts'
import type { SourceDocument } from '../contract/source.ts'
import { ProblemsError } from '../errors/problems-error.ts'
import type { SpendKind } from '../model/spend.ts'
import { translateBill, translateReimbursement, spendOf } from './spend-invoice.ts'
import { translateSettlement } from './spend-payment.ts'
import { translateAmortisation, translateCard, translateFee, translateTransfer } from './spend-voucher.ts'

/** What the engine does with a kind of document that nobody knows: it waits for a person. */
const translateUnknown = (document: SourceDocument): Translated => {
  throw new ProblemsError([
    {
      code: 'UNKNOWN_KIND',
      field: 'kind',
      value: document.kind,
      message: 'the record has no shape that is known',
      remedy: 'Name its type in the settings of the connection (kinds), or close it in the source system.',
    },
  ])
}

const TRANSLATE = {
  bill: translateBill,
  reimbursement: translateReimbursement,
  card: translateCard,
  settlement: translateSettlement,
  transfer: translateTransfer,
  fee: translateFee,
  amortisation: translateAmortisation,
  other: translateUnknown,
} as const satisfies Record<SpendKind, Flow['translate']>

/** Names of the flows, in the order in which they run: what is paid comes before its payment. */
const NAMES = {
  bill: 'bills',
  reimbursement: 'reimbursements',
  card: 'cards',
  settlement: 'settlements',
  transfer: 'transfers',
  fee: 'fees',
  amortisation: 'amortisation',
  other: 'other',
} as const satisfies Record<SpendKind, string>

/** The settings win over what is usual for the source. */
const withPayer = (context: FlowContext, paidBy: 'source' | 'd365'): FlowContext => ({
  ...context,
  settings: { ...context.settings, paidBy: context.settings.paidBy ?? paidBy },
})

/** The flows that carry these kinds of spend into a ledger; unknown kinds always have one, in which they park. */
export const spendFlows = ({ kinds, recordKind, paidBy }: NonNullable<ConnectorAbilities['spend']>): readonly Flow[] =>
  (Object.keys(NAMES) as SpendKind[])
    .filter((kind) => kind === 'other' || kinds.includes(kind))
    .map((kind) => ({
      name: NAMES[kind],
      kinds: [kind],
      recordKind,
      onChange: 'conflict',
      translate: (document, context) => TRANSLATE[kind](document, paidBy === undefined ? context : withPayer(context, paidBy)),
      ...(kind === 'settlement' && { links: (document) => (document.body === null ? [] : spendOf(document).appliesTo) }),
    }))
