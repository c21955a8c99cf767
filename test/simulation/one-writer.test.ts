import { describe, expect, test } from 'vitest'
import { Secret } from '../../src/lib/secret.ts'
import { auditReplay } from '../../src/services/audit-replay.ts'
import { auditResolve } from '../../src/services/audit-resolve.ts'
import { authRotate } from '../../src/services/auth-rotate.ts'
import type { ProgramContext } from '../../src/services/context.ts'
import { ledgerReference } from '../../src/services/mapping-reference.ts'
import { changeTables } from '../../src/services/mapping-change.ts'
import { stateAdopt } from '../../src/services/state-adopt.ts'
import { stateBackup } from '../../src/services/state-backup.ts'
import { stateRebuild } from '../../src/services/state-rebuild.ts'
import { stateRestore } from '../../src/services/state-restore.ts'
import { sync } from '../../src/services/sync.ts'
import { machineWith, simulatedWorld } from './simulated-world.ts'

const ROUTE = 'airbase-to-d365'
const WORLD = { seed: 1, world: { seed: 3, bills: 3, reimbursements: 1, cards: 2, transfers: 1, settlements: 0.5 } }
const progress = { step: () => undefined, advance: () => undefined }
const COMMON = { waitMs: 0, by: 'ap@example.com', reason: 'test', signal: new AbortController().signal, progress }

const refresh = (context: ProgramContext) => ledgerReference(context, { ...COMMON, route: context.route(ROUTE), refresh: true })

/** Every service that writes into the state folder, or must see it stand still. */
const WRITERS: Readonly<Record<string, (context: ProgramContext) => Promise<unknown>>> = {
  sync: (context) => sync(context, { ...COMMON, route: ROUTE, mode: 'sync' }),
  'audit replay': (context) => auditReplay(context, { ...COMMON, failed: true, mode: 'sync' }),
  'audit resolve': (context) => auditResolve(context, { ...COMMON, id: 'MLAAAAAAAAAAAAAAAA', as: 'closed' }),
  'auth rotate': (context) => authRotate(context, { connection: 'd365', secrets: new Map([['client-secret', new Secret('new')]]), expiresAt: null }),
  'mapping set': (context) => changeTables(context, { route: ROUTE, author: COMMON }, () => []),
  'mapping suggest, with fresh reference data': refresh,
  'state adopt': (context) => stateAdopt(context, COMMON),
  'state backup': (context) => stateBackup(context, { target: '/backup', waitMs: 0, onFile: () => undefined }),
  'state rebuild': (context) => stateRebuild(context, { waitMs: 0, onProgress: () => undefined }),
  'state restore': (context) => stateRestore(context, { backup: '/backup', replace: true, waitMs: 0, onFile: () => undefined }),
}

describe('while another process holds the lock', () => {
  test.each(Object.entries(WRITERS))('%s does nothing', async (_name, write) => {
    const it = await simulatedWorld(WORLD)
    const on = machineWith('machine-1', it.disk)
    on.lock.holder = {}
    const before = it.disk.image()
    const { context } = it.start({ on })
    await expect(write(context)).rejects.toThrow('two processes hold the lock')
    expect(it.disk.image()).toEqual(before)
  })

  test('a dry run goes ahead: it writes nothing', async () => {
    const it = await simulatedWorld(WORLD)
    const on = machineWith('machine-1', it.disk)
    on.lock.holder = {}
    const result = await it.run(ROUTE, { on, input: { mode: 'dry-run' } })
    expect(result.documents.length).toBeGreaterThan(0)
  })
})

describe('a connection that points to another environment than before', () => {
  const moved = async () => {
    const it = await simulatedWorld(WORLD)
    const { context } = it.start()
    const store = await context.openStore({ mode: 'write', run: 'R-before' })
    store.saveFacts('far-side:d365', { host: 'test.operations.dynamics.com' })
    await store.close()
    return it
  }
  const refused = { code: 'FAR_SIDE_CHANGED', message: expect.stringContaining('test.operations.dynamics.com'), hint: expect.stringContaining('a new connection') as string }

  test('stops the run before it sends anything: what was rehearsed there would pass for done here', async () => {
    const it = await moved()
    await expect(it.run(ROUTE)).rejects.toMatchObject(refused)
    expect(it.d365.app.books()).toEqual([])
  })

  test('gives no reference data to check tables by', async () => {
    const it = await moved()
    await expect(refresh(it.start().context)).rejects.toMatchObject(refused)
  })
})
