import type { Availability, CredentialProvider, StoredCredential } from '../contract/credential-provider.ts'
import { UsageError } from '../errors/ml-error.ts'
import { Secret } from '../lib/secret.ts'

const PREFIX = 'ML_CONNECTOR'
const ONLY_READ: Availability = { ok: false, why: 'environment variables are only read', error: null }

export interface EnvironmentOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  /** The secrets that the settings call for: a variable does not tell where the connection's name ends. */
  readonly wanted: readonly { readonly connection: string; readonly name: string }[]
}

/** `ML_CONNECTOR_AIRBASE_API_TOKEN`: where the environment provider looks. */
export const environmentVariable = (connection: string, name: string): string =>
  [PREFIX, connection, name].map((part) => part.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')).join('_')

/** Secrets from environment variables: the last resort, because child processes and crash dumps see them. */
export const createEnvironment = ({ env, wanted }: EnvironmentOptions): CredentialProvider => {
  const read = (connection: string, name: string) => env[environmentVariable(connection, name)] || null
  return {
    name: 'environment',
    writable: false,
    available: (purpose) => Promise.resolve(purpose === 'read' ? { ok: true } : ONLY_READ),
    get: (connection, name) => {
      const value = read(connection, name)
      return Promise.resolve(value === null ? null : new Secret(value))
    },
    set: ({ connection, name }) => Promise.reject(readOnly(connection, name)),
    delete: (connection, name) => Promise.reject(readOnly(connection, name)),
    list: () =>
      Promise.resolve(
        wanted
          .filter(({ connection, name }) => read(connection, name) !== null)
          .map(({ connection, name }): StoredCredential => ({
            connection,
            name,
            storedAt: null,
            expiresAt: null,
          })),
      ),
  }
}

const readOnly = (connection: string, name: string) =>
  new UsageError(
    `${environmentVariable(connection, name)} is only read: whoever starts the program sets it`,
    {
      code: 'CREDENTIAL_READ_ONLY',
      hint: 'Use --provider keychain or --provider vault.',
      context: { connection, name },
    },
  )
