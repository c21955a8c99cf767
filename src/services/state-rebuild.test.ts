import { appendFile, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { auditWorld, type AuditWorld } from '../../test/support/audit-world.ts'
import { anchorOf, eventsOf, pictureOf, trailFile } from '../../test/support/state-services.ts'
import { filesBelow } from '../state/folders.ts'
import { nodeDisk } from '../state/node-disk.ts'
import { rebuildIndex } from '../state/rebuild-index.ts'
import { stateRebuild } from './state-rebuild.ts'

const rebuild = ({ context }: AuditWorld) => stateRebuild(context, { waitMs: 0, onProgress: () => undefined })

describe('state rebuild', () => {
  test('makes the same index anew, in batches, whatever is broken or missing', async () => {
    const world = await auditWorld({ bills: 12 })
    await world.sync()
    const before = await pictureOf(world)
    const { paths } = world.context
    for (const spoil of [
      () => Promise.resolve(),
      () => rm(paths.manifest),
      () => writeFile(paths.manifest, '{'),
      async () => writeFile(join(paths.links, (await readdir(paths.links))[0]!), 'garbage'),
      () => rm(paths.db, { recursive: true }),
    ]) {
      await spoil()
      const { documents, lines, head, shards, linesPerSecond } = await rebuild(world)
      expect([documents, lines, head.n]).toEqual([
        before.documents.length,
        head.n,
        (await anchorOf(world))?.n,
      ])
      expect([shards > 3, linesPerSecond > 0]).toEqual([true, true])
      expect(await pictureOf(world)).toEqual(before)
    }
    await rebuildIndex({ disk: nodeDisk, paths, batch: 7, onProgress: () => undefined })
    expect(await pictureOf(world)).toEqual(before)
    expect((await readdir(paths.root)).toSorted()).toEqual(['db', 'keys', 'reference', 'trail'])
    expect(await filesBelow(paths.db)).toHaveLength(
      Object.keys(JSON.parse(await readFile(paths.manifest, 'utf8')).shards).length + 1,
    )
    await world.sync()
  })

  test('stops at a broken chain and leaves the old index', async () => {
    const world = await auditWorld({ bills: 2 })
    await world.sync()
    const manifest = await readFile(world.context.paths.manifest)
    const file = await trailFile(world)
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.replace('"event":"ready"', '"event":"reAdy"'))
    const n = text.split('\n').findIndex((line) => line.includes('"event":"ready"')) + 2
    await expect(rebuild(world)).rejects.toMatchObject({ code: 'TRAIL_BROKEN', exitCode: 10, context: { n } })
    expect(await readFile(world.context.paths.manifest)).toEqual(manifest)
  })

  test('leaves a torn last line to the next writer', async () => {
    const world = await auditWorld({ bills: 1 })
    await world.sync()
    const before = await pictureOf(world)
    await appendFile(await trailFile(world), '{"n":99999,"at"')
    await rebuild(world)
    expect(await pictureOf(world)).toEqual(before)
    await world.sync()
    expect((await eventsOf(world)).filter(({ event }) => event === 'tail-cut')).toMatchObject([
      { facts: { bytes: 15 } },
    ])
  })

  test('of a folder without a trail says so', async () => {
    const world = await auditWorld({ bills: 0 })
    await rm(world.context.paths.trail, { recursive: true })
    await expect(rebuild(world)).rejects.toMatchObject({ code: 'STATE_EMPTY' })
  })
})
