import type {
  Availability,
  CredentialProvider,
  CredentialToStore,
  StoredCredential,
} from '../contract/credential-provider.ts'
import { CredentialError, MlError } from '../errors/ml-error.ts'
import type { Clock } from '../lib/clock.ts'
import { isoTime } from '../lib/clock.ts'
import type { Random } from '../lib/random.ts'
import { Secret } from '../lib/secret.ts'
import { credentialId, parseCredentialId } from './credential-id.ts'
import { readPrivateFile, writePrivateFile } from './private-file.ts'
import type { Vault, VaultEntry } from './vault-format.ts'
import { parseVault, seal, unseal } from './vault-format.ts'
import type { VaultKeySource } from './vault-key.ts'
import { deriveVaultKey, ensureKeyFile, newKdf } from './vault-key.ts'
import { withVaultLock } from './vault-lock.ts'

const CANARY = 'this vault opens'
const NOBODY_TO_ASK = 'it needs its passphrase, and there is no terminal to ask for it'
const CANARY_LABEL = 'ml-connector vault canary'

export interface VaultFileOptions {
  /** `vault.json` in the settings folder. */
  readonly path: string
  /** Null when a passphrase is wanted and nobody can be asked for it. */
  readonly key: VaultKeySource | null
  readonly clock: Clock
  readonly random: Random
}

/** Secrets in one file, each sealed by AES-256-GCM under a key that stands elsewhere. */
export const createVaultFile = (options: VaultFileOptions): CredentialProvider => new VaultFile(options)

interface OpenVault {
  readonly vault: Vault
  readonly key: Buffer
}

class VaultFile implements CredentialProvider {
  readonly name = 'vault'
  readonly writable = true
  readonly #options: VaultFileOptions
  /** The key of a vault is worked out once: scrypt takes a third of a second. */
  #key: Promise<Buffer> | null = null

  constructor(options: VaultFileOptions) {
    this.#options = options
  }

  async available(): Promise<Availability> {
    if (!this.#options.key) return { ok: false, why: NOBODY_TO_ASK, error: null }
    try {
      await this.#open()
      return { ok: true }
    } catch (error) {
      if (error instanceof MlError) return { ok: false, why: error.message, error }
      throw error
    }
  }

  async get(connection: string, name: string): Promise<Secret | null> {
    const id = credentialId(connection, name)
    const open = await this.#open()
    const entry = open?.vault.entries[id]
    if (!open || !entry) return null
    const text = unseal(open.key, entry, entryLabel(id, entry))
    if (text === null) throw this.#damaged(id)
    return new Secret(text)
  }

  async set(credential: CredentialToStore): Promise<void> {
    const id = credentialId(credential.connection, credential.name)
    const facts = { storedAt: isoTime(this.#options.clock.now()), expiresAt: credential.expiresAt }
    await this.#change(({ vault, key }) => {
      const value = seal(key, credential.secret.reveal(), entryLabel(id, facts), this.#options.random)
      return { ...vault, entries: { ...vault.entries, [id]: { ...value, ...facts } } }
    })
  }

  async delete(connection: string, name: string): Promise<boolean> {
    const id = credentialId(connection, name)
    const open = await this.#open()
    if (open?.vault.entries[id] === undefined) return false
    await this.#change(({ vault }) => {
      const { [id]: _removed, ...entries } = vault.entries
      return { ...vault, entries }
    })
    return true
  }

  async list(): Promise<readonly StoredCredential[]> {
    const open = await this.#open()
    return Object.entries(open?.vault.entries ?? {}).flatMap(([id, { storedAt, expiresAt }]) => {
      const parts = parseCredentialId(id)
      return parts ? [{ ...parts, storedAt, expiresAt }] : []
    })
  }

  async #change(change: (open: OpenVault) => Vault): Promise<void> {
    const { path, clock } = this.#options
    await this.#open()
    await withVaultLock(`${path}.lock`, clock, async () => {
      const open = (await this.#open()) ?? (await this.#create())
      await writePrivateFile(path, `${JSON.stringify(change(open), null, 2)}\n`)
    })
  }

  /** Null when there is no vault yet. */
  async #open(): Promise<OpenVault | null> {
    const text = await readPrivateFile(this.#options.path)
    if (text === null) return null
    const vault = parseVault(text, this.#options.path)
    const key = await this.#keyFor(vault)
    if (unseal(key, vault.canary, CANARY_LABEL) !== CANARY) throw this.#wrongKey()
    return { vault, key }
  }

  async #create(): Promise<OpenVault> {
    const { random } = this.#options
    const source = this.#source()
    if (source.kind === 'key-file') await ensureKeyFile(source.path, random)
    const kdf = newKdf(source, random)
    const key = await deriveVaultKey(source, kdf, 'create')
    this.#key = Promise.resolve(key)
    return { key, vault: { format: 1, kdf, canary: seal(key, CANARY, CANARY_LABEL, random), entries: {} } }
  }

  async #keyFor(vault: Vault): Promise<Buffer> {
    this.#key ??= deriveVaultKey(this.#source(), vault.kdf, 'open')
    try {
      return await this.#key
    } catch (error) {
      this.#key = null
      throw error
    }
  }

  #source(): VaultKeySource {
    if (this.#options.key) return this.#options.key
    throw new CredentialError(`the vault cannot be opened: ${NOBODY_TO_ASK}`, {
      code: 'VAULT_KEY_MISSING',
      hint: 'Set vaultPassphrase.file in settings.json to a file that only this user can read.',
    })
  }

  #wrongKey(): CredentialError {
    this.#key = null
    return new CredentialError(`the key does not open the vault ${this.#options.path}`, {
      code: 'VAULT_KEY_WRONG',
      hint: 'Give the passphrase or the key file that the vault was made with.',
      context: { path: this.#options.path },
    })
  }

  #damaged(id: string): CredentialError {
    return new CredentialError(`the vault's entry ${id} has been changed by another hand`, {
      code: 'VAULT_ENTRY_DAMAGED',
      hint: `Run: ml-connector auth login ${id.split('/')[0] ?? ''}`,
      context: { path: this.#options.path, id },
    })
  }
}

/** Binds a value to its name and its dates: none can be moved to another. */
const entryLabel = (id: string, facts: Pick<VaultEntry, 'storedAt' | 'expiresAt'>): string =>
  JSON.stringify(['ml-connector vault entry', id, facts.storedAt, facts.expiresAt])
