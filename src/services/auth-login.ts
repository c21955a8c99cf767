import type { SecretSpec } from '../contract/connector.ts'
import { UsageError } from '../errors/ml-error.ts'
import type { Secret } from '../lib/secret.ts'
import type { StoreOutcome } from '../credentials/chain-types.ts'
import type { AuthContext } from './auth-context.ts'
import { connectorOf, missingSecrets, secretSpec, storedNames } from './auth-secrets.ts'
import type { AuthTestResult } from './auth-test.ts'
import { authTest } from './auth-test.ts'

export interface AuthLoginInput {
  readonly connection: string
  /** Name → value. */
  readonly secrets: ReadonlyMap<string, Secret>
  readonly provider: string | null
  /** ISO time; null when nobody said. */
  readonly expiresAt: string | null
  readonly test: boolean
  /** Called before the test, which may not reach the far side: the secrets are stored all the same. */
  readonly onStored?: (result: AuthLoginResult) => void
}

export interface AuthLoginResult {
  readonly connection: string
  readonly stored: readonly (StoreOutcome & { readonly name: string })[]
  /** Secrets that the connection still needs. */
  readonly missing: readonly string[]
  /** Null when no test was wanted, or when something is still missing. */
  readonly test: AuthTestResult | null
}

/** Which secrets a login of this connection is about: the named one, or all that the connector declares. */
export const loginSecrets = (
  context: AuthContext,
  connection: string,
  name: string | null,
): readonly SecretSpec[] => {
  const connector = connectorOf(context, connection)
  return name === null ? connector.secrets : [secretSpec(connector, name)]
}

/** Stores the secrets, then tests the connection if it has all it needs. */
export const authLogin = async (context: AuthContext, input: AuthLoginInput): Promise<AuthLoginResult> => {
  const { connection, expiresAt } = input
  const connector = connectorOf(context, connection)
  const provider = input.provider ?? context.settings.credentialProvider
  for (const name of input.secrets.keys()) secretSpec(connector, name)
  const stored: (StoreOutcome & { name: string })[] = []
  for (const [name, secret] of input.secrets) {
    stored.push({
      name,
      ...(await context.credentials.set({ connection, name, secret, expiresAt }, provider)),
    })
  }
  const missing = missingSecrets(connector, await storedNames(context, connection)).map(({ name }) => name)
  const result = { connection, stored, missing, test: null }
  input.onStored?.(result)
  if (!input.test || missing.length > 0) return result
  return { ...result, test: await authTest(context, connection) }
}

/** `2027-01-31` as the ISO time at which that day begins. */
export const parseExpiry = (text: string): string => {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00.000Z`) : null
  if (at && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)) return at.toISOString()
  throw new UsageError(`"${text}" is not a date`, { code: 'USAGE_DATE', hint: 'Write it as 2027-01-31.' })
}
