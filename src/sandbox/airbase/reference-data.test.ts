import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../lib/random.ts'
import { generateWorld } from '../generate/world.ts'
import { answerOf, requestTo } from '../in-process.ts'
import type { AirbaseOptions } from './options.ts'
import { createAirbaseSandbox } from './sandbox.ts'

const world = generateWorld({ seed: 3, bills: 3, asOf: '2026-11-20' })
const clock = { now: () => Date.UTC(2026, 10, 20), elapsed: () => 0, sleep: () => Promise.resolve() }
const subsidiary = world.airbaseSeed.subsidiaries![0]!
const linked = [{ airbase_id: subsidiary.airbase_id, erp_reference_id: subsidiary.erp_reference_id }]
const vendor = { name: 'New & Co', erp_reference_id: 'US-777', subsidiary_reference_ids: linked }

function tenant(options: Partial<AirbaseOptions> = {}) {
  const settings = {
    seed: world.airbaseSeed,
    clock,
    random: seededRandom(1),
    onboarding: 'finished' as const,
  }
  const app = createAirbaseSandbox({ ...settings, ...options })
  const call = (method: string, path: string, body?: unknown) => {
    const headers = { authorization: 'Token airbase-sandbox-key' }
    return answerOf(app.handle(requestTo(method, `/v1/accounting${path}`, body, headers)))
  }
  return { app, call, rules: () => app.violations.map(({ rule }) => rule) }
}

describe('reference data', () => {
  it('is created with a key of its own, and a second time as a second row, which is recorded', () => {
    const { app, call, rules } = tenant()
    const first = call('POST', '/vendors/', vendor)
    expect(first.status).toBe(201)
    expect(first.json).toMatchObject({ ...vendor, airbase_id: expect.any(String), is_active: true })
    expect(rules()).toEqual([])
    expect(call('POST', '/vendors/', vendor).status).toBe(201)
    expect(app.reference.vendors.withReference('US-777')).toHaveLength(2)
    expect(rules()).toEqual(['duplicate-reference'])
  })

  it('is refused field by field when something is missing, blank or of the wrong type', () => {
    const { call } = tenant()
    expect(call('POST', '/accounts/', { name: '', category: null })).toMatchObject({
      status: 400,
      json: {
        name: ['This field may not be blank.'],
        category: ['This field may not be null.'],
        erp_reference_id: ['This field is required.'],
        account_number: ['This field is required.'],
        type: ['This field is required.'],
      },
    })
  })

  it('answers bare text to a subsidiary or currency it does not know', () => {
    const { call } = tenant()
    const stranger = { airbase_id: 'x', erp_reference_id: 'USMF' }
    const answer = call('POST', '/vendors/', { ...vendor, subsidiary_reference_ids: [stranger] })
    expect(answer).toMatchObject({ status: 400, text: 'Entity not found' })
    const country = { name: 'UK', erp_reference_id: 'GBMF', iso_code: 'GB' }
    expect(call('POST', '/subsidiaries/', { ...country, erp_currency_reference_id: 'GBP' }).status).toBe(400)
    expect(call('POST', '/subsidiaries/', { ...country, erp_currency_reference_id: 'EUR' }).status).toBe(201)
  })

  it('keeps the reference that a PATCH tries to change, and records the attempt', () => {
    const { app, call, rules } = tenant()
    const row = app.reference.vendors.all().find(({ erp_reference_id }) => erp_reference_id !== '')!
    expect(call('PATCH', `/vendors/${row.airbase_id}/`, { name: 'Renamed' }).json).toMatchObject({
      name: 'Renamed',
    })
    expect(call('PATCH', `/vendors/${row.airbase_id}/`, { erp_reference_id: 'X' }).status).toBe(400)
    expect(app.reference.vendors.find(row.airbase_id)).toMatchObject({
      name: 'Renamed',
      erp_reference_id: row.erp_reference_id,
    })
    expect(rules()).toEqual(['reference-in-patch'])
  })

  it('has a currency row with a blank reference beside the linked one', () => {
    const euros = tenant()
      .app.reference.currencies.all()
      .filter(({ iso_code }) => iso_code === 'EUR')
    expect(euros.map(({ erp_reference_id }) => erp_reference_id).sort()).toEqual(['', 'EUR'])
  })
})

describe('a bulk upsert', () => {
  it('creates what has no key, updates what has one, and gives a blank vendor its link', () => {
    const { app, call } = tenant()
    const blank = app.reference.vendors.withReference('')[0]!
    const { status, json } = call('POST', '/vendors/bulk_upsert/', {
      entities: [vendor, { airbase_id: blank.airbase_id, name: 'Linked', erp_reference_id: 'US-778' }],
    })
    expect(status).toBe(200)
    expect(json).toEqual({
      created: [{ airbase_id: expect.any(String), erp_reference_id: 'US-777' }],
      updated: [{ airbase_id: blank.airbase_id, erp_reference_id: 'US-778' }],
    })
    expect(app.reference.vendors.withReference('US-778')).toMatchObject([{ name: 'Linked' }])
  })

  it('applies nothing when one entity is wrong, and names its position', () => {
    const { app, call } = tenant()
    const before = app.reference.vendors.all().length
    const { status, json } = call('POST', '/vendors/bulk_upsert/', {
      entities: [vendor, { name: 'no key' }, vendor],
    })
    expect(status).toBe(400)
    expect(json).toMatchObject({ validation_errors: [{ index: 1 }] })
    expect(app.reference.vendors.all()).toHaveLength(before)
  })

  it('refuses more than a hundred entities, and records it', () => {
    const { call, rules } = tenant()
    const entities = Array.from({ length: 101 }, (_, index) => ({
      ...vendor,
      erp_reference_id: `N-${index}`,
    }))
    expect(call('POST', '/vendors/bulk_upsert/', { entities }).status).toBe(400)
    expect(call('POST', '/vendors/bulk_upsert/', { entities: entities.slice(1) }).status).toBe(200)
    expect(rules()).toEqual(['bulk-too-large'])
  })

  it('does not move a link from one row to another', () => {
    const { app, call } = tenant()
    const row = app.reference.vendors.all().find(({ erp_reference_id }) => erp_reference_id !== '')!
    const entities = [{ airbase_id: row.airbase_id, erp_reference_id: 'OTHER' }]
    expect(call('POST', '/vendors/bulk_upsert/', { entities }).status).toBe(400)
  })
})

describe('the sync session', () => {
  it('opens once, closes once, and is over for good when the ledger has been set up', () => {
    const { app, call } = tenant({ onboarding: 'open' })
    expect(call('PATCH', '/entity/sync/', { action: 'COMPLETE' })).toMatchObject({
      status: 404,
      json: { detail: 'No active sync session found.' },
    })
    expect(call('POST', '/entity/sync/', { action: 'START' }).status).toBe(200)
    expect(app.sessionActive).toBe(true)
    expect(call('POST', '/entity/sync/', { action: 'START' }).status).toBe(409)
    expect(call('PATCH', '/entity/sync/', { action: 'COMPLETE' }).status).toBe(200)
    expect(call('POST', '/entity/sync/', { action: 'START' }).status).toBe(409)
    expect(call('PATCH', '/entity/sync/', { action: 'COMPLETE' }).status).toBe(404)
  })

  it('is missed by writes that come without it: recorded always, refused when told so', () => {
    const lenient = tenant({ onboarding: 'open' })
    expect(lenient.call('POST', '/vendors/', vendor).status).toBe(201)
    expect(lenient.rules()).toEqual(['write-outside-session'])
    const strict = tenant({ onboarding: 'open', requireSession: true })
    expect(strict.call('POST', '/vendors/', vendor).status).toBe(400)
    strict.call('POST', '/entity/sync/', { action: 'START' })
    expect(strict.call('POST', '/vendors/', vendor).status).toBe(201)
  })
})

describe('the request log', () => {
  it('tells writes from reads and from refused writes, and forgets the oldest', () => {
    const { app, call } = tenant({ requestLogMax: 3 })
    call('GET', '/vendors/?page=2')
    call('POST', '/vendors/', {})
    call('POST', '/vendors/', vendor)
    expect(app.requestLog.map(({ method, path, status, wrote }) => [method, path, status, wrote])).toEqual([
      ['GET', '/v1/accounting/vendors/?page=2', 200, false],
      ['POST', '/v1/accounting/vendors/', 400, false],
      ['POST', '/v1/accounting/vendors/', 201, true],
    ])
    for (let turn = 0; turn < 10; turn += 1) call('GET', '/tags/')
    expect(app.requestLog.length).toBeLessThan(6)
  })
})
