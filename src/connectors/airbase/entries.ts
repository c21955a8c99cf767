import type {
  Acknowledgement,
  RawRecord,
  ReadOptions,
  SourcePage,
  SourceReader,
  UnreadableRecord,
} from '../../contract/source.ts'
import { z } from 'zod'
import { ParkableError, WireError } from '../../errors/ml-error.ts'
import type { JsonObject } from '../../lib/json.ts'
import type { AirbaseApi } from './api.ts'
import { documentsOf } from './documents.ts'
import { entrySchema, toRecord, type EntrySchema } from './entry-schema.ts'
import { readPages } from './lists.ts'
import type { AirbaseSettings } from './settings.ts'

/** Ledger entries: the work queue of Airbase, in which every kind of spend arrives. */
export const createEntries = (api: AirbaseApi, settings: AirbaseSettings): SourceReader => {
  const schema = entrySchema(settings.contract)
  return {
    recordKind: 'ledger-entry',
    movement: 'queue',
    read: (options) => readEntries(api, settings, schema, options),
    readAgain: (ref) => readAgain(api, settings, schema, ref),
    toDocument: documentsOf(settings, schema),
    acknowledge: (item) => acknowledge(api, settings, item),
    reportProblem: settings.reportParked
      ? (ref, message) => reportProblem(api, settings, ref, message)
      : null,
    link: (ref) => settings.contract.entryLink?.replace('{id}', encodeURIComponent(ref)) ?? null,
  }
}

/**
 * The whole list, page by page, and once more where it visibly moved. No row is lost by that: nothing is
 * acknowledged while it is read, so a row that slipped past us (people approve and withdraw meanwhile, and
 * no order is promised) is still in the queue for the next run. A list that moved every time says so, and
 * nothing follows from what is not in it. A repeated row is handed on again; who
 * reads tells it by its ref.
 */
async function* readEntries(
  api: AirbaseApi,
  settings: AirbaseSettings,
  schema: EntrySchema,
  { signal }: ReadOptions,
): AsyncGenerator<SourcePage> {
  const { contract } = settings
  const watch = createMoveWatch()
  for (let reading = 0; reading <= contract.paging.rereadsMax; reading += 1) {
    watch.begin()
    for await (const page of readPages({ api, contract, path: contract.paths.ledgerEntries, signal })) {
      const records = page.rows.map((row) => toRecord(row, schema))
      watch.note(records, page.announced)
      if (records.length > 0) yield { records }
    }
    if (!watch.moved) return
  }
  // It never stood still: what was not seen in it may only have slipped past us.
  yield { records: [], whole: false }
}

/**
 * Tells a list that moved: rows of one page come again on the next, or a page that was announced is empty.
 * It keeps the refs of one page only, so memory is bounded; a list that lost a row ahead of us shows no
 * trace and needs none.
 */
const createMoveWatch = () => {
  let before = new Set<string>()
  let announced = false
  let moved = false
  return {
    begin: (): void => {
      before = new Set()
      announced = false
      moved = false
    },
    note: (records: readonly (RawRecord | UnreadableRecord)[], more: boolean): void => {
      const refs = records.flatMap((record) => ('ref' in record ? [record.ref] : []))
      const page = new Set(refs)
      if (page.size < refs.length || refs.some((ref) => before.has(ref))) moved = true
      if (announced && records.length === 0) moved = true
      before = page
      announced = more
    },
    get moved() {
      return moved
    },
  }
}

/** A shape of its own would look like a change at every run, and the document would never be sent. */
const readAgain = async (
  api: AirbaseApi,
  settings: AirbaseSettings,
  schema: EntrySchema,
  ref: string,
): Promise<RawRecord | null> => {
  const row = await api.entry(ref)
  if (row === null) return null
  const parsed = schema.safeParse(row)
  const record = toRecord(row, schema)
  if (parsed.success && 'ref' in record && record.ref === ref) return record
  const path = settings.contract.paths.ledgerEntry
  const what = parsed.success ? `it is entry ${parsed.data.airbase_id}` : z.prettifyError(parsed.error)
  throw new WireError(`GET ${path} of ${ref}: ${what}`, {
    code: 'AIRBASE_ENTRY_SHAPE',
    hint: 'Correct `contract` in the settings of this connection, or raise rereadAfterMs of the route meanwhile.',
    context: { path, ref },
  })
}

/** Repeating it is harmless: the same fields take the same values again. */
const acknowledge = async (
  api: AirbaseApi,
  settings: AirbaseSettings,
  item: Acknowledgement,
): Promise<void> => {
  const { ack, status } = settings.contract
  await patch(api, item.ref, {
    [ack.status]: status.done,
    ...(ack.reference !== null && { [ack.reference]: item.reference }),
    ...(ack.url !== null && item.url !== null && { [ack.url]: item.url }),
    ...(ack.message !== null && { [ack.message]: null }),
  })
}

/** Only the message: an entry that a person must look at stays in the queue. */
const reportProblem = async (
  api: AirbaseApi,
  settings: AirbaseSettings,
  ref: string,
  message: string,
): Promise<void> => {
  const { message: field, messageMax } = settings.contract.ack
  if (field !== null) await patch(api, ref, { [field]: [...message].slice(0, messageMax).join('') })
}

const patch = async (api: AirbaseApi, ref: string, fields: JsonObject): Promise<void> => {
  const answer = await api.patchEntry(ref, fields)
  if (answer.kind === 'applied') return
  throw new ParkableError(
    `Airbase refused the report of entry ${ref} (${answer.status}): ${answer.failure.message}`,
    {
      code: 'AIRBASE_REPORT_REFUSED',
      hint: 'Look at the entry in Airbase: it may be voided; or correct `contract.ack` in the settings.',
      context: { ref, status: answer.status, requestId: answer.requestId },
    },
  )
}
