import type { AuthContext } from './auth-context.ts'
import { connectorOf, missingSecrets } from './auth-secrets.ts'

/** One secret of a connection. Never its value. */
export interface AuthListEntry {
  readonly connection: string
  readonly secret: string
  /** What the far side calls it; null for a secret that no connection of the settings asks for. */
  readonly title: string | null
  /** Null when it is not stored. */
  readonly provider: string | null
  /** False for a copy that another provider hides, and for a secret that an alternative makes needless. */
  readonly used: boolean
  readonly storedAt: string | null
  readonly expiresAt: string | null
}

export interface AuthListResult {
  readonly secrets: readonly AuthListEntry[]
}

/** Every secret that is stored, and every one that a connection of the settings still needs. */
export const authList = async (context: AuthContext): Promise<AuthListResult> => {
  const listed = await context.credentials.list()
  const stored = listed.map(({ name, ...facts }) => ({
    ...facts,
    secret: name,
    title: titleOf(context, facts.connection, name),
  }))
  const needed = Object.keys(context.settings.connections).flatMap((connection) => {
    const names = new Set(listed.filter((each) => each.connection === connection).map(({ name }) => name))
    return missingSecrets(connectorOf(context, connection), names).map(({ name, title }) => ({
      connection,
      secret: name,
      title,
      provider: null,
      used: true,
      storedAt: null,
      expiresAt: null,
    }))
  })
  return { secrets: [...stored, ...needed].sort(byName) }
}

const STATE_TITLE = 'Seals the state folder'

const titleOf = (context: AuthContext, connection: string, name: string): string | null => {
  if (connection === 'state') return STATE_TITLE
  if (!(connection in context.settings.connections)) return null
  return connectorOf(context, connection).secrets.find((spec) => spec.name === name)?.title ?? null
}

const byName = (left: AuthListEntry, right: AuthListEntry): number =>
  left.connection.localeCompare(right.connection) || left.secret.localeCompare(right.secret)
