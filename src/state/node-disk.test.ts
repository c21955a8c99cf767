import { execFileSync } from 'node:child_process'
import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { noMountReason, smallDisk } from '../../test/support/full-disk.ts'
import { temporaryFolder } from '../../test/support/temporary-folder.ts'
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
