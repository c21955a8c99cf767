import { createHmac } from 'node:crypto'
import { CredentialError } from '../errors/ml-error.ts'
import { Secret } from '../lib/secret.ts'
import type { Random } from '../lib/random.ts'
import type { CredentialChain } from './chain-types.ts'

const CONNECTION = 'state'
const NAME = 'seal-key'
const KEY_BYTES = 32

export interface StateKeyOptions {
  /** {@link StateKey.marker} as the state keeps it; null for a state that holds nothing sealed. */
  readonly marker: string | null
  readonly random: Random
}

/** The key that seals outbox bodies and personal data in the state folder. */
export interface StateKey {
  readonly key: Buffer
  /** Tells whether it is the same key, and nothing about it: the state keeps it. */
  readonly marker: string
  readonly created: boolean
}

/**
 * The state's key from the credential chain; made and stored on first use.
 * @throws CredentialError `STATE_KEY_MISSING` or `STATE_KEY_CHANGED` when `marker` tells of another one
 */
export const stateKey = async (
  chain: CredentialChain,
  { marker, random }: StateKeyOptions,
): Promise<StateKey> => {
  const found = await chain.get(CONNECTION, NAME)
  if (!found && marker !== null) throw await gone(chain)
  const key = found ? parseKey(found.secret, found.provider) : await createKey(chain, random)
  if (marker !== null && markerOf(key) !== marker) throw changed(found?.provider ?? '')
  return { key, marker: markerOf(key), created: !found }
}

const createKey = async (chain: CredentialChain, random: Random): Promise<Buffer> => {
  const key = random.bytes(KEY_BYTES)
  const secret = new Secret(key.toString('base64'))
  await chain.set({ connection: CONNECTION, name: NAME, secret, expiresAt: null })
  return key
}

const markerOf = (key: Buffer): string =>
  createHmac('sha256', key).update('ml-connector state key').digest('hex').slice(0, 16)

const parseKey = (secret: Secret, provider: string): Buffer => {
  const key = Buffer.from(secret.reveal(), 'base64')
  if (key.length === KEY_BYTES) return key
  throw new CredentialError(`the state's key in the ${provider} is damaged`, {
    code: 'STATE_KEY_INVALID',
    hint: 'Bring the credentials back from your backup.',
    context: { provider },
  })
}

const gone = async (chain: CredentialChain) => {
  const skipped = (await chain.status()).flatMap(({ name, why }) => (why === null ? [] : [`${name}: ${why}`]))
  const unasked = skipped.length === 0 ? '' : ` (${skipped.join('; ')})`
  return new CredentialError(`the key that seals this state is not in any credential provider${unasked}`, {
    code: 'STATE_KEY_MISSING',
    hint: 'Run as the user and in the session that made the state, or bring the vault and its key file back.',
  })
}

const changed = (provider: string) =>
  new CredentialError(`the ${provider} holds a key that did not seal this state`, {
    code: 'STATE_KEY_CHANGED',
    hint: 'Bring back the credentials that belong to this state folder, or the folder that belongs to them.',
    context: { provider },
  })
