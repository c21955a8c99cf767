import type { CredentialProvider } from '../contract/credential-provider.ts'
import { CredentialError, UsageError } from '../errors/ml-error.ts'
import type { SkippedProvider } from './chain-types.ts'

/** `keychain: there is no D-Bus session; vault: …` */
const skippedText = (skipped: readonly SkippedProvider[]): string =>
  skipped.map(({ name, why }) => `${name}: ${why}`).join('; ')

export const credentialMissing = (connection: string, name: string, skipped: readonly SkippedProvider[]) => {
  const unasked = skipped.length === 0 ? '' : ` (not asked: ${skippedText(skipped)})`
  return new CredentialError(`the secret ${connection}/${name} is not stored${unasked}`, {
    code: 'CREDENTIAL_MISSING',
    hint: `Run: ml-connector auth login ${connection}`,
    context: { connection, name },
  })
}

export const nowhereToStore = (skipped: readonly SkippedProvider[]) =>
  new CredentialError(`no provider can keep a secret: ${skippedText(skipped)}`, {
    code: 'CREDENTIAL_NOWHERE_TO_STORE',
    hint: 'Run: ml-connector auth status',
  })

export const providerUnavailable = (provider: string, why: string) =>
  new CredentialError(`the ${provider} cannot be used: ${why}`, {
    code: 'CREDENTIAL_PROVIDER_UNAVAILABLE',
    hint: 'Run: ml-connector auth status',
    context: { provider },
  })

export const unknownProvider = (provider: string, providers: readonly CredentialProvider[]) => {
  const names = providers.filter(({ writable }) => writable).map(({ name }) => name)
  return new UsageError(`there is no credential provider "${provider}"`, {
    code: 'CREDENTIAL_PROVIDER_UNKNOWN',
    hint: `Use one of: ${names.join(', ')}.`,
    context: { provider },
  })
}
