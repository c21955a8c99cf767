import type { ConnectionParts } from '../../contract/connector.ts'
import type { DocumentWriter, WriteItem, WriteProgress } from '../../contract/target.ts'
import { assert } from '../../lib/assert.ts'
import type { JsonObject } from '../../lib/json.ts'
import type { AirbaseApi } from './api.ts'
import type { AirbaseContract } from './assumptions.ts'
import {
  parseBody,
  prepareReference,
  REFERENCE_FORMS,
  type ReferenceBody,
  type ReferenceForm,
} from './reference-bodies.ts'
import { findReference } from './reference-find.ts'
import { createRows, type ReferenceRow, type ReferenceRows } from './reference-rows.ts'
import { sendInBulk, sendSingly, type Entity, type Sending } from './reference-send.ts'
import type { AirbaseSettings } from './settings.ts'
import { createSubsidiaries, type Subsidiaries } from './subsidiaries.ts'

/** What the writers of one connection share. */
interface Desk {
  readonly api: AirbaseApi
  readonly contract: AirbaseContract
  readonly subsidiaries: Subsidiaries
}

/** Writers of accounts, tags and vendors, by form. What is written is final: Airbase books nothing. */
export const createReferenceWriters = (
  api: AirbaseApi,
  { settings, clock }: Pick<ConnectionParts<AirbaseSettings>, 'settings' | 'clock'>,
): ReadonlyMap<string, DocumentWriter> => {
  const { contract } = settings
  const desk: Desk = { api, contract, subsidiaries: createSubsidiaries(api, contract) }
  return new Map(
    REFERENCE_FORMS.map((form) => [
      form.form,
      createWriter(form, desk, createRows(form.table, { ...desk, clock })),
    ]),
  )
}

const createWriter = (form: ReferenceForm, desk: Desk, rows: ReferenceRows): DocumentWriter => ({
  form: form.form,
  books: false,
  // One by one, a doubt about one record must not cover others that were never sent.
  documentsPerChunk: desk.contract.bulk.enabled ? desk.contract.bulk.maxSize : 1,
  linesPerContainer: 1,
  prepare: (document, context) => prepareReference(form, desk.contract, document, context),
  find: async (items) => {
    const index = await rows.current()
    return new Map(
      items.map(({ id, body }) => [id, findReference(form, parseBody(body), index, desk.contract)]),
    )
  },
  write: async ({ items }, progress) => {
    const entities = await toEntities(form, desk, rows, items)
    await progress.sending(items.map((item) => item.id))
    const sending: Sending = { api: desk.api, table: form.table, rows, progress }
    const ready = settleProblems(entities, progress)
    await (desk.contract.bulk.enabled ? sendInBulk(sending, ready) : sendSingly(sending, ready))
  },
  closeContainer: null,
  follow: (items) => Promise.resolve(new Map(items.map(({ id }) => [id, { kind: 'unchanged' }]))),
})

type Candidate = Entity | { readonly id: Entity['id']; readonly problems: Parameters<typeof refuse>[1] }

/** Looks the subsidiaries up before anything is sent. */
const toEntities = async (
  form: ReferenceForm,
  desk: Desk,
  rows: ReferenceRows,
  items: readonly WriteItem[],
): Promise<readonly Candidate[]> => {
  const candidates: Candidate[] = []
  for (const { id, body: stored, found } of items) {
    assert(found.kind === 'absent' || found.kind === 'ours', `a record that is ${found.kind} is not written`)
    const body = parseBody(stored)
    const resolved = await desk.subsidiaries.resolve(body.subsidiaries)
    const airbaseId = found.kind === 'ours' ? found.link.id : null
    const row = airbaseId === null ? null : rows.lastSeen(airbaseId)
    candidates.push(
      'problems' in resolved
        ? { id, problems: resolved.problems }
        : {
            id,
            airbaseId,
            reference: body.reference,
            fields: fieldsOf(form, desk.contract, body, { links: resolved.links, row }),
          },
    )
  }
  return candidates
}

interface Around {
  readonly links: readonly JsonObject[]
  readonly row: ReferenceRow | null
}

/**
 * The write payload (brief 6). Of accounts, `category` is kept as people set it, empty for a new one and
 * never null.
 */
const fieldsOf = (
  form: ReferenceForm,
  contract: AirbaseContract,
  body: ReferenceBody,
  { links, row }: Around,
): JsonObject => {
  const category = row?.fields['category']
  return {
    erp_reference_id: body.reference,
    name: body.name,
    ...(contract.activeField !== null && { [contract.activeField]: body.active }),
    subsidiary_reference_ids: links,
    ...(form.takes === 'dimension-value' && { [contract.tag.typeLabelField]: body.label }),
    ...(form.takes === 'account' && {
      account_number: body.reference,
      type: body.accountType,
      category: typeof category === 'string' ? category : '',
    }),
  }
}

const settleProblems = (candidates: readonly Candidate[], progress: WriteProgress): readonly Entity[] =>
  candidates.flatMap((candidate) => {
    if (!('problems' in candidate)) return [candidate]
    refuse(candidate.id, candidate.problems, progress)
    return []
  })

const refuse = (
  id: WriteItem['id'],
  problems: Extract<Parameters<WriteProgress['outcome']>[1], { kind: 'rejected' }>['problems'],
  progress: WriteProgress,
): void => progress.outcome(id, { kind: 'rejected', problems })
