import { generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { SandboxResponse } from '../../app.ts'
import { openFixture, type Fixture } from '../testing/fixture.ts'

const audience = 'https://contoso.sandbox.operations.dynamics.com'
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const certificatePublicKeyPem = publicKey.export({ type: 'spki', format: 'pem' }).toString()

const clients = [
  { clientId: 'app-1', secret: 's3cret' },
  { clientId: 'old', secret: 's', expired: true },
  { clientId: 'cert', certificatePublicKeyPem },
]

const ask = (
  erp: Fixture,
  form: Record<string, string>,
  path = '/contoso.test/oauth2/v2.0/token',
): SandboxResponse =>
  erp.sandbox.handle({
    method: 'POST',
    path,
    query: '',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from(new URLSearchParams(form).toString()),
  })

const base = {
  grant_type: 'client_credentials',
  client_id: 'app-1',
  client_secret: 's3cret',
  scope: `${audience}/.default`,
}
const bodyOf = (response: SandboxResponse) => JSON.parse(String(response.body)) as Record<string, unknown>
const codeOf = (response: SandboxResponse) => (bodyOf(response).error_codes as number[])[0]

const assertion = (claims: object, header: object = {}, key = privateKey): string => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'RS256', 'x5t#S256': 'thumb', ...header })}.${part(claims)}`
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`
}

const withAssertion = (erp: Fixture, jwt: string) =>
  ask(erp, {
    grant_type: 'client_credentials',
    client_id: 'cert',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: jwt,
    scope: `${audience}/.default`,
  })

describe('the token endpoint', () => {
  it('writes numbers as numbers in v2 and as strings in v1', () => {
    const erp = openFixture({ clients })
    expect(bodyOf(ask(erp, base))).toMatchObject({ token_type: 'Bearer', expires_in: 3599 })
    const v1 = ask(erp, { ...base, resource: audience }, '/contoso.test/oauth2/token')
    expect(bodyOf(v1)).toMatchObject({
      expires_in: '3599',
      resource: audience,
      expires_on: expect.any(String),
    })
  })

  it.each([
    ['a wrong secret', { client_secret: 'no' }, 401, 7000215],
    ['an expired secret', { client_id: 'old', client_secret: 's' }, 401, 7000222],
    ['an unknown client', { client_id: 'who' }, 400, 700016],
    ['another host', { scope: 'https://other.operations.dynamics.com/.default' }, 400, 500011],
    ['another grant', { grant_type: 'password' }, 400, 70003],
  ])('refuses %s', (_, change, status, code) => {
    const answer = ask(openFixture({ clients }), { ...base, ...change })
    expect([answer.status, codeOf(answer)]).toEqual([status, code])
  })

  it('refuses another tenant', () => {
    expect(codeOf(ask(openFixture({ clients }), base, '/common/oauth2/v2.0/token'))).toBe(90002)
  })

  it('accepts a signed assertion with a thumbprint and refuses wrong ones', () => {
    const erp = openFixture({ clients })
    const now = erp.clock.nowMs / 1000
    const claims = {
      aud: `${audience}/contoso.test/oauth2/v2.0/token`,
      iss: 'cert',
      sub: 'cert',
      jti: 'x',
      nbf: now,
      exp: now + 300,
    }
    expect(withAssertion(erp, assertion(claims)).status).toBe(200)
    expect(codeOf(withAssertion(erp, assertion(claims, { 'x5t#S256': '' })))).toBe(50027)
    expect(codeOf(withAssertion(erp, assertion({ ...claims, aud: audience })))).toBe(700023)
    expect(codeOf(withAssertion(erp, assertion({ ...claims, exp: now - 1 })))).toBe(700024)
    expect(codeOf(withAssertion(erp, assertion({ ...claims, exp: now + 3600 })))).toBe(700024)
    expect(codeOf(withAssertion(erp, assertion({ ...claims, sub: 'app-1' })))).toBe(50027)
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    expect(codeOf(withAssertion(erp, assertion(claims, {}, other)))).toBe(700027)
  })
})

describe('the bearer token', () => {
  it('is refused with an empty 401 when missing, expired, revoked or made for a misspelt audience', () => {
    const erp = openFixture({ clients, tokenLifetimeSeconds: 60 })
    const read = (authorization: string) => erp.send('GET', '/data/Currencies', undefined, { authorization })
    expect(read(`Bearer ${erp.token}`).status).toBe(200)
    expect(read('')).toMatchObject({ status: 401, text: '' })
    const slash = bodyOf(ask(erp, { ...base, scope: `${audience}//.default` })).access_token
    expect(read(`Bearer ${String(slash)}`).status).toBe(401)
    erp.clock.nowMs += 60_000
    expect(read(`Bearer ${erp.token}`).status).toBe(401)
    const fresh = bodyOf(ask(erp, base)).access_token
    expect(read(`Bearer ${String(fresh)}`).status).toBe(200)
    erp.sandbox.revokeTokens()
    expect(read(`Bearer ${String(fresh)}`).status).toBe(401)
  })
})
