import { airbase } from '../../src/connectors/airbase/index.ts'
import { d365 } from '../../src/connectors/d365/index.ts'
import { connectors } from '../../src/connectors/registry.ts'
import { seededRandom } from '../../src/lib/random.ts'
import { createAirbaseSandbox } from '../../src/sandbox/airbase/sandbox.ts'
import { createD365Sandbox } from '../../src/sandbox/d365/index.ts'
import { generateWorld } from '../../src/sandbox/generate/world.ts'
import { expect, test } from 'vitest'
import { runConnectorCases, type ConnectorHarness } from './connector-cases.ts'
import { northbill } from './northbill/index.ts'
import { createNorthbillSandbox } from './northbill/sandbox.ts'

const world = generateWorld({ seed: 41, bills: 30, reimbursements: 5, cards: 5, asOf: '2026-11-20' })
const D365_URL = 'http://127.0.0.1:36500'
const CLIENT_ID = '00000000-0000-4000-8000-000000000365'

const HARNESSES: readonly ConnectorHarness[] = [
  {
    connector: d365,
    createApp: (clock) =>
      createD365Sandbox({
        seed: world.d365Seed,
        clock,
        random: seededRandom(1),
        tenant: 'sandbox.example',
        clients: [{ clientId: CLIENT_ID, secret: 'a+secret/with=signs' }],
        audience: D365_URL,
        defaultCompany: 'usmf',
        pageSizeMax: 10,
      }),
    settings: { baseUrl: D365_URL, authority: D365_URL, tenant: 'sandbox.example', clientId: CLIENT_ID },
    secrets: { 'client-secret': 'a+secret/with=signs' },
    wrongSecrets: { 'client-secret': 'another-secret' },
    readPath: '/data/',
    sources: ['main-account', 'vendor', 'dimension-value'],
  },
  {
    connector: airbase,
    createApp: (clock) =>
      createAirbaseSandbox({ seed: world.airbaseSeed, clock, random: seededRandom(2), tokens: [{ key: 'a-real-token', id: 470 }], pageSizeMax: 10, rateLimit: { limit: 1_000_000 } }),
    settings: { baseUrl: 'http://127.0.0.1:36501' },
    secrets: { token: 'a-real-token' },
    wrongSecrets: { token: 'an-old-token' },
    readPath: '/ledger_entries/',
    sources: ['ledger-entry'],
  },
  {
    connector: northbill,
    createApp: () => {
      const bill = { approved: true, company: 'North', supplier: 'S', date: '2026-11-01', currency: 'USD', total: '1', lines: [{ account: 'a', amount: '1' }] }
      return createNorthbillSandbox(['1', '2', '3'].map((id) => ({ ...bill, billId: id, number: `N-${id}` })), 'a-key')
    },
    settings: { baseUrl: 'http://127.0.0.1:36502' },
    secrets: { 'api-key': 'a-key' },
    wrongSecrets: { 'api-key': 'another' },
    readPath: '/bills',
    sources: ['bill'],
  },
]

for (const harness of HARNESSES) runConnectorCases(harness)

test('every registered connector obeys the cases', () => {
  const covered = HARNESSES.map(({ connector }) => connector.name)
  expect(connectors.filter((connector) => !covered.includes(connector.name)).map(({ name }) => name)).toEqual([])
})
