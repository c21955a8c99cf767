import { connectors } from '../connectors/registry.ts'
import type { Connection, Connector } from '../contract/connector.ts'
import type { CredentialChain } from '../credentials/chain-types.ts'
import { CredentialError, UsageError } from '../errors/ml-error.ts'
import { createHttpClient } from '../http/client.ts'
import { createGate } from '../http/gate.ts'
import type { Transport } from '../http/transport.ts'
import type { Clock } from '../lib/clock.ts'
import type { JsonObject } from '../lib/json.ts'
import { nearest } from '../lib/nearest.ts'
import type { Random } from '../lib/random.ts'
import type { Secret } from '../lib/secret.ts'
import { parseConnectorSettings } from '../settings/connector-settings.ts'
import { settingsPath } from '../settings/paths.ts'
import type { Settings } from '../settings/schema.ts'
import type { OpenConnectionOptions } from './auth-context.ts'
import { tellingAnswer } from './far-side.ts'
import { maskingRefusals } from './masked-refusals.ts'

/** Something that a connection noticed and that is worth a line in the trail. */
export interface Notice {
  readonly connection: string
  readonly event: string
  readonly facts: JsonObject
}

/** What connections are made of. */
export interface ConnectionBuild {
  readonly folder: string
  readonly settings: Settings
  readonly credentials: CredentialChain
  readonly clock: Clock
  readonly random: Random
  readonly notices: Notice[]
  readonly transport: Transport
}

/** A connection's connector, and its settings as that connector checked them. */
export const connectionParts = ({ settings, folder }: ConnectionBuild, name: string) => {
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

/** Opens a connection with its secrets, behind its own gate. */
export const openConnection = async (build: ConnectionBuild, name: string, options: OpenConnectionOptions): Promise<Connection> => {
  const { connector, settings } = connectionParts(build, name)
  const { clock, random } = build
  const gate = createGate(clock, options.concurrency === undefined ? connector.gate : { ...connector.gate, concurrencyStart: options.concurrency, fixed: true })
  const secrets = await secretsOf(build, connector, { name, given: options.secrets })
  const transport = maskingRefusals(build.transport, secrets)
  const answering = options.onAnswer === undefined ? transport : tellingAnswer(transport, options.onAnswer)
  const http = createHttpClient({ connection: name, transport: answering, gate, clock, random, readOnly: options.readOnly, ...(connector.quota && { quota: connector.quota(settings) }) })
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

/** @throws UsageError `CONNECTOR_UNKNOWN` */
export const connectorNamed = (name: string): Connector => {
  const found = connectors.find((connector) => connector.name === name)
  if (found !== undefined) return found
  const names = connectors.map((connector) => connector.name)
  throw new UsageError(`there is no connector "${name}"`, {
    code: 'CONNECTOR_UNKNOWN',
    hint: `Use one of: ${names.join(', ')}.`,
    context: { connector: name, meant: nearest(name, names) },
  })
}
