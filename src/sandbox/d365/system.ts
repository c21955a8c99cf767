import type { Clock } from '../../lib/clock.ts'
import type { JsonObject } from '../../lib/json.ts'
import type { Random } from '../../lib/random.ts'
import type { BookEntry } from './books/book-entry.ts'
import type { D365SandboxOptions } from './options.ts'
import type { Tally } from './journals/tally.ts'
import { findEntitySet } from './schema/entity-set.ts'
import { createTable, foldText, type Row, type Table } from './table.ts'
import type { Watch } from './watch.ts'

/** The whole environment: what every rule reads and writes. */
export interface System {
  readonly options: D365SandboxOptions
  readonly clock: Clock
  readonly random: Random
  readonly watch: Watch
  /** Throws on a name that is no entity set: a defect of the sandbox. */
  table(name: string): Table
  /** Rows of a sandbox-only set such as `_ServiceItems`. */
  extra(name: string): readonly JsonObject[]
  /** Next number of a sequence, per company and name. */
  nextNumber(company: string, sequence: string): number
  /** Grows with every change of data; equal before and after means that nothing was written. */
  readonly changeCount: number
  /** Journals and invoices that a workflow holds: `company|container`, folded. */
  readonly inWorkflow: Set<string>
  /** Everything that people have booked, oldest first. */
  readonly booked: BookEntry[]
  /** Running sums per journal header. */
  readonly tallies: WeakMap<Row, Tally>
  /** Today as `YYYY-MM-DDT12:00:00Z`, the shape of a date without time [seen]. */
  today(): string
}

/** Opens an environment; nothing is loaded until it is asked for. */
export const createSystem = (options: D365SandboxOptions, watch: Watch): System => {
  const tables = new Map<string, Table>()
  const numbers = new Map<string, number>()
  let changeCount = 0
  const open = (name: string): Table => {
    const set = findEntitySet(name)
    if (!set) throw new RangeError(`the sandbox has no entity set ${name}`)
    const table = createTable(set, options.seed[name] ?? [], () => changeCount++)
    tables.set(name, table)
    return table
  }
  return {
    options,
    clock: options.clock,
    random: options.random,
    watch,
    table: (name) => tables.get(name) ?? open(name),
    extra: (name) => options.seed[name] ?? [],
    nextNumber: (company, sequence) => {
      const key = `${foldText(company)}|${sequence}`
      const next = (numbers.get(key) ?? 0) + 1
      numbers.set(key, next)
      return next
    },
    get changeCount() {
      return changeCount
    },
    inWorkflow: new Set(),
    booked: [],
    tallies: new WeakMap(),
    today: () => dateOf(options.clock.now()),
  }
}

/** The date of a moment in the vendor's spelling: noon absorbs a shift of hours [inferred]. */
export const dateOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 10)}T12:00:00Z`

/** One spelling for a document that lives in a company. */
export const containerKey = (company: string, container: string): string =>
  `${foldText(company)}|${foldText(container)}`
