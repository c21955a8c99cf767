import type {
  Availability,
  CredentialProvider,
  CredentialToStore,
  StoredCredential,
} from '../contract/credential-provider.ts'
import { CredentialError } from '../errors/ml-error.ts'
import type { Clock } from '../lib/clock.ts'
import { isoTime } from '../lib/clock.ts'
import { Secret } from '../lib/secret.ts'
import { credentialId, parseCredentialId } from './credential-id.ts'
import { packEntry, unpackEntry } from './keychain-entry.ts'
import { keychainReason } from './keychain-reason.ts'

const CANARY_ACCOUNT = 'canary'
const CANARY_VALUE = 'this keychain opens'
const ANSWER_TIMEOUT_MS = 3_000

/** The part of `@napi-rs/keyring` that is used here. */
export interface Keyring {
  get(service: string, account: string): Promise<string | null>
  set(service: string, account: string, value: string): Promise<void>
  delete(service: string, account: string): Promise<boolean>
  list(service: string): Promise<readonly { account: string; password: string }[]>
}

export interface KeychainOptions {
  /** Profile of the settings: two installations on one desktop do not see each other's secrets. */
  readonly profile: string
  /** Where a desktop session announces its bus. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
  readonly clock: Clock
  readonly keyring: () => Promise<Keyring>
  readonly fileExists: (path: string) => boolean
}

/** Secrets in the operating system's keychain: on Linux the Secret Service, on macOS Keychain. */
export const createKeychain = (options: KeychainOptions): CredentialProvider => {
  const service = `ml-connector:${options.profile}`
  const call = <Result>(what: string, work: (keyring: Keyring) => Promise<Result>) => ask(options, what, work)
  return {
    name: 'keychain',
    writable: true,
    available: (purpose) => available(options, service, purpose),
    get: async (connection, name) => {
      const account = credentialId(connection, name)
      const text = await call('read', (keyring) => keyring.get(service, account))
      return text === null ? null : new Secret(unpackEntry(text).secret)
    },
    set: async (credential) => {
      const account = credentialId(credential.connection, credential.name)
      const text = packEntry(credential.secret, isoTime(options.clock.now()), credential.expiresAt)
      await call('write', (keyring) => keyring.set(service, account, text))
      if ((await call('read', (keyring) => keyring.get(service, account))) !== text) throw notKept(credential)
    },
    delete: (connection, name) =>
      call('delete', (keyring) => keyring.delete(service, credentialId(connection, name))),
    list: async () => (await call('list', (keyring) => keyring.list(service))).flatMap(toStored),
  }
}

/** The keychain of this machine; the native module is loaded on first use. */
export const loadKeyring = async (): Promise<Keyring> => {
  const { AsyncEntry, findCredentialsAsync } = await import('@napi-rs/keyring')
  // Without the pin, a Linux without a Secret Service uses the kernel's keyring, which forgets at reboot.
  const entry = (service: string, account: string) =>
    new AsyncEntry(service, account, { linux: { store: 'secret-service' } })
  return {
    get: async (service, account) => (await entry(service, account).getPassword()) ?? null,
    set: (service, account, value) => entry(service, account).setPassword(value),
    delete: (service, account) => entry(service, account).deleteCredential(),
    list: (service) => findCredentialsAsync(service),
  }
}

const available = async (
  options: KeychainOptions,
  service: string,
  purpose: 'read' | 'write',
): Promise<Availability> => {
  if (!hasBus(options)) return notThere('there is no D-Bus session (DBUS_SESSION_BUS_ADDRESS is not set)')
  try {
    const kept = await ask(options, 'read', (keyring) => keyring.get(service, CANARY_ACCOUNT))
    return purpose === 'read' || kept === CANARY_VALUE ? { ok: true } : await roundTrip(options, service)
  } catch (error) {
    if (error instanceof CredentialError) return notThere(error.message)
    throw error
  }
}

const roundTrip = async (options: KeychainOptions, service: string): Promise<Availability> => {
  await ask(options, 'write', (keyring) => keyring.set(service, CANARY_ACCOUNT, CANARY_VALUE))
  const kept = await ask(options, 'read', (keyring) => keyring.get(service, CANARY_ACCOUNT))
  return kept === CANARY_VALUE ? { ok: true } : notThere('it did not keep a test value')
}

const notThere = (why: string): Availability => ({ ok: false, why, error: null })

const hasBus = ({ env, platform, fileExists }: KeychainOptions): boolean => {
  if (platform !== 'linux' && platform !== 'freebsd') return true
  if (env.DBUS_SESSION_BUS_ADDRESS) return true
  return env.XDG_RUNTIME_DIR !== undefined && fileExists(`${env.XDG_RUNTIME_DIR}/bus`)
}

/** One call, bounded in time; whatever goes wrong becomes a `CredentialError` that says why. */
const ask = async <Result>(
  options: KeychainOptions,
  what: string,
  work: (keyring: Keyring) => Promise<Result>,
): Promise<Result> => {
  const stop = new AbortController()
  const late = options.clock.sleep(ANSWER_TIMEOUT_MS, stop.signal).then((): 'late' => 'late')
  try {
    const done = options.keyring().then(work)
    const first = await Promise.race([late, done.then((value) => ({ value }))])
    if (first === 'late') throw new Error(`no answer in ${ANSWER_TIMEOUT_MS / 1000} s`)
    return first.value
  } catch (error) {
    throw unusable(what, error)
  } finally {
    stop.abort()
  }
}

const unusable = (what: string, cause: unknown) =>
  new CredentialError(keychainReason(cause), {
    code: 'KEYCHAIN_UNAVAILABLE',
    hint: 'Use the vault file instead: --provider vault.',
    context: { what },
    cause,
  })

const notKept = ({ connection, name }: CredentialToStore) =>
  new CredentialError(`the keychain did not keep ${connection}/${name}`, {
    code: 'KEYCHAIN_NOT_KEPT',
    hint: 'Use the vault file instead: --provider vault.',
    context: { connection, name },
  })

const toStored = ({
  account,
  password,
}: {
  account: string
  password: string
}): readonly StoredCredential[] => {
  const parts = parseCredentialId(account)
  if (!parts) return []
  const { storedAt, expiresAt } = unpackEntry(password)
  return [{ ...parts, storedAt, expiresAt }]
}
