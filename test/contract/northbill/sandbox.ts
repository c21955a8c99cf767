import type { SandboxApp, SandboxRequest, SandboxResponse } from '../../../src/sandbox/app.ts'
import type { WireBill } from './api.ts'

const PAGE = 2

/** A stateful Northbill: bills leave the list once they are taken. */
export const createNorthbillSandbox = (bills: readonly WireBill[], apiKey: string): SandboxApp & { readonly taken: Set<string> } => {
  const taken = new Set<string>()
  const json = (status: number, body: unknown): SandboxResponse => ({ status, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
  const handle = (request: SandboxRequest): SandboxResponse => {
    if (request.headers['x-api-key'] !== apiKey) return json(401, { error: 'key' })
    const took = /^\/bills\/([^/]+)\/taken$/.exec(request.path)
    if (took !== null && request.method === 'POST') {
      taken.add(decodeURIComponent(took[1] ?? ''))
      return json(200, {})
    }
    if (request.path !== '/bills') return json(404, {})
    const page = Number(new URLSearchParams(request.query).get('page'))
    const open = bills.filter((bill) => !taken.has(bill.billId))
    const rows = open.slice((page - 1) * PAGE, page * PAGE).map((bill) => ({ ...bill, somethingNew: true }))
    return json(200, { bills: rows, next: page * PAGE < open.length ? page + 1 : null })
  }
  return { name: 'northbill', handle, violations: [], taken }
}
