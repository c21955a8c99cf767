import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { auditWorld } from '../../test/support/audit-world.ts'
import { anchorOf, backup, trailFile } from '../../test/support/state-services.ts'
import { filesBelow } from '../state/folders.ts'

describe('state backup', () => {
  test('holds trail, keys, index, marker and anchor with their hashes, for its owner alone', async () => {
    const world = await auditWorld({ bills: 3 })
    await world.sync()
    const { folder, files, trail, bytes } = await backup(world)
    const list = JSON.parse(await readFile(join(folder, 'backup.json'), 'utf8')) as {
      files: { path: string; size: number }[]
    }
    expect(list.files).toHaveLength(files)
    expect(list.files.reduce((sum, { size }) => sum + size, 0)).toBe(bytes)
    expect((await filesBelow(folder)).toSorted()).toEqual(
      [...list.files.map(({ path }) => path), 'backup.json'].sort(),
    )
    expect(list.files.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['anchor.json', 'db/manifest.json', 'keys/2026-11.bin', 'trail/2026-11.jsonl']),
    )
    expect(trail.n).toBe((await anchorOf(world))?.n)
    expect((await stat(join(folder, 'trail/2026-11.jsonl'))).mode & 0o777).toBe(0o600)
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
  })

  test('never overwrites, never lies in the state itself, and is a folder', async () => {
    const world = await auditWorld({ bills: 0 })
    const { folder } = await backup(world)
    await expect(backup(world, folder)).rejects.toMatchObject({ code: 'BACKUP_EXISTS', exitCode: 2 })
    await expect(backup(world, join(world.context.paths.root, 'b'))).rejects.toMatchObject({
      code: 'BACKUP_INSIDE_STATE',
    })
    await expect(backup(world, '/tmp/b.tar')).rejects.toMatchObject({
      code: 'BACKUP_IS_A_FOLDER',
      hint: expect.stringContaining('tar -cf'),
    })
  })

  test('of an empty state, and of a trail that does not verify, is refused', async () => {
    const world = await auditWorld({ bills: 1 })
    await world.sync()
    const file = await trailFile(world)
    await writeFile(
      file,
      (await readFile(file, 'utf8')).replace('"event":"run-started"', '"event":"run-STARTED"'),
    )
    await expect(backup(world)).rejects.toMatchObject({
      code: 'TRAIL_BROKEN',
      exitCode: 10,
      message: expect.stringMatching(/line \d+ \(number \d+, byte \d+\)/),
    })
    await rm(world.context.paths.root, { recursive: true })
    await expect(backup(world)).rejects.toMatchObject({ code: 'STATE_EMPTY' })
  })
})
