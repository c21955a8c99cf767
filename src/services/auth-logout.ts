import type { SkippedProvider } from '../credentials/chain-types.ts'
import type { AuthContext } from './auth-context.ts'
import { UsageError } from '../errors/ml-error.ts'
import { connectorOf } from './auth-secrets.ts'

export interface AuthLogoutResult {
  readonly connection: string
  readonly removed: readonly { readonly secret: string; readonly providers: readonly string[] }[]
  /** Secrets that are still there, because they come from the environment. */
  readonly left: readonly { readonly secret: string; readonly provider: string }[]
  /** Providers that could not be asked, and may still hold some. */
  readonly notAsked: readonly SkippedProvider[]
}

/** Removes a connection's secrets wherever it can; also of a connection that has left the settings. */
export const authLogout = async (context: AuthContext, connection: string): Promise<AuthLogoutResult> => {
  if (connection === 'state') throw keptForState()
  const removed: { secret: string; providers: readonly string[] }[] = []
  const left: { secret: string; provider: string }[] = []
  let notAsked: readonly SkippedProvider[] = []
  for (const secret of await secretNames(context, connection)) {
    const outcome = await context.credentials.delete(connection, secret)
    if (outcome.removedFrom.length > 0) removed.push({ secret, providers: outcome.removedFrom })
    notAsked = outcome.notAsked
    const still = await context.credentials.get(connection, secret)
    if (still) left.push({ secret, provider: still.provider })
  }
  return { connection, removed, left, notAsked }
}

const keptForState = () =>
  new UsageError('the key of the state folder cannot be removed: what it seals could never be read again', {
    code: 'CONNECTION_KEPT',
    hint: 'Name a connection: ml-connector auth list.',
  })

const secretNames = async (context: AuthContext, connection: string): Promise<readonly string[]> => {
  const listed = (await context.credentials.list()).filter((each) => each.connection === connection)
  const isKnown = connection in context.settings.connections
  const declared = isKnown || listed.length === 0 ? connectorOf(context, connection).secrets : []
  return [...new Set([...declared, ...listed].map(({ name }) => name))]
}
