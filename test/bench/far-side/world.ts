import { systemClock } from '../../../src/lib/clock.ts'
import { seededRandom } from '../../../src/lib/random.ts'
import { createAirbaseSandbox, type AirbaseSandbox } from '../../../src/sandbox/airbase/sandbox.ts'
import { createD365Sandbox, type D365Sandbox } from '../../../src/sandbox/d365/index.ts'
import { openWorld, type OpenWorld } from '../../../src/sandbox/generate/world.ts'
import { SANDBOX } from '../../../src/services/sandbox-identity.ts'

const REQUEST_LOG_MAX = 100
const RATE_LIMIT = 1_000_000_000

/** The world of a benchmark: clean bills only, so that every document is written. */
export const benchWorld = (seed: number, bills: number): OpenWorld =>
  openWorld({ seed, bills, settlements: 0, asOf: new Date(systemClock.now()).toISOString().slice(0, 10) })

export const benchAirbase = (world: OpenWorld): AirbaseSandbox =>
  createAirbaseSandbox({
    seed: { ...world.airbaseReference, ledger_entries: entriesOf(world) },
    // What is measured is the client: no time goes into mixing a hundred thousand rows.
    order: 'insertion',
    clock: systemClock,
    random: seededRandom(11),
    tokens: [{ key: SANDBOX.airbaseToken, id: 470 }],
    rateLimit: { limit: RATE_LIMIT },
    onboarding: 'repeatable',
    requestLogMax: REQUEST_LOG_MAX,
  })

export const benchD365 = (world: OpenWorld, url: string): D365Sandbox =>
  createD365Sandbox({
    seed: world.d365Seed,
    clock: systemClock,
    random: seededRandom(12),
    tenant: SANDBOX.tenant,
    clients: [{ clientId: SANDBOX.clientId, secret: SANDBOX.clientSecret }],
    audience: url,
    defaultCompany: world.setup.legalEntities[0]?.legalEntity ?? 'usmf',
    requestLogMax: REQUEST_LOG_MAX,
  })

function* entriesOf(world: OpenWorld) {
  for (const { entry } of world.documents()) yield entry
}
