import type { Random } from '../../lib/random.ts'
import { isLate } from '../app.ts'
import { bodyOf, type Call } from './call.ts'
import { bulkUpsert } from './bulk-upsert.ts'
import type { AirbaseSettings } from './options.ts'
import { pageOf, pageRequestOf } from './paging.ts'
import type { ReferenceKind } from './records.ts'
import { entityNotFound, problemsOf } from './reference-fields.ts'
import type { ReferenceStore } from './reference-store.ts'
import { createRow, updateRow } from './reference-rows.ts'
import { detail, fieldErrors, json, text, withHeaders, type FieldErrors, type Reply } from './reply.ts'
import type { SyncSession } from './sync-session.ts'
import type { Watch } from './watch.ts'

/** What the reference endpoints share. */
export interface ReferenceContext {
  readonly store: ReferenceStore
  readonly settings: AirbaseSettings
  readonly session: SyncSession
  readonly watch: Watch
  readonly random: Random
}

// The endpoint table: tags and currencies have no single update, subsidiaries and currencies no bulk form.
const single: Readonly<Record<ReferenceKind, boolean>> = {
  vendors: true,
  accounts: true,
  tags: false,
  subsidiaries: true,
  currencies: false,
}
const bulk: Readonly<Record<ReferenceKind, boolean>> = {
  vendors: true,
  accounts: true,
  tags: true,
  subsidiaries: false,
  currencies: false,
}

/** `/vendors/`, `/accounts/`, `/tags/`, `/subsidiaries/` and `/currencies/`. */
export function handleReference(context: ReferenceContext, kind: ReferenceKind, call: Call): Reply {
  const [, key, ...rest] = call.segments
  if (rest.length > 0) return detail(404, 'Not found.')
  if (key === undefined) return collection(context, kind, call)
  if (key === 'bulk_upsert' && bulk[kind]) return bulkCollection(context, kind, call)
  if (!single[kind]) return detail(404, 'Not found.')
  return one(context, kind, key, call)
}

function collection(context: ReferenceContext, kind: ReferenceKind, call: Call): Reply {
  const allow = { Allow: 'GET, POST, HEAD, OPTIONS' }
  switch (call.method) {
    case 'OPTIONS':
      return withHeaders(json(200, { name: kind }), allow)
    case 'GET':
    case 'HEAD':
      return withHeaders(list(context, kind, call), allow)
    case 'POST':
      return withHeaders(guarded(context, call) ?? create(context, kind, call), allow)
    default:
      return refused(context, call, allow)
  }
}

function bulkCollection(context: ReferenceContext, kind: ReferenceKind, call: Call): Reply {
  const allow = { Allow: 'POST, OPTIONS' }
  if (call.method === 'OPTIONS') return withHeaders(json(200, { name: `${kind} bulk upsert` }), allow)
  if (call.method !== 'POST') return refused(context, call, allow)
  return withHeaders(guarded(context, call) ?? bulkUpsert(context, kind, call), allow)
}

function one(context: ReferenceContext, kind: ReferenceKind, airbaseId: string, call: Call): Reply {
  const allow = { Allow: 'PATCH, OPTIONS' }
  if (call.method === 'OPTIONS') return withHeaders(json(200, { name: kind }), allow)
  if (call.method !== 'PATCH') return refused(context, call, allow)
  return withHeaders(guarded(context, call) ?? patch(context, kind, airbaseId, call), allow)
}

function list({ store, settings, watch }: ReferenceContext, kind: ReferenceKind, call: Call): Reply {
  const filterable = kind === 'vendors'
  for (const name of call.query.keys()) {
    const known = name === 'page' || name === 'page_size' || (filterable && name === 'erp_reference_id')
    if (!known) watch.note('unknown-filter', `${name} is ignored by the vendor`, call.request)
  }
  const paging = pageRequestOf(call, settings)
  if (!('page' in paging)) return paging
  const reference = filterable ? call.query.get('erp_reference_id') : null
  const rows = reference === null ? store[kind].all() : store[kind].withReference(reference)
  return pageOf<unknown>(rows, paging, call, settings)
}

function create(context: ReferenceContext, kind: ReferenceKind, call: Call): Reply {
  const read = bodyOf(call.request)
  if ('refusal' in read) return read.refusal
  if ('airbase_id' in read.body) context.watch.note('key-in-create', 'airbase_id is ignored', call.request)
  const errors = problemsOf(kind, read.body, true, context)
  if (Object.keys(errors).length > 0) return refusal(errors)
  return json(201, createRow(context, kind, read.body, call.request), true)
}

function patch(context: ReferenceContext, kind: ReferenceKind, airbaseId: string, call: Call): Reply {
  const row = context.store[kind].find(airbaseId)
  if (!row) return detail(404, 'Not found.')
  const read = bodyOf(call.request)
  if ('refusal' in read) return read.refusal
  if ('erp_reference_id' in read.body) {
    context.watch.note('reference-in-patch', `${kind} ${airbaseId}`, call.request)
    return fieldErrors({ erp_reference_id: ['This field cannot be changed.'] })
  }
  const errors = problemsOf(kind, read.body, false, context)
  if (Object.keys(errors).length > 0) return refusal(errors)
  return json(200, updateRow(context, kind, airbaseId, read.body), true)
}

/** Reference writes belong into a session while the general ledger is being set up. */
function guarded({ session, settings, watch }: ReferenceContext, call: Call): Reply | undefined {
  if (!session.missing) return undefined
  // A late commit is no call any more: its session was open when it was made. Nor can a client know of a late close.
  if (!isLate(call.request) && !session.closedLate)
    watch.note('write-outside-session', 'no sync session is open', call.request)
  return settings.requireSession ? detail(400, 'No active sync session found.') : undefined
}

function refused({ watch }: ReferenceContext, call: Call, allow: Readonly<Record<string, string>>): Reply {
  watch.note('method-not-allowed', call.method, call.request)
  return withHeaders(detail(405, `Method "${call.method}" not allowed.`), allow)
}

/** An unresolved reference is answered as bare text, other refusals field by field. */
function refusal(errors: FieldErrors): Reply {
  const messages = Object.values(errors).flat()
  return messages.every((message) => message === entityNotFound)
    ? text(400, entityNotFound)
    : fieldErrors(errors)
}
