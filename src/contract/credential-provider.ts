import type { MlError } from '../errors/ml-error.ts'
import type { Secret } from '../lib/secret.ts'

/** A provider that cannot be used on this machine, now. */
export interface Unavailable {
  readonly ok: false
  /** As a phrase for people: «there is no D-Bus session». */
  readonly why: string
  /** For a provider that is broken, such as a vault with a wrong key; null for one that is not there. */
  readonly error: MlError | null
}

/** Whether a provider can be used. */
export type Availability = { readonly ok: true } | Unavailable

/** What is known of a stored secret besides its value. */
export interface StoredCredential {
  readonly connection: string
  readonly name: string
  /** ISO time; null where the provider cannot know it. */
  readonly storedAt: string | null
  /** ISO time at which the far side stops taking it; null when nobody said. */
  readonly expiresAt: string | null
}

/** A secret on its way into a provider. */
export interface CredentialToStore {
  readonly connection: string
  readonly name: string
  readonly secret: Secret
  readonly expiresAt: string | null
}

/** A place that keeps secrets, one per connection and name. */
export interface CredentialProvider {
  /** `keychain`, `vault`, `environment`. */
  readonly name: string
  /** False for a provider that only reads; its `set` and `delete` refuse with a `UsageError`. */
  readonly writable: boolean
  /** Never throws. `read` leaves no mark; `write` may prove by a value of its own that values stay. */
  available(purpose: 'read' | 'write'): Promise<Availability>
  /** Null when it is not there. */
  get(connection: string, name: string): Promise<Secret | null>
  /** Replaces an older value; after it, the value survives a crash as far as the provider can promise. */
  set(credential: CredentialToStore): Promise<void>
  /** True when there was one. */
  delete(connection: string, name: string): Promise<boolean>
  list(): Promise<readonly StoredCredential[]>
}
