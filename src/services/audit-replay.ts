import type { DocumentEntry, DocumentState } from '../contract/document-entry.ts'
import type { StateStore } from '../contract/state-store.ts'
import { runRoute } from '../engine/run-route.ts'
import type { RunProgress } from '../engine/run-context.ts'
import { MlError } from '../errors/ml-error.ts'
import { present } from '../lib/assert.ts'
import { groupBy } from '../lib/group-by.ts'
import type { TraceCode } from '../model/identity.ts'
import { numberOf, reasonOf } from './audit-list.ts'
import { chosenIds, refusal, type ReplayChoice } from './audit-replay-choice.ts'
import type { ProgramContext } from './context.ts'
import { worstExitCode } from './exit-code.ts'
import { openRun } from './open-run.ts'
import { noteNotices } from './notices.ts'
import { abandon, stopOf, type RunStop } from './sync.ts'

export interface AuditReplayInput extends ReplayChoice {
  /** Who asks: kept in the trail. */
  readonly by: string
  readonly reason?: string | undefined
  readonly waitMs: number
  readonly mode: 'sync' | 'dry-run'
  readonly signal: AbortSignal
  readonly progress: RunProgress
}

/** What became of one document. */
export interface ReplayedDocument {
  readonly id: string
  readonly route: string
  readonly flow: string
  readonly number: string
  readonly before: DocumentState
  readonly after: DocumentState
  /** `refused`: nothing was tried; `moved`: another state; `told`: only its source was told; `unchanged`. */
  readonly result: 'refused' | 'moved' | 'told' | 'unchanged'
  readonly why: string | null
  readonly remedy: string | null
}

export interface AuditReplayResult {
  readonly run: string
  readonly mode: 'sync' | 'dry-run'
  readonly documents: readonly ReplayedDocument[]
  readonly stops: readonly RunStop[]
  readonly interrupted: boolean
  readonly exitCode: number
}

/** Documents that a trail line names; a long list is in the events that follow it. */
const NAMED_MAX = 100

/**
 * Drives documents on from where they stand by the steps of a sync: look-up, intent, write, acknowledge.
 * What is in the target is never written again.
 */
export const auditReplay = async (
  context: ProgramContext,
  input: AuditReplayInput,
): Promise<AuditReplayResult> => {
  const work = () => replayOnce(context, input)
  return input.mode === 'dry-run' ? work() : context.lockFor(input, work)
}

const replayOnce = async (context: ProgramContext, input: AuditReplayInput): Promise<AuditReplayResult> => {
  const run = context.newRunId()
  const store = await context.openStore({ mode: input.mode === 'dry-run' ? 'dry' : 'write', run })
  try {
    const cases = await openCases(context, store, await chosenIds(context, store, input))
    noteAsked(store, input, cases)
    const stops = await driveOn(context, store, { input, run, cases })
    const documents: ReplayedDocument[] = []
    for (const each of cases) documents.push(await replayed(store, each, stops))
    const exitCode = exitCodeOf(documents, stops)
    noteNotices(context, store)
    store.note({ event: 'replay-ended', facts: { exitCode } })
    await store.close()
    return {
      run,
      mode: input.mode,
      documents,
      stops: stops.map(stopOf),
      interrupted: input.signal.aborted,
      exitCode,
    }
  } catch (error) {
    await abandon(context, store, error)
    throw error
  }
}

/** A document as it stood, and why it is left alone. */
interface ReplayCase {
  readonly before: DocumentEntry
  readonly refused: Awaited<ReturnType<typeof refusal>>
}

const openCases = async (
  context: ProgramContext,
  store: StateStore,
  ids: readonly TraceCode[],
): Promise<ReplayCase[]> => {
  const cases: ReplayCase[] = []
  for (const id of ids) {
    const before = present(await store.get(id), 'a chosen document')
    cases.push({ before, refused: await refusal(context, store, before) })
  }
  return cases
}

const noteAsked = (store: StateStore, input: AuditReplayInput, cases: readonly ReplayCase[]): void => {
  const ids = cases.slice(0, NAMED_MAX).map(({ before }) => before.id)
  store.note({
    event: 'replay-asked',
    facts: {
      by: input.by,
      reason: input.reason ?? null,
      mode: input.mode,
      count: cases.length,
      documents: ids,
    },
  })
}

interface Drive {
  readonly input: AuditReplayInput
  readonly run: string
  readonly cases: readonly ReplayCase[]
}

/** One limited run per route; what stops one leaves the others. */
const driveOn = async (
  context: ProgramContext,
  store: StateStore,
  { input, run, cases }: Drive,
): Promise<MlError[]> => {
  const stops: MlError[] = []
  const due = cases.filter(({ refused }) => refused === null)
  for (const [name, members] of groupBy(due, ({ before }) => before.route)) {
    if (input.signal.aborted) break
    try {
      const route = context.route(name)
      const only = new Set(members.map(({ before }) => before.id))
      const opened = await openRun(context, store, { ...input, run, route, flows: route.flows, only })
      stops.push(...(await runRoute(opened)).stops)
    } catch (error) {
      if (!(error instanceof MlError) || error.exitCode === 1 || error.exitCode === 10) throw error
      stops.push(error)
    }
  }
  return stops
}

const replayed = async (
  store: StateStore,
  { before, refused }: ReplayCase,
  stops: readonly MlError[],
): Promise<ReplayedDocument> => {
  const after = present(await store.get(before.id), 'a replayed document')
  const told = before.acknowledged === 'due' && after.acknowledged === 'done'
  const moved = before.state !== after.state
  const reason = refused ?? whyNow(after, stops)
  return {
    id: before.id,
    route: before.route,
    flow: before.flow,
    number: numberOf(after),
    before: before.state,
    after: after.state,
    result: refused !== null ? 'refused' : moved ? 'moved' : told ? 'told' : 'unchanged',
    why: reason?.message ?? null,
    remedy: reason?.remedy ?? null,
  }
}

/** Why it stands where it stands now; a finished one needs no reason. */
const whyNow = (
  after: DocumentEntry,
  stops: readonly MlError[],
): { readonly message: string; readonly remedy: string } | null => {
  const reason = reasonOf(after)
  if (reason !== null) return reason
  if (after.state !== 'ready') return null
  const [stop] = stops
  if (stop !== undefined) return { message: stop.message, remedy: stop.hint ?? '' }
  return { message: 'it is judged ready and goes with the next sync', remedy: '' }
}

const exitCodeOf = (documents: readonly ReplayedDocument[], stops: readonly MlError[]): number => {
  const codes = new Set(stops.map(({ exitCode }) => exitCode))
  if (documents.some(({ after }) => after === 'in-doubt' || after === 'sending')) codes.add(5)
  if (
    documents.some(({ after, result }) => result === 'refused' || after === 'parked' || after === 'withdrawn')
  )
    codes.add(3)
  return worstExitCode(codes)
}
