import { z } from 'zod'
import { connector } from '../../../src/contract/connector.ts'
import type { SourcePage } from '../../../src/contract/source.ts'
import { present } from '../../../src/lib/assert.ts'
import { createApi } from './api.ts'
import { toDocument } from './mapping.ts'

export const northbill = connector({
  name: 'northbill',
  title: 'Northbill AP',
  settings: z.strictObject({ baseUrl: z.url() }),
  secrets: [{ name: 'api-key', title: 'API key from Settings → Access' }],
  abilities: { spend: { recordKind: 'bill', kinds: ['bill'] }, takes: {}, ledger: false },
  gate: { concurrencyStart: 2, concurrencyMax: 4 },
  settleAfterMs: 600_000,
  farSide: (settings) => ({ host: new URL(settings.baseUrl).host }),
  open: (parts) => {
    const api = createApi(parts.settings.baseUrl, present(parts.secrets.get('api-key'), 'the API key'), parts.http)
    return {
      probe: () => api.listBills(1).then(() => ({ ok: true, message: 'Northbill accepts the key.', hint: null, facts: {} })),
      sources: new Map([
        [
          'bill',
          {
            recordKind: 'bill',
            movement: 'queue',
            read: async function* (): AsyncGenerator<SourcePage> {
              for (let page: number | null = 1; page !== null; ) {
                const list = await api.listBills(page)
                yield { records: list.bills.map((content) => ({ ref: String(content.billId), content })) }
                page = list.next
              }
            },
            toDocument,
            acknowledge: ({ ref }) => api.take(ref).then(() => undefined),
            reportProblem: null,
            link: () => null,
          },
        ],
      ]),
      writers: new Map(),
      reference: null,
      aroundWrites: null,
      farNow: () => parts.http.farNow(),
    }
  },
})
