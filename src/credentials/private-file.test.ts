import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary-folder.ts'
import { noProcReason, watchedCalls } from '../../test/support/watched-calls.ts'
import { createPrivateFile, writePrivateFile } from './private-file.ts'

// The key of the state is one of these: without it, nothing that is sealed can be read again.
describe.skipIf(noProcReason() !== null)('a secret that was stored survives a power cut', () => {
  test('written over an older one: whole on the disk before it takes its name, and the name is kept', async () => {
    const folder = await temporaryFolder()
    const calls = await watchedCalls(folder)
    await writePrivateFile(join(folder, 'vault.json'), '{}')
    expect(calls).toEqual([expect.stringMatching(/^fsync vault\.json\..+\.tmp$/), 'rename vault.json', 'fsync'])
    expect(await readdir(folder)).toEqual(['vault.json'])
  })

  test('written for the first time: its content and its name', async () => {
    const folder = join(await temporaryFolder(), 'fresh')
    await mkdir(folder)
    const calls = await watchedCalls(folder)
    expect(await createPrivateFile(join(folder, 'vault.key'), 'key')).toBe(true)
    expect(calls).toEqual(['fsync vault.key', 'fsync'])
    expect(await createPrivateFile(join(folder, 'vault.key'), 'another')).toBe(false)
  })
})
