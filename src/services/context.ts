import { join, resolve } from 'node:path'
import { connectors } from '../connectors/registry.ts'
import type { Disk } from '../contract/disk.ts'
import type { Route } from '../contract/route.ts'
import type { StateStore } from '../contract/state-store.ts'
import type { CredentialChain } from '../credentials/chain-types.ts'
import { UsageError } from '../errors/ml-error.ts'
import { nearest } from '../lib/nearest.ts'
import type { Random } from '../lib/random.ts'
import { routesOf } from '../routes/registry.ts'
import { settingsFolder, settingsPath, stateFolder } from '../settings/paths.ts'
import type { RouteSettings, Settings } from '../settings/schema.ts'
import { readSettings } from '../settings/settings-file.ts'
import type { LockWait } from '../state/lock.ts'
import { openState } from '../state/open-state.ts'
import { overlayDisk } from '../state/overlay-disk.ts'
import { statePaths, type StatePaths } from '../state/paths.ts'
import type { AuthContext, ContextRequest } from './auth-context.ts'
import { openCredentials } from './auth-credentials.ts'
import { thisMachine, type Host } from './host.ts'
import { connectionParts, connectorNamed, openConnection, type Notice } from './open-connection.ts'
import { sealingKey } from './sealing-key.ts'

export interface OpenStoreOptions {
  readonly mode: 'write' | 'read' | 'dry'
  readonly run: string
  readonly adopt?: boolean
}

/** Everything that the services work with. Only this file builds it. */
export interface ProgramContext extends AuthContext {
  readonly random: Random
  readonly disk: Disk
  readonly paths: StatePaths
  readonly anchorPath: string
  /** Id of this machine, as the state knows it. */
  readonly machine: string
  readonly settingsFolder: string
  readonly routes: readonly Route[]
  /** What the open connections noticed so far. */
  readonly notices: Notice[]
  /** @throws UsageError `ROUTE_UNKNOWN`, with the one that was probably meant */
  route(name: string): Route
  /** @throws UsageError `ROUTE_NOT_SET_UP` */
  routeSettings(name: string): RouteSettings
  /** Settings of a connection, checked by its connector. */
  connectorSettings(name: string): unknown
  openStore(options: OpenStoreOptions): Promise<StateStore>
  /** Takes the lock of the state folder, or waits for it. */
  lockFor<Result>(wait: LockWait, work: () => Promise<Result>): Promise<Result>
  newRunId(): string
  /** Ends the network connections. */
  close(): Promise<void>
}

/** What a program is made of. */
export interface ProgramParts {
  readonly settings: Settings
  /** The settings folder; the anchor stands in it. */
  readonly folder: string
  /** The state folder. */
  readonly root: string
  readonly credentials: CredentialChain
  readonly host: Host
}

/** Reads the settings and puts the program together. Sends nothing, locks nothing. */
export const openContext = async (request: ContextRequest): Promise<ProgramContext> => {
  const folder = resolve(request.configDir ?? settingsFolder(request.env))
  const settings = await readSettings(folder)
  const root = resolve(request.stateDir ?? stateFolder(request.env))
  const host = thisMachine(request.env)
  const { clock, random } = host
  const credentials = openCredentials({ ...request, folder, settings, wanted: wantedSecrets(settings), clock, random })
  return createContext({ settings, folder, root, credentials, host })
}

/** Puts a program together on a host. */
export const createContext = ({ settings, folder, root, credentials, host }: ProgramParts): ProgramContext => {
  const { clock, random, disk } = host
  const notices: Notice[] = []
  const build = { folder, settings, credentials, clock, random, notices, transport: host.network.send }
  const lockFor = async <Result>(wait: LockWait, work: () => Promise<Result>): Promise<Result> => {
    await disk.makeFolder(root)
    const lock = await host.takeLock(root, wait)
    try {
      return await work()
    } finally {
      await lock.release()
    }
  }
  const routes = routesOf(connectors)
  const paths = statePaths(root)
  const anchorPath = join(folder, 'anchor.json')
  return {
    settings,
    settingsFile: settingsPath(folder),
    settingsFolder: folder,
    credentials,
    clock,
    random,
    disk,
    paths,
    anchorPath,
    get machine() {
      return host.machine()
    },
    routes,
    notices,
    connector: connectorNamed,
    connectorSettings: (name) => connectionParts(build, name).settings,
    openConnection: (name, options) => openConnection(build, name, options),
    route: (name) => routeNamed(routes, name),
    routeSettings: (name) => settingsOfRoute(settings, settingsPath(folder), name),
    withLock: (work) => lockFor({ waitMs: 0 }, work),
    lockFor,
    openStore: async ({ mode, run, adopt }) => {
      if (mode === 'write') await disk.makeFolder(root)
      const stateKey = await sealingKey({ disk, paths, credentials, random, create: mode === 'write' })
      const { personalDays } = settings.retention
      return openState({
        disk: mode === 'dry' ? overlayDisk(disk) : disk,
        clock,
        random,
        paths,
        anchorPath,
        stateKey,
        machine: host.machine(),
        personalDays,
        run,
        mode,
        ...(adopt && { adopt }),
      })
    },
    newRunId: () => `R${new Date(clock.now()).toISOString().replace(/[-:T]/g, '').slice(0, 14)}-${random.bytes(3).toString('hex')}`,
    close: host.network.close,
  }
}

/** Every secret that the connections call for; a connection of an unknown connector says so when it is opened. */
const wantedSecrets = (settings: Settings): { readonly connection: string; readonly name: string }[] =>
  Object.entries(settings.connections).flatMap(([connection, entry]) => {
    const known = connectors.find((connector) => connector.name === entry.connector)
    return (known?.secrets ?? []).map(({ name }) => ({ connection, name }))
  })

const routeNamed = (routes: readonly Route[], name: string): Route => {
  const found = routes.find((route) => route.name === name)
  if (found !== undefined) return found
  const names = routes.map((route) => route.name)
  const meant = nearest(name, names)
  throw new UsageError(`there is no route "${name}"`, {
    code: 'ROUTE_UNKNOWN',
    hint: `${meant === null ? '' : `Did you mean ${meant}? `}There are: ${names.join(', ')}.`,
    context: { route: name },
  })
}

const settingsOfRoute = (settings: Settings, file: string, name: string): RouteSettings => {
  const found = settings.routes[name]
  if (found !== undefined) return found
  throw new UsageError(`the route ${name} is not set up`, {
    code: 'ROUTE_NOT_SET_UP',
    hint: `Add routes.${name} with "from" and "to" to ${file}.`,
    context: { route: name },
  })
}
