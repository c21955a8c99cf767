import type { DocumentEntry } from '../../src/contract/document-entry.ts'
import type { Flow, FlowSettings, RouteSettings } from '../../src/contract/route.ts'
import type { SourceDocument, SourceReader } from '../../src/contract/source.ts'
import type { DocumentWriter, Found, PreparedDocument } from '../../src/contract/target.ts'
import { storedAmount } from '../../src/engine/read.ts'
import type { RunContext } from '../../src/engine/run-context.ts'
import { takeRecord } from '../../src/engine/take-record.ts'
import { ProblemsError } from '../../src/errors/problems-error.ts'
import { sha256Hex } from '../../src/lib/hash.ts'
import type { JsonObject } from '../../src/lib/json.ts'
import { indexReference } from '../../src/mapping/reference-index.ts'
import type { Invoice } from '../../src/model/invoice.ts'
import { traceCode, type TraceCode } from '../../src/model/identity.ts'
import { parseMinor } from '../../src/model/money.ts'
import { naturalKey } from '../../src/model/natural-key.ts'
import type { Problem } from '../../src/model/problem.ts'
import { defaultFlowSettings, settingsSchema } from '../../src/settings/schema.ts'
import { memoryDisk } from './memory-disk.ts'
import { day, ledgerSets, sourceDocument, spend } from './spend-world.ts'
import { testState } from './state.ts'

/** A record of the small source. */
export interface SmallRecord {
  readonly ref: string
  readonly number?: string
  readonly total?: string
  readonly approved?: boolean
  readonly handedOver?: boolean
  /** Code of what its flow finds wrong with it. */
  readonly wrong?: string
  /** Code for which its flow leaves it out. */
  readonly leftOut?: string
  /** Fingerprint version. */
  readonly version?: number
  /** A business field that the core of the fingerprint does not hold. */
  readonly detail?: string
}

export interface SmallRunOptions {
  readonly onChange?: Flow['onChange']
  readonly enabled?: boolean
  readonly mapping?: number
  readonly flowSettings?: Partial<FlowSettings>
  readonly routeSettings?: Partial<RouteSettings>
  /** What the source is told; without it the source wants to be told. */
  readonly tellsNobody?: boolean
}

export const problemNamed = (code: string): Problem => ({
  code,
  field: 'f',
  value: 'v',
  message: `m ${code}`,
  remedy: 'r',
})

/** One run of one flow over a state in memory, with a source and a target of a few lines each. */
export const smallRun = async (options: SmallRunOptions = {}) => {
  const state = testState(memoryDisk())
  const store = await state.open()
  const told: string[] = []
  const reader: SourceReader = {
    recordKind: 'ledger-entry',
    movement: 'queue',
    read: async function* () {
      await Promise.resolve()
    },
    toDocument: ({ content }) => toDocument(content as unknown as SmallRecord),
    acknowledge: options.tellsNobody ? null : ({ ref }) => Promise.resolve(void told.push(ref)),
    reportProblem: null,
    link: () => null,
  }
  const flow: Flow = {
    name: 'bills',
    kinds: ['bill'],
    recordKind: 'ledger-entry',
    onChange: options.onChange ?? 'conflict',
    translate: (document) => {
      const record = recordOf(document)
      if (record.wrong !== undefined) throw new ProblemsError([problemNamed(record.wrong)])
      if (record.leftOut !== undefined) return { skip: problemNamed(record.leftOut) }
      return { form: 'invoice-journal', document: invoiceOf(record) }
    },
  }
  const answers = new Map<TraceCode, Found>()
  const writer: DocumentWriter = {
    form: 'invoice-journal',
    books: true,
    documentsPerChunk: 3,
    linesPerContainer: 10,
    prepare: (document) => prepared(document as Invoice),
    find: (items) =>
      Promise.resolve(new Map(items.map(({ id }) => [id, answers.get(id) ?? { kind: 'absent' }]))),
    write: () => Promise.resolve(),
    closeContainer: null,
    follow: () => Promise.resolve(new Map()),
  }
  const connection = {
    probe: () => Promise.reject(new Error('not asked')),
    reference: null,
    aroundWrites: null,
    farNow: () => state.clock.now(),
  }
  const [settings] = Object.values(
    settingsSchema.parse({
      connections: { airbase: { connector: 'airbase' }, d365: { connector: 'd365' } },
      routes: { r: { from: 'airbase', to: 'd365' } },
    }).routes,
  )
  const run: RunContext = {
    run: 'run-1',
    route: { name: 'airbase-to-d365', from: 'airbase', to: 'd365', flows: [flow], ledger: 'to' },
    settings: { ...settings!, ...options.routeSettings },
    flows: [flow],
    flowSettings: () => ({
      ...defaultFlowSettings,
      enabled: options.enabled ?? true,
      ...options.flowSettings,
    }),
    sourceName: 'airbase',
    sourceTitle: 'Airbase',
    targetName: 'd365',
    source: { ...connection, sources: new Map([['ledger-entry', reader]]), writers: new Map() },
    target: { ...connection, sources: new Map(), writers: new Map([['invoice-journal', writer]]) },
    store,
    mapping: { version: options.mapping ?? 1, translate: () => null },
    reference: indexReference(ledgerSets()),
    clock: state.clock,
    signal: new AbortController().signal,
    progress: { step: () => undefined, advance: () => undefined },
    mode: 'sync',
    concurrency: 2,
    settleAfterMs: 600_000,
    askAgainAfterMs: 60_000,
    documentsMax: null,
    counts: new Map(),
    unreadable: 0,
    stops: [],
  }
  const idOf = (ref: string) => traceCode({ connection: 'airbase', kind: 'ledger-entry', ref })
  const entryOf = async (ref: string): Promise<DocumentEntry> => {
    const entry = await store.get(idOf(ref))
    if (entry === null) throw new Error(`${ref} was never read`)
    return entry
  }
  const take = async (record: SmallRecord, change: Partial<RunContext> = {}): Promise<DocumentEntry> => {
    const document = toDocument(record)
    const raw = { ref: record.ref, content: record as unknown as JsonObject }
    await takeRecord(
      { ...run, ...change },
      { id: idOf(record.ref), flow, reader, raw, document, amount: storedAmount(document.amount) },
    )
    return entryOf(record.ref)
  }
  /** Events of a document, oldest first. */
  const eventsOf = async (ref: string): Promise<string[]> => {
    const events: string[] = []
    for await (const { event } of store.journey(idOf(ref))) events.unshift(event)
    return events
  }
  return { run, store, state, flow, reader, writer, answers, told, idOf, entryOf, take, eventsOf }
}

const recordOf = (document: SourceDocument): SmallRecord =>
  JSON.parse(document.numbers[1] ?? '') as SmallRecord

const toDocument = (record: SmallRecord): SourceDocument => {
  const { number = `INV-${record.ref}`, total = '100.00', detail = '', version = 1 } = record
  const money = { minor: parseMinor(total, 2), currency: 'USD', decimals: 2 }
  return {
    ...sourceDocument(spend({ number, total: money })),
    approval: record.approved === false ? 'not-approved' : 'approved',
    handedOver: record.handedOver ?? false,
    fingerprint: {
      version,
      hash: sha256Hex(`${version}:${number}/${total}/${detail}`),
      core: `${number}/${total}`,
    },
    numbers: [number, JSON.stringify(record)],
  }
}

const invoiceOf = ({ ref, number = `INV-${ref}`, total = '100.00', detail = '' }: SmallRecord): Invoice => ({
  type: 'invoice',
  legalEntity: 'usmf',
  vendor: 'V-1',
  number,
  date: day('2026-06-15'),
  postingDate: day('2026-06-15'),
  currency: 'USD',
  decimals: 2,
  totalMinor: parseMinor(total, 2),
  lines: [],
  text: detail,
  methodOfPayment: null,
  tax: null,
  form: 'journal',
})

const prepared = (invoice: Invoice): PreparedDocument => ({
  form: 'invoice-journal',
  legalEntity: invoice.legalEntity,
  postingDate: invoice.postingDate,
  naturalKey: naturalKey('invoice', invoice.legalEntity, invoice.vendor, invoice.number),
  containerKey: null,
  lineCount: 1,
  body: { number: invoice.number, total: String(invoice.totalMinor), text: invoice.text },
  facts: {},
})
