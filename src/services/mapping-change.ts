import type { StateStore } from '../contract/state-store.ts'
import { changeMapping, type MappingChange, type MappingSet } from '../mapping/tables.ts'
import type { ProgramContext } from './context.ts'
import { isPersonalTable, readMapping, saveMapping } from './mapping-state.ts'

/** Who changes the tables, and why; the trail keeps both. */
export interface ChangeAuthor {
  readonly by: string
  readonly reason: string | null
  /** How long to wait for another command that writes, milliseconds. */
  readonly waitMs: number
}

/** One entry before and after. */
export interface AppliedChange {
  readonly table: string
  readonly code: string
  /** Null: there was no entry. */
  readonly old: string | null
  /** Null: there is none any more. */
  readonly new: string | null
}

export interface MappingChanged {
  readonly route: string
  /** Version of the tables after the change; the one before when nothing changed. */
  readonly version: number
  readonly changes: readonly AppliedChange[]
}

/** Changes of one line of the trail: keeps lines short enough to read. */
const CHANGES_PER_LINE = 500

/** Changes a route's tables under the lock; what is to be changed is decided from the tables as they stand then. */
export const changeTables = (
  context: ProgramContext,
  target: { readonly route: string; readonly author: ChangeAuthor },
  decide: (
    set: MappingSet,
    store: StateStore,
  ) => Promise<readonly MappingChange[]> | readonly MappingChange[],
): Promise<MappingChanged> =>
  context.lockFor(target.author, async () => {
    const store = await context.openStore({ mode: 'write', run: context.newRunId() })
    try {
      const before = await readMapping(store, target.route)
      const wanted = await decide(before, store)
      const changes = differences(before, wanted)
      const after = changeMapping(before, wanted)
      if (changes.length > 0) save(store, target, { after, changes })
      return { route: target.route, version: after.version, changes }
    } finally {
      await store.close()
    }
  })

const differences = (set: MappingSet, wanted: readonly MappingChange[]): readonly AppliedChange[] =>
  wanted
    .map(({ table, code, value }) => ({ table, code, old: entryOf(set, table, code), new: value }))
    .filter((change) => change.old !== change.new)

/** The value of an entry in exactly this spelling; null when there is none. */
export const entryOf = (set: MappingSet, table: string, code: string): string | null => {
  const entries = set.tables[table]
  return entries !== undefined && Object.hasOwn(entries, code) ? (entries[code] ?? null) : null
}

const save = (
  store: StateStore,
  { route, author }: { readonly route: string; readonly author: ChangeAuthor },
  { after, changes }: { readonly after: MappingSet; readonly changes: readonly AppliedChange[] },
): void => {
  for (let at = 0; at < changes.length; at += CHANGES_PER_LINE) {
    const part = changes.slice(at, at + CHANGES_PER_LINE).map((change) => (isPersonalTable(change.table) ? { ...change, code: '***' } : { ...change }))
    const facts = { route, version: after.version, by: author.by, reason: author.reason, changes: part }
    store.note({ event: 'mapping-changed', facts })
  }
  saveMapping(store, route, after)
}
