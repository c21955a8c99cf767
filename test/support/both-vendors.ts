import type { Clock } from '../../src/lib/clock.ts'
import { seededRandom } from '../../src/lib/random.ts'
import type { ListOrder } from '../../src/sandbox/airbase/options.ts'
import { createAirbaseSandbox, type AirbaseSandbox } from '../../src/sandbox/airbase/sandbox.ts'
import { createD365Sandbox, type D365Sandbox } from '../../src/sandbox/d365/index.ts'
import { withFaults, type FaultyApp } from '../../src/sandbox/faults.ts'
import type { World } from '../../src/sandbox/generate/world.ts'
import { CLIENT_ID, D365_URL, TENANT } from './rehearsal-settings.ts'

export interface BothVendors {
  readonly airbase: FaultyApp<AirbaseSandbox>
  readonly d365: FaultyApp<D365Sandbox>
}

export interface BothVendorsOptions {
  readonly clock: Clock
  /** What a program must show to D365 and to Airbase. */
  readonly secrets: { readonly client: string; readonly token: string }
  /** Of two bills with one number either may be written; the expectations mean the one that was entered first. */
  readonly order?: ListOrder
  readonly requestLogMax?: number
}

/** Both vendors over one generated world, in process, with faults on request. */
export const bothVendors = (world: World, { clock, secrets, order = 'insertion', ...log }: BothVendorsOptions): BothVendors => ({
  airbase: withFaults(
    createAirbaseSandbox({
      seed: world.airbaseSeed,
      order,
      clock,
      random: seededRandom(11),
      tokens: [{ key: secrets.token, id: 470 }],
      rateLimit: { limit: 10_000_000 },
      onboarding: 'repeatable',
      ...log,
    }),
    { clock },
  ),
  d365: withFaults(
    createD365Sandbox({
      seed: world.d365Seed,
      clock,
      random: seededRandom(12),
      tenant: TENANT,
      clients: [{ clientId: CLIENT_ID, secret: secrets.client }],
      audience: D365_URL,
      defaultCompany: 'usmf',
      ...log,
    }),
    { clock },
  ),
})
