import { appendFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { auditWorld } from '../../test/support/audit-world.ts'
import { anchorOf, backup, pictureOf, restore } from '../../test/support/state-services.ts'

describe('state restore', () => {
  test('brings everything back; with --replace the old state is moved aside', async () => {
    const world = await auditWorld({ bills: 3 })
    await world.sync()
    const before = await pictureOf(world)
    const { folder } = await backup(world)
    await expect(restore(world, folder, false)).rejects.toMatchObject({
      code: 'STATE_NOT_EMPTY',
      hint: expect.stringContaining('--replace'),
    })
    const result = await restore(world, folder)
    expect(result).toMatchObject({
      mustAdopt: false,
      movedTo: join(world.context.paths.root, 'replaced-20261120T080000Z'),
    })
    expect(await readdir(result.movedTo!)).toEqual(expect.arrayContaining(['trail', 'db', 'keys']))
    expect(await pictureOf(world)).toEqual(before)
    expect((await world.sync()).flows.every(({ counts }) => counts.written.count === 0)).toBe(true)
  })

  test('puts the trail in its place only when all of its files are sure to survive a power cut', async () => {
    const world = await auditWorld({ bills: 1 })
    await world.sync()
    const { folder } = await backup(world)
    const { paths } = world.context
    const synced: { readonly path: string; readonly hasTrail: boolean }[] = []
    const disk = {
      ...world.context.disk,
      syncFolder: async (path: string) => {
        const hasTrail = await stat(paths.trail).then(() => true, () => false)
        synced.push({ path: path.replace(paths.root, ''), hasTrail })
        await world.context.disk.syncFolder(path)
      },
    }
    await restore({ ...world, context: { ...world.context, disk } }, folder)
    const staged = synced.findIndex(({ path }) => path === '/restoring')
    expect(synced.slice(0, staged).map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/restoring/trail', '/restoring/keys', '/restoring/db', '/restoring/db/links']),
    )
    // The old trail is durably aside before anything new stands in its place, and the new one comes last.
    const withoutTrail = synced.slice(staged + 1).filter(({ hasTrail }) => !hasTrail)
    expect(withoutTrail.map(({ path }) => path)).toEqual(expect.arrayContaining(['/replaced-20261120T080000Z', '']))
    // Each part is durably there and durably gone before the next one moves: keys never leave a trail that stays.
    const moved = synced.flatMap(({ path }, at) => (path === '/replaced-20261120T080000Z' ? [synced[at + 1]?.path] : []))
    expect(moved).toEqual(moved.map(() => ''))
    expect(synced.filter(({ path }) => path === '').length).toBeGreaterThanOrEqual(2 * moved.length)
    expect(synced.at(-1)).toEqual({ path: '', hasTrail: true })
    expect(synced.slice(staged + 1).filter(({ hasTrail }) => hasTrail)).toHaveLength(1)
  })

  test('into an empty folder needs no --replace', async () => {
    const world = await auditWorld({ bills: 2 })
    await world.sync()
    const before = await pictureOf(world)
    const { folder } = await backup(world)
    await rm(world.context.paths.root, { recursive: true })
    expect(await restore(world, folder, false)).toMatchObject({ movedTo: null, mustAdopt: false })
    expect(await pictureOf(world)).toEqual(before)
  })

  test('of a backup that was changed, or that is none, changes nothing', async () => {
    const world = await auditWorld({ bills: 1 })
    await world.sync()
    const { folder } = await backup(world)
    const before = await world.trail()
    await appendFile(join(folder, 'trail/2026-11.jsonl'), 'x')
    await expect(restore(world, folder)).rejects.toMatchObject({ code: 'BACKUP_DAMAGED', exitCode: 10 })
    await rm(join(folder, 'keys'), { recursive: true })
    await expect(restore(world, folder)).rejects.toMatchObject({ code: 'BACKUP_DAMAGED' })
    await writeFile(
      join(folder, 'backup.json'),
      JSON.stringify({
        format: 1,
        madeAt: '',
        trail: { n: 1, hash: '' },
        files: [{ path: 'trail/../../x', size: 0, sha256: '' }],
      }),
    )
    await expect(restore(world, folder)).rejects.toMatchObject({ code: 'BACKUP_UNREADABLE' })
    await rm(join(folder, 'backup.json'))
    await expect(restore(world, folder)).rejects.toMatchObject({ code: 'BACKUP_MISSING', exitCode: 2 })
    expect(await world.trail()).toBe(before)
  })

  test('of a backup that is older than the last run leaves the anchor: the next run stops with exit 10', async () => {
    const world = await auditWorld({ bills: 2 })
    const { folder } = await backup(world)
    await world.sync()
    const anchor = await anchorOf(world)
    expect(await restore(world, folder)).toMatchObject({ mustAdopt: true, anchor: { n: anchor?.n } })
    expect(await anchorOf(world)).toEqual(anchor)
    await expect(world.sync()).rejects.toMatchObject({ code: 'TRAIL_ENDS_BEFORE_ANCHOR', exitCode: 10 })
  })
})
