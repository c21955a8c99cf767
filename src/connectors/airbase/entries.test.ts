import { describe, expect, it } from 'vitest'
import { isoCurrencies } from '../../model/currency.ts'
import { bill, entriesOf, never, openCanned, openTenant, readAll } from './world.test.ts'

const bills = (count: number) => Array.from({ length: count }, (_, index) => bill(index + 1))
/** In no order: Airbase promises none. */
const refsOf = async (read: Promise<readonly object[]>) =>
  (await read).map((record) => ('ref' in record ? String(record.ref) : '')).sort()
const refs = (count: number) => bills(count).map((entry) => entry.airbase_id)

describe('reading the queue', () => {
  for (const nextStyle of ['null', 'absolute', 'path', 'number'] as const) {
    it(`reads every page when next is ${nextStyle}`, async () => {
      const settings = { contract: { paging: { size: 10 } } }
      const { connection, sandbox } = openTenant(
        { seed: { ledger_entries: bills(35) }, nextStyle },
        { settings },
      )
      expect(await refsOf(readAll(connection))).toEqual(refs(35))
      expect(sandbox.violations).toEqual([])
    })
  }

  it('asks for 250 rows and ends after a short page without a further request', async () => {
    const { connection, sandbox } = openTenant({ seed: { ledger_entries: bills(3) } })
    await readAll(connection)
    expect(sandbox.requestLog.map((entry) => entry.path)).toEqual([
      '/v1/accounting/ledger_entries/?page=1&page_size=250',
    ])
  })

  it('ends on the empty page when the last page is full', async () => {
    const settings = { contract: { paging: { size: 5 } } }
    const { connection, sandbox } = openTenant({ seed: { ledger_entries: bills(10) } }, { settings })
    expect(await refsOf(readAll(connection))).toEqual(refs(10))
    expect(sandbox.requestLog).toHaveLength(3)
  })

  it('reads on when the far side cuts the page size without a word', async () => {
    const { connection } = openTenant({ seed: { ledger_entries: bills(25) }, pageSizeMax: 10 })
    expect(await refsOf(readAll(connection))).toEqual(refs(25))
  })

  it('reads to the empty page when the far side does not name its page size', async () => {
    const first = { data: bills(2), pagination: { next: null } }
    const { connection, sent } = openCanned([
      { body: first },
      { body: { data: [], pagination: { next: null } } },
    ])
    expect(await refsOf(readAll(connection))).toEqual(refs(2))
    expect(sent).toHaveLength(2)
  })

  it('reads the list once more when a row came twice, and hands on what was missed', async () => {
    const settings = { contract: { paging: { size: 10 } } }
    const { connection, faulty } = openTenant({ seed: { ledger_entries: bills(30) } }, { settings })
    faulty.add({ match: { path: 'page=2' }, do: { kind: 'page', change: 'duplicate' } })
    const read = await refsOf(readAll(connection))
    expect(new Set(read)).toEqual(new Set(refs(30)))
    expect(read).toHaveLength(60)
  })

  it('says that a list which moves every time is not proven whole, and else nothing of the kind', async () => {
    const settings = { contract: { paging: { size: 10 } } }
    const { connection, faulty } = openTenant({ seed: { ledger_entries: bills(30) } }, { settings })
    const last = async () => {
      let page: { readonly whole?: false } = {}
      for await (page of entriesOf(connection).read({ signal: never() }));
      return page.whole
    }
    expect(await last()).toBeUndefined()
    faulty.add({ match: { path: 'page=2' }, times: 100, do: { kind: 'page', change: 'duplicate' } })
    expect(await last()).toBe(false)
  })

  it('loses no row when rows leave the list between two pages: the next run has them', async () => {
    const settings = { contract: { paging: { size: 10 } } }
    const seed = { ledger_entries: bills(30) }
    const { connection, sandbox } = openTenant({ seed, order: 'insertion' }, { settings })
    const seen: string[] = []
    for await (const page of entriesOf(connection).read({ signal: never() })) {
      seen.push(...page.records.flatMap((record) => ('ref' in record ? [record.ref] : [])))
      if (seen.length === 10) sandbox.unapprove(bill(1).airbase_id)
    }
    const next = await refsOf(readAll(connection))
    expect(new Set([...seen, ...next])).toEqual(new Set(refs(30)))
    expect(next).toEqual(refs(30).slice(1))
  })

  it('reads on after a short page that announces another one', async () => {
    const first = {
      data: [bill(1)],
      pagination: { next: '/v1/accounting/ledger_entries/?page=2', page_size: 250 },
    }
    const last = { data: [bill(2)], pagination: { next: null, page_size: 250 } }
    const { connection, sent } = openCanned([{ body: first }, { body: last }])
    expect(await refsOf(readAll(connection))).toEqual(refs(2))
    expect(sent.map((request) => new URL(request.url).search)).toEqual([
      '?page=1&page_size=250',
      '?page=2&page_size=250',
    ])
  })

  it('reads once more when an announced page is empty', async () => {
    const page = (rows: object[], next: unknown) => ({
      body: { data: rows, pagination: { next, page_size: 2 } },
    })
    const answers = [page(bills(2), 2), page([], null), page(bills(2), null), page([], null)]
    const { connection, sent } = openCanned(answers, { settings: { contract: { paging: { size: 2 } } } })
    await readAll(connection)
    expect(sent).toHaveLength(4)
  })

  it('stops a list without end', async () => {
    const endless = { body: { data: bills(1), pagination: { next: 2, page_size: 1 } } }
    const { connection } = openCanned([endless], { settings: { contract: { paging: { pagesMax: 7 } } } })
    await expect(readAll(connection)).rejects.toMatchObject({
      code: 'AIRBASE_LIST_WITHOUT_END',
      exitCode: 11,
    })
  })

  it('refuses a next page on another host', async () => {
    const body = { data: bills(1), pagination: { next: 'https://elsewhere.example/?page=2' } }
    const { connection } = openCanned([{ body, headers: { 'x-request-id': 'r-1' } }])
    const context = { field: 'pagination.next', requestId: 'r-1' }
    await expect(readAll(connection)).rejects.toMatchObject({
      code: 'AIRBASE_LIST_SHAPE',
      exitCode: 11,
      context,
    })
  })

  it('halts on an envelope of another shape and names the field', async () => {
    for (const body of [{ results: [] }, { data: {} }, [], { data: [], pagination: { next: {} } }]) {
      const { connection } = openCanned([{ body }])
      await expect(readAll(connection)).rejects.toMatchObject({ code: 'AIRBASE_LIST_SHAPE', exitCode: 11 })
    }
  })

  it('names a page of HTML as one', async () => {
    const { connection, faulty } = openTenant({ seed: { ledger_entries: bills(1) } })
    faulty.add({ match: {}, do: { kind: 'html' } })
    await expect(readAll(connection)).rejects.toMatchObject({ code: 'AIRBASE_HTML', exitCode: 11 })
    await expect(readAll(connection)).resolves.toHaveLength(1)
  })

  it('halts on an answer that was cut', async () => {
    const { connection, faulty } = openTenant({ seed: { ledger_entries: bills(1) } })
    faulty.add({ match: {}, do: { kind: 'truncate', atByte: 200 } })
    await expect(readAll(connection)).rejects.toMatchObject({ code: 'AIRBASE_NO_JSON', exitCode: 11 })
  })

  it('hands on a row without an id as unreadable, and the others as they are', async () => {
    const rows = [bill(1), { ...bill(2), airbase_id: null }, 'no object', bill(3)]
    const { connection } = openCanned([{ body: { data: rows, pagination: { next: null, page_size: 250 } } }])
    const records = await readAll(connection)
    expect(records.map((record) => ('ref' in record ? 'record' : record.unreadable.code))).toEqual([
      'record',
      'RECORD_WITHOUT_ID',
      'RECORD_WITHOUT_ID',
      'record',
    ])
  })

  it('keeps only the fields that we use, unknown ones pass', async () => {
    const row = { ...bill(1), brand_new_field: { deep: true } }
    const { connection } = openCanned([{ body: { data: [row], pagination: { next: null, page_size: 9 } } }])
    const [record] = await readAll(connection)
    const content = record && 'content' in record ? record.content : {}
    expect(content).not.toHaveProperty('brand_new_field')
    expect(content).not.toHaveProperty('receipt_link')
    expect(content).toMatchObject({ airbase_id: bill(1).airbase_id, total_amount: '1250.5' })
  })

  it('keeps a record whose field has another shape, and says which one', async () => {
    const { applied_to: _gone, ...row } = { ...bill(1), total_amount: 12.5 }
    const { connection } = openCanned([{ body: { data: [row], pagination: { next: null, page_size: 9 } } }])
    const [record] = await readAll(connection)
    if (!record || !('ref' in record)) throw new Error('no record')
    const document = entriesOf(connection).toDocument(record, { currencies: isoCurrencies })
    expect(document).toMatchObject({ body: null, amount: null, numbers: ['FH-1', bill(1).airbase_id] })
    expect(document.problems.map((problem) => problem.field).toSorted()).toEqual([
      'applied_to',
      'total_amount',
    ])
  })

  it('stops when it is told to', async () => {
    const { connection } = openTenant({ seed: { ledger_entries: bills(3) } })
    const stop = AbortSignal.abort(new Error('stopped'))
    const read = entriesOf(connection).read({ signal: stop })
    await expect(read[Symbol.asyncIterator]().next()).rejects.toThrow('stopped')
  })

  it('takes the names that the settings give', async () => {
    const contract = {
      prefix: '/v2/erp',
      auth: { header: 'X-Key' },
      paths: { ledgerEntries: '/entries/' },
      paging: {
        pageParam: 'p',
        sizeParam: 's',
        size: 7,
        itemsPath: 'result.rows',
        nextPath: 'next',
        sizePath: 'size',
      },
    }
    const { connection, sent } = openCanned([{ body: { result: { rows: bills(1) }, next: null, size: 7 } }], {
      settings: { contract, scheme: 'Bearer' },
    })
    expect(await readAll(connection)).toHaveLength(1)
    expect(sent[0]).toMatchObject({
      url: 'http://127.0.0.1:8080/v2/erp/entries/?p=1&s=7',
      headers: { 'X-Key': 'Bearer airbase-sandbox-key' },
    })
  })
})
