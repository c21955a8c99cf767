import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { toyAuthContext } from '../../test/support/auth-context.ts'
import { temporaryFolder } from '../../test/support/temporary-folder.ts'
import { Secret } from '../lib/secret.ts'
import { parseSecret, readSecrets } from './auth-input.ts'
import { authList } from './auth-list.ts'
import { authLogin, loginSecrets, parseExpiry } from './auth-login.ts'
import { authLogout } from './auth-logout.ts'
import { authRotate, rotatableSecrets } from './auth-rotate.ts'
import { authStatus } from './auth-status.ts'
import { authTest } from './auth-test.ts'

const token = (value: string) => new Map([['token', new Secret(value)]])
const login = (value: string) => ({
  connection: 'two',
  secrets: token(value),
  provider: null,
  expiresAt: null,
  test: true,
})

describe('auth login', () => {
  test('stores and tests', async () => {
    const context = await toyAuthContext()
    const result = await authLogin(context, login('good-1'))
    expect(result).toMatchObject({
      connection: 'two',
      missing: [],
      test: { ok: true, facts: { user: 'finance' } },
    })
    expect(result.stored).toMatchObject([{ name: 'token', provider: 'vault' }])
    expect(context.steps).toEqual(['open two for reading'])
    expect(JSON.stringify(result)).not.toContain('good-1')
  })

  test('says what is still missing, of alternatives the first, and does not test yet', async () => {
    const context = await toyAuthContext()
    const secrets = new Map([['user', new Secret('me')]])
    const result = await authLogin(context, { ...login(''), connection: 'one', secrets })
    expect(result).toMatchObject({ missing: ['client-secret'], test: null })
    const proof = new Map([['certificate', new Secret('good')]])
    const input = { ...login(''), connection: 'one', secrets: proof, test: false }
    expect(await authLogin(context, input)).toMatchObject({ missing: [] })
  })

  test('names an unknown connection, and an unknown secret', async () => {
    const context = await toyAuthContext()
    expect(() => loginSecrets(context, 'tow', null)).toThrow(
      expect.objectContaining({ code: 'CONNECTION_UNKNOWN', hint: 'Did you mean two? There are: one, two.' }),
    )
    expect(() => loginSecrets(context, 'two', 'key')).toThrow(
      expect.objectContaining({ code: 'SECRET_UNKNOWN', message: 'Pin has no secret of that name' }),
    )
  })
})

describe('a secret', () => {
  const spec = [{ name: 'token', title: 'API token' }]
  const none = { file: null, ask: null, stdin: null }

  test('comes from a file or from stdin, without the line end', async () => {
    const path = join(await temporaryFolder(), 'token.txt')
    await writeFile(path, '\uFEFFabc\r\n')
    expect((await readSecrets(spec, { ...none, file: path })).get('token')?.reveal()).toBe('abc')
    const stdin = Readable.from([Buffer.from('de'), Buffer.from('f\n')])
    expect((await readSecrets(spec, { ...none, stdin })).get('token')?.reveal()).toBe('def')
  })

  test('comes from a person, or from the file that a person names', async () => {
    const path = join(await temporaryFolder(), 'cert.pem')
    await writeFile(path, '-----BEGIN-----\nx\n-----END-----\n\n')
    const ask = () =>
      Promise.resolve(
        new Map([
          ['user', { text: new Secret('me') }],
          ['certificate', { file: path }],
        ] as const),
      )
    const secrets = await readSecrets([], { ...none, ask })
    expect([...secrets].map(([name, secret]) => [name, secret.reveal()])).toEqual([
      ['user', 'me'],
      ['certificate', '-----BEGIN-----\nx\n-----END-----'],
    ])
  })

  test.each([
    ['', 'SECRET_EMPTY'],
    ['\n', 'SECRET_EMPTY'],
    [' abc', 'SECRET_HAS_SPACES'],
    ['x'.repeat(70_000), 'SECRET_TOO_LONG'],
  ])('%j is refused with %s', (text, code) => {
    expect(() => parseSecret(text, 'token')).toThrow(expect.objectContaining({ code, exitCode: 2 }))
  })

  test('is refused where it is not clear which, where nobody gives it, and where the file is not there', async () => {
    const several = [...spec, { name: 'user', title: 'User' }]
    await expect(readSecrets(several, { ...none, stdin: Readable.from(['x']) })).rejects.toMatchObject({
      code: 'SECRET_UNNAMED',
      hint: 'Name it: --secret token | --secret user.',
    })
    await expect(readSecrets(spec, none)).rejects.toMatchObject({ code: 'SECRET_NOT_GIVEN' })
    await expect(readSecrets(spec, { ...none, file: '/no/such/file' })).rejects.toMatchObject({
      code: 'SECRET_FILE_UNREADABLE',
    })
  })

  test('expires on a day that exists', () => {
    expect(parseExpiry('2027-01-31')).toBe('2027-01-31T00:00:00.000Z')
    for (const text of ['2027-02-30', '31.1.2027', '']) {
      expect(() => parseExpiry(text)).toThrow(expect.objectContaining({ code: 'USAGE_DATE' }))
    }
  })
})

describe('auth rotate', () => {
  test('tests the new secret before it replaces the old one, under the lock', async () => {
    const context = await toyAuthContext()
    await authLogin(context, { ...login('good-1'), test: false })
    const result = await authRotate(context, { connection: 'two', secrets: token('good-2'), expiresAt: null })
    expect(result).toMatchObject({ replaced: true, stored: { token: 'vault' }, test: { ok: true } })
    expect(context.steps).toEqual(['lock', 'open two for reading', 'unlock'])
    expect((await context.credentials.get('two', 'token'))?.secret.reveal()).toBe('good-2')
  })

  test('keeps the old secret when the new one does not work', async () => {
    const context = await toyAuthContext()
    await authLogin(context, { ...login('good-1'), test: false })
    const result = await authRotate(context, { connection: 'two', secrets: token('bad'), expiresAt: null })
    expect(result).toMatchObject({ replaced: false, stored: {}, test: { ok: false } })
    expect((await context.credentials.get('two', 'token'))?.secret.reveal()).toBe('good-1')
  })

  test('moves a secret out of the environment', async () => {
    const context = await toyAuthContext({ ML_CONNECTOR_TWO_TOKEN: 'good-1' })
    await authRotate(context, { connection: 'two', secrets: token('good-2'), expiresAt: null })
    expect((await context.credentials.get('two', 'token'))?.provider).toBe('vault')
    expect(context.steps[1]).toContain('warn: the secret two/token comes from an environment variable')
  })

  test('refuses the same secret, and one that was never stored', async () => {
    const context = await toyAuthContext()
    await expect(rotatableSecrets(context, 'two', null)).rejects.toMatchObject({ code: 'CREDENTIAL_MISSING' })
    await authLogin(context, { ...login('good-1'), test: false })
    expect((await rotatableSecrets(context, 'two', null)).map(({ name }) => name)).toEqual(['token'])
    const same = { connection: 'two', secrets: token('good-1'), expiresAt: null }
    await expect(authRotate(context, same)).rejects.toMatchObject({ code: 'SECRET_UNCHANGED' })
  })
})

describe('auth list, status, test and logout', () => {
  test('list what is stored and what is missing, never a value', async () => {
    const context = await toyAuthContext()
    await authLogin(context, { ...login('good-1'), expiresAt: '2027-01-31T00:00:00.000Z' })
    const { secrets } = await authList(context)
    expect(secrets.map(({ connection, secret, provider }) => [connection, secret, provider])).toEqual([
      ['one', 'client-secret', null],
      ['one', 'user', null],
      ['two', 'token', 'vault'],
    ])
    const status = await authStatus(context)
    expect(status.storesIn).toBe('vault')
    expect(status.providers.map(({ name, live }) => [name, live])).toEqual([
      ['keychain', false],
      ['vault', true],
      ['environment', true],
    ])
    expect(status.providers[0]?.why).toContain('no D-Bus session')
    expect(status.secrets.at(-1)).toMatchObject({
      secret: 'token',
      ageDays: 0,
      expiresAt: '2027-01-31T00:00:00.000Z',
    })
    expect(JSON.stringify(status)).not.toContain('good-1')
  })

  test('test says that a secret is missing', async () => {
    const context = await toyAuthContext()
    await expect(authTest(context, 'two')).rejects.toMatchObject({ code: 'CREDENTIAL_MISSING', exitCode: 8 })
  })

  test('logout removes what it can and names what others set', async () => {
    const context = await toyAuthContext({ ML_CONNECTOR_TWO_TOKEN: 'good-0' })
    await authLogin(context, { ...login('good-1'), test: false })
    expect(await authLogout(context, 'two')).toMatchObject({
      removed: [{ secret: 'token', providers: ['vault'] }],
      left: [{ secret: 'token', provider: 'environment' }],
      notAsked: [{ name: 'keychain', why: expect.stringContaining('D-Bus') }],
    })
  })

  test('logout also knows connections that have left the settings, but keeps the key of the state', async () => {
    const context = await toyAuthContext()
    const secret = new Secret('x')
    await context.credentials.set({ connection: 'gone', name: 'token', secret, expiresAt: null })
    expect((await authLogout(context, 'gone')).removed).toEqual([{ secret: 'token', providers: ['vault'] }])
    await expect(authLogout(context, 'gone')).rejects.toMatchObject({ code: 'CONNECTION_UNKNOWN' })
    await expect(authLogout(context, 'state')).rejects.toMatchObject({ code: 'CONNECTION_KEPT' })
  })
})
