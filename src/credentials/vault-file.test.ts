import { chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary-folder.ts'
import { systemClock } from '../lib/clock.ts'
import { systemRandom } from '../lib/random.ts'
import { Secret } from '../lib/secret.ts'
import { createVaultFile } from './vault-file.ts'
import type { VaultKeySource } from './vault-key.ts'

const places = async () => {
  const folder = await temporaryFolder()
  return { folder, path: join(folder, 'vault.json'), keyPath: join(folder, 'vault.key') }
}
const open = (path: string, key: VaultKeySource | null) =>
  createVaultFile({ path, key, clock: systemClock, random: systemRandom })
const passphrase = (text: string): VaultKeySource => ({
  kind: 'passphrase',
  read: () => Promise.resolve(new Secret(text)),
})
const token = (value: string) => ({
  connection: 'airbase',
  name: 'token',
  secret: new Secret(value),
  expiresAt: null,
})
const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)

describe('the vault file', () => {
  test('keeps vault and key readable by their owner alone, and no plain text', async () => {
    const { folder, path, keyPath } = await places()
    await open(path, { kind: 'key-file', path: keyPath }).set(token('plain-text-token'))
    expect([await modeOf(path), await modeOf(keyPath)]).toEqual(['600', '600'])
    expect(await readFile(path, 'utf8')).not.toContain('plain-text-token')
    expect((await readdir(folder)).sort()).toEqual(['vault.json', 'vault.key'])
  })

  test('writes nothing before the first secret', async () => {
    const { folder, path, keyPath } = await places()
    const vault = open(path, { kind: 'key-file', path: keyPath })
    await vault.available('write')
    expect(await vault.get('airbase', 'token')).toBeNull()
    expect(await readdir(folder)).toEqual([])
  })

  test('stores the parameters and the salt of its passphrase', async () => {
    const { path } = await places()
    await open(path, passphrase('correct horse')).set(token('one'))
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({
      kdf: { kind: 'scrypt', N: 131_072, r: 8, p: 1 },
    })
    expect((await open(path, passphrase('correct horse')).get('airbase', 'token'))?.reveal()).toBe('one')
  })

  test('says at once that the passphrase is wrong', async () => {
    const { path } = await places()
    await open(path, passphrase('correct horse')).set(token('one'))
    const wrong = open(path, passphrase('battery staple'))
    await expect(wrong.get('airbase', 'token')).rejects.toMatchObject({
      code: 'VAULT_KEY_WRONG',
      exitCode: 8,
    })
    await expect(wrong.set(token('two'))).rejects.toMatchObject({ code: 'VAULT_KEY_WRONG' })
    expect(await wrong.available('read')).toMatchObject({ ok: false, error: { code: 'VAULT_KEY_WRONG' } })
  })

  test('refuses a new passphrase that protects nothing, and says that it makes a new vault', async () => {
    const { path } = await places()
    const purposes: string[] = []
    const source = (text: string): VaultKeySource => ({
      kind: 'passphrase',
      read: (purpose) => Promise.resolve(new Secret(text)).finally(() => purposes.push(purpose)),
    })
    await expect(open(path, source('short')).set(token('one'))).rejects.toMatchObject({
      code: 'VAULT_PASSPHRASE_SHORT',
    })
    await open(path, source('correct horse')).set(token('one'))
    await open(path, source('correct horse')).get('airbase', 'token')
    expect(purposes).toEqual(['create', 'create', 'open'])
  })

  test('says that the key file is another one, is missing or is damaged', async () => {
    const { path, keyPath } = await places()
    const vault = () => open(path, { kind: 'key-file', path: keyPath })
    await vault().set(token('one'))
    await writeFile(keyPath, `${Buffer.alloc(32, 7).toString('base64')}\n`)
    await expect(vault().get('airbase', 'token')).rejects.toMatchObject({ code: 'VAULT_KEY_WRONG' })
    await writeFile(keyPath, 'short')
    await expect(vault().get('airbase', 'token')).rejects.toMatchObject({ code: 'VAULT_KEY_INVALID' })
    await rm(keyPath)
    await expect(vault().get('airbase', 'token')).rejects.toMatchObject({ code: 'VAULT_KEY_MISSING' })
    await expect(vault().set(token('two'))).rejects.toMatchObject({ code: 'VAULT_KEY_MISSING' })
  })

  test('says that a passphrase is wanted where the settings name a key file', async () => {
    const { path, keyPath } = await places()
    await open(path, passphrase('correct horse')).set(token('one'))
    const other = open(path, { kind: 'key-file', path: keyPath })
    await expect(other.get('airbase', 'token')).rejects.toMatchObject({ code: 'VAULT_KEY_KIND' })
  })

  test.skipIf(process.platform === 'win32')(
    'refuses files that others can read, with the command to run',
    async () => {
      const { path, keyPath } = await places()
      const vault = open(path, { kind: 'key-file', path: keyPath })
      await vault.set(token('one'))
      await chmod(path, 0o640)
      await expect(vault.get('airbase', 'token')).rejects.toMatchObject({
        code: 'CREDENTIAL_FILE_EXPOSED',
        hint: expect.stringContaining(`chmod 600 ${path}`),
      })
    },
  )

  test('notices an entry that was moved to another name', async () => {
    const { path, keyPath } = await places()
    const vault = open(path, { kind: 'key-file', path: keyPath })
    await vault.set(token('one'))
    const file = JSON.parse(await readFile(path, 'utf8'))
    file.entries['d365/client-secret'] = file.entries['airbase/token']
    await writeFile(path, JSON.stringify(file), { mode: 0o600 })
    await expect(vault.get('d365', 'client-secret')).rejects.toMatchObject({ code: 'VAULT_ENTRY_DAMAGED' })
    expect((await vault.get('airbase', 'token'))?.reveal()).toBe('one')
  })

  test.each(['', '{', '{"format":2}', '[]'])('says that %j is no vault', async (text) => {
    const { path, keyPath } = await places()
    await writeFile(path, text, { mode: 0o600 })
    const vault = open(path, { kind: 'key-file', path: keyPath })
    await expect(vault.get('airbase', 'token')).rejects.toMatchObject({ code: 'VAULT_BROKEN' })
  })

  test('loses nothing when two programs store at once', async () => {
    const { path, keyPath } = await places()
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
    const vault = () => open(path, { kind: 'key-file', path: keyPath })
    await vault().set(token('first'))
    await Promise.all(names.map((name) => vault().set({ ...token(name), name })))
    expect((await vault().list()).map(({ name }) => name).sort()).toEqual([...names, 'token'])
  })

  test('goes on after the one who held its lock has died', async () => {
    const { path, keyPath } = await places()
    await writeFile(`${path}.lock`, '1\n')
    const later = { ...systemClock, now: () => systemClock.now() + 60_000 }
    const vault = createVaultFile({
      path,
      key: { kind: 'key-file', path: keyPath },
      clock: later,
      random: systemRandom,
    })
    await vault.set(token('one'))
    expect((await vault.get('airbase', 'token'))?.reveal()).toBe('one')
  })

  test('says why it cannot be used when nobody can be asked for its passphrase', async () => {
    const { path } = await places()
    expect(await open(path, null).available('read')).toMatchObject({
      ok: false,
      why: expect.stringContaining('terminal'),
    })
  })
})
