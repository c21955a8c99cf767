import type { Connector, SecretSpec } from '../contract/connector.ts'
import { UsageError } from '../errors/ml-error.ts'
import { nearest } from '../lib/nearest.ts'
import type { AuthContext } from './auth-context.ts'

/** The connector behind a connection of the settings. */
export const connectorOf = (context: AuthContext, connection: string): Connector => {
  const settings = context.settings.connections[connection]
  if (!settings) throw unknownConnection(context, connection)
  return context.connector(settings.connector)
}

/** The secret that a name of the command line means. */
export const secretSpec = (connector: Connector, name: string): SecretSpec => {
  const spec = connector.secrets.find((each) => each.name === name)
  if (spec) return spec
  const names = connector.secrets.map((each) => each.name)
  // Not quoted: who mistakes the flag gives the secret itself, and it must not reach a log.
  throw new UsageError(`${connector.title} has no secret of that name`, {
    code: 'SECRET_UNKNOWN',
    hint: `Use one of: ${names.join(', ')}; the value itself is never an argument.`,
    context: { connector: connector.name },
  })
}

/** The secrets of a connector that are still needed when `stored` are there; of alternatives, the first. */
export const missingSecrets = (connector: Connector, stored: ReadonlySet<string>): readonly SecretSpec[] => {
  const answered = new Set<string>()
  for (const { name, oneOf } of connector.secrets) if (oneOf && stored.has(name)) answered.add(oneOf)
  return connector.secrets.filter(({ name, oneOf }) => {
    if (oneOf === undefined) return !stored.has(name)
    if (answered.has(oneOf)) return false
    answered.add(oneOf)
    return true
  })
}

/** The names of a connection's secrets that some provider has. */
export const storedNames = async (context: AuthContext, connection: string): Promise<ReadonlySet<string>> => {
  const names = new Set<string>()
  for (const { name } of connectorOf(context, connection).secrets) {
    if (await context.credentials.get(connection, name)) names.add(name)
  }
  return names
}

const unknownConnection = ({ settings, settingsFile }: AuthContext, connection: string) => {
  const names = Object.keys(settings.connections)
  const meant = nearest(connection, names)
  const known = names.length === 0 ? 'There is none yet.' : `There are: ${names.join(', ')}.`
  return new UsageError(`there is no connection "${connection}" in ${settingsFile}`, {
    code: 'CONNECTION_UNKNOWN',
    hint: meant === null ? known : `Did you mean ${meant}? ${known}`,
    context: { connection },
  })
}
