import type { DocumentEntry } from '../contract/document-entry.ts'
import { BACKLOG_STATES } from '../contract/document-entry.ts'
import { GuardError, MlError } from '../errors/ml-error.ts'
import { acknowledgeWritten, stillUntold } from './acknowledge.ts'
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
import { watchVolumes, type UnusualVolume } from './volumes.ts'

/** What a run did, as plain data. */
export interface RunReport {
  readonly flows: readonly { readonly flow: string; readonly counts: FlowCountsData }[]
  readonly unreadable: number
  /** What would be sent when the guards were asked. */
  readonly due: TallyData
  readonly standing: readonly Standing[]
  readonly stops: readonly MlError[]
  /** Flows that read far less or far more than usual. */
  readonly unusual: readonly UnusualVolume[]
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
  const isReachable = run.stops.length === 0
  const parts: Parts = { due: new Tally(), unusual: [] }
  if (isReachable && !run.signal.aborted) await step(run, () => (run.only === undefined ? read(run, parts) : rejudge(run)))
  const isRead = run.stops.every((stop) => stop instanceof GuardError)
  if (isReachable && isRead && !run.signal.aborted) {
    await step(run, () => beforeWriting(run, parts.due))
    if (run.stops.length === 0) await step(run, () => sendReady(run))
  }
  // A source that could not be read just now cannot be told anything either.
  const takesWord = !isReachable || isRead || run.only !== undefined
  if (run.mode === 'sync' && takesWord) await step(run, () => acknowledgeWritten(run))
  if (run.mode === 'sync' && takesWord) await step(run, () => reportParked(run))
  // Nothing is reported that a power cut could still take back. Before this, only what leaves for a system waits for it.
  await run.store.durable()
  return report(run, parts)
}

/** What steps leave for the report. */
interface Parts {
  readonly due: Tally
  unusual: readonly UnusualVolume[]
}

const read = async (run: RunContext, parts: Parts): Promise<void> => {
  if ((await readSources(run)) === 'whole') parts.unusual = watchVolumes(run)
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

const report = async (run: RunContext, { due, unusual }: Parts): Promise<RunReport> => {
  const standing = createStandingList(run)
  const flows: { flow: string; counts: FlowCountsData }[] = []
  for (const flow of run.route.flows) {
    const after = new Tally()
    for await (const entry of backlog(run, flow.name)) {
      after.add(entry.amount)
      await standing.add(entry)
    }
    const counts = countsOf(run, flow.name)
    proveConservation(flow.name, counts, after)
    flows.push({ flow: flow.name, counts: countsData(counts, after) })
  }
  if (run.mode === 'sync') for await (const entry of stillUntold(run)) await standing.add(entry)
  return {
    flows,
    unreadable: run.unreadable,
    due: due.toJSON(),
    standing: standing.list(),
    stops: run.stops,
    unusual,
    interrupted: run.signal.aborted,
  }
}
