import type { DocumentEntry } from '../contract/document-entry.ts'
import type { StateStore } from '../contract/state-store.ts'
import { whyNotReplayed } from '../engine/replay.ts'
import { UsageError } from '../errors/ml-error.ts'
import type { TraceCode } from '../model/identity.ts'
import type { Problem } from '../model/problem.ts'
import { defaultFlowSettings } from '../settings/schema.ts'
import { readLinesFrom } from '../state/trail-reader.ts'
import { reasonOf } from './audit-list.ts'
import { documentId } from './audit-store.ts'
import type { ProgramContext } from './context.ts'

/** Which documents a replay is for: one of the first three. */
export interface ReplayChoice {
  readonly id?: string | undefined
  /** Everything that is parked or in doubt. */
  readonly failed: boolean
  /** Everything that this run touched. */
  readonly run?: string | undefined
  /** Only those with this reason, such as `ACCOUNT_SUSPENDED`. */
  readonly code?: string | undefined
  readonly route?: string | undefined
}

/**
 * The documents of a choice.
 * @throws UsageError `REPLAY_OF_WHAT`, `RUN_UNKNOWN`, or what `documentId` throws
 */
export const chosenIds = async (
  context: ProgramContext,
  store: StateStore,
  choice: ReplayChoice,
): Promise<readonly TraceCode[]> => {
  const given = [choice.id !== undefined, choice.failed, choice.run !== undefined].filter(Boolean)
  if (given.length !== 1) throw ofWhat()
  if (choice.id !== undefined) return [await documentId(store, choice.id)]
  const ids: TraceCode[] = []
  const wanted =
    choice.run === undefined ? failedDocuments(store, choice) : documentsOfRun(context, store, choice.run)
  for await (const entry of wanted) if (matches(entry, choice)) ids.push(entry.id)
  return ids
}

const failedDocuments = (store: StateStore, { route }: ReplayChoice): AsyncIterable<DocumentEntry> =>
  store.open({ ...(route !== undefined && { route }), states: ['parked', 'in-doubt', 'sending'] })

const matches = (entry: DocumentEntry, { code, route }: ReplayChoice): boolean =>
  (route === undefined || entry.route === route) &&
  (code === undefined || reasonOf(entry)?.code === code.toUpperCase())

const RUN_MONTH = /^R(\d{4})(\d{2})\d{8}-/

/** A run's lines stand together, because one command writes at a time; its name says in which month. */
async function* documentsOfRun(
  context: ProgramContext,
  store: StateStore,
  run: string,
): AsyncGenerator<DocumentEntry> {
  const [, year, month] = RUN_MONTH.exec(run) ?? []
  const from = year === undefined || month === undefined ? null : { file: `${year}-${month}`, offset: 0 }
  const ids = new Set<TraceCode>()
  let found = false
  for await (const { line } of readLinesFrom(context.disk, context.paths.trail, from)) {
    if (line.run !== run && found) break
    if (line.run !== run) continue
    found = true
    if (line.entry !== undefined) ids.add(line.entry.id)
  }
  if (!found) throw runUnknown(run)
  for (const id of ids) {
    const entry = await store.get(id)
    if (entry !== null) yield entry
  }
}

/** Why a document is left alone, before anything is asked; null when it is driven on. */
export const refusal = async (
  context: ProgramContext,
  store: StateStore,
  entry: DocumentEntry,
): Promise<Problem | null> => {
  const known = whyNotReplayed(entry)
  if (known !== null) return known
  if (!['ready', 'parked', 'skipped', 'withdrawn'].includes(entry.state)) return null
  const flow = context.settings.routes[entry.route]?.flows[entry.flow] ?? defaultFlowSettings
  if (!flow.enabled) return FLOW_OFF
  if (entry.state === 'ready') return null
  const isFixed = entry.state === 'parked' && entry.intent !== null
  const stored = isFixed ? await store.body(entry) : await store.content(entry)
  return stored === null ? ERASED : null
}

const FLOW_OFF: Problem = {
  code: 'FLOW_OFF',
  field: '',
  value: '',
  message: 'its flow is switched off in the settings',
  remedy: 'Set enabled to true for the flow, then replay it.',
}

const ERASED: Problem = {
  code: 'CONTENT_ERASED',
  field: '',
  value: '',
  message: 'what was stored of it was erased after its retention',
  remedy: 'Release the document in the source system again: the next sync reads it anew.',
}

const ofWhat = () =>
  new UsageError('say which documents are replayed: an id, --failed, or --run', {
    code: 'REPLAY_OF_WHAT',
    hint: 'One of: audit replay <id>; audit replay --failed; audit replay --run <run>.',
  })

const runUnknown = (run: string) =>
  new UsageError(`no run "${run}" stands in the trail`, {
    code: 'RUN_UNKNOWN',
    hint: 'Runs are named at the end of a sync and in every event of `audit show`.',
    context: { run },
  })
