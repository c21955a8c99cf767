import { UsageError } from '../errors/ml-error.ts'

const PART = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/

/** `airbase/token`: the name of a secret inside a provider. */
export const credentialId = (connection: string, name: string): string => {
  for (const part of [connection, name]) if (!PART.test(part)) throw badPart(part)
  return `${connection}/${name}`
}

/** The two parts of {@link credentialId}; null for a text that is none. */
export const parseCredentialId = (id: string): { connection: string; name: string } | null => {
  const [connection, name, ...rest] = id.split('/')
  if (connection === undefined || name === undefined || rest.length > 0) return null
  return PART.test(connection) && PART.test(name) ? { connection, name } : null
}

const badPart = (part: string) =>
  new UsageError(`"${part}" cannot name a credential`, {
    code: 'CREDENTIAL_NAME_INVALID',
    hint: 'Use small letters, digits and hyphens, at most 64.',
    context: { name: part },
  })
