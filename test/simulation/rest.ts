import type { SyncResult } from '../../src/services/sync.ts'
import { BrokenInvariant, checkAlways, checkHonesty, type Meddling } from './invariants.ts'
import type { RouteName, RunInput, SimulatedWorld } from './simulated-world.ts'

const MINUTE_MS = 60_000
const RUNS_MAX = 40

/** No fault is left, people post everything, and the runs go on until nothing moves any more; answers how many. */
export const comeToRest = async (it: SimulatedWorld, meddling: Meddling, route: RouteName = 'airbase-to-d365', input: RunInput = {}): Promise<number> => {
  for (const system of [it.airbase, it.d365]) system.clear()
  let idle = 0
  let runs = 0
  while (idle < 2) {
    if (runs >= RUNS_MAX) throw new BrokenInvariant('the runs do not come to rest', { runs })
    it.clock.advance(11 * MINUTE_MS)
    for (const system of [it.airbase, it.d365]) system.settleDue()
    runs += 1
    const result = await it.run(route, input)
    checkHonesty(result)
    checkAlways(it, meddling)
    const { booked } = it.d365.app.book()
    idle = booked.length === 0 && isAtRest(result) ? idle + 1 : 0
  }
  return runs
}

/** What may stand for ever: only a person can go on with it. */
const FOR_PEOPLE = {
  parked: () => true,
  ready: (code: string) => code === 'CONFLICT',
  untold: () => true,
  'in-doubt': (code: string) => code === 'AMBIGUOUS' || code === 'PARTIAL',
} as const satisfies Record<SyncResult['standing'][number]['state'], (code: string) => boolean>

/** Nothing was written or booked, and what is in doubt waits for a person. */
const isAtRest = (result: SyncResult): boolean => {
  const moved = result.flows.some(({ counts }) => counts.written.count + counts.booked.count + counts.acknowledged.count > 0)
  const waits = result.standing.every((standing) => FOR_PEOPLE[standing.state](standing.code))
  return !moved && result.stops.length === 0 && waits
}
