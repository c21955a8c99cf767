import { z } from 'zod'
import type { HttpClient } from '../../../src/http/client.ts'
import { CredentialError, WireError } from '../../../src/errors/ml-error.ts'
import type { Secret } from '../../../src/lib/secret.ts'

/** A bill as Northbill sends it: loose on unknown fields, strict on those used. */
export const wireBill = z.object({
  billId: z.string(),
  approved: z.boolean(),
  company: z.string(),
  supplier: z.string(),
  number: z.string(),
  date: z.string(),
  currency: z.string(),
  total: z.string(),
  lines: z.array(z.object({ account: z.string(), amount: z.string() })),
})
export type WireBill = z.infer<typeof wireBill>

const envelope = z.object({ bills: z.array(z.record(z.string(), z.json())), next: z.number().nullable() })

export const createApi = (baseUrl: string, apiKey: Secret, http: HttpClient) => {
  const call = async (method: 'GET' | 'POST', path: string, effect: 'safe' | 'write') => {
    const response = await http.send({ method, url: `${baseUrl}${path}`, headers: { 'x-api-key': apiKey.reveal() }, effect })
    if (response.status === 401) throw new CredentialError('Northbill refuses the API key', { code: 'NORTHBILL_KEY_REFUSED', hint: 'Store the new key: ml-connector auth login northbill.' })
    if (response.status !== 200) throw new WireError(`Northbill answered ${response.status}`, { code: 'NORTHBILL_STATUS' })
    return parse(response.text)
  }
  return {
    /** GET /bills?page=n */
    listBills: async (page: number) => {
      const parsed = envelope.safeParse(await call('GET', `/bills?page=${page}`, 'safe'))
      if (!parsed.success) throw new WireError('GET /bills: the list has another shape', { code: 'NORTHBILL_SHAPE' })
      return parsed.data
    },
    /** POST /bills/{id}/taken; repeating it is harmless. */
    take: (id: string) => call('POST', `/bills/${encodeURIComponent(id)}/taken`, 'write'),
  }
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new WireError('Northbill answered with something that is not JSON', { code: 'NORTHBILL_NO_JSON' })
  }
}
