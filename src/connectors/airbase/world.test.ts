import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { sandboxTransport } from '../../../test/support/sandbox-transport.ts'
import type { Connection } from '../../contract/connector.ts'
import type { RawRecord, SourcePage, SourceReader } from '../../contract/source.ts'
import type { WriteItem, WriteOutcome, WriteProgress } from '../../contract/target.ts'
import { createHttpClient } from '../../http/client.ts'
import { createGate } from '../../http/gate.ts'
import type { Transport } from '../../http/transport.ts'
import { present } from '../../lib/assert.ts'
import type { Clock } from '../../lib/clock.ts'
import type { JsonObject } from '../../lib/json.ts'
import { seededRandom } from '../../lib/random.ts'
import { Secret } from '../../lib/secret.ts'
import type { TraceCode } from '../../model/identity.ts'
import { isoCurrencies } from '../../model/currency.ts'
import type { AirbaseOptions } from '../../sandbox/airbase/options.ts'
import type { LedgerEntry } from '../../sandbox/airbase/records.ts'
import { createAirbaseSandbox } from '../../sandbox/airbase/sandbox.ts'
import { withFaults } from '../../sandbox/faults.ts'
import { airbase } from './index.ts'

// Helpers of the other tests of this folder: a tenant in process and a connection to it.

export const testClock = (): Clock & { advance(ms: number): void } => {
  let now = Date.parse('2026-08-01T08:00:00Z')
  return {
    now: () => now,
    elapsed: () => now,
    sleep: (ms) => {
      now += ms
      return Promise.resolve()
    },
    advance: (ms) => {
      now += ms
    },
  }
}

export interface Notice {
  readonly event: string
  readonly facts: JsonObject
}

export const openConnection = (
  transport: Transport,
  { clock = testClock(), token = 'airbase-sandbox-key', settings = {}, readOnly = false }: OpenOptions = {},
): { connection: Connection; notices: Notice[] } => {
  const notices: Notice[] = []
  const random = seededRandom(7)
  const gate = createGate(clock, airbase.gate)
  const parsed = airbase.settings.parse({ baseUrl: 'http://127.0.0.1:8080', ...settings })
  const quota = airbase.quota?.(parsed)
  const http = createHttpClient({
    connection: 'spend',
    transport,
    gate,
    clock,
    random,
    readOnly,
    ...(quota && { quota }),
  })
  const connection = airbase.open({
    name: 'spend',
    settings: parsed,
    secrets: new Map([['token', new Secret(token)]]),
    http,
    transport,
    clock,
    random,
    notice: (event, facts) => void notices.push({ event, facts }),
  })
  return { connection, notices }
}

interface OpenOptions {
  readonly clock?: Clock
  readonly token?: string
  readonly settings?: Record<string, unknown>
  readonly readOnly?: boolean
}

/** A tenant with faults in front of it, and a connection to it. */
export const openTenant = (options: Partial<AirbaseOptions> = {}, open: Omit<OpenOptions, 'clock'> = {}) => {
  const clock = testClock()
  const sandbox = createAirbaseSandbox({ seed: {}, clock, random: seededRandom(1), ...options })
  const faulty = withFaults(sandbox, { clock })
  const transport = sandboxTransport((request) => faulty.handle(request))
  return { clock, sandbox, faulty, transport, ...openConnection(transport, { ...open, clock }) }
}

/** A connection to a far side that gives the same answers whatever is asked. */
export const openCanned = (
  answers: readonly {
    readonly status?: number
    readonly body?: unknown
    readonly text?: string
    readonly headers?: Record<string, string>
  }[],
  open: OpenOptions = {},
) => {
  const sent: { method: string; url: string; headers: Readonly<Record<string, string>>; body: string }[] = []
  const transport: Transport = (request) => {
    const { method, url, headers, body } = request
    const answer = present(answers[Math.min(sent.length, answers.length - 1)], 'an answer')
    sent.push({ method, url, headers, body: String(body ?? '') })
    const text = answer.text ?? JSON.stringify(answer.body ?? {})
    return Promise.resolve({
      status: answer.status ?? 200,
      headers: answer.headers ?? {},
      body: Buffer.from(text),
    })
  }
  return { sent, ...openConnection(transport, open) }
}

const usd = { erp_reference_id: 'USD', iso_code: 'USD' }
export const money = (amount: string, iso = 'USD') => ({
  amount,
  currency: { erp_reference_id: iso, iso_code: iso },
})
export const line = (
  line_number: number,
  amount: string,
  more: Partial<LedgerEntry['expense_list'][number]> = {},
) => ({
  line_number,
  receipt_link: null,
  account: { erp_reference_id: '605110', name: 'Hosting' },
  amount,
  tags: [],
  description: null,
  amortization_start_date: null,
  amortization_end_date: null,
  ...more,
})

/** A bill with the nulls of a recorded one. */
export const bill = (number: number, more: Partial<LedgerEntry> = {}): LedgerEntry => {
  const id = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
  return {
    id,
    airbase_id: id,
    erp_reference_id: null,
    erp_url: null,
    url: `https://portal.example/${number}`,
    airbase_url: `https://portal.example/${number}`,
    type: 'bill',
    status: 'sync_ready',
    error_message: '',
    spend_owner: { name: 'Ada Okafor', email: 'ada@example.com' },
    subsidiary: { erp_reference_id: 'USMF', name: 'Contoso US' },
    credit_mode: 'prefunded_wallet',
    vendor: {
      id: 'v-1',
      airbase_id: 'v-1',
      name: 'Fabrikam Hosting',
      erp_reference_id: 'V-000123',
      created_in_platform: false,
      created_in_airbase: false,
    },
    employee: null,
    invoice_number: `FH-${number}`,
    bank_account: null,
    ap_account: { erp_reference_id: '200100', name: 'Accounts payable' },
    applied_to: null,
    receipt_link: null,
    entry_date: '2026-07-01T00:00:00',
    payment_entry_date: null,
    currency: usd,
    total_amount: '1250.5',
    transaction_tags: [],
    notes: 'July hosting',
    is_amortized: false,
    amortization_account: null,
    amortization_start_date: null,
    amortization_end_date: null,
    expense_list: [line(1, '1000'), line(2, '250.5')],
    amounts: {
      amount: money('1250.5'),
      transaction_amount: money('1250.5'),
      settlement_amount: null,
      subsidiary_amount: money('1250.5'),
    },
    ...more,
  }
}

/** Shapes of the other recorded kinds, as changes of a bill. */
export const shapes = {
  reimbursement: { type: 'reimbursement', invoice_number: null, payment_entry_date: '2026-07-01T00:00:00' },
  card: cardShape('50.5'),
  settlement: {
    type: 'reimbursement_payment',
    invoice_number: null,
    applied_to: [{ id: 'paid-1', airbase_id: 'paid-1', transaction_type: 'reimbursement' }],
    expense_list: [line(1, '1250.5')],
  },
  transfer: {
    type: 'bill_payment_load',
    spend_owner: null,
    invoice_number: null,
    ap_account: null,
    notes: null,
    entry_date: '2026-07-01T09:30:00.123456',
    total_amount: '1000',
    expense_list: [line(1, '1000'), line(2, '0')],
    amounts: {
      amount: money('1000'),
      transaction_amount: money('1000'),
      settlement_amount: money('1000'),
      subsidiary_amount: money('1000'),
    },
  },
  other: {
    type: 'mystery_item',
    spend_owner: null,
    subsidiary: null,
    invoice_number: null,
    ap_account: null,
    total_amount: '300.75',
    transaction_tags: [{ erp_reference_id: '', type_label: 'Owner', name: 'Ops' }],
    expense_list: [line(1, '100.25'), line(2, '200.5')],
    amounts: {
      amount: money('300.75'),
      transaction_amount: money('300.75'),
      settlement_amount: money('300.75'),
      subsidiary_amount: null,
    },
  },
} satisfies Record<string, Partial<LedgerEntry>>

export function cardShape(amount: string, settled = money(amount), iso = 'USD') {
  return {
    type: 'virtual_card_payment',
    invoice_number: null,
    ap_account: null,
    bank_account: { erp_reference_id: 'AB-VIRT-US-01', name: 'Airbase virtual cards' },
    entry_date: '2026-07-03T10:11:12.131415',
    currency: { erp_reference_id: iso, iso_code: iso },
    total_amount: amount,
    expense_list: [line(1, amount)],
    amounts: {
      amount: money(amount, iso),
      transaction_amount: money(amount, iso),
      settlement_amount: settled,
      subsidiary_amount: null,
    },
  }
}

export const entriesOf = (connection: Connection): SourceReader =>
  present(connection.sources.get('ledger-entry'), 'the reader')
export const never = (): AbortSignal => new AbortController().signal

export const readAll = async (connection: Connection): Promise<SourcePage['records'][number][]> => {
  const records: SourcePage['records'][number][] = []
  for await (const page of entriesOf(connection).read({ signal: never() })) records.push(...page.records)
  return records
}

/** The document of one entry, through the sandbox and the list. */
export const documentOf = async (entry: LedgerEntry, settings: Record<string, unknown> = {}) => {
  const { connection } = openTenant({ seed: { ledger_entries: [entry] } }, { settings })
  const [record] = await readAll(connection)
  return entriesOf(connection).toDocument(record as RawRecord, { currencies: isoCurrencies })
}

/** Notes what a writer reports. */
export const progressOf = () => {
  const outcomes = new Map<string, WriteOutcome>()
  const sending: string[][] = []
  const progress: WriteProgress = {
    stopping: () => false,
    sending: (ids) => {
      sending.push([...ids])
      return Promise.resolve()
    },
    outcome: (id, outcome) => void outcomes.set(id, outcome),
    opening: () => Promise.reject(new Error('no containers here')),
    opened: () => undefined,
  }
  return { outcomes, sending, progress }
}

export const asTrace = (text: string) => text as TraceCode
export type { WriteItem }

const isOwnRun = expect.getState().testPath === fileURLToPath(import.meta.url)
if (isOwnRun) {
  describe('the tenant of these tests', () => {
    it('answers over the sandbox transport', async () => {
      const { connection, sandbox } = openTenant({ seed: { ledger_entries: [bill(1)] } })
      expect(await readAll(connection)).toHaveLength(1)
      expect(sandbox.violations).toEqual([])
    })
  })
}
