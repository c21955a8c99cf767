import type { Fault, FaultAction } from '../../src/sandbox/fault.ts'
import type { Draw } from './draw.ts'
import type { SimulatedWorld } from './simulated-world.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60_000

/** Far sides and networks at their worst; each as likely as the other. */
const ACTIONS: readonly ((draw: Draw) => FaultAction)[] = [
  () => ({ kind: 'drop-before' }),
  () => ({ kind: 'drop-after' }),
  () => ({ kind: 'drop-after' }),
  (draw) => ({ kind: 'commit-late', afterMs: draw.whole(1, 30) * SECOND_MS }),
  (draw) => ({ kind: 'commit-late', afterMs: draw.whole(1, 9) * MINUTE_MS }),
  // After our first look-up, but within the time that an absence takes to be believed.
  (draw) => ({ kind: 'commit-late', afterRequests: draw.whole(1, 12) }),
  (draw) => ({ kind: 'silence', committed: draw.chance(0.5) }),
  (draw) => ({ kind: 'throttle', retryAfter: { seconds: draw.whole(1, 90) } }),
  (draw) => ({ kind: 'throttle', retryAfter: { dateAfterMs: draw.whole(1, 60) * SECOND_MS } }),
  () => ({ kind: 'throttle' }),
  (draw) => ({ kind: 'throttle', retryAfter: { text: draw.oneOf(['soon', '-5', '99999999999', '1e9', '']) } }),
  (draw) => ({ kind: 'status', status: draw.oneOf([500, 502, 503, 504, 408]), text: 'upstream error' }),
  () => ({ kind: 'html' }),
  (draw) => ({ kind: 'truncate', atByte: draw.whole(0, 200) }),
  () => ({ kind: 'token-expired' }),
]

const PAGE_ACTIONS: readonly FaultAction[] = [
  { kind: 'page', change: 'duplicate' },
  { kind: 'page', change: 'reorder' },
  { kind: 'page', change: 'shrink' },
]

const D365_WRITES = ['/data/VendInvoiceJournal', '/data/LedgerJournal', '/data/VendorPaymentJournal', '/data/VendorInvoice', '/data/']
const AIRBASE_PATHS = ['/v1/accounting/ledger_entries/', '/v1/accounting/', '/bulk_upsert/', '/entity/sync/']

/** Some faults for the next run. */
export const addFaults = (it: SimulatedWorld, draw: Draw): void => {
  for (let left = draw.whole(0, 3); left > 0; left -= 1) {
    const action = draw.oneOf(ACTIONS)(draw)
    const where: Pick<Fault, 'nth' | 'times'> = { nth: draw.whole(1, 20), times: draw.chance(0.2) ? draw.whole(2, 8) : 1 }
    if (draw.chance(0.75)) it.d365.add({ match: { ...(draw.chance(0.7) && { method: draw.oneOf(['POST', 'POST', 'PATCH', 'GET', 'DELETE']) }), path: draw.oneOf(D365_WRITES) }, ...where, do: action })
    else it.airbase.add({ match: { path: draw.oneOf(AIRBASE_PATHS) }, ...where, nth: draw.whole(1, 8), do: action })
  }
  // Rows move between pages, so a first page cannot show it.
  if (draw.chance(0.15)) it.airbase.add({ match: { method: 'GET', path: '/v1/accounting/ledger_entries/.*page=[2-9]' }, nth: draw.whole(1, 3), do: draw.oneOf(PAGE_ACTIONS) })
}

/** Failures of the disk: the nth call of its kind fails, once or from there on. */
export const diskFault = (draw: Draw): ((step: string) => void) | undefined => {
  if (!draw.chance(0.12)) return undefined
  const kind = draw.oneOf(['append trail', 'sync trail', 'append keys', 'sync keys', 'write shard', 'rename manifest', 'rename anchor', 'sync folder'])
  const code = draw.oneOf(['ENOSPC', 'EIO'])
  const nth = draw.whole(1, 12)
  const isLasting = draw.chance(0.5)
  let met = 0
  return (step) => {
    if (!step.startsWith(kind)) return
    met += 1
    if (met === nth || (isLasting && met > nth)) throw Object.assign(new Error(`${code}: simulated`), { code })
  }
}
