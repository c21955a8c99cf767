import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../lib/random.ts'
import { generateWorld } from '../generate/world.ts'
import { answerOf, requestTo } from '../in-process.ts'
import type { AirbaseOptions } from './options.ts'
import type { LedgerEntry } from './records.ts'
import { createAirbaseSandbox } from './sandbox.ts'

const world = generateWorld({ seed: 3, bills: 60, problems: 0.5, asOf: '2026-11-20' })
const clock = { now: () => Date.UTC(2026, 10, 20), elapsed: () => 0, sleep: () => Promise.resolve() }

function tenant(options: Partial<AirbaseOptions> = {}) {
  const app = createAirbaseSandbox({ seed: world.airbaseSeed, clock, random: seededRandom(1), ...options })
  const call = (method: string, path: string, body?: unknown) =>
    answerOf(
      app.handle(
        requestTo(method, `/v1/accounting/ledger_entries/${path}`, body, {
          authorization: 'Token airbase-sandbox-key',
        }),
      ),
    )
  const list = (query = '') => (call('GET', query).json as { data: LedgerEntry[] }).data
  const report = (id: string, reference: string | null, status = 'sync_complete') =>
    call('PATCH', `${id}/`, { status, erp_reference_id: reference, error_message: null })
  return { app, call, list, report, rules: () => app.violations.map(({ rule }) => rule) }
}

describe('the queue of entries', () => {
  it('holds only entries that are ready, unless a status is asked for', () => {
    const { list } = tenant()
    const hidden = world.airbaseSeed.ledger_entries.filter(({ status }) => status !== 'sync_ready')
    expect(hidden.length).toBeGreaterThan(0)
    expect(list().every(({ status }) => status === 'sync_ready')).toBe(true)
    expect(list('?status=sync_complete')).toEqual([])
    expect(list('?status=&page_size=250').length).toBe(world.airbaseSeed.ledger_entries.length)
  })

  it('loses a row the moment it is reported, and keeps an empty message for a cleared one', () => {
    const { app, list, report } = tenant()
    const [entry] = list()
    const { status, json } = report(entry!.airbase_id, 'USMF-1')
    expect(status).toBe(200)
    expect(json).toMatchObject({ status: 'sync_complete', erp_reference_id: 'USMF-1', error_message: '' })
    expect(list().map(({ airbase_id }) => airbase_id)).not.toContain(entry!.airbase_id)
    expect(app.acknowledged()).toMatchObject([
      { airbaseId: entry!.airbase_id, erpReferenceId: 'USMF-1', times: 1 },
    ])
  })

  it('skips rows for a client that reports while it pages, and records it', () => {
    const { list, report, rules } = tenant({ order: 'insertion' })
    const all = list('?page_size=250').map(({ airbase_id }) => airbase_id)
    const first = list('?page=1&page_size=5')
    for (const { airbase_id } of first) report(airbase_id, 'R')
    const second = list('?page=2&page_size=5')
    expect(second.map(({ airbase_id }) => airbase_id)).toEqual(all.slice(10, 15))
    expect(rules()).toEqual(['acknowledged-while-paging'])
  })

  it('lets a client read the first page again and again while it reports', () => {
    const { list, report, rules } = tenant()
    for (let rows = list('?page_size=5'); rows.length > 0; rows = list('?page_size=5')) {
      for (const { airbase_id } of rows) report(airbase_id, `R-${airbase_id}`)
    }
    expect(rules()).toEqual([])
  })

  it('answers a report with nothing where the tenant is told to, and takes it all the same', () => {
    for (const [patchAnswer, status] of [
      ['empty', 200],
      ['no-content', 204],
    ] as const) {
      const { app, call, list } = tenant({ patchAnswer })
      const id = list()[0]!.airbase_id
      const answer = call('PATCH', `${id}/`, { status: 'sync_complete', erp_reference_id: 'R' })
      expect([answer.status, answer.text]).toEqual([status, ''])
      expect(app.acknowledged()).toMatchObject([{ airbaseId: id, erpReferenceId: 'R' }])
    }
  })

  it('records a second report with another reference, and none at all', () => {
    const { list, report, rules } = tenant()
    const [one, two] = list()
    report(one!.airbase_id, 'A')
    report(one!.airbase_id, 'A')
    expect(rules()).toEqual([])
    report(one!.airbase_id, 'B')
    report(two!.airbase_id, null)
    expect(rules()).toEqual(['acknowledged-differently', 'acknowledged-without-reference'])
  })

  it('refuses a status, an address and a message that it does not understand', () => {
    const { call, list, rules } = tenant()
    const path = `${list()[0]!.airbase_id}/`
    expect(call('PATCH', path, { status: 'posted' })).toMatchObject({
      status: 400,
      json: { status: [expect.any(String)] },
    })
    expect(call('PATCH', path, { erp_url: 'javascript:alert(1)' }).status).toBe(400)
    expect(call('PATCH', path, { error_message: 7 }).status).toBe(400)
    expect(rules()).toEqual(['unknown-status'])
  })

  it('ignores fields that are not for writing, and records them', () => {
    const { call, list, rules } = tenant()
    const [entry] = list()
    const answer = call('PATCH', `${entry!.airbase_id}/`, { total_amount: '1' })
    expect(answer.json).toMatchObject({ total_amount: entry!.total_amount })
    expect(rules()).toEqual(['read-only-field'])
  })

  it('takes the error status only where the tenant has one', () => {
    const first = tenant()
    const id = first.list()[0]!.airbase_id
    expect(first.call('PATCH', `${id}/`, { status: 'sync_error', error_message: 'closed' }).status).toBe(200)
    expect(first.list().some(({ airbase_id }) => airbase_id === id)).toBe(false)
    expect(tenant({ errorStatus: null }).call('PATCH', `${id}/`, { status: 'sync_error' }).status).toBe(400)
  })

  it('shows an entry that lost its approval, but takes no report on it', () => {
    const { app, call, list, report } = tenant()
    const [entry] = list()
    app.unapprove(entry!.airbase_id)
    expect(list().some(({ airbase_id }) => airbase_id === entry!.airbase_id)).toBe(false)
    expect(call('GET', `${entry!.airbase_id}/`).json).toMatchObject({ status: 'pending_approval' })
    expect(report(entry!.airbase_id, 'A').status).toBe(400)
  })

  it('does not know an entry that is not there', () => {
    expect(tenant().call('PATCH', 'nobody/', { status: 'sync_complete' })).toMatchObject({
      status: 404,
      json: { detail: 'Not found.' },
    })
  })
})

describe('people in Airbase', () => {
  it('put a finished entry back into the queue by an edit, its reference kept', () => {
    const { app, list, report } = tenant()
    const [entry] = list()
    report(entry!.airbase_id, 'USMF-1')
    app.editEntry(entry!.airbase_id, { notes: 'changed' })
    const again = list().find(({ airbase_id }) => airbase_id === entry!.airbase_id)
    expect(again).toMatchObject({ status: 'sync_ready', erp_reference_id: 'USMF-1', notes: 'changed' })
  })

  it('void an entry: out of the queue when it was new, back with nothing to pay when it was finished', () => {
    const { app, list, report } = tenant()
    const [fresh, done] = list()
    app.voidEntry(fresh!.airbase_id)
    report(done!.airbase_id, 'USMF-2')
    app.voidEntry(done!.airbase_id)
    expect(list().some(({ airbase_id }) => airbase_id === fresh!.airbase_id)).toBe(false)
    expect(list().find(({ airbase_id }) => airbase_id === done!.airbase_id)).toMatchObject({
      total_amount: '0',
      erp_reference_id: 'USMF-2',
    })
  })

  it('do not change the seed that other tenants share', () => {
    const before = JSON.stringify(world.airbaseSeed)
    const { app, list, report } = tenant()
    report(list()[0]!.airbase_id, 'X')
    app.editEntry(list()[0]!.airbase_id, { notes: 'y' })
    expect(JSON.stringify(world.airbaseSeed)).toBe(before)
  })
})
