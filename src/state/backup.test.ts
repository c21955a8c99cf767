import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { documentEntry } from '../../test/support/document-entry.ts'
import { testState } from '../../test/support/state.ts'
import { temporaryFolder } from '../../test/support/temporary-folder.ts'
import { noProcReason, watchedCalls } from '../../test/support/watched-calls.ts'
import type { Disk } from '../contract/disk.ts'
import { writeBackup } from './backup.ts'
import { nodeDisk } from './node-disk.ts'
import { rebuildIndex } from './rebuild-index.ts'
import { restoreBackup } from './restore.ts'

/** A state with two documents in a folder of its own, and a backup of it through some disk. */
const backedUp = async (change: Partial<Disk> = {}) => {
  const root = await temporaryFolder()
  await mkdir(join(root, 'state'))
  const state = testState(nodeDisk, root)
  const store = await state.open()
  for (const ref of ['1', '2']) store.record({ event: 'ready', entry: documentEntry(ref), content: { name: 'Anna' } })
  await store.close()
  const { paths, anchorPath } = state
  const target = join(root, 'backup')
  const calls = await watchedCalls(target)
  const disk = { ...nodeDisk, ...change }
  return { root, paths, target, calls, list: () => writeBackup({ disk, paths, anchorPath, target, madeAt: '2026-11-20T08:00:00Z', onFile: () => undefined }) }
}

describe.skipIf(noProcReason() !== null)('a backup', () => {
  test('is named complete only when its files and their names are sure to survive a power cut', async () => {
    const { calls, list } = await backedUp()
    const { files } = await list()
    const named = calls.indexOf('rename backup.json')
    const before = calls.slice(0, named)
    for (const { path } of files) expect(before).toContain(`fdatasync ${path}`)
    for (const folder of ['fsync', 'fsync trail', 'fsync keys', 'fsync db']) expect(before).toContain(folder)
  })

  test('is read back, and is none where the copy is not what was copied', async () => {
    const spoiled: Partial<Disk> = {
      syncFolder: async (path) => {
        await nodeDisk.syncFolder(path)
        if (path.endsWith('/trail')) await writeFile(join(path, '2026-11.jsonl'), 'what a bad disk made of it')
      },
    }
    const { target, list } = await backedUp(spoiled)
    await expect(list()).rejects.toMatchObject({ code: 'BACKUP_DAMAGED' })
    expect(await nodeDisk.size(join(target, 'backup.json'))).toBeNull()
  })

  test('whose list was made to fit a changed trail is not restored: the chain tells', async () => {
    const { paths, target, list } = await backedUp()
    const { files } = await list()
    const trail = join(target, 'trail/2026-11.jsonl')
    const changed = Buffer.from((await readFile(trail, 'utf8')).replace('"event":"ready"', '"event":"reAdy"'))
    await writeFile(trail, changed)
    const sha256 = createHash('sha256').update(changed).digest('hex')
    const listPath = join(target, 'backup.json')
    const was = files.find(({ path }) => path === 'trail/2026-11.jsonl')?.sha256 ?? ''
    await writeFile(listPath, (await readFile(listPath, 'utf8')).replace(was, sha256))
    const restoring = restoreBackup({ disk: nodeDisk, paths, backup: target, replace: true, asideName: 'replaced', onFile: () => undefined })
    await expect(restoring).rejects.toMatchObject({ code: 'TRAIL_BROKEN' })
  })
})

test.skipIf(noProcReason() !== null)('an index that was made anew keeps its place when the power goes', async () => {
  const { paths } = await backedUp()
  const calls = await watchedCalls(paths.root)
  await rebuildIndex({ disk: nodeDisk, paths, onProgress: () => undefined })
  expect(calls.slice(calls.indexOf('rename db'))).toEqual(['rename db', 'fsync'])
})
