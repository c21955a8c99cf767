import { join } from 'node:path'
import type { Connection } from '../contract/connector.ts'
import type { ReferenceData } from '../contract/reference-data.ts'
import type { Flow, GuardSettings, Route } from '../contract/route.ts'
import type { StateStore } from '../contract/state-store.ts'
import type { RunContext, RunProgress } from '../engine/run-context.ts'
import { indexReference, noReferenceSets } from '../mapping/reference-index.ts'
import { mappingLookup } from '../mapping/tables.ts'
import type { TraceCode } from '../model/identity.ts'
import { defaultFlowSettings, type RouteSettings } from '../settings/schema.ts'
import { loadReference } from '../state/reference-copy.ts'
import type { ProgramContext } from './context.ts'
import { checkFarSide, keepFarSide } from './far-side.ts'
import { readMapping } from './mapping-state.ts'
import { noticeName } from './notices.ts'

/** Workers of a route without a setting; the connection's gate bounds the requests in flight further. */
const WORKERS = 10
const HOUR_MS = 3_600_000

export interface OpenRunInput {
  readonly run: string
  readonly route: Route
  readonly flows: readonly Flow[]
  readonly mode: 'sync' | 'dry-run'
  readonly guards?: Partial<GuardSettings> | undefined
  readonly documentsMax?: number | undefined
  /** Limits the run to these documents, from what is stored of them. */
  readonly only?: ReadonlySet<TraceCode> | undefined
  readonly signal: AbortSignal
  readonly progress: RunProgress
}

/** Opens both connections, reads the reference data where the copy is too old, and puts a run together. */
export const openRun = async (context: ProgramContext, store: StateStore, input: OpenRunInput): Promise<RunContext> => {
  const { route, mode } = input
  const settings = context.routeSettings(route.name)
  for (const name of [settings.from, settings.to]) checkFarSide(context, store, name)
  const open = (name: string) =>
    context.openConnection(name, {
      readOnly: mode === 'dry-run',
      ...(mode === 'sync' && { onAnswer: () => keepFarSide(context, store, name) }),
      noticed: (event) => store.facts(noticeName(name, event)),
      ...(settings.concurrency !== undefined && { concurrency: settings.concurrency }),
    })
  const source = await open(settings.from)
  const target = await open(settings.to)
  const ledger = route.ledger === 'to' ? { name: settings.to, connection: target } : { name: settings.from, connection: source }
  input.progress.step(`reading reference data of ${ledger.name}`, null)
  const reference = await readReference(context, { ...ledger, settings, keep: mode === 'sync', signal: input.signal })
  const connectorOf = (name: string) => context.connector(context.settings.connections[name]?.connector ?? '')
  return {
    run: input.run,
    route,
    settings: { ...settings, guards: { ...settings.guards, ...input.guards } },
    flows: input.flows,
    flowSettings: (flow) => settings.flows[flow] ?? defaultFlowSettings,
    sourceName: settings.from,
    sourceTitle: connectorOf(settings.from).title,
    targetName: settings.to,
    source,
    target,
    store,
    mapping: mappingLookup(await readMapping(store, route.name)),
    reference,
    clock: context.clock,
    signal: input.signal,
    progress: input.progress,
    mode,
    concurrency: settings.concurrency ?? WORKERS,
    settleAfterMs: settings.settleAfterMs ?? connectorOf(settings.to).settleAfterMs,
    askAgainAfterMs: settings.askAgainAfterMs,
    ...(input.only && { only: input.only }),
    documentsMax: input.documentsMax ?? null,
    counts: new Map(),
    unreadable: 0,
    stops: [],
  }
}

export interface ReadReferenceInput {
  readonly name: string
  readonly connection: Connection
  readonly settings: Pick<RouteSettings, 'referenceMaxAgeHours'>
  /** False for a dry run: what was read is not kept. */
  readonly keep: boolean
  readonly signal: AbortSignal
}

/** The ledger's reference data, from the local copy where that is young enough. */
export const readReference = async (context: ProgramContext, input: ReadReferenceInput): Promise<ReferenceData> => {
  const reader = input.connection.reference
  if (reader === null) return indexReference(noReferenceSets)
  const hours = input.settings.referenceMaxAgeHours ?? context.settings.reference.maxAgeHours
  const parts = {
    disk: context.disk,
    clock: context.clock,
    folder: join(context.paths.reference, input.name),
    reader,
    maxAgeMs: hours * HOUR_MS,
    keep: input.keep,
    signal: input.signal,
  }
  return indexReference(await loadReference(parts, noReferenceSets))
}
