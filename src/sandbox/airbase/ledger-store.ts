import type { Random } from '../../lib/random.ts'
import type { ListOrder } from './options.ts'
import type { LedgerEntry } from './records.ts'

/** All entries of the tenant, the visible ones and those still on their way to approval. */
export interface LedgerStore {
  readonly size: number
  find(airbaseId: string): LedgerEntry | undefined
  save(entry: LedgerEntry): void
  all(): Iterable<LedgerEntry>
  /** Entries of one status (all for ''), in list order; `first` says that a new listing begins. */
  list(status: string, first: boolean): readonly LedgerEntry[]
}

/** Keeps entries by id; a saved entry is never changed in place, so rows may share their parts. */
export function createLedgerStore(
  seed: Iterable<LedgerEntry>,
  order: ListOrder,
  random: Random,
): LedgerStore {
  const entries = new Map<string, LedgerEntry>()
  for (const entry of seed) entries.set(entry.airbase_id, entry)
  const listed = new Map<string, readonly LedgerEntry[]>()
  const ranks = new Map<string, Map<string, number>>()

  const inOrder = (status: string, first: boolean, rows: LedgerEntry[]): readonly LedgerEntry[] => {
    if (order === 'insertion') return rows
    if (order === 'per-request') return shuffled(rows, random)
    const known = first ? undefined : ranks.get(status)
    if (known) return rows.sort((a, b) => rankIn(known, a) - rankIn(known, b))
    const fresh = shuffled(rows, random)
    ranks.set(status, new Map(fresh.map((entry, index) => [entry.airbase_id, index])))
    return fresh
  }

  return {
    get size() {
      return entries.size
    },
    find: (airbaseId) => entries.get(airbaseId),
    save(entry) {
      entries.set(entry.airbase_id, entry)
      listed.clear()
    },
    all: () => entries.values(),
    list(status, first) {
      const known = listed.get(status)
      if (known && (order === 'insertion' || (order === 'per-listing' && !first))) return known
      const rows: LedgerEntry[] = []
      for (const entry of entries.values()) if (status === '' || entry.status === status) rows.push(entry)
      const ordered = inOrder(status, first, rows)
      listed.set(status, ordered)
      return ordered
    },
  }
}

const rankIn = (ranks: ReadonlyMap<string, number>, entry: LedgerEntry): number =>
  ranks.get(entry.airbase_id) ?? Number.MAX_SAFE_INTEGER

function shuffled<T>(rows: readonly T[], random: Random): T[] {
  const keyed = rows.map((row) => ({ row, key: random.next() }))
  return keyed.sort((a, b) => a.key - b.key).map(({ row }) => row)
}
