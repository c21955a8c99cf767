import { bodyOf, isObject, type Call } from './call.ts'
import type { ReferenceContext } from './reference-data.ts'
import { entityNotFound, problemsOf } from './reference-fields.ts'
import { createRow, updateRow } from './reference-rows.ts'
import type { ReferenceKind, ReferenceRecord } from './records.ts'
import { fieldErrors, json, type FieldErrors, type Reply } from './reply.ts'

/** The most entities that one call may carry. */
const entitiesMax = 100

/** `POST …/bulk_upsert/`: all entities or none; `airbase_id` makes an update, its absence a create. */
export function bulkUpsert(context: ReferenceContext, kind: ReferenceKind, call: Call): Reply {
  const read = bodyOf(call.request)
  if ('refusal' in read) return read.refusal
  const entities = read.body['entities']
  if (!Array.isArray(entities)) return fieldErrors({ entities: ['This field is required.'] })
  if (entities.length === 0) return fieldErrors({ entities: ['This list may not be empty.'] })
  if (entities.length > entitiesMax) {
    context.watch.note('bulk-too-large', `${entities.length} entities`, call.request)
    return fieldErrors({ entities: [`Ensure this field has no more than ${entitiesMax} elements.`] })
  }
  const rows = entities.map((entity: unknown) => (isObject(entity) ? entity : undefined))
  const errors = rows.flatMap((entity, index) => {
    const found = entity
      ? entityErrors(context, kind, entity)
      : { non_field_errors: ['Expected a dictionary.'] }
    return Object.keys(found).length > 0 ? [{ index, errors: found }] : []
  })
  if (errors.length > 0) return json(400, { validation_errors: errors })
  watchRepeats(context, rows, call)
  return apply(context, kind, rows, call)
}

function apply(
  context: ReferenceContext,
  kind: ReferenceKind,
  rows: readonly (Record<string, unknown> | undefined)[],
  call: Call,
): Reply {
  const created: ReferenceRecord[] = []
  const updated: ReferenceRecord[] = []
  for (const entity of rows) {
    if (!entity) continue
    const airbaseId = entity['airbase_id']
    if (typeof airbaseId === 'string') updated.push(updateRow(context, kind, airbaseId, entity))
    else created.push(createRow(context, kind, entity, call.request))
  }
  // Results come in no particular order: position says nothing.
  return json(200, { created: keysOf(created).reverse(), updated: keysOf(updated).reverse() }, true)
}

const keysOf = (rows: readonly ReferenceRecord[]) =>
  rows.map(({ airbase_id, erp_reference_id }) => ({ airbase_id, erp_reference_id }))

function entityErrors(
  context: ReferenceContext,
  kind: ReferenceKind,
  entity: Readonly<Record<string, unknown>>,
): FieldErrors {
  const airbaseId = entity['airbase_id']
  if (airbaseId === undefined) return problemsOf(kind, entity, true, context)
  const row = typeof airbaseId === 'string' ? context.store[kind].find(airbaseId) : undefined
  if (!row) return { airbase_id: [entityNotFound] }
  const errors = problemsOf(kind, entity, false, context)
  const reference = entity['erp_reference_id']
  // A blank link may be filled in, a link that is there stays.
  const moved = reference !== undefined && row.erp_reference_id !== '' && reference !== row.erp_reference_id
  return moved ? { ...errors, erp_reference_id: ['This field cannot be changed.'] } : errors
}

function watchRepeats(
  { watch }: ReferenceContext,
  rows: readonly (Record<string, unknown> | undefined)[],
  call: Call,
): void {
  const seen = new Set<unknown>()
  for (const entity of rows) {
    const airbaseId = entity?.['airbase_id']
    if (airbaseId === undefined) continue
    if (seen.has(airbaseId)) watch.note('repeated-in-bulk', String(airbaseId), call.request)
    seen.add(airbaseId)
  }
}
