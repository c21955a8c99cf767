import { RetryableError, WireError } from '../../errors/ml-error.ts'
import type { AirbaseApi, ListPage } from './api.ts'
import type { AirbaseContract } from './assumptions.ts'

/** Which list is read, and what stops it. */
export interface ListRead {
  readonly api: AirbaseApi
  readonly contract: AirbaseContract
  readonly path: string
  readonly signal?: AbortSignal
}

/**
 * Every page of a list, the last one possibly empty. Pages are asked for by number: what `next` says is only
 * taken as «there is more», because a non-null one was never recorded.
 * @throws WireError when the list does not end within the bound
 */
export async function* readPages({ api, contract, path, signal }: ListRead): AsyncGenerator<ListPage> {
  const { size, pagesMax } = contract.paging
  for (let page = 1; page <= pagesMax; page += 1) {
    signal?.throwIfAborted()
    const answer = await api.page(path, page)
    yield answer
    if (answer.rows.length === 0) return
    // The far side may cut the size that we asked for, so a page is short only against the size that it names
    // itself; where it names none, only an empty page ends the list (brief 3.1: the recorded client does so).
    if (!answer.announced && answer.size !== null && answer.rows.length < Math.min(size, answer.size)) return
  }
  throw new WireError(`GET ${path}: more than ${pagesMax} pages`, {
    code: 'AIRBASE_LIST_WITHOUT_END',
    hint: 'Check `contract.paging` in the settings of this connection.',
    context: { path, pagesMax },
  })
}

/**
 * The whole list by id, for look-ups that must not miss a row: a list that moved while it was read is read
 * again, and what both readings saw is joined.
 * @throws WireError when a row has no id; RetryableError when the list never stands still
 */
export const readWhole = async <Row>(
  read: ListRead,
  idOf: (row: unknown) => readonly [string, Row],
): Promise<Map<string, Row>> => {
  const rows = new Map<string, Row>()
  const readings = 1 + read.contract.paging.rereadsMax
  for (let reading = 1; reading <= readings; reading += 1) {
    const seen = new Set<string>()
    let count = 0
    for await (const page of readPages(read)) {
      count += page.rows.length
      for (const [id, row] of page.rows.map(idOf)) {
        seen.add(id)
        rows.set(id, row)
      }
    }
    if (seen.size === count && seen.size === rows.size) return rows
  }
  throw new RetryableError(`GET ${read.path}: the list changed during each of ${readings} readings`, {
    code: 'AIRBASE_LIST_MOVES',
    hint: 'Run again when nobody is changing this list in Airbase.',
    context: { path: read.path },
  })
}
