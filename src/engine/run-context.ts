import type { Connection } from '../contract/connector.ts'
import { isBacklog, type DocumentChange, type DocumentEntry } from '../contract/document-entry.ts'
import type { ReferenceData } from '../contract/reference-data.ts'
import type { Flow, FlowSettings, MappingLookup, Route, RouteSettings } from '../contract/route.ts'
import type { StateStore } from '../contract/state-store.ts'
import type { SourceReader } from '../contract/source.ts'
import type { DocumentWriter } from '../contract/target.ts'
import { DefectError, type MlError } from '../errors/ml-error.ts'
import type { Clock } from '../lib/clock.ts'
import type { TraceCode } from '../model/identity.ts'
import { countStep, newFlowCounts, type FlowCounts } from './counts.ts'
import { withToldReference } from './told-reference.ts'

/** Long work as a person sees it. */
export interface RunProgress {
  /** A step begins: `reading`, `sending bills`. `total` is null while it is not known. */
  step(name: string, total: number | null): void
  /** `done` documents of the step are through. */
  advance(done: number): void
}

/** Everything that one run of one route works with. */
export interface RunContext {
  readonly run: string
  readonly route: Route
  readonly settings: RouteSettings
  /** Flows of this run in order; those switched off are among them. */
  readonly flows: readonly Flow[]
  readonly flowSettings: (flow: string) => FlowSettings
  readonly sourceName: string
  readonly sourceTitle: string
  readonly targetName: string
  readonly source: Connection
  readonly target: Connection
  readonly store: StateStore
  readonly mapping: MappingLookup
  readonly reference: ReferenceData
  readonly clock: Clock
  /** Aborted: no new work is begun, what is in flight ends. */
  readonly signal: AbortSignal
  readonly progress: RunProgress
  readonly mode: 'sync' | 'dry-run'
  readonly concurrency: number
  readonly settleAfterMs: number
  readonly askAgainAfterMs: number
  /** A limited run: these documents, from where they stand; nothing is read from the source. All without it. */
  readonly only?: ReadonlySet<TraceCode>
  /** Most documents to send in this run; null without a limit. */
  readonly documentsMax: number | null
  readonly counts: Map<string, FlowCounts>
  /** When the reading of the source's lists began, by the elapsed time; absent while none was read. */
  readAt?: number
  /** Records without a usable id. */
  unreadable: number
  /** What stopped a part of the run; the worst one decides the exit code. */
  readonly stops: MlError[]
}

export const countsOf = (run: RunContext, flow: string): FlowCounts => {
  const known = run.counts.get(flow)
  if (known !== undefined) return known
  const fresh = newFlowCounts()
  run.counts.set(flow, fresh)
  return fresh
}

/** Records a document's next event and counts its step. */
export const record = (run: RunContext, before: DocumentEntry | null, change: DocumentChange): DocumentEntry => {
  const after = run.store.record({ ...change, entry: withToldReference(before, change.entry) })
  if (before !== null && before.flow !== after.flow && isBacklog(before.state)) {
    countsOf(run, before.flow).moved.subtract(before.amount)
    countsOf(run, after.flow).moved.add(before.amount)
  }
  countStep(countsOf(run, after.flow), before, after)
  return after
}

export const flowNamed = (run: RunContext, name: string): Flow => {
  const flow = run.route.flows.find((candidate) => candidate.name === name)
  if (flow === undefined) throw new DefectError(`the route ${run.route.name} has no flow ${name}`, { code: 'DEFECT_FLOW' })
  return flow
}

export const readerOf = (run: RunContext, recordKind: string): SourceReader => {
  const reader = run.source.sources.get(recordKind)
  if (reader === undefined) throw new DefectError(`${run.sourceName} does not read ${recordKind}`, { code: 'DEFECT_RECORD_KIND' })
  return reader
}

export const writerOf = (run: RunContext, form: string): DocumentWriter => {
  const writer = run.target.writers.get(form)
  if (writer === undefined) throw new DefectError(`${run.targetName} does not write ${form}`, { code: 'DEFECT_FORM' })
  return writer
}

/** `work` inside what the target needs around writes. */
export const aroundWrites = <Result>(run: RunContext, work: () => Promise<Result>): Promise<Result> =>
  run.target.aroundWrites === null ? work() : run.target.aroundWrites(work)
