import type { Expectation } from '../../src/sandbox/generate/expectation.ts'
import { auditWorld } from './audit-world.ts'
import { traceOf } from './books.ts'

export const HOUR_MS = 3_600_000

/** Two bills, one of them parked since an hour. */
export const twoBills = async () => {
  const world = await auditWorld({ bills: 2, settlements: 0, seed: 3 })
  const [first, second] = world.world.expectations
  world.airbase.app.editEntry(second!.airbaseId, { vendor: null })
  await world.sync()
  world.clock.advance(HOUR_MS)
  const [written, parked] = [first!, second!].map(({ airbaseId }) => traceOf(airbaseId))
  const numbered = (expectation: Expectation) => ({
    ...expectation,
    number: world.airbase.app.entries.find(expectation.airbaseId)!.invoice_number!,
  })
  return { world, written: written!, parked: parked!, first: numbered(first!), second: numbered(second!) }
}
