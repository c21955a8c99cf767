import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { stateBackup } from '../../src/services/state-backup.ts'
import { stateRestore } from '../../src/services/state-restore.ts'
import { readAnchor } from '../../src/state/anchor.ts'
import { nodeDisk } from '../../src/state/node-disk.ts'
import type { AuditWorld } from './audit-world.ts'
import { temporaryFolder } from './temporary-folder.ts'

const ROUTE = 'airbase-to-d365'
const onFile = () => undefined

export const backup = async ({ context }: AuditWorld, target?: string) =>
  stateBackup(context, { target: target ?? join(await temporaryFolder(), 'backup'), waitMs: 0, onFile })
export const restore = ({ context }: AuditWorld, folder: string, replace = true) =>
  stateRestore(context, { backup: folder, replace, waitMs: 0, onFile })

export const trailFile = async ({ context: { paths } }: AuditWorld) =>
  join(paths.trail, (await readdir(paths.trail)).at(-1)!)
export const anchorOf = ({ context }: AuditWorld) => readAnchor(nodeDisk, context.anchorPath)
export const eventsOf = async (world: AuditWorld) =>
  (await world.trail())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string; facts: Record<string, unknown> })
/** Everything that a person could ask the state: open documents, finished ones by number, and the facts. */
export const pictureOf = (world: AuditWorld) =>
  world.store('read', async (store) => {
    const entries = []
    for (const { airbaseId } of world.world.expectations)
      entries.push(await store.byTerm(`number:${String(airbaseId).toLowerCase()}`))
    const open = []
    for await (const entry of store.open({ route: ROUTE })) open.push([entry.id, entry.state])
    return {
      entries,
      open: open.sort(),
      mapping: store.facts(`mapping:${ROUTE}`),
      documents: await Promise.all(entries.flat().map((id) => store.get(id))),
    }
  })
