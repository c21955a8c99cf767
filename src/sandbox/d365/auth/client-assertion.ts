import { constants, createPublicKey, verify } from 'node:crypto'
import type { D365Client } from '../options.ts'
import type { TokenRefusal } from './token-errors.ts'

/** What the assertion is checked against. */
export interface AssertionContext {
  readonly client: D365Client
  /** Spellings of this token endpoint that Entra accepts as `aud`. */
  readonly audiences: readonly string[]
  readonly nowMs: number
}

const lifetimeSecondsMax = 600
const skewSeconds = 300

/** Checks a private-key JWT as Entra does (standard Entra [inferred]); nothing means accepted. */
export const checkClientAssertion = (
  assertion: string,
  context: AssertionContext,
): TokenRefusal | undefined => {
  const [head = '', payload = '', signature = '', ...rest] = assertion.split('.')
  const header = readPart(head)
  const claims = readPart(payload)
  if (!header || !claims || !signature || rest.length > 0) return 'badAssertion'
  if (!hasText(header, 'x5t#S256') && !hasText(header, 'x5t')) return 'badAssertion'
  const pem = context.client.certificatePublicKeyPem
  if (!pem || !signedBy(pem, header.alg, `${head}.${payload}`, signature)) return 'unknownCertificate'
  const { clientId } = context.client
  if (claims.iss !== clientId || claims.sub !== clientId || !hasText(claims, 'jti')) return 'badAssertion'
  if (typeof claims.aud !== 'string' || !context.audiences.includes(claims.aud)) return 'wrongAudience'
  const now = context.nowMs / 1000
  const { exp, nbf } = claims
  if (typeof exp !== 'number' || exp <= now || exp > now + lifetimeSecondsMax + skewSeconds)
    return 'staleAssertion'
  if (typeof nbf === 'number' && nbf > now + skewSeconds) return 'staleAssertion'
  return undefined
}

const hasText = (part: Record<string, unknown>, name: string) =>
  typeof part[name] === 'string' && part[name] !== ''

const readPart = (text: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}

const signedBy = (pem: string, algorithm: unknown, signed: string, signature: string): boolean => {
  const key = createPublicKey(pem)
  const data = Buffer.from(signed, 'ascii')
  const bytes = Buffer.from(signature, 'base64url')
  if (algorithm === 'RS256') return verify('sha256', data, key, bytes)
  if (algorithm !== 'PS256') return false
  return verify('sha256', data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }, bytes)
}
