import { z } from 'zod'
import { WireError } from '../../errors/ml-error.ts'
import type { Clock } from '../../lib/clock.ts'
import { foldKeyText } from '../../model/natural-key.ts'
import type { AirbaseApi, ReferenceTable } from './api.ts'
import type { AirbaseContract } from './assumptions.ts'
import { readWhole } from './lists.ts'
import type { ReferenceBody } from './reference-bodies.ts'

/** A row of a reference table. Only its id is demanded: a row with an odd field is still a row. */
export interface ReferenceRow {
  readonly airbaseId: string
  /** Empty for a row that Airbase knows and the ledger does not. */
  readonly reference: string
  readonly label: string | null
  readonly name: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** The rows of one table as they stand in Airbase. */
export interface ReferenceRows {
  /** All rows: never from before the latest write, and never older than a second. */
  current(): Promise<RowIndex>
  /** A write is about to be sent or was: what was read is no longer true. */
  forget(): void
  /** The row as it was last seen, however long ago. */
  lastSeen(airbaseId: string): ReferenceRow | null
}

/** Look-ups over one reading of a table. */
export interface RowIndex {
  byId(airbaseId: string): ReferenceRow | null
  /** Rows with this reference (and label), compared as the ledger compares. */
  matching(body: Pick<ReferenceBody, 'reference' | 'label'>): readonly ReferenceRow[]
  /** Rows without a reference that carry this name. */
  unlinkedNamed(name: string): readonly ReferenceRow[]
}

/**
 * How long one reading serves the next look-up. Just enough for the chunks of one step, which ask one after
 * the other: an absence is only believed after two asks that lie further apart, and each must really have
 * asked.
 */
const SHARED_MS = 1_000

/** Reads a table when it is asked for, and forgets it at every write. */
export const createRows = (
  table: ReferenceTable,
  {
    api,
    contract,
    clock,
  }: { readonly api: AirbaseApi; readonly contract: AirbaseContract; readonly clock: Clock },
): ReferenceRows => {
  let reading: Promise<RowIndex> | null = null
  let readAt: number | null = null
  let last: ReadonlyMap<string, ReferenceRow> = new Map()
  const path = contract.paths[table]
  const read = async (): Promise<RowIndex> => {
    const rows = await readWhole({ api, contract, path }, (row) => toRow(row, path, contract))
    last = rows
    return indexOf(rows)
  }
  const forget = (): void => {
    reading = null
    readAt = null
  }
  return {
    forget,
    lastSeen: (airbaseId) => last.get(airbaseId) ?? null,
    current: () => {
      const stale = readAt !== null && clock.elapsed() - readAt > SHARED_MS
      if (reading !== null && !stale) return reading
      forget()
      const own = read()
      reading = own
      own.then(
        () => {
          if (reading === own) readAt = clock.elapsed()
        },
        () => {
          if (reading === own) forget()
        },
      )
      return own
    },
  }
}

const rowSchema = z.looseObject({ airbase_id: z.string().min(1) })

const toRow = (row: unknown, path: string, contract: AirbaseContract): readonly [string, ReferenceRow] => {
  const parsed = rowSchema.safeParse(row)
  if (!parsed.success) {
    throw new WireError(`GET ${path}: a row has no airbase_id`, {
      code: 'AIRBASE_ROW_WITHOUT_ID',
      hint: 'Ask Airbase support; a list with such a row cannot tell what is already there.',
      context: { path, field: 'data[].airbase_id' },
    })
  }
  const fields = parsed.data
  const label = fields[contract.tag.typeLabelField]
  const airbaseId = fields.airbase_id
  const reference = textOf(fields['erp_reference_id']).trim()
  const name = textOf(fields['name'])
  return [airbaseId, { airbaseId, reference, label: typeof label === 'string' ? label : null, name, fields }]
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

const indexOf = (rows: ReadonlyMap<string, ReferenceRow>): RowIndex => {
  const byReference = new Map<string, ReferenceRow[]>()
  const unlinked = new Map<string, ReferenceRow[]>()
  for (const row of rows.values()) {
    if (row.reference === '') push(unlinked, foldName(row.name), row)
    else push(byReference, foldKeyText(row.reference), row)
  }
  return {
    byId: (airbaseId) => rows.get(airbaseId) ?? null,
    matching: ({ reference, label }) =>
      (byReference.get(foldKeyText(reference)) ?? []).filter(
        (row) => label === null || (row.label !== null && foldKeyText(row.label) === foldKeyText(label)),
      ),
    unlinkedNamed: (name) => unlinked.get(foldName(name)) ?? [],
  }
}

/** As people compare names: also without regard to doubled blanks. */
const foldName = (name: string): string => foldKeyText(name).replace(/\s+/gu, ' ')

const push = (index: Map<string, ReferenceRow[]>, key: string, row: ReferenceRow): void => {
  const rows = index.get(key)
  if (rows) rows.push(row)
  else index.set(key, [row])
}
