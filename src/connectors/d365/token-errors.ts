import { CredentialError } from '../../errors/ml-error.ts'

/** What an AADSTS code means and what to do (contract 1.2); all stay until someone changes the set-up. */
const REFUSALS: Readonly<Record<string, readonly [code: string, meaning: string, hint: string]>> = {
  '7000215': [
    'D365_SECRET_WRONG',
    'the client secret is wrong',
    'Store the value of the secret, not its id: ml-connector auth login.',
  ],
  '7000222': [
    'D365_SECRET_EXPIRED',
    'the client secret has expired',
    'Make a new secret in the app registration and store it: ml-connector auth rotate.',
  ],
  '700016': [
    'D365_CLIENT_UNKNOWN',
    'the directory does not know this clientId',
    'Check clientId and tenant in the settings against the app registration.',
  ],
  '500011': [
    'D365_HOST_UNKNOWN',
    'the directory does not know the environment named by baseUrl',
    'Check baseUrl: the host of the environment, and that it belongs to this tenant.',
  ],
  '90002': [
    'D365_TENANT_UNKNOWN',
    'there is no such tenant',
    'Check tenant in the settings: the GUID or the domain of the directory.',
  ],
  '700027': [
    'D365_CERTIFICATE_UNKNOWN',
    'the certificate is not registered with the app',
    'Upload its public part to the app registration, or store the registered one: ml-connector auth login.',
  ],
  '65001': [
    'D365_CONSENT_MISSING',
    'the app may not use this environment',
    'Grant admin consent, and check that baseUrl is the exact host.',
  ],
}

const CODE = /AADSTS(\d+)/

/** What the token endpoint's error says, as a credential error; never the secret, never the whole answer. */
export const tokenRefused = (
  connection: string,
  body: { error?: unknown; error_description?: unknown },
): CredentialError => {
  const description = typeof body.error_description === 'string' ? body.error_description : ''
  const aadsts = CODE.exec(description)?.[1] ?? ''
  const known = REFUSALS[aadsts]
  const error = typeof body.error === 'string' ? body.error : 'no reason given'
  const reason = known?.[1] ?? (aadsts === '' ? error : `${error} (AADSTS${aadsts})`)
  return new CredentialError(`${connection}: Entra ID gives no token: ${reason}`, {
    code: known?.[0] ?? 'D365_TOKEN_REFUSED',
    hint: known?.[2] ?? 'Check tenant, clientId and the secret or certificate of this connection.',
    context: { connection, aadsts: aadsts === '' ? null : `AADSTS${aadsts}` },
  })
}
