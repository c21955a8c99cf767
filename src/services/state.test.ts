import { cp, readFile, readdir, rm, stat, truncate, writeFile, appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { auditWorld, never, quiet, type AuditWorld } from '../../test/support/audit-world.ts'
import { temporaryFolder } from '../../test/support/temporary-folder.ts'
import { readAnchor } from '../state/anchor.ts'
import { filesBelow } from '../state/folders.ts'
import { nodeDisk } from '../state/node-disk.ts'
import { rebuildIndex } from '../state/rebuild-index.ts'
import { mappingSet } from './mapping-set.ts'
import { stateAdopt } from './state-adopt.ts'
import { stateBackup } from './state-backup.ts'
import { stateRebuild } from './state-rebuild.ts'
import { stateRestore } from './state-restore.ts'
import { sync } from './sync.ts'

const route = 'airbase-to-d365'
const onFile = () => undefined

const backup = async ({ context }: AuditWorld, target?: string) =>
  stateBackup(context, { target: target ?? join(await temporaryFolder(), 'backup'), waitMs: 0, onFile })
const restore = ({ context }: AuditWorld, folder: string, replace = true) =>
  stateRestore(context, { backup: folder, replace, waitMs: 0, onFile })
const rebuild = ({ context }: AuditWorld) => stateRebuild(context, { waitMs: 0, onProgress: () => undefined })
const adopt = ({ context }: AuditWorld) =>
  stateAdopt(context, { by: 'anna@server', reason: 'restored', waitMs: 0, progress: quiet })
const trailFile = async ({ context: { paths } }: AuditWorld) =>
  join(paths.trail, (await readdir(paths.trail)).at(-1)!)
const anchorOf = ({ context }: AuditWorld) => readAnchor(nodeDisk, context.anchorPath)
const eventsOf = async (world: AuditWorld) =>
  (await world.trail())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string; facts: Record<string, unknown> })
/** Every row that was ever written to the target. */
const targetRows = ({ d365 }: AuditWorld) =>
  [
    'VendInvoiceJournalHeaders',
    'VendInvoiceJournalLines',
    'LedgerJournalLines',
    'VendorPaymentJournalLines',
  ].map((set) => structuredClone(d365.app.rows(set)))
/** Everything that a person could ask the state: open documents, finished ones by number, and the facts. */
const pictureOf = (world: AuditWorld) =>
  world.store('read', async (store) => {
    const entries = []
    for (const { airbaseId } of world.world.expectations)
      entries.push(await store.byTerm(`number:${String(airbaseId).toLowerCase()}`))
    const open = []
    for await (const entry of store.open({ route })) open.push([entry.id, entry.state])
    return {
      entries,
      open: open.sort(),
      mapping: store.facts(`mapping:${route}`),
      documents: await Promise.all(entries.flat().map((id) => store.get(id))),
    }
  })

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

describe('state adopt', () => {
  test('asks for every open document, records what is there as written, and nothing is written twice', async () => {
    const world = await auditWorld({ bills: 6, problems: 0, settlements: 0 })
    await sync(world.context, {
      route,
      waitMs: 0,
      mode: 'sync',
      documentsMax: 1,
      signal: never(),
      progress: quiet,
    })
    const { folder } = await backup(world)
    await world.sync()
    const written = targetRows(world)
    await restore(world, folder)
    const before = await anchorOf(world)
    const result = await adopt(world)
    expect(result).toMatchObject({
      adopted: true,
      reasons: [{ code: 'TRAIL_ENDS_BEFORE_ANCHOR' }],
      anchorBefore: { n: before?.n },
    })
    expect(result.routes.find((each) => each.route === route)).toMatchObject({
      asked: 5,
      found: 5,
      unclear: 0,
    })
    expect(targetRows(world)).toEqual(written)
    const { flows } = await world.sync()
    expect(flows.reduce((sum, { counts }) => sum + counts.written.count, 0)).toBe(0)
    expect(targetRows(world)).toEqual(written)
    const event = (await eventsOf(world)).find((line) => line.event === 'adopted')
    expect(event?.facts).toMatchObject({
      by: 'anna@server',
      reason: 'restored',
      machineBefore: 'machine-1',
      machineAfter: 'machine-1',
      anchorBefore: { n: before?.n },
    })
    expect((await anchorOf(world))!.n).toBeGreaterThan(result.trailEnd.n)
  })

  test('accepts an empty state: what was written before is found, not written again', async () => {
    const world = await auditWorld({ bills: 4, problems: 0, settlements: 0 })
    const tables = await world.store('read', (store) => store.facts(`mapping:${route}`))
    await world.sync()
    const written = targetRows(world)
    await rm(world.context.paths.root, { recursive: true })
    await expect(world.sync()).rejects.toMatchObject({ code: 'TRAIL_ENDS_BEFORE_ANCHOR' })
    expect(await adopt(world)).toMatchObject({ adopted: true, trailEnd: { n: 0 } })
    await world.store('write', (store) => store.saveFacts(`mapping:${route}`, tables!))
    await world.sync()
    expect(targetRows(world)).toEqual(written)
  })

  test('accepts the state of another machine, and notes both', async () => {
    const world = await auditWorld({ bills: 1 })
    await world.sync()
    Object.assign(world.context, { machine: 'machine-2' })
    await expect(world.sync()).rejects.toMatchObject({ code: 'STATE_OF_ANOTHER_MACHINE' })
    expect(await adopt(world)).toMatchObject({
      adopted: true,
      reasons: [{ code: 'STATE_OF_ANOTHER_MACHINE' }],
      machineBefore: 'machine-1',
      machineAfter: 'machine-2',
    })
    await world.sync()
    expect(await adopt(world)).toMatchObject({ adopted: false, reasons: [], routes: [] })
  })

  test('records nothing while a target does not answer', async () => {
    const world = await auditWorld({ bills: 3, problems: 0 })
    await sync(world.context, {
      route,
      waitMs: 0,
      mode: 'sync',
      documentsMax: 1,
      signal: never(),
      progress: quiet,
    })
    const { folder } = await backup(world)
    await world.sync()
    await restore(world, folder)
    const [trail, anchor] = [await world.trail(), await anchorOf(world)]
    const open = world.context.openConnection
    Object.assign(world.context, {
      openConnection: async (...args: Parameters<typeof open>) => {
        const connection = await open(...args)
        const broken = () => Promise.reject(Object.assign(new Error('far side is down')))
        return {
          ...connection,
          writers: new Map(
            [...connection.writers].map(([form, writer]) => [form, { ...writer, find: broken }]),
          ),
        }
      },
    })
    await expect(adopt(world)).rejects.toThrow('far side is down')
    expect([await world.trail(), await anchorOf(world)]).toEqual([trail, anchor])
  })

  test('takes an unreadable anchor, and an index that is ahead of its trail', async () => {
    const world = await auditWorld({ bills: 2 })
    await world.sync()
    await writeFile(world.context.anchorPath, 'not json')
    await expect(world.sync()).rejects.toMatchObject({ code: 'ANCHOR_UNREADABLE' })
    expect(await adopt(world)).toMatchObject({
      adopted: true,
      reasons: [{ code: 'ANCHOR_UNREADABLE' }],
      anchorBefore: null,
    })
    const file = await trailFile(world)
    const lines = (await readFile(file, 'utf8')).split('\n')
    await writeFile(file, `${lines.slice(0, -4).join('\n')}\n`)
    await rm(world.context.anchorPath)
    await expect(world.sync()).rejects.toMatchObject({ code: 'MANIFEST_AHEAD_OF_TRAIL', exitCode: 10 })
    expect(await adopt(world)).toMatchObject({
      adopted: true,
      reasons: [{ code: 'MANIFEST_AHEAD_OF_TRAIL' }],
    })
    await world.sync()
  })

  test('does not take a chain that does not hold', async () => {
    const world = await auditWorld({ bills: 1 })
    await world.sync()
    const file = await trailFile(world)
    await writeFile(file, (await readFile(file, 'utf8')).replace('"event":"ready"', '"event":"reAdy"'))
    await expect(adopt(world)).rejects.toMatchObject({ code: 'TRAIL_BROKEN', exitCode: 10 })
    // Also where no index is left that would have to be made anew from it.
    await rm(world.context.paths.db, { recursive: true })
    await expect(adopt(world)).rejects.toMatchObject({ code: 'TRAIL_BROKEN', exitCode: 10 })
  })
})

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
      route,
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
