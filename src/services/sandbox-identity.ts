/** The sandbox's own identity; no secret of anybody. */
export const SANDBOX = {
  tenant: 'sandbox.example',
  clientId: '00000000-0000-4000-8000-000000000365',
  clientSecret: 'sandbox-client-secret',
  /** Has the same secret, which Entra ID takes for expired. */
  expiredClientId: '00000000-0000-4000-8000-000000000366',
  airbaseToken: 'sandbox-airbase-token',
} as const
