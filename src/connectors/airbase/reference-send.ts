import type { WriteProgress } from '../../contract/target.ts'
import type { JsonObject } from '../../lib/json.ts'
import type { TraceCode } from '../../model/identity.ts'
import { foldKeyText } from '../../model/natural-key.ts'
import type { AirbaseApi, ReferenceTable, WriteAnswer, WrittenRow } from './api.ts'
import { linkTo } from './reference-find.ts'
import type { ReferenceRows } from './reference-rows.ts'

/** One record on its way: a create without `airbaseId`, else an update. */
export interface Entity {
  readonly id: TraceCode
  readonly airbaseId: string | null
  readonly reference: string
  readonly fields: JsonObject
}

/** Where entities go, and who is told. */
export interface Sending {
  readonly api: AirbaseApi
  readonly table: ReferenceTable
  readonly rows: ReferenceRows
  readonly progress: WriteProgress
}

type Refused = Extract<WriteAnswer, { kind: 'refused' }>

/** Sends all of them in as few calls as can be told apart. */
export const sendInBulk = async (sending: Sending, entities: readonly Entity[]): Promise<void> => {
  for (const batch of apart(entities)) await sendBatch(sending, batch)
}

/**
 * Creates that share a reference (tags of two dimensions) go in different calls: the answer names a created
 * row by its reference alone, so within one call it must be unique.
 */
const apart = (entities: readonly Entity[]): readonly (readonly Entity[])[] => {
  const batches: { readonly taken: Set<string>; readonly members: Entity[] }[] = []
  for (const entity of entities) {
    const key = foldKeyText(entity.reference)
    const free = batches.find((batch) => !batch.taken.has(key)) ?? { taken: new Set(), members: [] }
    if (free.members.length === 0) batches.push(free)
    free.taken.add(key)
    free.members.push(entity)
  }
  return batches.map((batch) => batch.members)
}

/**
 * A refused call applied nothing (inferred), so what it did not name is sent again; each round sends fewer.
 */
const sendBatch = async (sending: Sending, batch: readonly Entity[]): Promise<void> => {
  let left = batch
  while (left.length > 0) {
    const entities = left.map(toBulkEntity)
    const answer = await writing(sending, () => sending.api.bulkUpsert(sending.table, entities))
    if (answer.kind === 'applied') return settleApplied(sending, left, answer.rows)
    const named = left.filter((_, index) => answer.failure.rows.has(index))
    for (const [index, entity] of left.entries()) {
      const reason = named.length === 0 ? answer.failure.message : answer.failure.rows.get(index)
      if (reason !== undefined) reject(sending, entity, reason, answer)
    }
    left = named.length === 0 ? [] : left.filter((entity) => !named.includes(entity))
  }
}

/**
 * An update is known by its Airbase id; the reference goes along, as it links a row that has none (seen in
 * a client).
 */
const toBulkEntity = ({ airbaseId, fields }: Entity): JsonObject =>
  airbaseId === null ? fields : { airbase_id: airbaseId, ...fields }

/** By id, then by reference, never by position; what the answer does not name was not written (brief 6.1). */
const settleApplied = (sending: Sending, batch: readonly Entity[], rows: readonly WrittenRow[]): void => {
  const byId = new Map(rows.map((row) => [row.airbaseId, row]))
  const byReference = new Map(
    rows.flatMap((row) => (row.reference === null ? [] : [[foldKeyText(row.reference), row] as const])),
  )
  for (const entity of batch) {
    const row =
      (entity.airbaseId === null ? undefined : byId.get(entity.airbaseId)) ??
      byReference.get(foldKeyText(entity.reference))
    if (row) settleWritten(sending, entity, row)
    else reject(sending, entity, 'the answer of the bulk write does not name it', null)
  }
}

/** One request for each: for tenants without the bulk form. */
export const sendSingly = async (sending: Sending, entities: readonly Entity[]): Promise<void> => {
  for (const entity of entities) await sendOne(sending, entity)
}

const sendOne = async (sending: Sending, entity: Entity): Promise<void> => {
  const { erp_reference_id: _reference, ...withoutReference } = entity.fields
  // A reference cannot be changed by PATCH: the recorded client strips it from every update.
  const fields = entity.airbaseId === null ? entity.fields : withoutReference
  const answer = await writing(sending, () => sending.api.writeOne(sending.table, entity.airbaseId, fields))
  if (answer.kind === 'refused') return reject(sending, entity, answer.failure.message, answer)
  const [row] = answer.rows
  // Without the reference in the body, only its echo says that the row has it.
  if (row && row.reference === entity.reference) written(sending, entity, row)
  else notLinked(sending, entity, row ?? null)
}

/**
 * Written is what Airbase answers with our reference. An answer may leave it out where the id is the one we sent;
 * another reference it must not name.
 */
const settleWritten = (sending: Sending, entity: Entity, row: WrittenRow): void =>
  row.reference === entity.reference || (row.reference === null && row.airbaseId === entity.airbaseId)
    ? written(sending, entity, row)
    : notLinked(sending, entity, row)

const notLinked = ({ progress }: Sending, entity: Entity, row: WrittenRow | null): void => {
  const answered = row?.reference ? `Airbase answers with "${row.reference}"` : 'its ERP reference is not set'
  const remedy =
    'Set the ERP reference in Airbase; one by one it cannot be set from here (`contract.bulk.enabled`).'
  progress.outcome(entity.id, {
    kind: 'partial',
    link: row === null ? null : linkTo(row.airbaseId),
    problem: problemOf('REFERENCE_NOT_LINKED', entity, answered, { remedy }),
  })
}

/** Whatever comes of it, what was read before is no longer true. */
const writing = async (sending: Sending, send: () => Promise<WriteAnswer>): Promise<WriteAnswer> => {
  sending.rows.forget()
  try {
    return await send()
  } finally {
    sending.rows.forget()
  }
}

const written = ({ progress }: Sending, entity: Entity, row: WrittenRow): void =>
  progress.outcome(entity.id, {
    kind: 'written',
    link: linkTo(row.airbaseId),
    echo: { airbase_id: row.airbaseId, erp_reference_id: row.reference },
  })

const reject = ({ progress }: Sending, entity: Entity, reason: string, answer: Refused | null): void => {
  const request = answer?.requestId ? ` (request ${answer.requestId})` : ''
  const remedy = `Correct the record in D365, or the contract in the settings of this connection${request}.`
  progress.outcome(entity.id, {
    kind: 'rejected',
    problems: [problemOf('AIRBASE_REFUSED', entity, reason, { remedy })],
  })
}

const problemOf = (
  code: string,
  entity: Entity,
  reason: string,
  { remedy }: { readonly remedy: string },
) => ({
  code,
  field: 'record',
  value: entity.reference,
  message: `Airbase did not take "${entity.reference}": ${reason}.`,
  remedy,
})
