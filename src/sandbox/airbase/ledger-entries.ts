import { isLate } from '../app.ts'
import { bodyOf, type Call } from './call.ts'
import type { LedgerStore } from './ledger-store.ts'
import type { AirbaseSettings } from './options.ts'
import { pageOf, pageRequestOf } from './paging.ts'
import type { LedgerEntry } from './records.ts'
import { detail, fieldErrors, json, text, withHeaders, type Reply } from './reply.ts'
import type { Watch } from './watch.ts'

/** What a client reported of one entry, and how often. */
export interface Acknowledgement {
  readonly airbaseId: string
  readonly status: string
  readonly erpReferenceId: string | null
  readonly erpUrl: string | null
  readonly errorMessage: string
  readonly times: number
}

/** The status of an entry that waits for the ERP, and of one that is done. */
export const readyStatus = 'sync_ready'
export const doneStatus = 'sync_complete'

const answers: Readonly<Record<AirbaseSettings['patchAnswer'], (entry: LedgerEntry) => Reply>> = {
  entry: (entry) => json(200, entry),
  empty: () => text(200, ''),
  'no-content': () => text(204, ''),
}

const writable = new Set(['status', 'erp_reference_id', 'erp_url', 'error_message'])
const filters = new Set(['page', 'page_size', 'status'])

/** `/ledger_entries/`: the work queue and the report of results. */
export class LedgerEntries {
  readonly acknowledged = new Map<string, Acknowledgement>()
  readonly #store: LedgerStore
  readonly #settings: AirbaseSettings
  readonly #watch: Watch
  readonly #statuses: readonly string[]
  /** Rows that the client's own reports took out of the queue since it asked for the first page. */
  #leftSinceFirstPage = 0

  constructor(store: LedgerStore, settings: AirbaseSettings, watch: Watch) {
    this.#store = store
    this.#settings = settings
    this.#watch = watch
    this.#statuses = [readyStatus, doneStatus, ...(settings.errorStatus ? [settings.errorStatus] : [])]
  }

  handle(call: Call): Reply {
    const [, airbaseId, ...rest] = call.segments
    if (rest.length > 0) return detail(404, 'Not found.')
    return airbaseId === undefined ? this.#all(call) : this.#one(call, airbaseId)
  }

  #all(call: Call): Reply {
    // Entries are never created through the API: the recorded header offers reading only.
    const allow = { Allow: 'GET, HEAD, OPTIONS' }
    if (call.method === 'OPTIONS') return withHeaders(json(200, { name: 'Ledger Entry List' }), allow)
    if (call.method !== 'GET' && call.method !== 'HEAD') return this.#refused(call, allow)
    return withHeaders(this.#list(call), allow)
  }

  #one(call: Call, airbaseId: string): Reply {
    const allow = { Allow: 'GET, PATCH, HEAD, OPTIONS' }
    if (call.method === 'OPTIONS') return withHeaders(json(200, { name: 'Ledger Entry' }), allow)
    if (!['GET', 'HEAD', 'PATCH'].includes(call.method)) return this.#refused(call, allow)
    const entry = this.#store.find(airbaseId)
    if (!entry) return withHeaders(detail(404, 'Not found.'), allow)
    return withHeaders(call.method === 'PATCH' ? this.#patch(call, entry) : json(200, entry), allow)
  }

  #list(call: Call): Reply {
    const status = call.query.get('status') ?? readyStatus
    for (const name of call.query.keys()) {
      if (!filters.has(name))
        this.#watch.note('unknown-filter', `${name} is ignored by the vendor`, call.request)
    }
    if (status !== '' && !this.#statuses.includes(status)) {
      this.#watch.note('unknown-status', status, call.request)
    }
    const paging = pageRequestOf(call, this.#settings)
    if (!('page' in paging)) return paging
    if (status === readyStatus && !isLate(call.request)) this.#watchPaging(paging.page, call)
    return pageOf(this.#store.list(status, paging.page === 1), paging, call, this.#settings)
  }

  #watchPaging(page: number, call: Call): void {
    if (page > 1 && this.#leftSinceFirstPage > 0) {
      const rows = `${this.#leftSinceFirstPage} rows left the list since its first page was read`
      this.#watch.note('acknowledged-while-paging', rows, call.request)
    }
    this.#leftSinceFirstPage = 0
  }

  #patch(call: Call, entry: LedgerEntry): Reply {
    const read = bodyOf(call.request)
    if ('refusal' in read) return read.refusal
    const errors = problemsOf(read.body, this.#statuses)
    if (errors['status']) this.#watch.note('unknown-status', String(read.body['status']), call.request)
    if (Object.keys(errors).length > 0) return fieldErrors(errors)
    if (!this.#statuses.includes(entry.status))
      return fieldErrors({ status: ['Entry is not ready to sync.'] })
    for (const name of Object.keys(read.body)) {
      if (!writable.has(name))
        this.#watch.note('read-only-field', `${name} is ignored by the vendor`, call.request)
    }
    const next = changed(entry, read.body)
    this.#report(entry, next, call)
    this.#store.save(next)
    return { ...answers[this.#settings.patchAnswer](next), wrote: true }
  }

  #report(before: LedgerEntry, after: LedgerEntry, call: Call): void {
    if (before.status === readyStatus && after.status !== readyStatus && !isLate(call.request))
      this.#leftSinceFirstPage += 1
    const earlier = this.acknowledged.get(after.airbase_id)
    if (after.status !== doneStatus) {
      this.acknowledged.delete(after.airbase_id)
      return
    }
    if (before.erp_reference_id && after.erp_reference_id !== before.erp_reference_id) {
      const now = after.erp_reference_id ?? 'nothing'
      const words = `${before.erp_reference_id} was reported before, now ${now}`
      this.#watch.note('acknowledged-differently', words, call.request)
    }
    if (!after.erp_reference_id)
      this.#watch.note('acknowledged-without-reference', after.airbase_id, call.request)
    this.acknowledged.set(after.airbase_id, {
      airbaseId: after.airbase_id,
      status: after.status,
      erpReferenceId: after.erp_reference_id,
      erpUrl: after.erp_url,
      errorMessage: after.error_message,
      times: (earlier?.times ?? 0) + 1,
    })
  }

  #refused(call: Call, allow: Readonly<Record<string, string>>): Reply {
    this.#watch.note('method-not-allowed', call.method, call.request)
    return withHeaders(detail(405, `Method "${call.method}" not allowed.`), allow)
  }
}

function problemsOf(body: Record<string, unknown>, statuses: readonly string[]): Record<string, string[]> {
  const errors: Record<string, string[]> = {}
  const { status, erp_reference_id: reference, erp_url: url, error_message: message } = body
  if (status !== undefined && !(typeof status === 'string' && statuses.includes(status))) {
    errors['status'] = [`"${String(status)}" is not a valid choice.`]
  }
  if (reference !== undefined && reference !== null && typeof reference !== 'string') {
    errors['erp_reference_id'] = ['Not a valid string.']
  }
  if (url !== undefined && url !== null && !isWebAddress(url)) errors['erp_url'] = ['Enter a valid URL.']
  if (message !== undefined && message !== null && typeof message !== 'string') {
    errors['error_message'] = ['Not a valid string.']
  }
  return errors
}

const isWebAddress = (value: unknown): boolean => {
  if (typeof value !== 'string' || !URL.canParse(value)) return false
  const { protocol } = new URL(value)
  return protocol === 'https:' || protocol === 'http:'
}

/** A report carries only what it names; a cleared message is stored as empty text, never as null. */
function changed(entry: LedgerEntry, body: Record<string, unknown>): LedgerEntry {
  const next = { ...entry }
  if (typeof body['status'] === 'string') next.status = body['status']
  const { erp_reference_id: reference, erp_url: url, error_message: message } = body
  if (reference === null || typeof reference === 'string') next.erp_reference_id = reference
  if (url === null || typeof url === 'string') next.erp_url = url
  if (message !== undefined) next.error_message = typeof message === 'string' ? message : ''
  return next
}
