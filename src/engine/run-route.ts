import type { DocumentEntry } from '../contract/document-entry.ts'
import { BACKLOG_STATES } from '../contract/document-entry.ts'
import { GuardError, MlError } from '../errors/ml-error.ts'
import { acknowledgeWritten } from './acknowledge.ts'
import { countsData, proveConservation, type FlowCountsData } from './counts.ts'
import { followUp } from './follow-up.ts'
import { checkGuards } from './guards.ts'
import { openOf } from './limit.ts'
import { readSources } from './read.ts'
import { reportParked } from './report-parked.ts'
import { rejudge } from './replay.ts'
import { countsOf, type RunContext } from './run-context.ts'
import { sendReady } from './send.ts'
import { settleDoubts } from './settle.ts'
import { Tally, type TallyData } from './tally.ts'

/** How many documents wait for one reason. */
export interface Standing {
  readonly flow: string
  readonly state: 'ready' | 'in-doubt' | 'parked'
  readonly code: string
  readonly message: string
  readonly remedy: string
  readonly count: number
  /** Up to three documents, to look at. */
  readonly examples: readonly string[]
}

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
    await step(run, async () => due.addAll(await checkGuards(run)))
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

const countBacklog = async (run: RunContext): Promise<void> => {
  for (const flow of run.route.flows) {
    const counts = countsOf(run, flow.name)
    for await (const entry of backlog(run, flow.name)) counts.backlogBefore.add(entry.amount)
  }
}

const backlog = (run: RunContext, flow: string): AsyncIterable<DocumentEntry> =>
  openOf(run, { flow, states: [...BACKLOG_STATES] })

const report = async (run: RunContext, due: Tally): Promise<RunReport> => {
  const standing = new Map<string, { -readonly [Key in keyof Standing]: Standing[Key] }>()
  const flows: { flow: string; counts: FlowCountsData }[] = []
  for (const flow of run.route.flows) {
    const after = new Tally()
    for await (const entry of backlog(run, flow.name)) {
      after.add(entry.amount)
      addStanding(standing, entry)
    }
    const counts = countsOf(run, flow.name)
    proveConservation(flow.name, counts, after)
    flows.push({ flow: flow.name, counts: countsData(counts, after) })
  }
  return {
    flows,
    unreadable: run.unreadable,
    due: due.toJSON(),
    standing: [...standing.values()].sort((a, b) => b.count - a.count),
    stops: run.stops,
    interrupted: run.signal.aborted,
  }
}

const EXAMPLES_MAX = 3

const addStanding = (standing: Map<string, { -readonly [Key in keyof Standing]: Standing[Key] }>, entry: DocumentEntry): void => {
  const [problem] = entry.problems
  const state = entry.state === 'parked' ? 'parked' : entry.state === 'ready' ? 'ready' : 'in-doubt'
  const code = problem?.code ?? entry.doubt?.code ?? 'READY'
  const key = `${entry.flow}/${state}/${code}`
  const known = standing.get(key)
  if (known !== undefined) {
    known.count += 1
    if (known.examples.length < EXAMPLES_MAX) known.examples = [...known.examples, entry.id]
    return
  }
  standing.set(key, {
    flow: entry.flow,
    state,
    code,
    message: problem?.message ?? entry.doubt?.message ?? 'waits to be sent',
    remedy: problem?.remedy ?? (state === 'in-doubt' ? 'Nothing to do: the target is asked again at the next run.' : ''),
    count: 1,
    examples: [entry.id],
  })
}
