import { execFileSync } from 'node:child_process'
import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { noMountReason, smallDisk } from '../../test/support/full-disk.ts'
import { temporaryFolder } from '../../test/support/temporary-folder.ts'
import { noProcReason, watchedCalls } from '../../test/support/watched-calls.ts'
import { nodeDisk } from './node-disk.ts'

describe('making a folder', () => {
  test('makes its parents too, for the owner alone, and takes one that is there', async () => {
    const folder = join(await temporaryFolder(), 'a', 'b', 'c')
    await Promise.all([nodeDisk.makeFolder(folder), nodeDisk.makeFolder(folder)])
    await nodeDisk.makeFolder(folder)
    const modes = await Promise.all([folder, join(folder, '..')].map(async (path) => (await stat(path)).mode & 0o777))
    expect(modes).toEqual([0o700, 0o700])
  })

  test('is refused where a file stands in its place', async () => {
    const file = join(await temporaryFolder(), 'file')
    await writeFile(file, '')
    await expect(nodeDisk.makeFolder(file)).rejects.toMatchObject({ code: 'EEXIST' })
    await expect(nodeDisk.makeFolder(join(file, 'below'))).rejects.toMatchObject({ code: 'ENOTDIR' })
  })

  // Node's own recursive call says ENOENT here, which looks like a defect of ours.
  test.skipIf(noMountReason() !== null)('names the file system that may only be read, and the remedy', async () => {
    const disk = join(await temporaryFolder(), 'disk')
    onTestFinished(smallDisk(disk, 1024 * 1024))
    execFileSync('mount', ['-o', 'remount,ro', disk])
    const folder = join(disk, 'state', 'trail')
    await expect(nodeDisk.makeFolder(folder)).rejects.toMatchObject({ code: 'DISK_EROFS', message: expect.stringContaining(folder), hint: expect.stringMatching(/Mount/) })
  })
})

describe.skipIf(noProcReason() !== null)('what a power cut must not take', () => {
  test('a line that was appended is on the disk once it is synced', async () => {
    const folder = await temporaryFolder()
    const calls = await watchedCalls(folder)
    const file = await nodeDisk.openAppend(join(folder, 'trail'))
    await file.append(Buffer.from('line\n'))
    expect(calls).toEqual([])
    await file.sync()
    expect(calls).toEqual(['fdatasync trail'])
    await file.close()
  })

  test('a file that replaces another is whole on the disk before it takes its name, and the name is kept', async () => {
    const folder = await temporaryFolder()
    const calls = await watchedCalls(folder)
    await nodeDisk.writeAtomic(join(folder, 'anchor.json'), Buffer.from('{}'))
    expect(calls).toEqual(['fsync anchor.json.new', 'rename anchor.json', 'fsync'])
  })

  test('a key that was erased stays erased', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'keys'), Buffer.alloc(64, 1))
    const calls = await watchedCalls(folder)
    await nodeDisk.overwrite(join(folder, 'keys'), 32, Buffer.alloc(32))
    expect(calls).toEqual(['fdatasync keys'])
  })

  test('the names in a folder are kept once it is synced', async () => {
    const folder = await temporaryFolder()
    const calls = await watchedCalls(folder)
    await nodeDisk.syncFolder(folder)
    expect(calls).toEqual(['fsync'])
  })
})
