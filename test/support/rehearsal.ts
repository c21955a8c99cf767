import { join } from 'node:path'
import { connectors } from '../../src/connectors/registry.ts'
import type { Connection, Connector } from '../../src/contract/connector.ts'
import type { StateStore } from '../../src/contract/state-store.ts'
import type { FlowSettings, RouteSettings } from '../../src/contract/route.ts'
import type { RunContext } from '../../src/engine/run-context.ts'
import { runRoute, type RunReport } from '../../src/engine/run-route.ts'
import { createHttpClient } from '../../src/http/client.ts'
import { createGate } from '../../src/http/gate.ts'
import { seededRandom } from '../../src/lib/random.ts'
import { Secret } from '../../src/lib/secret.ts'
import { indexReference, noReferenceSets } from '../../src/mapping/reference-index.ts'
import { changeMapping, emptyMapping, mappingLookup, type MappingChange, type MappingSet } from '../../src/mapping/tables.ts'
import { routesOf } from '../../src/routes/registry.ts'
import { TABLES } from '../../src/routes/coding.ts'
import type { ListOrder } from '../../src/sandbox/airbase/options.ts'
import type { SandboxApp, SandboxReply, SandboxRequest } from '../../src/sandbox/app.ts'
import type { WorldOptions } from '../../src/sandbox/generate/options.ts'
import { generateWorld, type World } from '../../src/sandbox/generate/world.ts'
import { defaultFlowSettings } from '../../src/settings/schema.ts'
import { openState } from '../../src/state/open-state.ts'
import { overlayDisk } from '../../src/state/overlay-disk.ts'
import { statePaths } from '../../src/state/paths.ts'
import { loadReference } from '../../src/state/reference-copy.ts'
import { bothVendors, type BothVendors } from './both-vendors.ts'
import { fakeClock, type FakeClock } from './fake-clock.ts'
import { memoryDisk, type MemoryDisk } from './memory-disk.ts'
import { airbaseSettings, d365Settings, mappingToAirbase, mappingToD365, routeSettings } from './rehearsal-settings.ts'
import { sandboxTransport } from './sandbox-transport.ts'

const AS_OF = '2026-11-20'
const SECRETS = { client: 'client-secret', token: 'airbase-token' } as const

/** What a test may change about one run. */
export interface RunOptions {
  readonly mode?: 'sync' | 'dry-run'
  readonly flows?: readonly string[]
  readonly documentsMax?: number
  readonly settings?: Partial<RouteSettings>
  /** Over the settings of single flows. */
  readonly flowSettings?: Readonly<Record<string, Partial<FlowSettings>>>
  readonly signal?: AbortSignal
  /** Looks at the store before it is closed. */
  readonly inspect?: (store: StateStore) => Promise<void> | void
  readonly machine?: string
  readonly adopt?: boolean
}

/** Both vendors in process, a state in a temporary folder, and runs of the real engine between them. */
export interface Rehearsal extends BothVendors {
  readonly world: World
  readonly clock: FakeClock
  /** State folder of the next run; tests copy and swap it. */
  stateFolder: string
  readonly anchorPath: string
  readonly disk: MemoryDisk
  run(route: string, options?: RunOptions): Promise<RunReport>
  /** Opens the state for reading, outside a run. */
  read<Result>(work: (store: StateStore) => Promise<Result>): Promise<Result>
  changeMapping(route: string, changes: readonly MappingChange[]): void
  /** Maps every account to one procurement category, which pending invoices need. */
  useCategories(): void
  violations(): readonly { readonly rule: string; readonly detail: string }[]
}

/** A system beside the two vendors: its declaration, and how to reach it. */
export interface ExtraSystem {
  readonly connector: Connector
  readonly app: SandboxApp
  readonly settings: unknown
  readonly secrets: ReadonlyMap<string, Secret>
}

export const rehearsal = (options: Partial<WorldOptions> = {}, extra: ExtraSystem | null = null, order: ListOrder = 'insertion'): Rehearsal => {
  const all = extra === null ? connectors : [...connectors, extra.connector]
  const world = generateWorld({ seed: 1, bills: 10, asOf: AS_OF, ...options })
  const clock = fakeClock(`${AS_OF}T08:00:00Z`)
  const { airbase, d365 } = bothVendors(world, { clock, secrets: SECRETS, order, requestLogMax: 1_000_000 })
  const folder = '/rehearsal'
  const disk = memoryDisk()
  const mappings = new Map<string, MappingSet>([
    ['airbase-to-d365', mappingToD365(world)],
    ['d365-to-airbase', mappingToAirbase(world)],
  ])
  const stateKey = new Secret(Buffer.alloc(32, 7).toString('base64'))
  const random = seededRandom(13)
  let runs = 0

  const connection = (name: string, readOnly: boolean): Connection => {
    const connector = all.find((each) => each.name === name)
    if (connector === undefined) throw new Error(`no connector ${name}`)
    const systems: Record<string, Omit<ExtraSystem, 'connector' | 'app'> & { handle: (request: SandboxRequest) => SandboxReply }> = {
      d365: { handle: (request) => d365.handle(request), settings: d365Settings(world), secrets: new Map([['client-secret', new Secret(SECRETS.client)]]) },
      airbase: { handle: (request) => airbase.handle(request), settings: airbaseSettings(world), secrets: new Map([['token', new Secret(SECRETS.token)]]) },
      ...(extra && { [extra.connector.name]: { ...extra, handle: (request: SandboxRequest) => ({ kind: 'response' as const, response: extra.app.handle(request) }) } }),
    }
    const { handle, settings: raw, secrets } = systems[name]!
    const transport = sandboxTransport(handle)
    const gate = createGate(clock, connector.gate)
    const settings = connector.settings.parse(raw)
    const http = createHttpClient({ connection: name, transport, gate, clock, random, readOnly })
    return connector.open({ name, settings, secrets, http, transport, clock, random, notice: () => undefined })
  }
  const openStore = (self: Rehearsal, mode: 'write' | 'read' | 'dry', runOptions: RunOptions) =>
    openState({
      disk: mode === 'dry' ? overlayDisk(disk) : disk,
      clock,
      random,
      paths: statePaths(self.stateFolder),
      anchorPath: self.anchorPath,
      stateKey,
      personalDays: 90,
      machine: runOptions.machine ?? 'machine-1',
      run: `run-${(runs += 1)}`,
      mode,
      ...(runOptions.adopt && { adopt: true }),
    })
  const self: Rehearsal = {
    world,
    clock,
    airbase,
    d365,
    disk,
    stateFolder: join(folder, 'state'),
    anchorPath: join(folder, 'anchor.json'),
    run: async (routeName, runOptions = {}) => {
      const mode = runOptions.mode ?? 'sync'
      const store = await openStore(self, mode === 'sync' ? 'write' : 'dry', runOptions)
      const route = routesOf(all).find((each) => each.name === routeName)
      if (route === undefined) throw new Error(`no route ${routeName}`)
      const [source, target] = [connection(route.from, mode === 'dry-run'), connection(route.to, mode === 'dry-run')]
      const ledger = route.ledger === 'to' ? target : source
      const sets =
        ledger.reference === null
          ? noReferenceSets
          : await loadReference(
              { disk, clock, folder: join(self.stateFolder, 'reference', 'd365'), reader: ledger.reference, maxAgeMs: 86_400_000, keep: mode === 'sync', signal: new AbortController().signal },
              noReferenceSets,
            )
      const settings: RouteSettings = { ...routeSettings(world), from: route.from, to: route.to, ...runOptions.settings }
      const context: RunContext = {
        run: `run-${runs}`,
        route,
        settings,
        flows: route.flows.filter((flow) => runOptions.flows === undefined || runOptions.flows.includes(flow.name)),
        flowSettings: (flow) => ({ ...(settings.flows[flow] ?? defaultFlowSettings), ...runOptions.flowSettings?.[flow] }),
        sourceName: route.from,
        sourceTitle: all.find((each) => each.name === route.from)?.title ?? '',
        targetName: route.to,
        source,
        target,
        store,
        mapping: mappingLookup(mappings.get(routeName) ?? emptyMapping),
        reference: indexReference(sets),
        clock,
        signal: runOptions.signal ?? new AbortController().signal,
        progress: { step: () => undefined, advance: () => undefined },
        mode,
        concurrency: 8,
        settleAfterMs: settings.settleAfterMs ?? 600_000,
        askAgainAfterMs: settings.askAgainAfterMs,
        documentsMax: runOptions.documentsMax ?? null,
        counts: new Map(),
        unreadable: 0,
        stops: [],
      }
      const report = await runRoute(context)
      await runOptions.inspect?.(store)
      await store.close()
      return report
    },
    read: async (work) => {
      const store = await openStore(self, 'read', {})
      try {
        return await work(store)
      } finally {
        await store.close()
      }
    },
    changeMapping: (route, changes) => {
      mappings.set(route, changeMapping(mappings.get(route) ?? emptyMapping, changes))
    },
    useCategories: () => {
      const [category] = world.d365Seed._ProcurementCategories ?? []
      self.changeMapping('airbase-to-d365', [{ table: TABLES.category, code: '*', value: `${String(category?.hierarchy)}|${String(category?.name)}` }])
    },
    violations: () => [...airbase.violations, ...d365.violations],
  }
  return self
}
