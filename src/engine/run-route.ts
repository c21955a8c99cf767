import type { DocumentEntry } from '../contract/document-entry.ts'
import { BACKLOG_STATES } from '../contract/document-entry.ts'
import { GuardError, MlError } from '../errors/ml-error.ts'
import { acknowledgeWritten } from './acknowledge.ts'
import { countsData, proveConservation, type FlowCountsData } from './counts.ts'
import { followUp } from './follow-up.ts'
import { checkGuards, tallyBacklog } from './guards.ts'
import { openOf } from './limit.ts'
import { readSources } from './read.ts'
import { reportParked } from './report-parked.ts'
import { rejudge } from './replay.ts'
import { countsOf, type RunContext } from './run-context.ts'
import { sendReady } from './send.ts'
import { settleDoubts } from './settle.ts'
import { createStandingList, type Standing } from './standing.ts'
import { Tally, type TallyData } from './tally.ts'

/** What a run did, as plain data. */
export interface RunReport {
  readonly flows: readonly { readonly flow: string; readonly counts: FlowCountsData }[]
  readonly unreadable: number
  /** What would be sent when the guards were asked. */
  readonly due: TallyData
  readonly standing: readonly Standing[]
  readonly stops: readonly MlError[]
  readonly interrupted: boolean
}

/**
 * One run of one route. Each step is one call; none knows a vendor, a file or a socket.
 * @throws MlError what keeps the whole run from going on; what stops only a part stands in the report
 */
export const runRoute = async (run: RunContext): Promise<RunReport> => {
  await countBacklog(run)
  await settleDoubts(run)
  await followUp(run)
  const unreachable = run.stops.length > 0
  if (!unreachable && !run.signal.aborted) await step(run, () => (run.only === undefined ? readSources(run) : rejudge(run)))
  const due = new Tally()
  if (!unreachable && !run.signal.aborted && run.stops.every((stop) => stop instanceof GuardError)) {
    await step(run, () => beforeWriting(run, due))
    if (run.stops.length === 0) await step(run, () => sendReady(run))
  }
  if (run.mode === 'sync') await step(run, () => acknowledgeWritten(run))
  if (run.mode === 'sync') await step(run, () => reportParked(run))
  await run.store.durable()
  return report(run, due)
}

/** An error of one step is kept for the exit code, and the steps that are still safe go on. */
const step = async (run: RunContext, work: () => Promise<unknown>): Promise<void> => {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof MlError) || error.exitCode === 1 || error.exitCode === 10) throw error
    run.stops.push(error)
  }
}

/** The last look before the first write: everything is accounted for, and within its bounds. */
const beforeWriting = async (run: RunContext, due: Tally): Promise<void> => {
  const backlog = await tallyBacklog(run)
  for (const [flow, tally] of backlog.byFlow) proveConservation(flow, countsOf(run, flow), tally)
  due.addAll(backlog.due)
  checkGuards(run, backlog)
}

const countBacklog = async (run: RunContext): Promise<void> => {
  for (const flow of run.route.flows) {
    const counts = countsOf(run, flow.name)
    for await (const entry of backlog(run, flow.name)) counts.backlogBefore.add(entry.amount)
  }
}

const backlog = (run: RunContext, flow: string): AsyncIterable<DocumentEntry> =>
  openOf(run, { flow, states: [...BACKLOG_STATES] })

const report = async (run: RunContext, due: Tally): Promise<RunReport> => {
  const standing = createStandingList(run)
  const flows: { flow: string; counts: FlowCountsData }[] = []
  for (const flow of run.route.flows) {
    const after = new Tally()
    for await (const entry of backlog(run, flow.name)) {
      after.add(entry.amount)
      standing.add(entry)
    }
    const counts = countsOf(run, flow.name)
    proveConservation(flow.name, counts, after)
    flows.push({ flow: flow.name, counts: countsData(counts, after) })
  }
  return {
    flows,
    unreadable: run.unreadable,
    due: due.toJSON(),
    standing: standing.list(),
    stops: run.stops,
    interrupted: run.signal.aborted,
  }
}
