import { join, resolve } from 'node:path'
import { connectors } from '../connectors/registry.ts'
import type { Connection, Connector } from '../contract/connector.ts'
import type { Disk } from '../contract/disk.ts'
import type { Route } from '../contract/route.ts'
import type { StateStore } from '../contract/state-store.ts'
import type { CredentialChain } from '../credentials/chain-types.ts'
import { CredentialError, UsageError } from '../errors/ml-error.ts'
import { systemClock, type Clock } from '../lib/clock.ts'
import type { JsonObject } from '../lib/json.ts'
import { nearest } from '../lib/nearest.ts'
import { systemRandom, type Random } from '../lib/random.ts'
import type { Secret } from '../lib/secret.ts'
import { createGate } from '../http/gate.ts'
import { createHttpClient } from '../http/client.ts'
import type { Transport } from '../http/transport.ts'
import { routesOf } from '../routes/registry.ts'
import { parseConnectorSettings } from '../settings/connector-settings.ts'
import { settingsFolder, settingsPath, stateFolder } from '../settings/paths.ts'
import type { RouteSettings, Settings } from '../settings/schema.ts'
import { readSettings } from '../settings/settings-file.ts'
import { takeLock } from '../state/lock.ts'
import { machineId } from '../state/machine-id.ts'
import { nodeDisk } from '../state/node-disk.ts'
import { openState } from '../state/open-state.ts'
import { overlayDisk } from '../state/overlay-disk.ts'
import { statePaths, type StatePaths } from '../state/paths.ts'
import type { AuthContext, ContextRequest, OpenConnectionOptions } from './auth-context.ts'
import { openCredentials } from './auth-credentials.ts'
import { tellingAnswer } from './far-side.ts'
import { maskingRefusals } from './masked-refusals.ts'
import { sealingKey } from './sealing-key.ts'

/** Something that a connection noticed and that is worth a line in the trail. */
export interface Notice {
  readonly connection: string
  readonly event: string
  readonly facts: JsonObject
}

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
  /** Takes the lock of the state folder; waits at most `waitMs`. */
  lockFor<Result>(waitMs: number, work: () => Promise<Result>): Promise<Result>
  newRunId(): string
  /** Ends the network connections. */
  close(): Promise<void>
}

/** Reads the settings and puts the program together. Sends nothing, locks nothing. */
export const openContext = async (request: ContextRequest): Promise<ProgramContext> => {
  const folder = resolve(request.configDir ?? settingsFolder(request.env))
  const settings = await readSettings(folder)
  const root = resolve(request.stateDir ?? stateFolder(request.env))
  const clock = systemClock
  const random = systemRandom
  const credentials = openCredentials({ ...request, folder, settings, wanted: wantedSecrets(settings), clock, random })
  const network = lazyTransport()
  const notices: Notice[] = []
  const parts = { folder, settings, credentials, clock, random, notices, transport: network.send }
  const lockFor = async <Result>(waitMs: number, work: () => Promise<Result>): Promise<Result> => {
    await nodeDisk.makeFolder(root)
    const lock = await takeLock(root, waitMs, clock)
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
    disk: nodeDisk,
    paths,
    anchorPath,
    get machine() {
      return machineId(request.env)
    },
    routes,
    notices,
    connector: connectorNamed,
    connectorSettings: (name) => connectionParts(parts, name).settings,
    openConnection: (name, options) => openConnection(parts, name, options),
    route: (name) => routeNamed(routes, name),
    routeSettings: (name) => settingsOfRoute(settings, settingsPath(folder), name),
    withLock: (work) => lockFor(0, work),
    lockFor,
    openStore: async ({ mode, run, adopt }) => {
      const disk = mode === 'dry' ? overlayDisk(nodeDisk) : nodeDisk
      if (mode !== 'read') await disk.makeFolder(root)
      const stateKey = await sealingKey({ disk: nodeDisk, paths, credentials, random, create: mode === 'write' })
      const machine = machineId(request.env)
      return openState({ disk, clock, random, paths, anchorPath, stateKey, machine, personalDays: settings.retention.personalDays, run, mode, ...(adopt && { adopt }) })
    },
    newRunId: () => `R${new Date(clock.now()).toISOString().replace(/[-:T]/g, '').slice(0, 14)}-${random.bytes(3).toString('hex')}`,
    close: network.close,
  }
}

/** Every secret that the connections call for; a connection of an unknown connector says so when it is opened. */
const wantedSecrets = (settings: Settings): { readonly connection: string; readonly name: string }[] =>
  Object.entries(settings.connections).flatMap(([connection, entry]) => {
    const known = connectors.find((connector) => connector.name === entry.connector)
    return (known?.secrets ?? []).map(({ name }) => ({ connection, name }))
  })

/** @throws UsageError `CONNECTOR_UNKNOWN` */
const connectorNamed = (name: string): Connector => {
  const found = connectors.find((connector) => connector.name === name)
  if (found !== undefined) return found
  const names = connectors.map((connector) => connector.name)
  throw new UsageError(`there is no connector "${name}"`, {
    code: 'CONNECTOR_UNKNOWN',
    hint: `Use one of: ${names.join(', ')}.`,
    context: { connector: name, meant: nearest(name, names) },
  })
}

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

interface ConnectionBuild {
  readonly folder: string
  readonly settings: Settings
  readonly credentials: CredentialChain
  readonly clock: Clock
  readonly random: Random
  readonly notices: Notice[]
  readonly transport: Transport
}

const connectionParts = ({ settings, folder }: ConnectionBuild, name: string) => {
  const entry = settings.connections[name]
  if (entry === undefined) {
    throw new UsageError(`there is no connection "${name}"`, {
      code: 'CONNECTION_UNKNOWN',
      hint: `Add connections.${name} to ${settingsPath(folder)}.`,
      context: { connection: name },
    })
  }
  const connector = connectorNamed(entry.connector)
  return { connector, settings: parseConnectorSettings(connector.settings, entry.settings, { file: settingsPath(folder), connection: name }) }
}

const openConnection = async (build: ConnectionBuild, name: string, options: OpenConnectionOptions): Promise<Connection> => {
  const { connector, settings } = connectionParts(build, name)
  const { clock, random } = build
  const gate = createGate(clock, options.concurrency === undefined ? connector.gate : { ...connector.gate, concurrencyStart: options.concurrency, fixed: true })
  const secrets = await secretsOf(build, connector, { name, given: options.secrets })
  const transport = maskingRefusals(build.transport, secrets)
  const answering = options.onAnswer === undefined ? transport : tellingAnswer(transport, options.onAnswer)
  const http = createHttpClient({ connection: name, transport: answering, gate, clock, random, readOnly: options.readOnly })
  return connector.open({
    name,
    settings,
    secrets,
    http,
    transport,
    clock,
    random,
    notice: (event, facts) => build.notices.push({ connection: name, event, facts }),
    ...(options.noticed && { noticed: options.noticed }),
  })
}

const secretsOf = async (
  { credentials }: ConnectionBuild,
  connector: Connector,
  { name, given }: { readonly name: string; readonly given: ReadonlyMap<string, Secret> | undefined },
): Promise<ReadonlyMap<string, Secret>> => {
  const secrets = new Map<string, Secret>(given)
  for (const spec of connector.secrets) {
    const found = secrets.has(spec.name) ? null : await credentials.get(name, spec.name)
    if (found !== null) secrets.set(spec.name, found.secret)
  }
  const missing = connector.secrets.find(
    (spec) => !secrets.has(spec.name) && !connector.secrets.some((other) => spec.oneOf !== undefined && other.oneOf === spec.oneOf && secrets.has(other.name)),
  )
  if (missing === undefined) return secrets
  throw new CredentialError(`${name} has no ${missing.title}`, {
    code: 'CREDENTIAL_MISSING',
    hint: `Store it: ml-connector auth login ${name}. \`ml-connector auth status\` says where secrets are looked for.`,
    context: { connection: name, name: missing.name },
  })
}

/** undici is loaded with the first request: most commands make none. */
const lazyTransport = (): { readonly send: Transport; readonly close: () => Promise<void> } => {
  let open: Promise<{ readonly send: Transport; readonly close: () => Promise<void> }> | null = null
  const load = () => (open ??= import('../http/undici-transport.ts').then(({ undiciTransport }) => undiciTransport()))
  return {
    send: async (request) => (await load()).send(request),
    close: async () => {
      if (open !== null) await (await open).close()
    },
  }
}
