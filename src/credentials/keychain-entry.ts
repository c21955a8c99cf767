import { z } from 'zod'
import type { Secret } from '../lib/secret.ts'

const entry = z.strictObject({
  mlConnector: z.literal(1),
  secret: z.string(),
  storedAt: z.string().nullable(),
  expiresAt: z.string().nullable(),
})

/** What a keychain item holds. */
export type KeychainEntry = z.infer<typeof entry>

/** A keychain has one text per item, so the dates travel with the secret. */
export const packEntry = (secret: Secret, storedAt: string, expiresAt: string | null): string =>
  JSON.stringify({ mlConnector: 1, secret: secret.reveal(), storedAt, expiresAt } satisfies KeychainEntry)

/** A text that another tool put there is a secret of unknown age. */
export const unpackEntry = (text: string): KeychainEntry => {
  const plain: KeychainEntry = { mlConnector: 1, secret: text, storedAt: null, expiresAt: null }
  if (!text.startsWith('{"mlConnector":')) return plain
  const parsed = entry.safeParse(parseJson(text))
  return parsed.success ? parsed.data : plain
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
