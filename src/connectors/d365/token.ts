import * as oauth from 'oauth4webapi'
import type { ConnectionParts } from '../../contract/connector.ts'
import { CredentialError, RetryableError, WireError } from '../../errors/ml-error.ts'
import { TransportFault, type Transport } from '../../http/transport.ts'
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

const LIMITS = { timeoutMs: 60_000, bodyBytesMax: 1024 * 1024, renewBeforeMs: 300_000 } as const

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
  const renew = async (): Promise<Held> => {
    const asked = parts.clock.elapsed()
    const answer = await requestToken(parts)
    const lifeMs = (answer.expires_in ?? 0) * 1000
    held = {
      token: answer.access_token,
      renewAt: asked + lifeMs - Math.min(LIMITS.renewBeforeMs, lifeMs / 2),
    }
    return held
  }
  return {
    get: async () => {
      if (held !== null && parts.clock.elapsed() < held.renewAt) return held.token
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
      [oauth.customFetch]: fetchOver(parts.transport, parts.name),
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

/** What the library calls in place of `fetch`: our transport, under the gate of the connection. */
const fetchOver =
  (transport: Transport, connection: string) =>
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
      throw unavailable(connection, `it answered ${answer.status}`)
    return new Response(answer.body.toString('utf8'), {
      status: answer.status,
      headers: { ...answer.headers },
    })
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

const unavailable = (connection: string, why: string) =>
  new RetryableError(`${connection}: the token endpoint gives no answer (${why})`, {
    code: 'D365_TOKEN_UNAVAILABLE',
    hint: 'Run again later; check authority in the settings and the network.',
  })
