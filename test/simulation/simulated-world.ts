import type { StoredCredential } from '../../src/contract/credential-provider.ts'
import { createCredentialChain } from '../../src/credentials/chain.ts'
import type { CredentialChain } from '../../src/credentials/chain-types.ts'
import { seededRandom, type Random } from '../../src/lib/random.ts'
import { Secret } from '../../src/lib/secret.ts'
import { changeMapping, emptyMapping, type MappingChange } from '../../src/mapping/tables.ts'
import { TABLES } from '../../src/routes/coding.ts'
import type { SandboxRequest } from '../../src/sandbox/app.ts'
import type { FaultyApp } from '../../src/sandbox/faults.ts'
import { generateWorld, type World } from '../../src/sandbox/generate/world.ts'
import type { WorldOptions } from '../../src/sandbox/generate/options.ts'
import { createContext, type ProgramContext } from '../../src/services/context.ts'
import { changeTables } from '../../src/services/mapping-change.ts'
import { saveMapping } from '../../src/services/mapping-state.ts'
import { readReference } from '../../src/services/open-run.ts'
import { sync, type SyncInput, type SyncResult } from '../../src/services/sync.ts'
import { settingsSchema, type Settings, type SettingsInput } from '../../src/settings/schema.ts'
import { bothVendors, type BothVendors } from '../support/both-vendors.ts'
import { fakeClock, type FakeClock } from '../support/fake-clock.ts'
import { AIRBASE_URL, airbaseSettings, d365Settings, mappingToAirbase, mappingToD365, routeInput } from '../support/rehearsal-settings.ts'
import { sandboxTransport } from '../support/sandbox-transport.ts'
import { simulatedDisk, type SimulatedDisk } from './simulated-disk.ts'
import { simulatedProcess, type EndOfProcess, type SimulatedProcess } from './simulated-process.ts'

export type RouteName = 'airbase-to-d365' | 'd365-to-airbase'
type RouteInput = NonNullable<SettingsInput['routes']>[string]

export const STATE = '/state'
export const CONFIG = '/config'
export const AS_OF = '2026-11-20'
export const SECRETS = { client: 'simulated-client-secret', token: 'simulated-airbase-token' } as const
const SETTLE_AFTER_MS = 600_000
/** Rows of a page: so few that the small worlds have several. */
const PAGE_SIZE = 4

export interface SimulationOptions {
  readonly seed: number
  readonly world: Omit<WorldOptions, 'asOf'>
  /** Over the settings of the route into D365. */
  readonly settings?: Partial<RouteInput>
  /** Bills become pending invoices instead of lines of a journal. */
  readonly pendingBills?: boolean
}

/** A computer with a disk of its own, on which one process at a time may write. */
export interface Machine {
  readonly id: string
  readonly disk: SimulatedDisk
  readonly lock: { holder: object | null }
}

export const machineWith = (id: string, disk: SimulatedDisk): Machine => ({ id, disk, lock: { holder: null } })

export interface RunInput {
  /** Where the process dies; null lets it live. */
  readonly end?: EndOfProcess | null
  /** Where it runs; the first machine without it. */
  readonly on?: Machine
  readonly before?: (step: string) => void
  readonly input?: Partial<SyncInput>
}

/** Two vendors, a disk and a program that can die, in one process on one virtual clock. */
export interface SimulatedWorld extends BothVendors {
  readonly world: World
  readonly random: Random
  /** The far sides' time, which is the true one. */
  readonly clock: FakeClock
  /** How far the program's wall clock is off, milliseconds. */
  skewMs: number
  readonly disk: SimulatedDisk
  readonly settings: Settings
  /** A process and the program in it. */
  start(input?: RunInput): { readonly process: SimulatedProcess; readonly context: ProgramContext }
  /** One run; rejects with `ProcessDied` when the process dies, before the crash has touched the disk. */
  run(route: RouteName, input?: RunInput): Promise<SyncResult>
  changeMapping(route: RouteName, changes: readonly MappingChange[], input?: RunInput): Promise<void>
  /** All that the tables of a route need, as a person would import it again. */
  mappingOf(route: RouteName): readonly MappingChange[]
  /** Requests that were on their way when a process died arrive after so many milliseconds. */
  strayMs: number | null
  readonly violations: readonly { readonly rule: string; readonly detail: string }[]
}

/** What every simulation of one generated world begins with: tables imported, reference data read. */
interface Beginning {
  readonly world: World
  readonly image: ReadonlyMap<string, Buffer>
  readonly stateKey: string
}

const BEGINNINGS_MAX = 256
const beginnings = new Map<string, Promise<Beginning>>()

/** The beginnings are made once: thousands of seeds share a few worlds. */
export const simulatedWorld = async (options: SimulationOptions): Promise<SimulatedWorld> => {
  const name = JSON.stringify(options.world)
  const known = beginnings.get(name)
  if (known !== undefined) return furnish(options, await known)
  if (beginnings.size >= BEGINNINGS_MAX) beginnings.delete(beginnings.keys().next().value ?? '')
  const fresh = begin(options)
  beginnings.set(name, fresh)
  return furnish(options, await fresh)
}

const begin = async (options: SimulationOptions): Promise<Beginning> => {
  const world = generateWorld({ ...options.world, asOf: AS_OF })
  const stateKey = Buffer.alloc(32, 7).toString('base64')
  const it = furnish({ ...options, seed: 0 }, { world, image: new Map(), stateKey })
  const { context } = it.start()
  const store = await context.openStore({ mode: 'write', run: 'R-begin' })
  for (const route of ['airbase-to-d365', 'd365-to-airbase'] as const) saveMapping(store, route, changeMapping(emptyMapping, it.mappingOf(route)))
  await store.close()
  const connection = await context.openConnection('d365', { readOnly: true })
  const settings = context.routeSettings('airbase-to-d365')
  await readReference(context, { name: 'd365', connection, settings, keep: true, signal: new AbortController().signal })
  return { world, image: it.disk.image(), stateKey }
}

/** Pending invoices need a procurement category on each line: one for all accounts. */
const categoryOf = ({ d365Seed }: World): MappingChange => {
  const [category] = d365Seed._ProcurementCategories ?? []
  return { table: TABLES.category, code: '*', value: `${String(category?.hierarchy)}|${String(category?.name)}` }
}

const entriesOf = ({ tables }: ReturnType<typeof mappingToD365>): MappingChange[] =>
  Object.entries(tables).flatMap(([table, entries]) => Object.entries(entries).map(([code, value]) => ({ table, code, value })))

const furnish = (options: SimulationOptions, { world, image, stateKey }: Beginning): SimulatedWorld => {
  const random = seededRandom(options.seed)
  const clock = fakeClock(`${AS_OF}T08:00:00Z`)
  const { airbase, d365 } = bothVendors(world, { clock, secrets: SECRETS })
  const route = routeInput(world)
  const bills = { ...route.flows?.bills, form: options.pendingBills === true ? ('pending' as const) : ('journal' as const) }
  const settings = settingsSchema.parse({
    connections: {
      airbase: { connector: 'airbase', settings: { ...airbaseSettings(world), contract: { paging: { size: PAGE_SIZE } } } },
      d365: { connector: 'd365', settings: d365Settings(world) },
    },
    routes: {
      'airbase-to-d365': { ...route, flows: { ...route.flows, bills }, settleAfterMs: SETTLE_AFTER_MS, ...options.settings },
      'd365-to-airbase': { from: 'd365', to: 'airbase', settleAfterMs: SETTLE_AFTER_MS },
    },
  })
  const disk = simulatedDisk(image)
  const first = machineWith('machine-1', disk)
  const systemOf = (url: string) => (url.startsWith(AIRBASE_URL) ? airbase : d365)
  const transport = sandboxTransport((request) => systemOf(`http://${request.headers.host ?? ''}`).handle(request))
  const self: SimulatedWorld = {
    world,
    random,
    clock,
    skewMs: 0,
    disk,
    airbase,
    d365,
    settings,
    strayMs: null,
    start: (input = {}) => {
      const on = input.on ?? first
      const process = simulatedProcess({
        disk: on.disk,
        clock: { ...clock, now: () => clock.now() + self.skewMs },
        random,
        transport,
        machine: on.id,
        end: input.end ?? null,
        lock: on.lock,
        onTheWay: (request) => {
          if (self.strayMs !== null) stray(systemOf(request.url), request, self.strayMs)
        },
        ...(input.before && { before: input.before }),
      })
      const credentials = memoryCredentials(stateKey)
      return { process, context: createContext({ settings, folder: CONFIG, root: STATE, credentials, host: process.host }) }
    },
    run: (route, input = {}) => {
      const { process, context } = self.start(input)
      return process.live(() => sync(context, { route, waitMs: 0, mode: 'sync', signal: new AbortController().signal, progress: SILENT, ...input.input }))
    },
    changeMapping: async (route, changes, input) => {
      const { context } = self.start(input)
      await changeTables(context, { route, author: { by: 'ap@example.com', reason: null, waitMs: 0 } }, () => changes)
    },
    mappingOf: (name) => (name === 'airbase-to-d365' ? [...entriesOf(mappingToD365(world)), categoryOf(world)] : entriesOf(mappingToAirbase(world))),
    get violations() {
      return [...airbase.violations, ...d365.violations]
    },
  }
  return self
}

const SILENT = { step: () => undefined, advance: () => undefined }

/** The network still delivers what a dead process has sent. */
const stray = (system: FaultyApp, request: Parameters<ReturnType<typeof sandboxTransport>>[0], afterMs: number): void => {
  const { pathname } = new URL(request.url)
  const id = system.add({ match: { method: request.method, path: `^${escaped(pathname)}` }, do: { kind: 'commit-late', afterMs } })
  const carry = sandboxTransport((late: SandboxRequest) => system.handle(late))
  void carry(request).catch(() => undefined)
  system.clear(id)
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Secrets of a program that keeps none on its disk. */
const memoryCredentials = (stateKey: string): CredentialChain => {
  const secrets = new Map([
    ['d365/client-secret', SECRETS.client],
    ['airbase/token', SECRETS.token],
    ['state/seal-key', stateKey],
  ])
  const stored: StoredCredential[] = []
  return createCredentialChain(
    [
      {
        name: 'memory',
        writable: true,
        available: () => Promise.resolve({ ok: true }),
        get: (connection, name) => {
          const value = secrets.get(`${connection}/${name}`)
          return Promise.resolve(value === undefined ? null : new Secret(value))
        },
        set: () => Promise.resolve(),
        delete: () => Promise.resolve(false),
        list: () => Promise.resolve(stored),
      },
    ],
    { warn: () => undefined },
  )
}
