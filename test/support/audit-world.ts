import { join } from 'node:path'
import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import { connectors } from '../../src/connectors/registry.ts'
import type { StateStore } from '../../src/contract/state-store.ts'
import { createHttpClient } from '../../src/http/client.ts'
import { createGate } from '../../src/http/gate.ts'
import { seededRandom } from '../../src/lib/random.ts'
import { Secret } from '../../src/lib/secret.ts'
import { changeMapping, type MappingChange } from '../../src/mapping/tables.ts'
import { routesOf } from '../../src/routes/registry.ts'
import type { WorldOptions } from '../../src/sandbox/generate/options.ts'
import type { OpenStoreOptions, ProgramContext } from '../../src/services/context.ts'
import { readMapping, saveMapping } from '../../src/services/mapping-state.ts'
import { writeRehearsal } from '../../src/services/sandbox-rehearsal.ts'
import { sync, type SyncResult } from '../../src/services/sync.ts'
import { readSettings } from '../../src/settings/settings-file.ts'
import { nodeDisk } from '../../src/state/node-disk.ts'
import { openState } from '../../src/state/open-state.ts'
import { overlayDisk } from '../../src/state/overlay-disk.ts'
import { statePaths } from '../../src/state/paths.ts'
import { rehearsal, type Rehearsal } from './rehearsal.ts'
import { sandboxTransport } from './sandbox-transport.ts'
import { temporaryFolder } from './temporary-folder.ts'

const MACHINE = 'machine-1'
const ROUTE = 'airbase-to-d365'
const ADDRESSES = { d365: 'http://127.0.0.1:36500', airbase: 'http://127.0.0.1:36501', control: '' }
const SECRETS = new Map([
  ['token', new Secret('airbase-token')],
  ['client-secret', new Secret('client-secret')],
])

/** Both vendors in process, under the real services, with real settings and a state in a temporary folder. */
export interface AuditWorld extends Pick<Rehearsal, 'world' | 'clock' | 'airbase' | 'd365'> {
  readonly context: ProgramContext
  sync(): Promise<SyncResult>
  /** Works on the store outside a run: fixtures, and what became of them. */
  store<Result>(
    mode: OpenStoreOptions['mode'],
    work: (store: StateStore) => Promise<Result> | Result,
  ): Promise<Result>
  changeMapping(changes: readonly MappingChange[]): Promise<void>
  /** Every line of the trail, as text. */
  trail(): Promise<string>
}

export const quiet = { step: () => undefined, advance: () => undefined }
export const never = (): AbortSignal => new AbortController().signal

export const auditWorld = async (options: Partial<WorldOptions> = {}): Promise<AuditWorld> => {
  const { world, clock, airbase, d365 } = rehearsal(options)
  const folder = await temporaryFolder()
  const files = await writeRehearsal(folder, ADDRESSES, world)
  const settings = await readSettings(folder)
  const paths = statePaths(join(folder, 'state'))
  const anchorPath = join(folder, 'anchor.json')
  const random = seededRandom(17)
  const routes = routesOf(connectors)
  let runs = 0
  const connectorNamed = (name: string) => connectors.find((each) => each.name === name)!
  const context: ProgramContext = {
    settings,
    settingsFile: join(folder, 'settings.json'),
    settingsFolder: folder,
    // No service of the audit asks for credentials itself.
    credentials: {} as ProgramContext['credentials'],
    clock,
    random,
    disk: nodeDisk,
    paths,
    anchorPath,
    machine: MACHINE,
    routes,
    notices: [],
    connector: connectorNamed,
    connectorSettings: (name) => connectorNamed(name).settings.parse(settings.connections[name]?.settings),
    openConnection: (name, { readOnly }) => {
      const connector = connectorNamed(name)
      const transport = sandboxTransport((request) => (name === 'd365' ? d365 : airbase).handle(request))
      const http = createHttpClient({
        connection: name,
        transport,
        gate: createGate(clock, connector.gate),
        clock,
        random,
        readOnly,
      })
      const parsed = connector.settings.parse(settings.connections[name]?.settings)
      return Promise.resolve(
        connector.open({
          name,
          settings: parsed,
          secrets: SECRETS,
          http,
          transport,
          clock,
          random,
          notice: () => undefined,
        }),
      )
    },
    route: (name) => routes.find((each) => each.name === name)!,
    routeSettings: (name) => settings.routes[name]!,
    withLock: (work) => work(),
    lockFor: (_, work) => work(),
    openStore: ({ mode, run, adopt }) =>
      openState({
        disk: mode === 'dry' ? overlayDisk(nodeDisk) : nodeDisk,
        clock,
        random,
        paths,
        anchorPath,
        stateKey: new Secret(Buffer.alloc(32, 7).toString('base64')),
        machine: context.machine,
        run,
        mode,
        ...(adopt && { adopt }),
      }),
    newRunId: () => `R20261120080000-${(runs += 1).toString(16).padStart(6, '0')}`,
    close: () => Promise.resolve(),
  }
  const store: AuditWorld['store'] = async (mode, work) => {
    const open = await context.openStore({ mode, run: 'fixture' })
    try {
      return await work(open)
    } finally {
      await open.close()
    }
  }
  const change: AuditWorld['changeMapping'] = (changes) =>
    store('write', async (open) => saveMapping(open, ROUTE, changeMapping(await readMapping(open, ROUTE), changes)))
  await change(parse(await readFile(files.mapping[ROUTE]!), { columns: true }) as MappingChange[])
  return {
    world,
    clock,
    airbase,
    d365,
    context,
    store,
    changeMapping: change,
    sync: () => sync(context, { route: ROUTE, waitMs: 0, mode: 'sync', signal: never(), progress: quiet }),
    trail: async () => {
      const names = await nodeDisk.list(paths.trail)
      return (await Promise.all(names.map((name) => readFile(join(paths.trail, name), 'utf8')))).join('')
    },
  }
}
