import { join } from 'node:path'
import type { Disk } from '../contract/disk.ts'
import type { CredentialChain } from '../credentials/chain-types.ts'
import { stateKey } from '../credentials/state-key.ts'
import type { Random } from '../lib/random.ts'
import { Secret } from '../lib/secret.ts'
import type { StatePaths } from '../state/paths.ts'

const MARKER_FILE = 'key-marker'

export interface SealingKeyParts {
  readonly disk: Disk
  readonly paths: StatePaths
  readonly credentials: CredentialChain
  readonly random: Random
  /** False for readers and dry runs: a state without a key seals nothing. */
  readonly create: boolean
}

/**
 * The key that seals what personal data the state holds. The state keeps a marker of it, so that a state whose
 * key is gone stops with a clear error instead of getting a second key.
 * @throws CredentialError `STATE_KEY_MISSING` or `STATE_KEY_CHANGED`
 */
export const sealingKey = async (parts: SealingKeyParts): Promise<Secret> => {
  const path = join(parts.paths.root, MARKER_FILE)
  const marker = (await parts.disk.read(path))?.toString('utf8').trim() ?? null
  if (marker === null && !parts.create) return new Secret('')
  const key = await stateKey(parts.credentials, { marker, random: parts.random })
  if (marker === null) await parts.disk.writeAtomic(path, Buffer.from(`${key.marker}\n`))
  return new Secret(key.key.toString('base64'))
}
