import type { SandboxRequest, SandboxResponse } from '../../app.ts'
import type { D365Client } from '../options.ts'
import type { System } from '../system.ts'
import { checkClientAssertion } from './client-assertion.ts'
import { type TokenRefusal, tokenRefused } from './token-errors.ts'

/** Issues bearer tokens and knows the valid ones. */
export interface Tokens {
  /** Whether the path is a token endpoint of any tenant. */
  serves(path: string): boolean
  answer(request: SandboxRequest): SandboxResponse
  /** Whether `authorization` carries a live token for exactly this environment [doc]. */
  accepts(authorization: string | undefined): boolean
  /** Forgets every token, as a rotated key or a disabled user does. */
  revokeAll(): void
}

const endpoint = /^\/([^/]+)\/oauth2\/(v2\.0\/)?token$/
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** The token side of the environment: the v2.0 endpoint and the older v1. */
export const createTokens = (system: System): Tokens => {
  const live = new Map<string, { readonly audience: string; readonly expiresAtMs: number }>()
  const lifetimeSeconds = system.options.tokenLifetimeSeconds ?? 3599
  const issue = (audience: string): string => {
    const header = Buffer.from('{"typ":"JWT","alg":"RS256"}').toString('base64url')
    const claims = Buffer.from(JSON.stringify({ aud: audience, tid: system.options.tenant })).toString(
      'base64url',
    )
    const token = `${header}.${claims}.${system.random.bytes(24).toString('base64url')}`
    live.set(token, { audience, expiresAtMs: system.clock.now() + lifetimeSeconds * 1000 })
    return token
  }
  return {
    serves: (path) => endpoint.test(path),
    answer: (request) => {
      const form = new URLSearchParams(request.body.toString('utf8'))
      const [, tenant = '', version] = endpoint.exec(request.path) ?? []
      const resource = version ? form.get('scope')?.replace(/\/\.default$/, '') : form.get('resource')
      const refusal = judge(system, request, { form, tenant, resource })
      if (refusal) return tokenRefused(system, refusal)
      const token = issue(resource ?? '')
      return tokenResponse(version ? v2Body(token, lifetimeSeconds) : v1Body(system, form, token))
    },
    accepts: (authorization) => {
      const token = live.get(/^Bearer (\S+)$/.exec(authorization ?? '')?.[1] ?? '')
      return token?.audience === system.options.audience && token.expiresAtMs > system.clock.now()
    },
    revokeAll: () => live.clear(),
  }
}

const tokenResponse = (body: object): SandboxResponse => ({
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store, no-cache' },
  body: JSON.stringify(body),
})

const v2Body = (token: string, lifetimeSeconds: number) => ({
  token_type: 'Bearer',
  expires_in: lifetimeSeconds,
  ext_expires_in: lifetimeSeconds,
  access_token: token,
})

/** The v1 endpoint writes its numbers as strings [inferred]. */
const v1Body = (system: System, form: URLSearchParams, token: string) => {
  const now = Math.floor(system.clock.now() / 1000)
  const lifetime = system.options.tokenLifetimeSeconds ?? 3599
  return {
    token_type: 'Bearer',
    expires_in: String(lifetime),
    ext_expires_in: String(lifetime),
    expires_on: String(now + lifetime),
    not_before: String(now),
    resource: form.get('resource'),
    access_token: token,
  }
}

interface TokenRequest {
  readonly form: URLSearchParams
  readonly tenant: string
  readonly resource: string | null | undefined
}

const judge = (system: System, request: SandboxRequest, asked: TokenRequest): TokenRefusal | undefined => {
  const { form, tenant, resource } = asked
  const contentType = request.headers['content-type'] ?? ''
  if (request.method !== 'POST' || !contentType.startsWith('application/x-www-form-urlencoded'))
    return 'missingParameter'
  if (tenant !== system.options.tenant) return 'unknownTenant'
  if (!form.get('grant_type') || !form.get('client_id') || !resource) return 'missingParameter'
  if (form.get('grant_type') !== 'client_credentials') return 'wrongGrant'
  const client = system.options.clients.find((known) => known.clientId === form.get('client_id'))
  if (!client) return 'unknownClient'
  const badCredential = judgeCredential(system, request, form, client)
  if (badCredential) return badCredential
  const scope = form.get('scope')
  if (scope !== null && !scope.endsWith('/.default')) return 'unknownResource'
  // A slash or another case still yields a token, which the environment then refuses with 401 [doc].
  return resource.toLowerCase().replace(/\/+$/, '') === system.options.audience
    ? undefined
    : 'unknownResource'
}

const judgeCredential = (
  system: System,
  request: SandboxRequest,
  form: URLSearchParams,
  client: D365Client,
): TokenRefusal | undefined => {
  const secret = form.get('client_secret')
  const assertion = form.get('client_assertion')
  if (secret !== null) {
    if (secret !== client.secret) return 'wrongSecret'
    return client.expired ? 'expiredSecret' : undefined
  }
  if (assertion === null) return 'noCredential'
  if (form.get('client_assertion_type') !== assertionType) return 'badAssertion'
  const host = request.headers.host
  const origins = [system.options.audience, 'https://login.microsoftonline.com']
  if (host) origins.push(`http://${host}`, `https://${host}`)
  const audiences = origins.map((origin) => `${origin}${request.path}`)
  return checkClientAssertion(assertion, { client, audiences, nowMs: system.clock.now() })
}
