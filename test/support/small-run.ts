import type { DocumentEntry } from '../../src/contract/document-entry.ts'
import type { Flow, FlowSettings, RouteSettings } from '../../src/contract/route.ts'
import type { SourceDocument, SourcePage, SourceReader } from '../../src/contract/source.ts'
import type { StateStore } from '../../src/contract/state-store.ts'
import type { DocumentWriter, Found, Followed, PreparedDocument, WriteChunk, WriteProgress } from '../../src/contract/target.ts'
import { storedAmount } from '../../src/engine/stored-amount.ts'
import type { RunContext } from '../../src/engine/run-context.ts'
import { runRoute, type RunReport } from '../../src/engine/run-route.ts'
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
  readonly currency?: string
  /** `bill` without it. */
  readonly kind?: 'bill' | 'fee'
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
  /** Documents of one company share a journal. */
  readonly journals?: boolean
  /** The source is a full list of reference records, which are taken out of use once they are not in it. */
  readonly reference?: boolean
}

/** What a small run's source and target do; a test may change it between runs. */
export interface SmallWorld {
  /** The source's list, page by page. */
  pages: readonly SourcePage[]
  /** Throws what the source answers when it is told. */
  onTold: (ref: string, reference: string) => void
  /** Throws, or reports, what the target does with one document. */
  onWrite: (ref: string, progress: WriteProgress, id: TraceCode) => void
  readonly followed: Map<TraceCode, Followed>
  /** Chunks that were written, with the company of their journal: refs of each. */
  readonly written: { readonly company: string | null; readonly refs: string[] }[]
}

export const problemNamed = (code: string): Problem => ({
  code,
  field: 'f',
  value: 'v',
  message: `m ${code}`,
  remedy: 'r',
})

const LINK = { legalEntity: 'usmf', lines: [], voucher: null, url: null }

/** One run of a few flows over a state in memory, with a source and a target of a few lines each. */
export const smallRun = async (options: SmallRunOptions = {}) => {
  const state = testState(memoryDisk())
  const store = await state.open()
  let current = store
  const told: string[] = []
  const world: SmallWorld = { pages: [], onTold: () => undefined, onWrite: () => undefined, followed: new Map(), written: [] }
  const refs = new Map<TraceCode, string>()
  const reader: SourceReader = {
    recordKind: 'ledger-entry',
    movement: options.reference === true ? 'full' : 'queue',
    read: async function* () {
      for (const page of world.pages) yield await Promise.resolve(page)
    },
    toDocument: ({ content }) => toDocument(content as unknown as SmallRecord),
    acknowledge: options.tellsNobody === true || options.reference === true ? null : ({ ref, reference }) => tell(ref, reference),
    reportProblem: null,
    link: () => null,
  }
  const tell = async (ref: string, reference: string): Promise<void> => {
    told.push(ref)
    await Promise.resolve()
    world.onTold(ref, reference)
  }
  const flow: Flow = {
    name: 'bills',
    kinds: ['bill'],
    recordKind: 'ledger-entry',
    onChange: options.onChange ?? (options.reference === true ? 'update' : 'conflict'),
    ...(options.reference === true && { retire: (document) => toDocument({ ...recordOf(document), detail: 'no longer used' }) }),
    translate: (document, { mapping }) => {
      const record = recordOf(document)
      if (record.wrong !== undefined) throw new ProblemsError([problemNamed(record.wrong)])
      if (record.leftOut !== undefined) return { skip: problemNamed(record.leftOut) }
      return { form: 'invoice-journal', document: invoiceOf(record, mapping.translate('company', '*') ?? 'usmf') }
    },
  }
  const fees: Flow = { ...flow, name: 'fees', kinds: ['fee'] }
  const answers = new Map<TraceCode, Found>()
  const writer: DocumentWriter = {
    form: 'invoice-journal',
    books: true,
    documentsPerChunk: 3,
    linesPerContainer: 10,
    prepare: (document) => prepared(document as Invoice, options.journals ?? false),
    find: (items) =>
      Promise.resolve(new Map(items.map(({ id }) => [id, answers.get(id) ?? { kind: 'absent' }]))),
    write: (chunk, progress) => write(chunk, progress),
    closeContainer: null,
    follow: (items) => Promise.resolve(new Map(items.flatMap(({ id }) => pairOf(world.followed, id)))),
  }
  const write = async ({ container, items }: WriteChunk, progress: WriteProgress): Promise<void> => {
    const chunk = { company: container?.legalEntity ?? null, refs: [] as string[] }
    world.written.push(chunk)
    if (container !== null) await progress.opening()
    if (container !== null) progress.opened('J-1')
    for (const { id } of items) {
      await progress.sending([id])
      const ref = refs.get(id) ?? ''
      chunk.refs.push(ref)
      world.onWrite(ref, progress, id)
      if ((await current.get(id))?.state !== 'sending') continue
      progress.outcome(id, { kind: 'written', link: { ...LINK, id: `J-${ref}` }, echo: {} })
    }
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
    route: { name: 'airbase-to-d365', from: 'airbase', to: 'd365', flows: [flow, fees], ledger: 'to' },
    settings: { ...settings!, proveFirst: false, ...options.routeSettings },
    flows: [flow, fees],
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
  const idOf = (ref: string) => {
    const id = traceCode({ connection: 'airbase', kind: 'ledger-entry', ref })
    refs.set(id, ref)
    return id
  }
  const entryOf = async (ref: string): Promise<DocumentEntry> => {
    const entry = await current.get(idOf(ref))
    if (entry === null) throw new Error(`${ref} was never read`)
    return entry
  }
  const take = async (record: SmallRecord, change: Partial<RunContext> = {}): Promise<DocumentEntry> => {
    const document = toDocument(record)
    const raw = { ref: record.ref, content: record as unknown as JsonObject }
    await takeRecord(
      { ...run, ...change },
      { id: idOf(record.ref), flow: record.kind === 'fee' ? fees : flow, reader, raw, document, amount: storedAmount(document.amount) },
    )
    return entryOf(record.ref)
  }
  /** Events of a document, oldest first. */
  const eventsOf = async (ref: string): Promise<string[]> => {
    const events: string[] = []
    for await (const { event } of current.journey(idOf(ref))) events.unshift(event)
    return events
  }
  const reopen = async (): Promise<StateStore> => {
    await current.close()
    current = await state.open()
    return current
  }
  /** A whole run, over the state as the last one left it. */
  const sync = async (records: readonly SmallRecord[] | null, change: Partial<RunContext> = {}): Promise<RunReport> => {
    if (records !== null) {
      for (const { ref } of records) idOf(ref)
      world.pages = [{ records: records.map((record) => ({ ref: record.ref, content: record as unknown as JsonObject })) }]
    }
    const opened = await reopen()
    return runRoute({ ...run, ...change, store: opened, counts: new Map(), unreadable: 0, stops: [] })
  }
  /** The latest entry, changed by hand. */
  const change = async (ref: string, to: Partial<DocumentEntry>): Promise<DocumentEntry> =>
    current.record({ event: 'given', entry: { ...(await entryOf(ref)), ...to } })
  return { run, world, sync, reopen, change, store, state, flow, reader, writer, answers, told, idOf, entryOf, take, eventsOf }
}

const pairOf = <Value>(map: ReadonlyMap<TraceCode, Value>, id: TraceCode): readonly [TraceCode, Value][] => {
  const value = map.get(id)
  return value === undefined ? [] : [[id, value]]
}

const recordOf = (document: SourceDocument): SmallRecord =>
  JSON.parse(document.numbers[1] ?? '') as SmallRecord

const toDocument = (record: SmallRecord): SourceDocument => {
  const { number = `INV-${record.ref}`, total = '100.00', currency = 'USD', detail = '', version = 1 } = record
  const money = { minor: parseMinor(total, 2), currency, decimals: 2 }
  return {
    ...sourceDocument(spend({ number, total: money })),
    kind: record.kind ?? 'bill',
    approval: record.approved === false ? 'not-approved' : 'approved',
    handedOver: record.handedOver ?? false,
    fingerprint: {
      version,
      hash: sha256Hex(`${version}:${number}/${total}/${currency}/${detail}`),
      core: `${number}/${total}/${currency}`,
    },
    numbers: [number, JSON.stringify(record)],
  }
}

const invoiceOf = (
  { ref, number = `INV-${ref}`, total = '100.00', currency = 'USD', detail = '' }: SmallRecord,
  legalEntity: string,
): Invoice => ({
  type: 'invoice',
  legalEntity,
  vendor: 'V-1',
  number,
  date: day('2026-06-15'),
  postingDate: day('2026-06-15'),
  currency,
  decimals: 2,
  totalMinor: parseMinor(total, 2),
  lines: [],
  text: detail,
  methodOfPayment: null,
  tax: null,
  form: 'journal',
})

const prepared = (invoice: Invoice, shares: boolean): PreparedDocument => ({
  form: 'invoice-journal',
  legalEntity: invoice.legalEntity,
  postingDate: invoice.postingDate,
  naturalKey: naturalKey('invoice', invoice.legalEntity, invoice.vendor, invoice.number),
  containerKey: shares ? `journal ${invoice.legalEntity} ${invoice.currency}` : null,
  lineCount: 1,
  body: { number: invoice.number, total: String(invoice.totalMinor), text: invoice.text },
  facts: {},
})
