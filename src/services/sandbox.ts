import { systemClock } from '../lib/clock.ts'
import { seededRandom } from '../lib/random.ts'
import { createAirbaseSandbox } from '../sandbox/airbase/sandbox.ts'
import { createControl } from '../sandbox/control.ts'
import { controlledAirbase, controlledD365 } from '../sandbox/controlled.ts'
import { createD365Sandbox } from '../sandbox/d365/index.ts'
import { withFaults } from '../sandbox/faults.ts'
import type { ExpectedOutcome } from '../sandbox/generate/expectation.ts'
import { generateWorld, type World } from '../sandbox/generate/world.ts'
import { listen } from '../sandbox/listen.ts'
import { SANDBOX } from './sandbox-identity.ts'
import { writeRehearsal, type RehearsalFiles } from './sandbox-rehearsal.ts'

/** Requests per minute that the simulated Airbase allows: rehearsals on loopback are faster than any tenant. */
const AIRBASE_RATE_LIMIT = 1_000_000
const REQUEST_LOG_MAX = 200_000

export interface SandboxInput {
  readonly seed: number
  readonly bills: number
  readonly reimbursements: number
  readonly cards: number
  /** Share of bills and reimbursements that are paid as well; the generator's own without it. */
  readonly settlements?: number
  readonly transfers: number
  readonly fees: number
  readonly amortisations: number
  /** Share of documents with something wrong or special. */
  readonly problems: number
  readonly latencyMs: number
  readonly ports: { readonly d365: number; readonly airbase: number; readonly control: number }
  /** Folder that gets settings and mapping tables for this sandbox; null for none. */
  readonly folder: string | null
}

/** A running sandbox; it serves until `close`. */
export interface RunningSandbox {
  readonly d365: string
  readonly airbase: string
  readonly control: string
  readonly files: RehearsalFiles | null
  /** Documents by what should become of them. */
  readonly expected: Readonly<Record<ExpectedOutcome, number>>
  close(): Promise<void>
}

/** Starts the simulated systems on loopback, with generated data. */
export const startSandbox = async (input: SandboxInput): Promise<RunningSandbox> => {
  const clock = systemClock
  const world = generateWorld({ ...input, asOf: new Date(clock.now()).toISOString().slice(0, 10) })
  const airbase = withFaults(
    createAirbaseSandbox({
      seed: world.airbaseSeed,
      // Of two bills with one number either may be written; the expectations mean the one that was entered first.
      order: 'insertion',
      clock,
      random: seededRandom(input.seed),
      tokens: [{ key: SANDBOX.airbaseToken, id: 470 }],
      rateLimit: { limit: AIRBASE_RATE_LIMIT },
      onboarding: 'repeatable',
      requestLogMax: REQUEST_LOG_MAX,
      refusalGraceMs: 250,
    }),
    { clock },
  )
  // The audience of a token is the address, which is known once the server listens.
  const d365 = await listenD365(input, world)
  const airbaseServer = await listen(airbase, { port: input.ports.airbase, latencyMs: input.latencyMs })
  const control = createControl({ airbase: controlledAirbase(airbase), d365: controlledD365(d365.faulty) })
  const controlServer = await listen(control, { port: input.ports.control })
  const addresses = { d365: d365.server.url, airbase: airbaseServer.url, control: controlServer.url }
  return {
    ...addresses,
    files: input.folder === null ? null : await writeRehearsal(input.folder, addresses, world),
    expected: countExpected(world),
    close: async () => {
      await Promise.all([d365.server.close(), airbaseServer.close(), controlServer.close()])
    },
  }
}

const listenD365 = async (input: SandboxInput, world: World) => {
  const { faulty, answer } = lateBound()
  const server = await listen(answer, { port: input.ports.d365, latencyMs: input.latencyMs })
  return { faulty: faulty(server.url, input, world), server }
}

type FaultyD365 = ReturnType<typeof createFaultyD365>

const createFaultyD365 = (url: string, input: SandboxInput, world: World) =>
  withFaults(
    createD365Sandbox({
      seed: world.d365Seed,
      clock: systemClock,
      random: seededRandom(input.seed),
      tenant: SANDBOX.tenant,
      clients: [
        { clientId: SANDBOX.clientId, secret: SANDBOX.clientSecret },
        { clientId: SANDBOX.expiredClientId, secret: SANDBOX.clientSecret, expired: true },
      ],
      audience: url,
      defaultCompany: world.setup.legalEntities[0]?.legalEntity ?? 'usmf',
      requestLogMax: REQUEST_LOG_MAX,
    }),
    { clock: systemClock },
  )

/** A server that listens before its app exists. */
const lateBound = () => {
  let app: FaultyD365 | null = null
  const appNow = (): FaultyD365 => {
    if (app === null) throw new TypeError('the sandbox is not ready')
    return app
  }
  return {
    faulty: (url: string, input: SandboxInput, world: World): FaultyD365 => (app = createFaultyD365(url, input, world)),
    answer: {
      handle: (request: Parameters<FaultyD365['handle']>[0]) => appNow().handle(request),
      beginRequest: (request: Parameters<FaultyD365['handle']>[0]) => appNow().app.beginRequest(request),
      endRequest: (request: Parameters<FaultyD365['handle']>[0]) => appNow().app.endRequest(request),
    },
  }
}

const countExpected = (world: World): Record<ExpectedOutcome, number> => {
  const counts: Record<ExpectedOutcome, number> = { written: 0, parked: 0, skipped: 0, 'waits-for-booking': 0 }
  for (const { outcome } of world.expectations) counts[outcome] += 1
  return counts
}
