import type { SandboxRequest } from '../app.ts'
import type { ReferenceContext } from './reference-data.ts'
import { fieldsOf, readOnlyDefaults } from './reference-fields.ts'
import type { ReferenceKind, ReferenceRecord } from './records.ts'
import { newAirbaseId } from './ids.ts'

/** What a row is made of before it has passed through a typed table. */
type LooseRow = ReferenceRecord & Readonly<Record<string, unknown>>

/** Makes a new row, always: a reference that exists already makes a second one, as with the vendor. */
export function createRow(
  context: ReferenceContext,
  kind: ReferenceKind,
  body: Readonly<Record<string, unknown>>,
  request: SandboxRequest,
): LooseRow {
  const reference = String(body['erp_reference_id'])
  if (context.store[kind].withReference(reference).length > 0) {
    context.watch.note('duplicate-reference', `${kind} ${reference} exists already`, request)
  }
  const airbaseId = newAirbaseId(context.random)
  const row: LooseRow = {
    id: airbaseId,
    airbase_id: airbaseId,
    erp_reference_id: reference,
    ...readOnlyDefaults[kind],
    ...defaultsOf(kind),
    ...writableOf(kind, body),
  }
  saveRow(context, kind, row)
  return row
}

/** Changes the fields that the payload names and leaves the others alone. */
export function updateRow(
  context: ReferenceContext,
  kind: ReferenceKind,
  airbaseId: string,
  body: Readonly<Record<string, unknown>>,
): LooseRow {
  const before = context.store[kind].find(airbaseId)
  if (!before) throw new Error(`${kind} ${airbaseId} is not in the table`)
  const row: LooseRow = { ...before, ...writableOf(kind, body) }
  saveRow(context, kind, row)
  return row
}

// The payload was checked field by field against `fieldsOf[kind]`, so the row has that table's shape.
function saveRow({ store }: ReferenceContext, kind: ReferenceKind, row: LooseRow): void {
  const table: { save(row: ReferenceRecord): void } = store[kind]
  table.save(row)
}

const defaultsOf = (kind: ReferenceKind): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fieldsOf[kind]).flatMap(([field, rule]) =>
      rule.required ? [] : [[field, rule.fallback]],
    ),
  )

const writableOf = (kind: ReferenceKind, body: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.keys(fieldsOf[kind]).flatMap((field) => (field in body ? [[field, body[field]]] : [])),
  )
