import type { CredentialToStore, StoredCredential } from '../contract/credential-provider.ts'
import type { Secret } from '../lib/secret.ts'

/** A secret and the provider that had it. */
export interface FoundCredential {
  readonly secret: Secret
  readonly provider: string
}

/** A stored secret and where it stands. */
export interface ListedCredential extends StoredCredential {
  readonly provider: string
  /** False for a copy that an earlier provider hides. */
  readonly used: boolean
}

/** A provider as `auth status` shows it. */
export interface ProviderStatus {
  readonly name: string
  readonly writable: boolean
  readonly live: boolean
  /** Why it is not live. */
  readonly why: string | null
}

/** A provider that could not be used, and why. */
export interface SkippedProvider {
  readonly name: string
  readonly why: string
}

/** What a change did. */
export interface ChangeOutcome {
  /** Providers that held a copy which is gone now. */
  readonly removedFrom: readonly string[]
  /** Providers that may still hold an older copy, because they could not be asked. */
  readonly notAsked: readonly SkippedProvider[]
}

export interface StoreOutcome extends ChangeOutcome {
  readonly provider: string
}

/** The ordered providers, as one place. */
export interface CredentialChain {
  /**
   * From the first provider that has it; null when none has it.
   * Providers that are not on this machine are passed over.
   * @throws the error of a provider that should work and does not, when no other has the secret
   */
  get(connection: string, name: string): Promise<FoundCredential | null>
  /** @throws CredentialError `CREDENTIAL_MISSING`, naming the providers that could not be asked */
  require(connection: string, name: string): Promise<FoundCredential>
  /** Into the named provider, else into the first that can keep it; other copies are removed. */
  set(credential: CredentialToStore, provider?: string): Promise<StoreOutcome>
  /** From every provider that can remove it. */
  delete(connection: string, name: string): Promise<ChangeOutcome>
  list(): Promise<readonly ListedCredential[]>
  status(): Promise<readonly ProviderStatus[]>
}
