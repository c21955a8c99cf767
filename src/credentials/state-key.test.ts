import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary-folder.ts'
import { systemClock } from '../lib/clock.ts'
import { seededRandom, systemRandom } from '../lib/random.ts'
import { createCredentialChain } from './chain.ts'
import { stateKey } from './state-key.ts'
import { createVaultFile } from './vault-file.ts'

const random = seededRandom(7)
const vaultChain = async () => {
  const folder = await temporaryFolder()
  const vault = createVaultFile({
    path: join(folder, 'vault.json'),
    key: { kind: 'key-file', path: join(folder, 'vault.key') },
    clock: systemClock,
    random: systemRandom,
  })
  return createCredentialChain([vault], { warn: () => undefined })
}

describe('the key of the state', () => {
  test('is made once and found again', async () => {
    const chain = await vaultChain()
    const first = await stateKey(chain, { marker: null, random })
    const again = await stateKey(chain, { marker: first.marker, random })
    expect([first.created, again.created]).toEqual([true, false])
    expect(first.key).toHaveLength(32)
    expect(again.key.equals(first.key)).toBe(true)
    expect(first.marker).not.toContain(first.key.toString('hex').slice(0, 8))
  })

  test('is not made anew when a state was sealed with it', async () => {
    const chain = await vaultChain()
    await expect(stateKey(chain, { marker: '0123456789abcdef', random })).rejects.toMatchObject({
      code: 'STATE_KEY_MISSING',
      exitCode: 8,
    })
    expect(await chain.list()).toEqual([])
  })

  test('is refused when it is another one', async () => {
    const chain = await vaultChain()
    await stateKey(chain, { marker: null, random })
    await expect(stateKey(chain, { marker: '0123456789abcdef', random })).rejects.toMatchObject({
      code: 'STATE_KEY_CHANGED',
    })
  })
})
