import type { JsonObject } from '../../../lib/json.ts'
import type { SandboxRequest, SandboxResponse } from '../../app.ts'
import { Failure, malformed, nothingToUpdate, rejected, updateConflict } from '../failure.ts'
import type { InFlight } from '../in-flight.ts'
import type { SetRules, Values } from '../rules/set-rules.ts'
import type { EntitySet } from '../schema/entity-set.ts'
import type { System } from '../system.ts'
import { etagOf, type Row } from '../table.ts'
import { parseObject, parseValues } from './body.ts'
import { parseQuery } from './query.ts'
import { contextOf, originOf } from './reads.ts'
import { emptyResponse, jsonResponse, keyPredicate, renderRow, sameCompany } from './render.ts'

/** Everything a write needs besides its address. */
export interface WriteContext {
  readonly system: System
  readonly rules: ReadonlyMap<string, SetRules>
  readonly inFlight: InFlight
}

/** `POST /data/Set`: 201 with the full entity, its ETag and its location [seen]. */
export const createRow = (
  context: WriteContext,
  set: EntitySet,
  request: SandboxRequest,
): SandboxResponse => {
  const { system } = context
  const rules = rulesOf(context, set)
  checkJson(request)
  checkOptions(system, set, request)
  const sent = parseValues(parseObject(request.body), set, system.watch, 'create')
  const values = withCompany(system, set, sent)
  if (context.inFlight.collides(request)) throw updateConflict()
  const row = rules.create(values)
  const location = `${originOf(system, request)}/data/${set.name}(${encodeURI(keyPredicate(set, row))})`
  const body = { '@odata.context': `${contextOf(system, request, set)}/$entity`, ...renderRow(set, row) }
  return jsonResponse(201, body, { ETag: etagOf(set, row), Location: location })
}

/** `PATCH /data/Set(key)`: 204, only the supplied fields change [seen]. */
export const updateRow = (
  context: WriteContext,
  address: { readonly set: EntitySet; readonly key: JsonObject },
  request: SandboxRequest,
): SandboxResponse => {
  const { system } = context
  const rules = rulesOf(context, address.set)
  checkJson(request)
  const changes = parseValues(parseObject(request.body), address.set, system.watch, 'update')
  const row = rowToWrite(system, address, request)
  if (context.inFlight.collides(request)) throw updateConflict()
  rules.update(row, changes)
  return emptyResponse(204)
}

/** `DELETE /data/Set(key)`: 204 [seen]. */
export const deleteRow = (
  context: WriteContext,
  address: { readonly set: EntitySet; readonly key: JsonObject },
  request: SandboxRequest,
): SandboxResponse => {
  const rules = rulesOf(context, address.set)
  const row = rowToWrite(context.system, address, request)
  if (context.inFlight.collides(request)) throw updateConflict()
  rules.remove(row)
  return emptyResponse(204)
}

const rulesOf = (context: WriteContext, set: EntitySet): SetRules => {
  const rules = context.rules.get(set.name)
  if (!rules)
    throw new Failure(405, 'request', `The entity set '${set.name}' is read-only in this environment.`)
  return rules
}

const checkJson = (request: SandboxRequest) => {
  if (/^application\/json\b/i.test(request.headers['content-type'] ?? '')) return
  throw new Failure(415, 'request', 'The request body must be application/json.')
}

const checkOptions = (system: System, set: EntitySet, request: SandboxRequest) =>
  parseQuery(request.query, set, system.watch)

/**
 * The framework switches to the company of the body; without one the row lands in the default company [seen].
 */
const withCompany = (system: System, set: EntitySet, sent: Values): Values => {
  if (!set.companyScoped) return sent
  if (!sent.dataAreaId) system.watch.record('missing-company', set.name)
  const company = String(sent.dataAreaId || system.options.defaultCompany).toLowerCase()
  if (!companyExists(system, company)) throw rejected(set.entity, `Error: Company ${company} does not exist`)
  return { ...sent, dataAreaId: company }
}

const companyExists = (system: System, company: string): boolean =>
  (!system.options.seed.LegalEntities && !system.options.seed.Companies) ||
  system.table('LegalEntities').find({ LegalEntityId: company }) !== undefined ||
  system.table('Companies').find({ DataArea: company }) !== undefined

/**
 * The row that a PATCH or DELETE names; another company needs `cross-company=true`, or nothing is found
 * [seen].
 */
const rowToWrite = (
  system: System,
  address: { readonly set: EntitySet; readonly key: JsonObject },
  request: SandboxRequest,
): Row => {
  const { set, key } = address
  const query = parseQuery(request.query, set, system.watch)
  const foreign = set.companyScoped && !sameCompany(key.dataAreaId, system.options.defaultCompany)
  if (foreign && !query.crossCompany) system.watch.record('missing-cross-company', set.name)
  const row = foreign && !query.crossCompany ? undefined : system.table(set.name).find(key)
  if (!row) throw nothingToUpdate()
  const wanted = request.headers['if-match']
  if (wanted === undefined || wanted === '*')
    system.watch.record('no-if-match', `${request.method} ${set.name}`)
  else if (wanted !== etagOf(set, row)) throw malformed('The record was changed since it was read.', 412)
  return row
}
