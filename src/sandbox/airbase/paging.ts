import type { Call } from './call.ts'
import { targetOf } from './call.ts'
import type { AirbaseSettings } from './options.ts'
import { detail, json, type Reply } from './reply.ts'

/** Which part of a list is asked for. */
export interface PageRequest {
  readonly page: number
  readonly pageSize: number
}

/** Reads `page` and `page_size`; a size beyond the maximum is cut to it without a word. */
export function pageRequestOf(call: Call, settings: AirbaseSettings): PageRequest | Reply {
  const page = call.query.get('page') ?? '1'
  if (!/^[1-9]\d{0,8}$/.test(page)) return detail(404, 'Invalid page.')
  const asked = Number(call.query.get('page_size') ?? settings.pageSizeDefault)
  const valid = Number.isInteger(asked) && asked > 0
  const pageSize = valid ? Math.min(asked, settings.pageSizeMax) : settings.pageSizeDefault
  return { page: Number(page), pageSize }
}

/** One page in the vendor's envelope; a page past the end is empty, not an error. */
export function pageOf<T>(
  rows: readonly T[],
  { page, pageSize }: PageRequest,
  call: Call,
  settings: AirbaseSettings,
): Reply {
  const start = (page - 1) * pageSize
  const data = rows.slice(start, start + pageSize)
  const more = start + pageSize < rows.length
  const next = more ? nextOf(page + 1, call, settings) : null
  // `previous` was null in every recording, on page 2 as well.
  return json(200, { data, pagination: { next, previous: null, page, page_size: pageSize } })
}

function nextOf(page: number, call: Call, settings: AirbaseSettings): string | number | null {
  const query = new URLSearchParams(call.query)
  query.set('page', String(page))
  const path = targetOf({ ...call.request, query: query.toString() })
  switch (settings.nextStyle) {
    case 'null':
      return null
    case 'number':
      return page
    case 'path':
      return path
    case 'absolute':
      return `http://${call.request.headers['host'] ?? 'localhost'}${path}`
  }
}
