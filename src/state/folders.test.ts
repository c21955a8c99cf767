import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary-folder.ts'
import { noProcReason, watchedCalls } from '../../test/support/watched-calls.ts'
import { syncFolderOf } from './folders.ts'

test.skipIf(noProcReason() !== null)('a rename in a folder survives a power cut once the folder is synced', async () => {
  const folder = await temporaryFolder()
  const calls = await watchedCalls(folder)
  await syncFolderOf(folder)
  expect(calls).toEqual(['fsync'])
})
