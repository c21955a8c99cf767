import { describe, expect, test } from 'vitest'
import { Secret } from '../../src/lib/secret.ts'
import { connectors } from '../../src/connectors/registry.ts'
import { routesOf } from '../../src/routes/registry.ts'
import { rehearsal } from '../support/rehearsal.ts'
import { northbill } from './northbill/index.ts'
import { createNorthbillSandbox } from './northbill/sandbox.ts'
import type { WireBill } from './northbill/api.ts'

const BILL: WireBill = {
  billId: 'nb-1',
  approved: true,
  company: 'North',
  supplier: 'S-1',
  number: 'N-100',
  date: '2026-11-03',
  currency: 'USD',
  total: '120.50',
  lines: [
    { account: 'hosting', amount: '100' },
    { account: 'hosting', amount: '20.50' },
  ],
}

/** CONTRIBUTING.md walks through this: four files, a simulator and one registry line. */
const withNorthbill = (bills: readonly WireBill[]) => {
  const app = createNorthbillSandbox(bills, 'key')
  const extra = { connector: northbill, app, settings: { baseUrl: 'http://127.0.0.1:36502' }, secrets: new Map([['api-key', new Secret('key')]]) }
  const world = rehearsal({ bills: 1 }, extra)
  const vendor = world.world.d365Seed.VendorsV3?.find((row) => row.dataAreaId === 'usmf' && row.OnHoldStatus === 'No')
  const account = world.world.expectations.find(({ outcome }) => outcome === 'written')?.lines[0]?.account ?? ''
  world.changeMapping('northbill-to-d365', [
    { table: 'legal-entity', code: 'North', value: 'usmf' },
    { table: 'vendor', code: 'S-1', value: String(vendor?.VendorAccountNumber) },
    { table: 'account', code: 'hosting', value: account },
  ])
  return { world, app }
}

describe('a sixth system', () => {
  test('gets its route from its declaration', () => {
    const names = routesOf([...connectors, northbill]).map((route) => route.name)
    expect(names).toEqual(['d365-to-airbase', 'airbase-to-d365', 'northbill-to-d365'])
  })

  test('has its approved bills written once, and is told', async () => {
    const { world, app } = withNorthbill([BILL, { ...BILL, billId: 'nb-2', number: 'N-101', approved: false }, { ...BILL, billId: 'nb-3', number: 'N-102', supplier: 'S-9' }])
    const report = await world.run('northbill-to-d365')
    await world.run('northbill-to-d365')
    expect(world.d365.app.books().map(({ invoiceNumber, total }) => [invoiceNumber, total])).toEqual([['N-100', '120.50']])
    expect([...app.taken]).toEqual(['nb-1'])
    expect(report.standing.map(({ code }) => code)).toEqual(['VENDOR_UNMAPPED'])
    expect(world.violations()).toEqual([])
  })
})
