import { readFile, rm, writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { auditWorld, never, quiet, type AuditWorld } from '../../test/support/audit-world.ts'
import { anchorOf, backup, eventsOf, restore, trailFile } from '../../test/support/state-services.ts'
import { stateAdopt } from './state-adopt.ts'
import { sync } from './sync.ts'

const route = 'airbase-to-d365'

const adopt = ({ context }: AuditWorld) =>
  stateAdopt(context, { by: 'anna@server', reason: 'restored', waitMs: 0, progress: quiet })
/** Every row that was ever written to the target. */
const targetRows = ({ d365 }: AuditWorld) =>
  [
    'VendInvoiceJournalHeaders',
    'VendInvoiceJournalLines',
    'LedgerJournalLines',
    'VendorPaymentJournalLines',
  ].map((set) => structuredClone(d365.app.rows(set)))

/** One document is written; the others wait. */
const writeOne = (world: AuditWorld) =>
  sync(world.context, { route, waitMs: 0, mode: 'sync', documentsMax: 1, signal: never(), progress: quiet })

describe('state adopt', () => {
  test('asks for every open document, records what is there as written, and nothing is written twice', async () => {
    const world = await auditWorld({ bills: 6, problems: 0, settlements: 0 })
    await writeOne(world)
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
    await writeOne(world)
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
