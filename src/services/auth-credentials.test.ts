import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary-folder.ts'
import { systemClock } from '../lib/clock.ts'
import { systemRandom } from '../lib/random.ts'
import { Secret } from '../lib/secret.ts'
import { openCredentials } from './auth-credentials.ts'

const open = async (folder: string, settings: object) =>
  openCredentials({
    settings: { profile: 'default', ...settings },
    folder,
    env: {},
    wanted: [],
    askPassphrase: null,
    warn: () => undefined,
    clock: systemClock,
    random: systemRandom,
  })
const token = { connection: 'airbase', name: 'token', secret: new Secret('one'), expiresAt: null }

test('the vault takes its key from a file beside the settings, or from where a setting says', async () => {
  const folder = await temporaryFolder()
  await (await open(folder, {})).set(token)
  expect(await readFile(join(folder, 'vault.key'), 'utf8')).toHaveLength(45)
  const other = await temporaryFolder()
  await (await open(other, { vaultKeyFile: join(folder, 'vault.key') })).set(token)
  await expect(readFile(join(other, 'vault.key'))).rejects.toMatchObject({ code: 'ENOENT' })
})

test('the vault takes its passphrase from a file that only its owner can read', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'passphrase')
  const settings = { vaultPassphrase: { file: 'passphrase' } }
  await expect((await open(folder, settings)).set(token)).rejects.toMatchObject({ code: 'VAULT_KEY_MISSING' })
  await writeFile(path, 'correct horse battery\n', { mode: 0o644 })
  if (process.platform !== 'win32') {
    await expect((await open(folder, settings)).set(token)).rejects.toMatchObject({
      code: 'CREDENTIAL_FILE_EXPOSED',
    })
  }
  await chmod(path, 0o600)
  await (await open(folder, settings)).set(token)
  expect((await (await open(folder, settings)).get('airbase', 'token'))?.secret.reveal()).toBe('one')
})

test('a passphrase that nobody can be asked for makes the vault unavailable, with the reason', async () => {
  const chain = await open(await temporaryFolder(), { vaultPassphrase: 'prompt' })
  await expect(chain.set(token)).rejects.toMatchObject({
    code: 'CREDENTIAL_NOWHERE_TO_STORE',
    message: expect.stringContaining('no terminal to ask'),
  })
})
