import { existsSync } from 'node:fs'
import { createKeychain, loadKeyring } from '../../src/credentials/keychain.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { Secret } from '../../src/lib/secret.ts'

// Runs inside a D-Bus session and prints, as one JSON line, what the keychain of that session did.

const VALUE = 'tökén "漢"\n'

const keychain = createKeychain({
  profile: 'test',
  env: process.env,
  platform: process.platform,
  clock: systemClock,
  keyring: loadKeyring,
  fileExists: existsSync,
})

const roundTrip = async () => {
  const before = await keychain.get('airbase', 'token')
  await keychain.set({ connection: 'airbase', name: 'token', secret: new Secret(VALUE), expiresAt: null })
  const kept = (await keychain.get('airbase', 'token'))?.reveal() === VALUE
  const listed = (await keychain.list()).map(({ connection, name, storedAt }) => [
    connection,
    name,
    storedAt !== null,
  ])
  const deleted = [await keychain.delete('airbase', 'token'), await keychain.delete('airbase', 'token')]
  const after = await keychain.get('airbase', 'token')
  return { before, kept, listed, deleted, after }
}

const read = await keychain.available('read')
const write = await keychain.available('write')
process.stdout.write(`${JSON.stringify({ read, write, roundTrip: write.ok ? await roundTrip() : null })}\n`)
