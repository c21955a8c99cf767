import type { AirbaseSeed, ReferenceKind, ReferenceRecord, ReferenceTables } from './records.ts'

/** One table of reference rows, indexed by both keys. */
export class ReferenceTable<T extends ReferenceRecord> {
  readonly #rows = new Map<string, T>()
  readonly #byReference = new Map<string, Set<string>>()

  constructor(rows: readonly T[]) {
    for (const row of rows) this.save(row)
  }

  find(airbaseId: string): T | undefined {
    return this.#rows.get(airbaseId)
  }

  /** Rows that carry this ERP reference; the vendor allows several. */
  withReference(reference: string): T[] {
    const ids = this.#byReference.get(reference) ?? []
    return [...ids].flatMap((id) => this.#rows.get(id) ?? [])
  }

  all(): T[] {
    return [...this.#rows.values()]
  }

  save(row: T): void {
    const before = this.#rows.get(row.airbase_id)
    if (before) this.#byReference.get(before.erp_reference_id)?.delete(row.airbase_id)
    this.#rows.set(row.airbase_id, row)
    const ids = this.#byReference.get(row.erp_reference_id) ?? new Set()
    this.#byReference.set(row.erp_reference_id, ids.add(row.airbase_id))
  }
}

/** Every reference table of the tenant. */
export type ReferenceStore = { readonly [K in ReferenceKind]: ReferenceTable<ReferenceTables[K]> }

/** Fills the tables from the seed. */
export const createReferenceStore = (seed: AirbaseSeed): ReferenceStore => ({
  vendors: new ReferenceTable(seed.vendors ?? []),
  accounts: new ReferenceTable(seed.accounts ?? []),
  tags: new ReferenceTable(seed.tags ?? []),
  subsidiaries: new ReferenceTable(seed.subsidiaries ?? []),
  currencies: new ReferenceTable(seed.currencies ?? []),
})

/** True of the name of a reference table. */
export const isReferenceKind = (name: string): name is ReferenceKind =>
  name === 'vendors' ||
  name === 'accounts' ||
  name === 'tags' ||
  name === 'subsidiaries' ||
  name === 'currencies'
