import type { SandboxRequest } from '../app.ts'
import { decodePath } from './odata/path.ts'
import { containerKey } from './system.ts'
import type { Watch } from './watch.ts'

/** Writes that are on the way at the same time, as an HTTP wrapper reports them. */
export interface InFlight {
  begin(request: SandboxRequest): void
  end(request: SandboxRequest): void
  /** Whether an earlier write to the same journal is still on the way. */
  collides(request: SandboxRequest): boolean
}

/** Two line writes of one journal at once end in an update conflict [seen]. */
export const createInFlight = (watch: Watch, defaultCompany: string): InFlight => {
  const open = new Map<string, SandboxRequest[]>()
  return {
    begin: (request) => {
      const journal = journalOf(request, defaultCompany)
      if (journal === undefined) return
      const earlier = open.get(journal) ?? []
      if (earlier.length > 0) {
        watch.begin(`${request.method} ${request.path}`)
        watch.record('parallel-writes', `journal ${journal}`)
      }
      open.set(journal, [...earlier, request])
    },
    end: (request) => {
      for (const [journal, requests] of open) {
        const left = requests.filter((other) => other !== request)
        if (left.length === 0) open.delete(journal)
        else if (left.length < requests.length) open.set(journal, left)
      }
    },
    collides: (request) => {
      if (open.size === 0) return false
      for (const requests of open.values()) if (requests.indexOf(request) > 0) return true
      return false
    },
  }
}

const lineSets =
  /^\/data\/(VendInvoiceJournalLines|LedgerJournalLines|VendorPaymentJournalLines)(?:\((.*)\))?$/s

const journalOf = (request: SandboxRequest, defaultCompany: string): string | undefined => {
  if (request.method === 'GET') return undefined
  const [, set, key] = lineSets.exec(decodePath(request.path) ?? '') ?? []
  if (!set) return undefined
  const [company, batchNumber] = key === undefined ? fromBody(request.body) : fromKey(key)
  return batchNumber === undefined ? undefined : containerKey(company || defaultCompany, batchNumber)
}

const fromKey = (key: string) => [
  /dataAreaId='([^']*)'/.exec(key)?.[1],
  /JournalBatchNumber='([^']*)'/.exec(key)?.[1],
]

const fromBody = (body: Buffer) => {
  const text = body.toString('utf8')
  const field = (name: string) => new RegExp(`"${name}"\\s*:\\s*"([^"]*)"`).exec(text)?.[1]
  return [field('dataAreaId'), field('JournalBatchNumber')]
}
