import { existsSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { createCredentialChain } from '../credentials/chain.ts'
import type { CredentialChain } from '../credentials/chain-types.ts'
import { createEnvironment } from '../credentials/environment.ts'
import { createKeychain, loadKeyring } from '../credentials/keychain.ts'
import { readPrivateFile } from '../credentials/private-file.ts'
import { createVaultFile } from '../credentials/vault-file.ts'
import type { AskPassphrase, VaultKeySource } from '../credentials/vault-key.ts'
import { CredentialError } from '../errors/ml-error.ts'
import type { Clock } from '../lib/clock.ts'
import type { Random } from '../lib/random.ts'
import { Secret } from '../lib/secret.ts'
import type { Settings } from '../settings/schema.ts'

const VAULT_FILE = 'vault.json'
const VAULT_KEY_FILE = 'vault.key'

export interface CredentialParts {
  readonly settings: Pick<Settings, 'profile' | 'vaultKeyFile' | 'vaultPassphrase'>
  /** The settings folder, where the vault stands. */
  readonly folder: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Every secret that the connections call for. */
  readonly wanted: readonly { readonly connection: string; readonly name: string }[]
  readonly askPassphrase: AskPassphrase | null
  readonly warn: (message: string) => void
  readonly clock: Clock
  readonly random: Random
}

/** The chain of this machine: keychain, vault, environment. */
export const openCredentials = (parts: CredentialParts): CredentialChain => {
  const { clock, env, random } = parts
  const keychain = createKeychain({
    profile: parts.settings.profile,
    env,
    platform: process.platform,
    clock,
    keyring: loadKeyring,
    fileExists: existsSync,
  })
  const vault = createVaultFile({ path: join(parts.folder, VAULT_FILE), key: vaultKey(parts), clock, random })
  return createCredentialChain([keychain, vault, createEnvironment({ env, wanted: parts.wanted })], parts)
}

const vaultKey = ({ settings, folder, askPassphrase }: CredentialParts): VaultKeySource | null => {
  const { vaultPassphrase, vaultKeyFile = VAULT_KEY_FILE } = settings
  if (vaultPassphrase === undefined) return { kind: 'key-file', path: inFolder(folder, vaultKeyFile) }
  if (vaultPassphrase === 'prompt') return askPassphrase && { kind: 'passphrase', read: askPassphrase }
  const path = inFolder(folder, vaultPassphrase.file)
  return { kind: 'passphrase', read: () => readPassphrase(path) }
}

const inFolder = (folder: string, path: string): string => (isAbsolute(path) ? path : join(folder, path))

const readPassphrase = async (path: string): Promise<Secret> => {
  const text = (await readPrivateFile(path))?.replace(/\r?\n$/, '')
  if (text) return new Secret(text)
  throw new CredentialError(`the passphrase file ${path} is ${text === undefined ? 'not there' : 'empty'}`, {
    code: 'VAULT_KEY_MISSING',
    hint: 'Check the setting vaultPassphrase.file.',
    context: { path },
  })
}
