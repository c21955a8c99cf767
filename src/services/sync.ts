import type { Flow, GuardSettings, Route } from '../contract/route.ts'
import type { StateStore } from '../contract/state-store.ts'
import type { FlowCountsData } from '../engine/counts.ts'
import type { RunProgress } from '../engine/run-context.ts'
import { runRoute, type RunReport } from '../engine/run-route.ts'
import type { Standing } from '../engine/standing.ts'
import type { TallyData } from '../engine/tally.ts'
import type { UnusualVolume } from '../engine/volumes.ts'
import { MlError, UsageError } from '../errors/ml-error.ts'
import { isoTime } from '../lib/clock.ts'
import { asJsonObject } from '../lib/json.ts'
import { nearest } from '../lib/nearest.ts'
import { redactText } from '../lib/redact.ts'
import { exitCodeOf } from './exit-code.ts'
import type { ProgramContext } from './context.ts'
import { plannedDocuments, type PlannedDocument } from './planned-documents.ts'
import { noteNotices } from './notices.ts'
import { openRun } from './open-run.ts'

export interface SyncInput {
  readonly route: string
  /** Only these flows; all of the route's without it. */
  readonly flows?: readonly string[] | undefined
  /** Most documents to send. */
  readonly documentsMax?: number | undefined
  /** Guards of this run, over those of the settings. */
  readonly guards?: Partial<GuardSettings>
  /** How long to wait for another command that writes, milliseconds. */
  readonly waitMs: number
  readonly mode: 'sync' | 'dry-run'
  readonly signal: AbortSignal
  readonly progress: RunProgress
}

/** What stopped a part of the run. */
export interface RunStop {
  readonly code: string
  readonly message: string
  readonly hint: string | null
  readonly retryable: boolean
  readonly retryAfterMs: number | null
}

export interface SyncResult {
  readonly run: string
  readonly route: string
  readonly mode: 'sync' | 'dry-run'
  readonly startedAt: string
  readonly endedAt: string
  readonly flows: readonly { readonly flow: string; readonly counts: FlowCountsData }[]
  readonly unreadable: number
  readonly due: TallyData
  readonly standing: readonly Standing[]
  readonly stops: readonly RunStop[]
  /** Flows that read far less or far more than usual; that stops nothing. */
  readonly unusual: readonly UnusualVolume[]
  readonly interrupted: boolean
  /** Of a dry run: every open document and what a sync would do with it. */
  readonly documents: readonly PlannedDocument[]
  readonly exitCode: number
}

/** Runs a route; a dry run does the same on a state that forgets and through connections that cannot write. */
export const sync = async (context: ProgramContext, input: SyncInput): Promise<SyncResult> => {
  const route = context.route(input.route)
  const flows = chosenFlows(route, input.flows)
  context.routeSettings(route.name)
  const work = () => runOnce(context, input, { route, flows })
  return input.mode === 'dry-run' ? work() : context.lockFor(input, work)
}

const chosenFlows = (route: Route, names: readonly string[] | undefined): readonly Flow[] => {
  if (names === undefined || names.length === 0) return route.flows
  const known = route.flows.map((flow) => flow.name)
  for (const name of names) {
    if (known.includes(name)) continue
    throw new UsageError(`the route ${route.name} has no flow "${name}"`, {
      code: 'FLOW_UNKNOWN',
      hint: `There are: ${known.join(', ')}.`,
      context: { flow: name, meant: nearest(name, known) },
    })
  }
  return route.flows.filter((flow) => names.includes(flow.name))
}

const runOnce = async (
  context: ProgramContext,
  input: SyncInput,
  chosen: { readonly route: Route; readonly flows: readonly Flow[] },
): Promise<SyncResult> => {
  const run = context.newRunId()
  const startedAt = isoTime(context.clock.now())
  const store = await context.openStore({ mode: input.mode === 'dry-run' ? 'dry' : 'write', run })
  try {
    store.note({ event: 'run-started', facts: { route: chosen.route.name, mode: input.mode } })
    const opened = await openRun(context, store, { ...input, ...chosen, run })
    const report = await runRoute(opened)
    const documents = input.mode === 'dry-run' ? await plannedDocuments(opened) : []
    const result = resultOf(context, { run, input, report, startedAt, documents })
    await endRun(context, store, result)
    return result
  } catch (error) {
    await abandon(context, store, error)
    throw error
  }
}

const resultOf = (
  context: ProgramContext,
  parts: { run: string; input: SyncInput; report: RunReport; startedAt: string; documents: readonly PlannedDocument[] },
): SyncResult => ({
  run: parts.run,
  route: parts.input.route,
  mode: parts.input.mode,
  startedAt: parts.startedAt,
  endedAt: isoTime(context.clock.now()),
  flows: parts.report.flows,
  unreadable: parts.report.unreadable,
  due: parts.report.due,
  standing: parts.report.standing,
  stops: parts.report.stops.map(stopOf),
  unusual: parts.report.unusual,
  interrupted: parts.report.interrupted,
  documents: parts.documents,
  exitCode: exitCodeOf(parts.report),
})

/** An error as results carry it. */
export const stopOf = (error: MlError): RunStop => ({
  code: error.code,
  message: redactText(error.message),
  hint: error.hint === undefined ? null : redactText(error.hint),
  retryable: error.retryable,
  retryAfterMs: error.retryAfterMs ?? null,
})

/** The summary is a fact of the trail, the end of the run a line after it; the anchor names the last line. */
const endRun = async (context: ProgramContext, store: StateStore, result: SyncResult): Promise<void> => {
  noteNotices(context, store)
  const { documents: _, ...summary } = result
  store.saveFacts(`summary:${result.route}`, asJsonObject(summary))
  store.note({ event: 'run-ended', facts: { route: result.route, exitCode: result.exitCode } })
  await store.close()
}

/** A run that cannot go on still keeps what is durable; where the disk fails, the trail already says so. */
export const abandon = async (context: ProgramContext, store: StateStore, error: unknown): Promise<void> => {
  const code = error instanceof MlError ? error.code : 'DEFECT_UNEXPECTED'
  try {
    noteNotices(context, store)
    store.note({ event: 'run-failed', facts: { code } })
    await store.close()
  } catch {
    // The first error is the one to show: this one follows from it.
  }
}
