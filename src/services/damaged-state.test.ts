import { cp, readdir, rm, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { auditWorld } from '../../test/support/audit-world.ts'
import { pictureOf } from '../../test/support/state-services.ts'
import { temporaryFolder } from '../../test/support/temporary-folder.ts'
import { mappingSet } from './mapping-set.ts'

describe('a state that was damaged', () => {
  test('heals a shard from the trail', async () => {
    const world = await auditWorld({ bills: 3 })
    await world.sync()
    const before = await pictureOf(world)
    const [name] = await readdir(world.context.paths.links)
    await truncate(join(world.context.paths.links, name!), 3)
    expect(await pictureOf(world)).toEqual(before)
    await world.sync()
    expect(await pictureOf(world)).toMatchObject({ open: before.open })
  })

  test('without a manifest is replayed from the trail', async () => {
    const world = await auditWorld({ bills: 3 })
    await world.sync()
    const before = await pictureOf(world)
    await rm(world.context.paths.manifest)
    expect(await pictureOf(world)).toMatchObject({ open: before.open, mapping: before.mapping })
    expect((await world.sync()).flows.every(({ counts }) => counts.written.count === 0)).toBe(true)
    expect((await pictureOf(world)).entries).toEqual(before.entries)
  })

  test('with the index of a newer trail stops with exit 10', async () => {
    const world = await auditWorld({ bills: 1 })
    const { paths } = world.context
    const old = join(await temporaryFolder(), 'trail')
    await cp(paths.trail, old, { recursive: true })
    await mappingSet(world.context, {
      route: 'airbase-to-d365',
      table: 'account',
      code: 'A',
      value: '1',
      author: { by: 'b', reason: null, waitMs: 0 },
    })
    await rm(paths.trail, { recursive: true })
    await cp(old, paths.trail, { recursive: true })
    await rm(world.context.anchorPath)
    await expect(world.sync()).rejects.toMatchObject({ code: 'MANIFEST_AHEAD_OF_TRAIL', exitCode: 10 })
  })
})
