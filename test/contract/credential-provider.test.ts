import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { CredentialProvider } from '../../src/contract/credential-provider.ts'
import { createEnvironment, environmentVariable } from '../../src/credentials/environment.ts'
import { createKeychain } from '../../src/credentials/keychain.ts'
import { createVaultFile } from '../../src/credentials/vault-file.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { systemRandom } from '../../src/lib/random.ts'
import { Secret } from '../../src/lib/secret.ts'
import { memoryKeyring } from '../support/memory-keyring.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

interface Subject {
  readonly name: string
  /** A provider that holds the given secrets, and nothing else. */
  readonly open: (held: Readonly<Record<string, string>>) => Promise<CredentialProvider>
  /** Case → why it does not apply. */
  readonly skip: Readonly<Record<string, string>>
}

const stored = async (provider: CredentialProvider, held: Readonly<Record<string, string>>) => {
  for (const [id, value] of Object.entries(held)) {
    const [connection = '', name = ''] = id.split('/')
    await provider.set({ connection, name, secret: new Secret(value), expiresAt: null })
  }
  return provider
}

const vault = async (passphrase: string | null): Promise<CredentialProvider> => {
  const folder = await temporaryFolder()
  const key =
    passphrase === null
      ? ({ kind: 'key-file', path: join(folder, 'vault.key') } as const)
      : ({ kind: 'passphrase', read: () => Promise.resolve(new Secret(passphrase)) } as const)
  return createVaultFile({ path: join(folder, 'vault.json'), key, clock: systemClock, random: systemRandom })
}

const keychain = (): CredentialProvider => {
  const keyring = memoryKeyring()
  return createKeychain({
    profile: 'default',
    env: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' },
    platform: 'linux',
    clock: systemClock,
    keyring: () => Promise.resolve(keyring),
    fileExists: () => false,
  })
}

const READ_ONLY = 'environment variables are only read'
const subjects: readonly Subject[] = [
  { name: 'keychain', open: (held) => stored(keychain(), held), skip: {} },
  { name: 'vault with a key file', open: async (held) => stored(await vault(null), held), skip: {} },
  {
    name: 'vault with a passphrase',
    open: async (held) => stored(await vault('correct horse'), held),
    skip: {},
  },
  {
    name: 'environment',
    open: (held) => {
      const ids = Object.keys(held).map((id) => id.split('/') as [string, string])
      const env = Object.fromEntries(ids.map(([c, n]) => [environmentVariable(c, n), held[`${c}/${n}`]]))
      return Promise.resolve(
        createEnvironment({ env, wanted: ids.map(([connection, name]) => ({ connection, name })) }),
      )
    },
    skip: {
      'keeps what is set': READ_ONLY,
      'replaces an older value': READ_ONLY,
      'keeps the expiry that it was given': READ_ONLY,
      'forgets what is deleted, and says whether there was something': READ_ONLY,
      'refuses names that it could confuse': READ_ONLY,
      'knows when a secret was stored': READ_ONLY,
    },
  },
]

const toStore = (value: string, expiresAt: string | null = null) => ({
  connection: 'airbase',
  name: 'token',
  secret: new Secret(value),
  expiresAt,
})

const cases: Readonly<Record<string, (open: Subject['open']) => Promise<void>>> = {
  'is available for reading': async (open) => {
    const provider = await open({})
    expect(await provider.available('read')).toEqual({ ok: true })
  },
  'says whether it can be written': async (open) => {
    const provider = await open({})
    expect((await provider.available('write')).ok).toBe(provider.writable)
  },
  'has nothing at first': async (open) => {
    const provider = await open({})
    expect(await provider.get('airbase', 'token')).toBeNull()
    expect(await provider.list()).toEqual([])
  },
  'gives back each secret under its own name': async (open) => {
    const provider = await open({ 'airbase/token': 'one', 'd365-eu/client-secret': 'two' })
    expect((await provider.get('airbase', 'token'))?.reveal()).toBe('one')
    expect((await provider.get('d365-eu', 'client-secret'))?.reveal()).toBe('two')
    expect(await provider.get('airbase', 'client-secret')).toBeNull()
  },
  'gives back every character': async (open) => {
    const value = '-----BEGIN KEY-----\n"ä€漢\\ {}\n-----END KEY-----'
    const provider = await open({ 'airbase/token': value })
    expect((await provider.get('airbase', 'token'))?.reveal()).toBe(value)
  },
  'lists names and never values': async (open) => {
    const provider = await open({ 'airbase/token': 'hidden-value', 'd365/client-secret': 'other' })
    const listed = await provider.list()
    expect(listed.map(({ connection, name }) => `${connection}/${name}`).sort()).toEqual([
      'airbase/token',
      'd365/client-secret',
    ])
    expect(JSON.stringify(listed)).not.toContain('hidden-value')
  },
  'keeps what is set': async (open) => {
    const provider = await open({})
    await provider.set(toStore('new'))
    expect((await provider.get('airbase', 'token'))?.reveal()).toBe('new')
  },
  'replaces an older value': async (open) => {
    const provider = await open({ 'airbase/token': 'old' })
    await provider.set(toStore('new'))
    expect((await provider.get('airbase', 'token'))?.reveal()).toBe('new')
    expect(await provider.list()).toHaveLength(1)
  },
  'knows when a secret was stored': async (open) => {
    const provider = await open({ 'airbase/token': 'one' })
    const [listed] = await provider.list()
    expect(Date.parse(listed?.storedAt ?? '')).toBeGreaterThan(Date.parse('2026-01-01'))
    expect(listed?.expiresAt).toBeNull()
  },
  'keeps the expiry that it was given': async (open) => {
    const provider = await open({})
    await provider.set(toStore('one', '2027-01-31T00:00:00.000Z'))
    expect((await provider.list())[0]?.expiresAt).toBe('2027-01-31T00:00:00.000Z')
  },
  'forgets what is deleted, and says whether there was something': async (open) => {
    const provider = await open({ 'airbase/token': 'one', 'airbase/other': 'two' })
    expect(await provider.delete('airbase', 'token')).toBe(true)
    expect(await provider.delete('airbase', 'token')).toBe(false)
    expect(await provider.get('airbase', 'token')).toBeNull()
    expect((await provider.get('airbase', 'other'))?.reveal()).toBe('two')
  },
  'refuses names that it could confuse': async (open) => {
    const provider = await open({})
    await expect(provider.set({ ...toStore('x'), connection: 'a/b' })).rejects.toMatchObject({
      code: 'CREDENTIAL_NAME_INVALID',
    })
  },
  'refuses writes when it only reads, with the way out': async (open) => {
    const provider = await open({})
    if (provider.writable) return
    await expect(provider.set(toStore('x'))).rejects.toMatchObject({
      code: 'CREDENTIAL_READ_ONLY',
      exitCode: 2,
    })
    await expect(provider.delete('airbase', 'token')).rejects.toMatchObject({ code: 'CREDENTIAL_READ_ONLY' })
  },
}

describe.each(subjects)('$name', ({ open, skip }) => {
  for (const [title, run] of Object.entries(cases)) {
    const reason = skip[title]
    test.skipIf(reason !== undefined)(reason === undefined ? title : `${title} (skipped: ${reason})`, () =>
      run(open),
    )
  }
  test('skips only cases that exist', () => {
    expect(Object.keys(skip).filter((title) => !(title in cases))).toEqual([])
  })
})
