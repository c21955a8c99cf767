import type { SandboxResponse } from '../../app.ts'
import type { System } from '../system.ts'

/**
 * The Entra refusals a client credentials request can meet; all permanent until someone changes the set-up
 * [inferred].
 */
const refusals = {
  wrongSecret: [
    401,
    'invalid_client',
    7000215,
    'Invalid client secret provided. Ensure the secret sent is the client secret value, not its ID.',
  ],
  expiredSecret: [401, 'invalid_client', 7000222, 'The provided client secret keys are expired.'],
  unknownClient: [400, 'unauthorized_client', 700016, 'Application was not found in the directory.'],
  unknownResource: [400, 'invalid_resource', 500011, 'The resource principal was not found in the tenant.'],
  unknownTenant: [
    400,
    'invalid_request',
    90002,
    'Tenant not found. Check to make sure you have the correct tenant ID.',
  ],
  unknownCertificate: [
    401,
    'invalid_client',
    700027,
    'Client assertion failed signature validation: the certificate is not registered.',
  ],
  staleAssertion: [401, 'invalid_client', 700024, 'Client assertion is not within its valid time range.'],
  badAssertion: [401, 'invalid_client', 50027, 'JWT token is invalid or malformed.'],
  wrongAudience: [
    401,
    'invalid_client',
    700023,
    'Client assertion audience claim does not match the realm issuer.',
  ],
  noCredential: [
    401,
    'invalid_client',
    7000218,
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  ],
  wrongGrant: [
    400,
    'unsupported_grant_type',
    70003,
    "The app requested an unsupported grant type. Expected 'client_credentials'.",
  ],
  missingParameter: [
    400,
    'invalid_request',
    900144,
    "The request body must contain 'grant_type', 'client_id' and 'scope' or 'resource'.",
  ],
} as const satisfies Record<string, readonly [number, string, number, string]>

/** Names of the refusals. */
export type TokenRefusal = keyof typeof refusals

/** The JSON that Entra answers with. */
export const tokenRefused = (system: System, refusal: TokenRefusal): SandboxResponse => {
  const [status, error, code, text] = refusals[refusal]
  const traceId = system.random.bytes(16).toString('hex')
  const body = {
    error,
    error_description: `AADSTS${code}: ${text} Trace ID: ${traceId}`,
    error_codes: [code],
    timestamp: new Date(system.clock.now()).toISOString(),
    trace_id: traceId,
    correlation_id: system.random.bytes(16).toString('hex'),
  }
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  }
}
