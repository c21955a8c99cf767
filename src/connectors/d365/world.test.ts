import { expect, test } from 'vitest'
import type { Connection } from '../../contract/connector.ts'
import type { ReferenceData } from '../../contract/reference-data.ts'
import type { ReferenceSetName, ReferenceSets } from '../../contract/reference.ts'
import type {
  Container,
  DocumentWriter,
  Found,
  PreparedDocument,
  WriteItem,
  WriteOutcome,
  WriteProgress,
} from '../../contract/target.ts'
import { createHttpClient } from '../../http/client.ts'
import { createGate } from '../../http/gate.ts'
import { present } from '../../lib/assert.ts'
import type { Clock } from '../../lib/clock.ts'
import type { JsonObject } from '../../lib/json.ts'
import { seededRandom } from '../../lib/random.ts'
import { Secret } from '../../lib/secret.ts'
import { indexReference } from '../../mapping/reference-index.ts'
import type { CalendarDate } from '../../model/calendar-date.ts'
import type { TargetDocument } from '../../model/document.ts'
import { traceCode, type TraceCode } from '../../model/identity.ts'
import type { Invoice, InvoiceLine } from '../../model/invoice.ts'
import { voucher } from '../../model/journal.ts'
import type { Payment } from '../../model/payment.ts'
import type { Fault } from '../../sandbox/fault.ts'
import { withFaults } from '../../sandbox/faults.ts'
import { createD365Sandbox, type D365SandboxOptions } from '../../sandbox/d365/index.ts'
import { testSeed } from '../../sandbox/d365/testing/seed.ts'
import { sandboxTransport } from '../../../test/support/sandbox-transport.ts'
import type { Transport } from '../../http/transport.ts'
import { d365 } from './index.ts'
import type { D365Settings } from './settings.ts'

export const BASE = 'https://contoso.sandbox.operations.dynamics.com'
export const date = (text: string) => text as CalendarDate

/** 2026-03-16, a Monday in an open period. */
const START_MS = Date.UTC(2026, 2, 16, 9, 30)

export interface WorldOptions {
  readonly seed?: Readonly<Record<string, readonly JsonObject[]>>
  readonly sandbox?: Partial<D365SandboxOptions>
  readonly settings?: JsonObject
  readonly secrets?: ReadonlyMap<string, Secret>
  readonly transport?: (inner: Transport) => Transport
}

/** A sandbox with a connection to it, faults on request, and the reference data read from it. */
export const openWorld = (options: WorldOptions = {}) => {
  const clock: Clock & { nowMs: number } = {
    nowMs: START_MS,
    now: () => clock.nowMs,
    elapsed: () => clock.nowMs,
    sleep: (ms) => {
      clock.nowMs += ms
      return Promise.resolve()
    },
  }
  const sandbox = createD365Sandbox({
    seed: { ...testSeed, ...options.seed },
    clock,
    random: seededRandom(7),
    tenant: 'contoso.test',
    clients: [{ clientId: '11111111-2222-4333-8444-555555555555', secret: 's3cret+&=' }],
    audience: BASE,
    defaultCompany: 'dat',
    ...options.sandbox,
  })
  const faulty = withFaults(sandbox, { clock })
  const plain = sandboxTransport((request) => faulty.handle(request))
  const transport = options.transport ? options.transport(plain) : plain
  const gate = createGate(clock, { concurrencyStart: 4, concurrencyMax: 10 })
  const settings = d365.settings.parse({
    baseUrl: BASE,
    tenant: 'contoso.test',
    clientId: '11111111-2222-4333-8444-555555555555',
    journalNames: {
      'invoice-journal': { '*': 'APInvoice' },
      'general-journal': { '*': 'GenJrn' },
      'payment-journal': { '*': 'VendPay' },
    },
    ...options.settings,
  }) as D365Settings
  const connection = d365.open({
    name: 'erp',
    settings,
    secrets: options.secrets ?? new Map([['client-secret', new Secret('s3cret+&=')]]),
    http: createHttpClient({
      connection: 'erp',
      transport,
      gate,
      clock,
      random: seededRandom(3),
      readOnly: false,
    }),
    transport,
    clock,
    random: seededRandom(5),
    notice: () => undefined,
  })
  const fault = (it: Fault) => faulty.add(it)
  const requests = (pattern: RegExp) =>
    sandbox.requestLog.filter(({ method, target }) => pattern.test(`${method} ${target}`)).length
  return { clock, sandbox, faulty, fault, connection, settings, requests, transport }
}
export type World = ReturnType<typeof openWorld>

/** All reference sets, indexed as the engine does. */
export const readReference = async (connection: Connection): Promise<ReferenceData> => {
  const reader = present(connection.reference, 'the reference reader')
  const signal = new AbortController().signal
  const sets: Partial<Record<ReferenceSetName, unknown>> = {}
  for (const set of reader.sets) sets[set] = await reader.read(set, signal)
  return indexReference(sets as unknown as ReferenceSets)
}

export const traceOf = (ref: string): TraceCode => traceCode({ connection: 'airbase', kind: 'bill', ref })

export const costLine = (minor: bigint, more: Partial<InvoiceLine> = {}): InvoiceLine => ({
  account: '600150',
  dimensions: { BusinessUnit: '001', Department: '022', CostCenter: '007' },
  minor,
  text: 'Chairs',
  category: { name: 'Facilities', hierarchy: 'Procurement' },
  ...more,
})

/** An invoice of one line of 120.50 USD unless told otherwise; the total follows the lines. */
export const invoiceOf = (more: Partial<Invoice> = {}): Invoice => {
  const lines = more.lines ?? [costLine(12_050n)]
  return {
    type: 'invoice',
    legalEntity: 'usmf',
    vendor: '1001',
    number: 'INV-1',
    date: date('2026-03-10'),
    postingDate: date('2026-03-16'),
    currency: 'USD',
    decimals: 2,
    totalMinor: lines.reduce((sum, line) => sum + line.minor, 0n),
    lines,
    text: 'Airbase b-1 Ann',
    methodOfPayment: 'EXT',
    tax: null,
    form: 'journal',
    ...more,
  }
}

export const paymentOf = (more: Partial<Payment> = {}): Payment => ({
  type: 'payment',
  legalEntity: 'usmf',
  vendor: '1001',
  postingDate: date('2026-03-16'),
  currency: 'USD',
  decimals: 2,
  minor: 12_050n,
  invoice: { number: 'INV-1', legalEntity: 'usmf', vendor: '1001', minor: 12_050n },
  clearingAccount: '130500',
  methodOfPayment: 'EXT',
  reference: 'PMT-77',
  text: 'Airbase PMT-77 ACH INV-1',
  ...more,
})

/** A taxi that was paid by card: a voucher of two lines, 42.00 USD unless told otherwise. */
export const taxiOf = (minor = 4_200n) =>
  voucher({
    legalEntity: 'usmf',
    postingDate: date('2026-03-16'),
    currency: 'USD',
    decimals: 2,
    lines: [
      { account: '600150', dimensions: {}, minor, text: 'Taxi' },
      { account: '200100', dimensions: {}, minor: -minor, text: 'Card' },
    ],
    text: 'Taxi Ann 2026-03-15',
    tax: null,
  })

/** What a run of a writer told the engine. */
export interface Told {
  readonly events: string[]
  readonly outcomes: Map<TraceCode, WriteOutcome>
  readonly opened: string[]
  readonly error: unknown
}

export const recorder = () => {
  const events: string[] = []
  const outcomes = new Map<TraceCode, WriteOutcome>()
  const opened: string[] = []
  const progress: WriteProgress = {
    stopping: () => false,
    sending: (ids) => {
      events.push(`sending ${ids.join()}`)
      return Promise.resolve()
    },
    outcome: (id, outcome) => {
      events.push(`${outcome.kind} ${id}`)
      outcomes.set(id, outcome)
    },
    opening: () => {
      events.push('opening')
      return Promise.resolve()
    },
    opened: (id) => {
      events.push('opened')
      opened.push(id)
    },
  }
  return { events, outcomes, opened, progress }
}

/** A document, prepared, with its trace code. */
export interface Ready {
  readonly id: TraceCode
  readonly prepared: PreparedDocument
}

/** A form with its writer: prepares, looks up and writes documents as the engine does. */
export const openForm = async (world: World, form: string) => {
  const writer: DocumentWriter = present(world.connection.writers.get(form), form)
  const reference = await readReference(world.connection)
  const prepare = (ref: string, document: TargetDocument): Ready => {
    const id = traceOf(ref)
    return { id, prepared: writer.prepare(document, { trace: id, flow: 'bills', reference, existing: null }) }
  }
  const itemsOf = (documents: readonly Ready[]) =>
    documents.map(({ id, prepared }) => ({ id, body: prepared.body }))
  const find = (...documents: readonly Ready[]) => writer.find(itemsOf(documents))
  const findOne = async (document: Ready): Promise<Found> =>
    present((await find(document)).get(document.id), 'the answer')
  const containerOf = (
    documents: readonly Ready[],
    trace = traceOf(`journal ${documents[0]?.id}`),
  ): Container => ({
    trace,
    form,
    flow: 'bills',
    legalEntity: 'usmf',
    currency: String(present(documents[0], 'a document').prepared.body['currency']),
    postingDate: date('2026-03-16'),
  })
  const write = async (documents: readonly Ready[], container?: Container | null): Promise<Told> => {
    const answers = await find(...documents)
    const recorded = recorder()
    let next = 1
    const items: WriteItem[] = documents.map(({ id, prepared }) => {
      const lines = Array.from({ length: prepared.lineCount }, () => next++)
      return {
        id,
        body: prepared.body,
        found: present(answers.get(id), 'the answer'),
        lines: form === 'pending-invoice' ? [] : lines,
      }
    })
    const inContainer =
      form === 'pending-invoice' ? null : container === undefined ? containerOf(documents) : container
    const error = await writer
      .write({ container: inContainer, items }, recorded.progress)
      .catch((thrown: unknown) => thrown)
    return { ...recorded, error: error ?? null }
  }
  const follow = async (document: Ready, told: Told) => {
    const outcome = told.outcomes.get(document.id)
    if (outcome?.kind !== 'written') throw new Error('not written')
    const answers = await writer.follow([
      { id: document.id, body: document.prepared.body, link: outcome.link },
    ])
    return present(answers.get(document.id), 'the answer')
  }
  return { writer, reference, prepare, find, findOne, write, follow, containerOf }
}

/** The conflict of a document whose voucher is another one than was sent. */
export const BOOKED_OTHERWISE = 'booked with other accounts, dimensions or amounts than were sent'

/** Fields by which the sandbox is told which row is meant. */
export const keyOf = (row: JsonObject | undefined, ...fields: readonly string[]): JsonObject =>
  Object.fromEntries(fields.map((field) => [field, present(row, 'a row')[field]])) as JsonObject

/** Rules of the vendor's contract that were broken. */
export const broken = (world: World): readonly string[] =>
  world.sandbox.violations.map(({ rule, detail }) => `${rule}: ${detail}`)

test('the connection opens without a request', () => {
  const world = openWorld()
  expect(world.sandbox.requestLog).toEqual([])
  expect([...world.connection.writers.keys()]).toEqual([
    'pending-invoice',
    'invoice-journal',
    'general-journal',
    'payment-journal',
  ])
})
