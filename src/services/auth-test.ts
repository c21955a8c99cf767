import type { AuthContext } from './auth-context.ts'
import { connectorOf } from './auth-secrets.ts'
import type { Secret } from '../lib/secret.ts'

/** What a test of a connection's credentials found. */
export interface AuthTestResult {
  readonly connection: string
  readonly connector: string
  readonly ok: boolean
  readonly message: string
  readonly hint: string | null
  readonly facts: Readonly<Record<string, string>>
}

/** Opens the connection for reading and asks who we are; `secrets` take the place of stored ones. */
export const authTest = async (
  context: AuthContext,
  connection: string,
  secrets?: ReadonlyMap<string, Secret>,
): Promise<AuthTestResult> => {
  const connector = connectorOf(context, connection).name
  const open = await context.openConnection(connection, { readOnly: true, ...(secrets && { secrets }) })
  const { ok, message, hint, facts } = await open.probe()
  return { connection, connector, ok, message, hint, facts }
}
