import type { SecretSpec } from '../contract/connector.ts'
import type { FoundCredential } from '../credentials/chain-types.ts'
import { CredentialError, UsageError } from '../errors/ml-error.ts'
import type { Secret } from '../lib/secret.ts'
import type { AuthContext } from './auth-context.ts'
import { connectorOf, secretSpec, storedNames } from './auth-secrets.ts'
import type { AuthTestResult } from './auth-test.ts'
import { authTest } from './auth-test.ts'

export interface AuthRotateInput {
  readonly connection: string
  /** Name → new value. */
  readonly secrets: ReadonlyMap<string, Secret>
  readonly expiresAt: string | null
}

export interface AuthRotateResult {
  readonly connection: string
  /** False when the new secret failed its test: the old one is still in use. */
  readonly replaced: boolean
  /** Secret → provider. */
  readonly stored: Readonly<Record<string, string>>
  /** Of the new secret. */
  readonly test: AuthTestResult
}

/** What a rotation can replace: the named secret, or all that are stored now. */
export const rotatableSecrets = async (
  context: AuthContext,
  connection: string,
  name: string | null,
): Promise<readonly SecretSpec[]> => {
  const connector = connectorOf(context, connection)
  if (name !== null) return [secretSpec(connector, name)]
  const stored = await storedNames(context, connection)
  const specs = connector.secrets.filter((spec) => stored.has(spec.name))
  if (specs.length > 0) return specs
  throw new CredentialError(`no secret of ${connection} is stored yet`, {
    code: 'CREDENTIAL_MISSING',
    hint: `Run: ml-connector auth login ${connection}`,
    context: { connection },
  })
}

/** Tests the new secrets, and only then lets them replace the old ones; no run can be in between. */
export const authRotate = async (context: AuthContext, input: AuthRotateInput): Promise<AuthRotateResult> => {
  const connector = connectorOf(context, input.connection)
  for (const name of input.secrets.keys()) secretSpec(connector, name)
  return context.withLock(async () => {
    const old = await oldSecrets(context, input)
    const test = await authTest(context, input.connection, input.secrets)
    const stored = test.ok ? await replace(context, input, old) : {}
    return { connection: input.connection, replaced: test.ok, stored, test }
  })
}

const oldSecrets = async (
  context: AuthContext,
  { connection, secrets }: AuthRotateInput,
): Promise<ReadonlyMap<string, FoundCredential>> => {
  const old = new Map<string, FoundCredential>()
  for (const [name, secret] of secrets) {
    const found = await context.credentials.require(connection, name)
    if (found.secret.reveal() === secret.reveal()) throw unchanged(connection, name)
    old.set(name, found)
  }
  return old
}

/** Several secrets change together or not at all. */
const replace = async (
  context: AuthContext,
  input: AuthRotateInput,
  old: ReadonlyMap<string, FoundCredential>,
): Promise<Readonly<Record<string, string>>> => {
  const stored: Record<string, string> = {}
  try {
    for (const [name, secret] of input.secrets)
      stored[name] = await store(context, input, { name, secret, old })
  } catch (error) {
    for (const name of Object.keys(stored)) {
      const before = old.get(name)
      if (before) await store(context, input, { name, secret: before.secret, old })
    }
    throw error
  }
  return stored
}

interface OneSecret {
  readonly name: string
  readonly secret: Secret
  readonly old: ReadonlyMap<string, FoundCredential>
}

/** Where the old one stands; one from the environment moves to the first provider that can keep it. */
const store = async (context: AuthContext, input: AuthRotateInput, one: OneSecret): Promise<string> => {
  const { connection, expiresAt } = input
  const before = one.old.get(one.name)?.provider
  const provider = before === 'environment' ? context.settings.credentialProvider : before
  const credential = { connection, name: one.name, secret: one.secret, expiresAt }
  return (await context.credentials.set(credential, provider)).provider
}

const unchanged = (connection: string, name: string) =>
  new UsageError(`the new ${name} of ${connection} is the one that is stored already`, {
    code: 'SECRET_UNCHANGED',
    hint: 'Make a new one on the far side first; keep the old one valid until this command has ended.',
    context: { connection, name },
  })
