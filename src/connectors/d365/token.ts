import * as oauth from 'oauth4webapi'
import type { ConnectionParts } from '../../contract/connector.ts'
import { CredentialError, RetryableError, WireError } from '../../errors/ml-error.ts'
import { retryAfterMs } from '../../http/retry-after.ts'
import { TransportFault, type TransportResponse } from '../../http/transport.ts'
import type { Clock } from '../../lib/clock.ts'
import { readCertificate } from './certificate.ts'
import { isLoopback, type D365Settings } from './settings.ts'
import { tokenRefused } from './token-errors.ts'

/** Access tokens of one connection. */
export interface TokenSource {
  /** A live token; renewed in time, by one request for all who wait. */
  get(): Promise<string>
  /** The far side refused this token: the next `get` asks for another. */
  discard(token: string): void
}

const LIMITS = {
  timeoutMs: 60_000,
  bodyBytesMax: 1024 * 1024,
  renewBeforeMs: 300_000,
  /** Tries of one renewal while the endpoint throttles, and the longest that they wait in all. */
  attemptsMax: 4,
  waitMaxMs: 300_000,
  pauseWithoutHeaderMs: 15_000,
} as const

interface Held {
  readonly token: string
  /** On the clock that never goes back. */
  readonly renewAt: number
}

/**
 * Tokens by the client credentials grant, with secret or certificate. Asks for the first one when it is
 * needed.
 */
export const createTokenSource = (
  parts: Pick<ConnectionParts<D365Settings>, 'name' | 'settings' | 'secrets' | 'transport' | 'clock'>,
): TokenSource => {
  let held: Held | null = null
  let renewal: Promise<Held> | null = null
  let closed: Closed | null = null
  const ask = async (): Promise<Held> => {
    const asked = parts.clock.elapsed()
    const answer = await requestToken(parts)
    const lifeMs = (answer.expires_in ?? 0) * 1000
    held = {
      token: answer.access_token,
      renewAt: asked + lifeMs - Math.min(LIMITS.renewBeforeMs, lifeMs / 2),
    }
    return held
  }
  // All who need a token wait for one renewal, so that a pause of the endpoint pauses every one of them.
  const renew = async (): Promise<Held> => {
    let waitedMs = 0
    for (let attempt = 1; ; attempt += 1) {
      const result = await ask().catch((error: unknown) => throttledBy(error))
      if (!(result instanceof RetryableError)) return result
      const pauseMs = result.retryAfterMs ?? 0
      closed = { until: parts.clock.elapsed() + pauseMs, error: result }
      waitedMs += pauseMs
      if (attempt >= LIMITS.attemptsMax || waitedMs > LIMITS.waitMaxMs) throw result
      await parts.clock.sleep(pauseMs)
    }
  }
  return {
    get: async () => {
      if (held !== null && parts.clock.elapsed() < held.renewAt) return held.token
      if (renewal === null && closed !== null && parts.clock.elapsed() < closed.until) throw closed.error
      renewal ??= renew().finally(() => {
        renewal = null
      })
      return (await renewal).token
    },
    discard: (token) => {
      if (held?.token === token) held = null
    },
  }
}

/** The endpoint asked for a pause that is longer than we wait: until then nobody asks it again. */
interface Closed {
  readonly until: number
  readonly error: RetryableError
}

/** A failure that names a pause; every other one is thrown on. */
const throttledBy = (error: unknown): RetryableError => {
  if (error instanceof RetryableError && error.retryAfterMs !== undefined) return error
  throw error
}

type Parts = Parameters<typeof createTokenSource>[0]

const requestToken = async (parts: Parts): Promise<oauth.TokenEndpointResponse> => {
  const { settings } = parts
  const path = settings.tokenVersion === 'v2' ? 'oauth2/v2.0/token' : 'oauth2/token'
  const endpoint = `${settings.authority}/${settings.tenant}/${path}`
  const server: oauth.AuthorizationServer = { issuer: settings.authority, token_endpoint: endpoint }
  const client: oauth.Client = { client_id: settings.clientId }
  const login = await clientAuthentication(parts, endpoint)
  const audience = new URLSearchParams(
    settings.tokenVersion === 'v2'
      ? { scope: `${settings.baseUrl}/.default` }
      : { resource: settings.baseUrl },
  )
  try {
    const response = await oauth.clientCredentialsGrantRequest(server, client, login, audience, {
      [oauth.customFetch]: fetchOver(parts),
      [oauth.allowInsecureRequests]: isLoopback(settings.authority),
    })
    return await oauth.processClientCredentialsResponse(server, client, response)
  } catch (error) {
    throw judged(error, parts.name)
  }
}

const clientAuthentication = async (parts: Parts, endpoint: string): Promise<oauth.ClientAuth> => {
  const certificate = parts.secrets.get('certificate')
  if (certificate) {
    const { key, thumbprint } = await readCertificate(certificate.reveal())
    return oauth.PrivateKeyJwt(key, {
      [oauth.modifyAssertion]: (header, payload) => {
        header['x5t#S256'] = thumbprint
        Object.assign(payload, { aud: endpoint, ...validity(parts.clock) })
      },
    })
  }
  const secret = parts.secrets.get('client-secret')
  if (secret) return oauth.ClientSecretPost(secret.reveal())
  throw new CredentialError(`${parts.name}: neither a client secret nor a certificate is stored`, {
    code: 'D365_LOGIN_MISSING',
    hint: `Store one: ml-connector auth login ${parts.name}.`,
  })
}

/** Times of an assertion by our own clock: at most ten minutes are allowed (contract 1.2). */
const validity = (clock: Clock) => {
  const now = Math.floor(clock.now() / 1000)
  return { iat: now, nbf: now - 60, exp: now + 300 }
}

/**
 * What the library calls in place of `fetch`: our transport, beside the gate of the connection. Tokens come
 * from another host than D365, whose clock and pauses the gate's client keeps; `renew` waits for this one's.
 */
const fetchOver =
  ({ transport, name, clock }: Pick<Parts, 'transport' | 'name' | 'clock'>) =>
  async (url: string, options: oauth.CustomFetchOptions<'POST', URLSearchParams>): Promise<Response> => {
    const answer = await transport({
      method: 'POST',
      url,
      headers: options.headers,
      body: options.body.toString(),
      headersTimeoutMs: LIMITS.timeoutMs,
      bodyTimeoutMs: LIMITS.timeoutMs,
      bodyBytesMax: LIMITS.bodyBytesMax,
    })
    if (answer.status === 429 || answer.status >= 500)
      throw unavailable(name, `it answered ${answer.status}`, askedPause(answer, clock))
    return new Response(answer.body.toString('utf8'), {
      status: answer.status,
      headers: { ...answer.headers },
    })
  }

/** The pause that an answer asks for; of a 429 without one, our own (contract 5: 10 to 30 seconds). */
const askedPause = ({ status, headers }: TransportResponse, clock: Clock): number | undefined => {
  const asked = retryAfterMs(headers['retry-after'], Date.parse(headers['date'] ?? '') || clock.now())
  return asked ?? (status === 429 ? LIMITS.pauseWithoutHeaderMs : undefined)
}

const judged = (error: unknown, connection: string): unknown => {
  if (error instanceof oauth.ResponseBodyError) return tokenRefused(connection, error.cause)
  if (error instanceof TransportFault) return unavailable(connection, error.code)
  if (error instanceof RetryableError) return error
  if (error instanceof oauth.OperationProcessingError) {
    return new WireError(
      `${connection}: the token endpoint answered something else than a token: ${error.message}`,
      {
        code: 'D365_TOKEN_SHAPE',
        hint: 'Check authority in the settings, and whether a proxy answers in its place.',
      },
    )
  }
  return error
}

const unavailable = (connection: string, why: string, pauseMs?: number) =>
  new RetryableError(`${connection}: the token endpoint gives no answer (${why})`, {
    code: 'D365_TOKEN_UNAVAILABLE',
    hint: 'Run again later; check authority in the settings and the network.',
    ...(pauseMs !== undefined && { retryAfterMs: pauseMs }),
  })
