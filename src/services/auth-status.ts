import type { ProviderStatus } from '../credentials/chain-types.ts'
import type { CredentialAge } from '../credentials/credential-age.ts'
import { credentialAge } from '../credentials/credential-age.ts'
import type { AuthContext } from './auth-context.ts'
import type { AuthListEntry } from './auth-list.ts'
import { authList } from './auth-list.ts'

export interface AuthStatusEntry extends AuthListEntry, CredentialAge {}

export interface AuthStatusResult {
  /** Best first. */
  readonly providers: readonly ProviderStatus[]
  /** The provider that `auth login` would use; null when none can keep a secret. */
  readonly storesIn: string | null
  readonly secrets: readonly AuthStatusEntry[]
}

/** Which providers are live and why better ones are not; each secret's age and expiry. Never a value. */
export const authStatus = async (context: AuthContext): Promise<AuthStatusResult> => {
  const providers = await context.credentials.status()
  const usable = providers.filter(({ writable, live }) => writable && live).map(({ name }) => name)
  const wanted = context.settings.credentialProvider
  const now = context.clock.now()
  const { secrets } = await authList(context)
  return {
    providers,
    storesIn: (wanted === undefined ? usable[0] : usable.find((name) => name === wanted)) ?? null,
    secrets: secrets.map((secret) => ({ ...secret, ...credentialAge(secret, now) })),
  }
}
