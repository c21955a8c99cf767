import type { StoredCredential } from '../contract/credential-provider.ts'

const DAY_MS = 86_400_000
/** A secret that ends within these days is worth a word. */
const EXPIRES_SOON_DAYS = 14

/** How old a secret is, and how long it lasts. */
export interface CredentialAge {
  /** Whole days since it was stored; null when nobody knows. */
  readonly ageDays: number | null
  /** Whole days until it expires, negative afterwards; null when nobody said. */
  readonly expiresInDays: number | null
  readonly state: 'valid' | 'expires-soon' | 'expired' | 'unknown'
}

export const credentialAge = (
  { storedAt, expiresAt }: Pick<StoredCredential, 'storedAt' | 'expiresAt'>,
  now: number,
): CredentialAge => {
  const expiresInDays = expiresAt === null ? null : Math.floor((Date.parse(expiresAt) - now) / DAY_MS)
  return {
    ageDays: storedAt === null ? null : Math.max(0, Math.floor((now - Date.parse(storedAt)) / DAY_MS)),
    expiresInDays,
    state: expiryState(expiresInDays),
  }
}

const expiryState = (expiresInDays: number | null): CredentialAge['state'] => {
  if (expiresInDays === null) return 'unknown'
  if (expiresInDays < 0) return 'expired'
  return expiresInDays <= EXPIRES_SOON_DAYS ? 'expires-soon' : 'valid'
}
