import { createCipheriv, createDecipheriv } from 'node:crypto'
import { z } from 'zod'
import { CredentialError } from '../errors/ml-error.ts'
import type { Random } from '../lib/random.ts'

const NONCE_BYTES = 12
const TAG_BYTES = 16
const base64 = z.base64()

const kdf = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('key-file') }),
  z.strictObject({
    kind: z.literal('scrypt'),
    N: z
      .number()
      .int()
      .min(2 ** 14)
      .max(2 ** 20),
    r: z.number().int().min(1).max(16),
    p: z.number().int().min(1).max(4),
    salt: base64,
  }),
])
const sealed = z.strictObject({ nonce: base64, sealed: base64 })
const entry = sealed.extend({ storedAt: z.string(), expiresAt: z.string().nullable() })
const vault = z.strictObject({
  format: z.literal(1),
  kdf,
  canary: sealed,
  entries: z.record(z.string(), entry),
})

/** How the vault's key is made. */
export type VaultKdf = z.infer<typeof kdf>
/** A value under AES-256-GCM: the nonce, then cipher text and tag, in base64. */
export type Sealed = z.infer<typeof sealed>
export type VaultEntry = z.infer<typeof entry>
/** `vault.json`. */
export type Vault = z.infer<typeof vault>

/** @throws CredentialError `VAULT_BROKEN` when the text is not a vault of this version */
export const parseVault = (text: string, path: string): Vault => {
  const parsed = vault.safeParse(parseJson(text, path))
  if (!parsed.success) throw broken(path, parsed.error.issues[0]?.path.join('.') ?? '')
  return parsed.data
}

/** Seals `text`; `label` is not secret, and only the same label opens it again. */
export const seal = (key: Buffer, text: string, label: string, random: Random): Sealed => {
  const nonce = random.bytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(label))
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return { nonce: nonce.toString('base64'), sealed: body.toString('base64') }
}

/** The text again; null when the key, the label or the bytes are not the ones it was sealed with. */
export const unseal = (key: Buffer, value: Sealed, label: string): string | null => {
  const body = Buffer.from(value.sealed, 'base64')
  const nonce = Buffer.from(value.nonce, 'base64')
  if (body.length < TAG_BYTES || nonce.length !== NONCE_BYTES) return null
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(label)).setAuthTag(body.subarray(-TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(body.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}

const parseJson = (text: string, path: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw broken(path, '', error)
  }
}

const broken = (path: string, key: string, cause?: unknown) =>
  new CredentialError(`the vault ${path} is damaged${key === '' ? '' : ` at ${key}`}`, {
    code: 'VAULT_BROKEN',
    hint: 'Bring vault.json back from your backup, or remove it and log in again.',
    context: { path, key },
    cause,
  })
