import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../lib/json.ts'
import { seededRandom } from '../lib/random.ts'
import { createAirbaseSandbox } from './airbase/sandbox.ts'
import { createControl } from './control.ts'
import { controlledAirbase, controlledD365, type ControllableD365 } from './controlled.ts'
import { withFaults } from './faults.ts'
import { generateWorld } from './generate/world.ts'
import { answerOf, requestTo } from './in-process.ts'

const clock = { now: () => Date.UTC(2026, 10, 20), elapsed: () => 0, sleep: () => Promise.resolve() }
const world = generateWorld({ seed: 2, bills: 4, asOf: '2026-11-20' })

function desk() {
  const airbase = withFaults(
    createAirbaseSandbox({ seed: world.airbaseSeed, clock, random: seededRandom(1) }),
    { clock },
  )
  const done: unknown[] = []
  const all = ['usmf', 'demf', 'jpmf'].map((legalEntity) => ({ legalEntity, container: '1' }))
  const ledger: ControllableD365 = {
    name: 'd365',
    handle: () => ({ status: 200, headers: {}, body: '' }),
    violations: [],
    requestLog: [],
    book: (filter) => done.push(['book', all.filter((candidate) => filter?.(candidate) ?? true).length]),
    rows: (set) => [set],
    setWorkflow: (container, held) => done.push(['workflow', container, held]),
    books: () => ({ total: 12n }),
    editRow: (set, key, changes) => done.push(['edit', set, key, changes]),
    deleteRow: (set, key) => done.push(['delete', set, key]),
  }
  const systems = { airbase: controlledAirbase(airbase), d365: controlledD365(withFaults(ledger, { clock })) }
  const control = createControl(systems)
  const call = (method: string, path: string, body?: JsonObject) =>
    answerOf(control.handle(requestTo(method, path, body)))
  return { call, airbase, done }
}

describe('the control app', () => {
  it('lists what there is to see and to do', () => {
    const { call } = desk()
    expect(call('GET', '/').json).toMatchObject({
      airbase: { views: expect.arrayContaining(['violations', 'acknowledged']) },
      d365: { actions: expect.arrayContaining(['book', 'edit-row', 'settle-late']) },
    })
  })

  it('adds, lists and clears faults', () => {
    const { call } = desk()
    const fault = { match: { method: 'PATCH' }, nth: 3, do: { kind: 'drop-after' } }
    expect(call('POST', '/airbase/faults', fault)).toMatchObject({ status: 201, json: { id: 1 } })
    expect(call('GET', '/airbase/faults').json).toEqual([{ id: 1, fault, met: 0, fired: 0 }])
    expect(call('DELETE', '/airbase/faults/1').json).toEqual([])
  })

  it('says what is wrong with a fault', () => {
    const { call } = desk()
    for (const [fault, words] of [
      [{ do: { kind: 'explode' } }, 'do.kind must be one of'],
      [{ do: { kind: 'slow' } }, 'do.ms must be a number'],
      [{ match: { path: '(' }, do: { kind: 'html' } }, 'Invalid regular expression'],
      [{ nth: 0, do: { kind: 'html' } }, 'nth must be a whole number'],
    ] as const) {
      const { status, text } = call('POST', '/airbase/faults', fault)
      expect(status).toBe(400)
      expect(text).toContain(words)
    }
  })

  it('lets people work in both systems', () => {
    const { call, done } = desk()
    const id = world.airbaseSeed.ledger_entries[0]!.airbase_id
    expect(call('POST', '/airbase/unapprove', { airbase_id: id }).json).toMatchObject({
      status: 'pending_approval',
    })
    expect(call('POST', '/airbase/rotate-token', { key: 'new', id: 9 }).json).toEqual({ key: 'new', id: 9 })
    call('POST', '/d365/book')
    call('POST', '/d365/book', { legalEntity: 'USMF' })
    call('POST', '/d365/delete-row', { set: 'VendorsV3', key: { VendorAccountNumber: 'US-101' } })
    expect(done).toEqual([
      ['book', 3],
      ['book', 1],
      ['delete', 'VendorsV3', { VendorAccountNumber: 'US-101' }],
    ])
    expect(call('GET', '/d365/books').json).toEqual({ total: '12' })
  })

  it('answers 404 to what is not there and 400 to a body that lacks something', () => {
    const { call } = desk()
    expect(call('GET', '/oracle/faults').status).toBe(404)
    expect(call('GET', '/airbase/constructor').status).toBe(404)
    expect(call('POST', '/airbase/requeue', {})).toMatchObject({
      status: 400,
      json: { error: 'airbase_id must be text' },
    })
  })
})
