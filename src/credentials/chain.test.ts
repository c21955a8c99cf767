import { describe, expect, test } from 'vitest'
import type { Availability, CredentialProvider } from '../contract/credential-provider.ts'
import { CredentialError } from '../errors/ml-error.ts'
import { Secret } from '../lib/secret.ts'
import { createCredentialChain } from './chain.ts'

type Held = Record<string, string>

const NO_BUS: Availability = { ok: false, why: 'there is no D-Bus session', error: null }
const WRONG_KEY = new CredentialError('the key does not open the vault', { code: 'VAULT_KEY_WRONG' })

const provider = (
  name: string,
  held: Held,
  { answer = { ok: true }, writable = true }: { answer?: Availability; writable?: boolean } = {},
): CredentialProvider => ({
  name,
  writable,
  available: () => Promise.resolve(answer),
  get: (connection, key) => {
    const value = held[`${connection}/${key}`]
    return Promise.resolve(value === undefined ? null : new Secret(value))
  },
  set: ({ connection, name: key, secret }) => {
    held[`${connection}/${key}`] = secret.reveal()
    return Promise.resolve()
  },
  delete: (connection, key) => {
    const had = `${connection}/${key}` in held
    delete held[`${connection}/${key}`]
    return Promise.resolve(had)
  },
  list: () =>
    Promise.resolve(
      Object.keys(held).map((id) => {
        const [connection = '', key = ''] = id.split('/')
        return { connection, name: key, storedAt: null, expiresAt: null }
      }),
    ),
})

const chainOf = (...providers: CredentialProvider[]) => {
  const warnings: string[] = []
  return { chain: createCredentialChain(providers, { warn: (message) => warnings.push(message) }), warnings }
}
const token = (value: string) => ({
  connection: 'airbase',
  name: 'token',
  secret: new Secret(value),
  expiresAt: null,
})

describe('the credential chain', () => {
  test('takes the first provider that has the secret, and says which', async () => {
    const { chain } = chainOf(
      provider('keychain', {}),
      provider('vault', { 'airbase/token': 'from the vault' }),
    )
    const found = await chain.get('airbase', 'token')
    expect([found?.provider, found?.secret.reveal()]).toEqual(['vault', 'from the vault'])
  })

  test('passes over a provider that is not there, and keeps its reason', async () => {
    const { chain } = chainOf(
      provider('keychain', { 'airbase/token': 'x' }, { answer: NO_BUS }),
      provider('vault', {}),
    )
    expect(await chain.get('airbase', 'token')).toBeNull()
    await expect(chain.require('airbase', 'token')).rejects.toMatchObject({
      code: 'CREDENTIAL_MISSING',
      exitCode: 8,
      message: expect.stringContaining('keychain: there is no D-Bus session'),
      hint: 'Run: ml-connector auth login airbase',
    })
    expect(await chain.status()).toEqual([
      { name: 'keychain', writable: true, live: false, why: 'there is no D-Bus session' },
      { name: 'vault', writable: true, live: true, why: null },
    ])
  })

  test('does not call a secret absent that a broken provider may hold', async () => {
    const broken = provider('vault', {}, { answer: { ok: false, why: 'wrong key', error: WRONG_KEY } })
    await expect(chainOf(broken).chain.get('airbase', 'token')).rejects.toBe(WRONG_KEY)
    const held = provider('environment', { 'airbase/token': 'x' }, { writable: false })
    expect((await chainOf(broken, held).chain.get('airbase', 'token'))?.provider).toBe('environment')
  })

  test('goes on when a provider breaks while it is asked', async () => {
    const breaking = { ...provider('keychain', {}), get: () => Promise.reject(WRONG_KEY) }
    const { chain } = chainOf(breaking, provider('vault', { 'airbase/token': 'x' }))
    expect((await chain.get('airbase', 'token'))?.provider).toBe('vault')
    expect((await chain.get('airbase', 'token'))?.provider).toBe('vault')
  })

  test('warns once for a secret from the environment', async () => {
    const { chain, warnings } = chainOf(
      provider('environment', { 'airbase/token': 'x' }, { writable: false }),
    )
    await chain.get('airbase', 'token')
    await chain.get('airbase', 'token')
    expect(warnings).toEqual([expect.stringContaining('airbase/token')])
  })

  test('stores in the first provider that can, and removes older copies elsewhere', async () => {
    const [keychain, vault]: [Held, Held] = [{}, { 'airbase/token': 'old' }]
    const { chain } = chainOf(provider('keychain', keychain), provider('vault', vault))
    expect(await chain.set(token('new'))).toEqual({
      provider: 'keychain',
      removedFrom: ['vault'],
      notAsked: [],
    })
    expect([keychain, vault]).toEqual([{ 'airbase/token': 'new' }, {}])
  })

  test('stores in the named provider, so that an earlier copy cannot hide it', async () => {
    const [keychain, vault]: [Held, Held] = [{ 'airbase/token': 'old' }, {}]
    const { chain } = chainOf(provider('keychain', keychain), provider('vault', vault))
    expect(await chain.set(token('new'), 'vault')).toMatchObject({
      provider: 'vault',
      removedFrom: ['keychain'],
    })
    expect((await chain.get('airbase', 'token'))?.secret.reveal()).toBe('new')
  })

  test('says where an older copy may still stand', async () => {
    const { chain } = chainOf(provider('keychain', {}, { answer: NO_BUS }), provider('vault', {}))
    const notAsked = [{ name: 'keychain', why: 'there is no D-Bus session' }]
    expect(await chain.set(token('new'))).toEqual({ provider: 'vault', removedFrom: [], notAsked })
    expect(await chain.delete('airbase', 'token')).toEqual({ removedFrom: ['vault'], notAsked })
  })

  test('refuses a named provider that is unknown, unavailable or broken', async () => {
    const broken: Availability = { ok: false, why: 'wrong key', error: WRONG_KEY }
    const { chain } = chainOf(
      provider('keychain', {}, { answer: NO_BUS }),
      provider('vault', {}, { answer: broken }),
      provider('environment', {}, { writable: false }),
    )
    await expect(chain.set(token('x'), 'vualt')).rejects.toMatchObject({
      code: 'CREDENTIAL_PROVIDER_UNKNOWN',
      hint: 'Use one of: keychain, vault.',
    })
    await expect(chain.set(token('x'), 'keychain')).rejects.toMatchObject({
      code: 'CREDENTIAL_PROVIDER_UNAVAILABLE',
    })
    await expect(chain.set(token('x'), 'vault')).rejects.toBe(WRONG_KEY)
    await expect(chain.set(token('x'))).rejects.toMatchObject({ code: 'CREDENTIAL_NOWHERE_TO_STORE' })
  })

  test('lists every copy and marks those that are hidden', async () => {
    const { chain } = chainOf(
      provider('keychain', { 'airbase/token': 'x' }),
      provider('vault', { 'airbase/token': 'y', 'd365/client-secret': 'z' }),
    )
    expect((await chain.list()).map(({ provider: at, name, used }) => [at, name, used])).toEqual([
      ['keychain', 'token', true],
      ['vault', 'token', false],
      ['vault', 'client-secret', true],
    ])
  })
})
