import type { LedgerEntry } from '../airbase/records.ts'
import { split } from './decimal-text.ts'
import type { Draft } from './draft.ts'
import { parked, totalOf } from './draft.ts'
import type { Studio } from './drafting.ts'
import type { Expectation, ExpectedKind } from './expectation.ts'
import { draftAmortisation, draftCard, draftFee, draftSettlement, draftTransfer } from './money-movements.ts'
import { draftBill, draftReimbursement } from './payables.ts'
import { problemsOf } from './problems.ts'
import { toEntry } from './to-entry.ts'
import { toExpectation } from './to-expectation.ts'

/** One entry of Airbase and what should come of it. */
export interface GeneratedDocument {
  readonly entry: LedgerEntry
  readonly expectation: Expectation
}

type DraftedKind = 'bill' | 'reimbursement' | 'card' | 'transfer' | 'fee' | 'amortisation'

const drafters: Readonly<Record<DraftedKind, (studio: Studio) => Draft>> = {
  bill: draftBill,
  reimbursement: draftReimbursement,
  card: draftCard,
  transfer: draftTransfer,
  fee: draftFee,
  amortisation: draftAmortisation,
}

const settlementsWaitingMax = 25

/** All entries one after the other, kinds mixed, payments some rows after what they pay. */
export function* generateDocuments(studio: Studio): Generator<GeneratedDocument> {
  const makers = new Map<DraftedKind, () => Draft[]>()
  const waiting: Draft[] = []
  for (const kind of kindsInTurn(studio)) {
    const make = makers.get(kind) ?? maker(kind, studio)
    makers.set(kind, make)
    for (const draft of make()) {
      yield documentOf(draft)
      waiting.push(...settlementsOf(draft, studio))
    }
    while (waiting.length > settlementsWaitingMax) yield* settled(waiting)
  }
  while (waiting.length > 0) yield* settled(waiting)
}

function* settled(waiting: Draft[]): Generator<GeneratedDocument> {
  const draft = waiting.shift()
  if (draft) yield documentOf(draft)
}

const documentOf = (draft: Draft): GeneratedDocument => ({
  entry: toEntry(draft),
  expectation: toExpectation(draft),
})

/** Kinds in proportion to their counts, each as often as asked. */
function* kindsInTurn({ plan }: Studio): Generator<DraftedKind> {
  const counts: readonly { readonly kind: DraftedKind; readonly count: number }[] = [
    { kind: 'bill', count: plan.bills },
    { kind: 'reimbursement', count: plan.reimbursements },
    { kind: 'card', count: plan.cards },
    { kind: 'transfer', count: plan.transfers },
    { kind: 'fee', count: plan.fees },
    { kind: 'amortisation', count: plan.amortisations },
  ]
  const all = counts.reduce((sum, { count }) => sum + count, 0)
  for (let turn = 1; turn <= all; turn += 1) {
    for (const { kind, count } of counts) {
      const due = Math.floor((count * turn) / all) - Math.floor((count * (turn - 1)) / all)
      for (let made = 0; made < due; made += 1) yield kind
    }
  }
}

/** Makes the drafts of one kind; special ones come evenly spaced and in turn, so that none is left out. */
function maker(kind: DraftedKind, studio: Studio): () => Draft[] {
  const problems = problemsOf[kind] ?? []
  const share = studio.plan.problems
  let made = 0
  let turn = 0
  let last: Draft | undefined
  return () => {
    made += 1
    const draft = drafters[kind](studio)
    const specialNow = problems.length > 0 && Math.floor(made * share) > Math.floor((made - 1) * share)
    if (!specialNow) {
      if (draft.kind === 'bill') last = draft
      return [draft]
    }
    // Bills have two turns more: a second record of the last clean one, its number the same or nearly.
    const turns = problems.length + (kind === 'bill' ? 2 : 0)
    for (let tried = 0; tried < turns; tried += 1) {
      const index = turn % turns
      turn += 1
      const changed =
        index < problems.length ? problems[index]?.(draft, studio) : last && duplicate(last, index, studio)
      if (changed) return [changed]
      // What does not suit this draft gets a draft of its own company.
      const suited = index < problems.length ? suitable(kind, index, studio) : undefined
      if (suited) return [suited]
    }
    return [draft]
  }
}

const draftsTriedMax = 40

function suitable(kind: DraftedKind, index: number, studio: Studio): Draft | undefined {
  for (let tried = 0; tried < draftsTriedMax; tried += 1) {
    const changed = problemsOf[kind]?.[index]?.(drafters[kind](studio), studio)
    if (changed) return changed
  }
  return undefined
}

/** The same invoice once more, in the same words or with other case and spaces. */
function duplicate(bill: Draft, index: number, { dice }: Studio): Draft {
  const exact = index % 2 === 0
  const number = bill.invoiceNumber ?? ''
  return {
    ...bill,
    airbaseId: dice.uuid(),
    invoiceNumber: exact ? number : ` ${number.toLowerCase()} `,
    outcome: 'parked',
    why: 'duplicate-number',
    special: exact ? 'duplicate-number' : 'duplicate-number-other-case',
    duplicateOf: bill.airbaseId,
  }
}

/** Payments of a clean invoice, one in ten of them in two parts; and now and then of one that is parked. */
function settlementsOf(draft: Draft, studio: Studio): Draft[] {
  const { dice, plan } = studio
  const payable: readonly ExpectedKind[] = ['bill', 'reimbursement']
  if (!payable.includes(draft.kind) || totalOf(draft) <= 0) return []
  const onHold = draft.special === 'vendor-on-payment-hold'
  const clean = draft.outcome === 'written' && !onHold
  const heldBack = draft.why === 'period-closed' || draft.why === 'account-unmapped'
  if (!clean && !heldBack) return []
  if (!dice.chance(plan.settlements)) return []
  if (clean && totalOf(draft) >= 100 && dice.chance(0.1)) {
    return split(totalOf(draft), [60, 40]).map((minor) => draftSettlement(studio, draft, minor))
  }
  const whole = draftSettlement(studio, draft, totalOf(draft))
  return [clean && dice.chance(plan.problems / 5) ? settlingSeveral(whole, studio) : whole]
}

/** One payment of this document and of another one: its share of each is not known. */
function settlingSeveral(draft: Draft, { dice }: Studio): Draft {
  const id = dice.uuid()
  const first = draft.appliedTo
  const patch = { applied_to: first && [first, { ...first, id, airbase_id: id }] }
  return parked(draft, 'settles-several', { patch })
}
