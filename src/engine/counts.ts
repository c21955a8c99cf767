import { isBacklog, type DocumentEntry, type StoredAmount } from '../contract/document-entry.ts'
import { DefectError } from '../errors/ml-error.ts'
import { Tally, type TallyData } from './tally.ts'

/** What a flow did in one run. */
export interface FlowCounts {
  /** Records of the source that this flow takes. */
  readonly read: Tally
  readonly fresh: Tally
  readonly repeated: Tally
  /** Of a flow that is switched off, or that was not asked for in this run. */
  readonly notTaken: Tally
  /** Taken out of use because the source no longer lists them. */
  readonly retired: Tally
  /** Change of amount or currency of documents in the backlog. */
  readonly revised: Tally
  /** Documents of the backlog that came from another flow, less those that went to one. */
  readonly moved: Tally
  readonly backlogBefore: Tally
  readonly finished: Tally
  /** Parts of `finished`. */
  readonly written: Tally
  readonly adopted: Tally
  readonly skipped: Tally
  /** Events of this run that a person should know of. */
  readonly parkedNow: Tally
  readonly conflicts: Tally
  readonly booked: Tally
  readonly withdrawn: Tally
  readonly acknowledged: Tally
  /** Documents that the source newly refuses to be told of. */
  readonly refused: Tally
}

const NAMES = ['read', 'fresh', 'repeated', 'notTaken', 'retired', 'revised', 'moved', 'backlogBefore', 'finished', 'written', 'adopted', 'skipped', 'parkedNow', 'conflicts', 'booked', 'withdrawn', 'acknowledged', 'refused'] as const satisfies readonly (keyof FlowCounts)[]

/** The same as plain data. */
export type FlowCountsData = Readonly<Record<keyof FlowCounts | 'backlogAfter', TallyData>>

export const newFlowCounts = (): FlowCounts => Object.fromEntries(NAMES.map((name) => [name, new Tally()])) as unknown as FlowCounts

/** Counts a document's step from one state to the next; `before` is null for one that was never read. */
export const countStep = (counts: FlowCounts, before: DocumentEntry | null, after: DocumentEntry): void => {
  const was = before !== null && isBacklog(before.state)
  const is = isBacklog(after.state)
  if (was && !sameAmount(before.amount, after.amount)) counts.revised.subtract(before.amount).add(after.amount)
  if (was && !is) counts.finished.add(after.amount)
  if (!was && !is && before === null) counts.finished.add(after.amount)
  if (after.state === 'written' && before?.state !== 'written') counts.written.add(after.amount)
  if (after.state === 'skipped' && before?.state !== 'skipped') skippedTally(counts, after).add(after.amount)
  if (after.state === 'parked' && before?.state !== 'parked') counts.parkedNow.add(after.amount)
  if (after.state === 'booked' && before?.state !== 'booked') counts.booked.add(after.amount)
  if (after.state === 'withdrawn' && before?.state !== 'withdrawn') counts.withdrawn.add(after.amount)
  if (after.conflict !== null && before?.conflict !== after.conflict) counts.conflicts.add(after.amount)
}

const sameAmount = (a: StoredAmount | null, b: StoredAmount | null): boolean => a?.amount === b?.amount && a?.currency === b?.currency

const skippedTally = (counts: FlowCounts, entry: DocumentEntry): Tally =>
  entry.problems[0]?.code === 'ADOPTED' ? counts.adopted : counts.skipped

/**
 * The conservation law, in count and in amount by currency:
 * records read = new + repeated + not taken, and
 * backlog before + new + retired + revised + moved = backlog after + finished.
 * @throws DefectError `CONSERVATION_BROKEN`
 */
export const proveConservation = (flow: string, counts: FlowCounts, backlogAfter: Tally): void => {
  const takenIn = new Tally().addAll(counts.fresh).addAll(counts.repeated).addAll(counts.notTaken)
  const before = new Tally().addAll(counts.backlogBefore).addAll(counts.fresh).addAll(counts.retired).addAll(counts.revised).addAll(counts.moved)
  const after = new Tally().addAll(backlogAfter).addAll(counts.finished)
  if (takenIn.equals(counts.read) && before.equals(after)) return
  throw new DefectError(`the counts of the flow ${flow} do not add up`, {
    code: 'CONSERVATION_BROKEN',
    hint: 'Nothing was lost from the trail. Please report this with the output of `ml-connector audit export`.',
    context: {
      flow,
      read: JSON.stringify(counts.read),
      accounted: JSON.stringify(takenIn),
      before: JSON.stringify(before),
      after: JSON.stringify(after),
    },
  })
}

/** Counts as plain data, for summaries. */
export const countsData = (counts: FlowCounts, backlogAfter: Tally): FlowCountsData => ({
  ...(Object.fromEntries(NAMES.map((name) => [name, counts[name].toJSON()])) as Record<keyof FlowCounts, TallyData>),
  backlogAfter: backlogAfter.toJSON(),
})
