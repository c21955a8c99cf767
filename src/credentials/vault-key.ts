import { scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import { CredentialError } from '../errors/ml-error.ts'
import type { Random } from '../lib/random.ts'
import type { Secret } from '../lib/secret.ts'
import { createPrivateFile, readPrivateFile } from './private-file.ts'
import type { VaultKdf } from './vault-format.ts'

const KEY_BYTES = 32
/** Of a new vault. */
const PASSPHRASE_CHARS_MIN = 12
const SCRYPT = { N: 2 ** 17, r: 8, p: 1 } as const
/** scrypt needs 128 × N × r bytes; twice that leaves room. */
const scryptMemoryMax = (n: number, r: number) => 256 * n * r
const derive = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(
  scrypt,
)

/** What the key is wanted for: the passphrase of a new vault must be typed twice. */
export type KeyPurpose = 'open' | 'create'
export type AskPassphrase = (purpose: KeyPurpose) => Promise<Secret>

/** Where a vault's key comes from: a file of random bytes, or something a person knows. */
export type VaultKeySource =
  | { readonly kind: 'key-file'; readonly path: string }
  | { readonly kind: 'passphrase'; readonly read: AskPassphrase }

/** How a new vault is opened, with a new salt. */
export const newKdf = (source: VaultKeySource, random: Random): VaultKdf =>
  source.kind === 'key-file'
    ? { kind: 'key-file' }
    : { kind: 'scrypt', ...SCRYPT, salt: random.bytes(16).toString('base64') }

/**
 * The key of a vault that says it is opened by `kdf`; `create` for one that is new.
 * @throws CredentialError `VAULT_KEY_MISSING`, `_INVALID`, `_KIND` or `VAULT_PASSPHRASE_SHORT`
 */
export const deriveVaultKey = async (
  source: VaultKeySource,
  kdf: VaultKdf,
  purpose: KeyPurpose,
): Promise<Buffer> => {
  if (source.kind === 'key-file' && kdf.kind === 'key-file') return readKeyFile(source.path)
  if (source.kind === 'key-file' || kdf.kind === 'key-file') throw otherKind(source, kdf)
  const passphrase = (await source.read(purpose)).reveal().normalize('NFC')
  if (purpose === 'create' && passphrase.length < PASSPHRASE_CHARS_MIN) throw tooShort()
  const { N, r, p } = kdf
  const salt = Buffer.from(kdf.salt, 'base64')
  return derive(passphrase, salt, KEY_BYTES, {
    N,
    r,
    p,
    maxmem: scryptMemoryMax(N, r),
  })
}

/** Makes the key file of a new vault; one that is there is kept. */
export const ensureKeyFile = async (path: string, random: Random): Promise<void> => {
  if ((await readPrivateFile(path)) !== null) return
  await createPrivateFile(path, `${random.bytes(KEY_BYTES).toString('base64')}\n`)
}

const readKeyFile = async (path: string): Promise<Buffer> => {
  const text = await readPrivateFile(path)
  if (text === null) throw missing(path)
  const key = Buffer.from(text.trim(), 'base64')
  if (key.length !== KEY_BYTES) throw invalid(path)
  return key
}

const missing = (path: string) =>
  new CredentialError(`the vault's key file ${path} is not there`, {
    code: 'VAULT_KEY_MISSING',
    hint: 'Bring the key file back from your backup; without it, remove vault.json and log in again.',
    context: { path },
  })

const invalid = (path: string) =>
  new CredentialError(`${path} is not a vault key: it must hold ${KEY_BYTES} bytes in base64`, {
    code: 'VAULT_KEY_INVALID',
    hint: 'Check the setting vaultKeyFile, or bring the key file back from your backup.',
    context: { path },
  })

const tooShort = () =>
  new CredentialError(`a passphrase of fewer than ${PASSPHRASE_CHARS_MIN} characters protects nothing`, {
    code: 'VAULT_PASSPHRASE_SHORT',
    hint: 'Choose a longer one; four random words are good.',
  })

const otherKind = (source: VaultKeySource, kdf: VaultKdf) =>
  new CredentialError(
    kdf.kind === 'scrypt'
      ? 'the vault is protected by a passphrase, and the settings name none'
      : 'the vault is protected by a key file, and the settings ask for a passphrase',
    {
      code: 'VAULT_KEY_KIND',
      hint: 'Set vaultPassphrase in settings.json as it was when the vault was made.',
      context: { vault: kdf.kind, settings: source.kind },
    },
  )
