import { createHash } from 'node:crypto'
import type { DocumentEntry, WritePlan } from '../contract/document-entry.ts'
import type { Flow } from '../contract/route.ts'
import type { ContainerEntry } from '../contract/state-store.ts'
import type { Container, DocumentWriter, Found } from '../contract/target.ts'
import { present } from '../lib/assert.ts'
import { ContainerClosedError, DefectError, MlError, UncertainWriteError } from '../errors/ml-error.ts'
import { traceCode, type TraceCode } from '../model/identity.ts'
import { chunksOf, type Chunk } from './chunks.ts'
import { dueDocuments, isOn, isWaiting } from './due.ts'
import { replan } from './judge.ts'
import { countOf } from './limit.ts'
import { notAbsent, recordBrokenOff, recordFound, recordOutcome, recordParked } from './outcomes.ts'
import { inParallel } from './pool.ts'
import { prepareItem, writeItem, type SendItem } from './prepare-item.ts'
import { createProofGate, type MayGo } from './prove-first.ts'
import { stillOffered } from './read-again.ts'
import { aroundWrites, record, writerOf, type RunContext } from './run-context.ts'

/** A doubt ends its journal; what that journal had not begun is sent with another one, so many times in a run. */
const PASSES_MAX = 3

/** Sends what is ready, flow by flow, several chunks at a time. A dry run only looks it up. */
export const sendReady = async (run: RunContext): Promise<void> => {
  const sending: Sending = { left: run.documentsMax ?? Number.POSITIVE_INFINITY, mayGo: createProofGate(run) }
  for (const flow of run.flows.filter(({ name }) => isOn(run, name))) {
    for (let pass = 1; pass <= PASSES_MAX; pass += 1) {
      const brokeOff = await sendFlow(run, flow, sending)
      if (!brokeOff) break
    }
  }
}

/** What all flows of one run share. */
interface Sending {
  /** Documents that may still be begun. */
  left: number
  readonly mayGo: MayGo
}

/** Answers whether documents were left behind that may go with another journal. */
const sendFlow = async (run: RunContext, flow: Flow, sending: Sending): Promise<boolean> => {
  const total = countOf(run, { flow: flow.name, states: ['ready'] })
  if (total + countOf(run, { flow: flow.name, states: ['parked'] }) === 0 || mustStop(run)) return false
  const verb = run.mode === 'dry-run' ? 'looking up' : 'sending'
  if (total > 0) run.progress.step(`${verb} ${flow.name}`, Math.min(total, sending.left))
  let done = 0
  let brokeOff = false
  const work = async (chunk: Chunk): Promise<void> => {
    if (mustStop(run)) return
    if ((await sendChunk(run, chunk, sending.mayGo)) === 'broke-off') brokeOff = true
    done += chunk.ids.length
    run.progress.advance(done)
  }
  const chunks = () => chunksOf(run, flow, begun(dueDocuments(run, flow), sending))
  if (total === 0 || run.mode === 'dry-run') await inParallel(chunks(), run.concurrency, work)
  else await aroundWrites(run, () => inParallel(chunks(), run.concurrency, work))
  return brokeOff
}

const mustStop = (run: RunContext): boolean => run.signal.aborted || run.stops.length > 0

/**
 * Documents to look up, as many as this run may begin. Of the ready ones only those that may be written; what waits
 * is asked for first, so that one that goes on waiting keeps no other one of its form back.
 */
async function* begun(documents: AsyncIterable<DocumentEntry>, sending: Sending): AsyncGenerator<DocumentEntry> {
  for await (const entry of documents) {
    if (sending.left <= 0) return
    if (!isWaiting(entry) && !(await sending.mayGo(entry))) continue
    sending.left -= 1
    yield entry
  }
}

const sendChunk = async (run: RunContext, chunk: Chunk, mayGo: MayGo): Promise<'done' | 'broke-off'> => {
  const writer = writerOf(run, chunk.form)
  const { items, replanned } = await prepareChunk(run, chunk)
  const done = replanned ? 'broke-off' : 'done'
  if (items.length === 0) return done
  try {
    const found = await writer.find(items.map((item) => writeItem(item)))
    const absent = items.flatMap((item) => afterFind(run, item, present(found.get(item.entry.id), 'the answer')))
    if (run.mode === 'dry-run') return done
    const toWrite: FoundItem[] = []
    for (const item of absent) if (await mayGo(item.entry)) toWrite.push(item)
    const offered = await stillOffered(run, toWrite)
    const partial = offered.filter((item) => item.found.kind === 'ours' && chunk.containerKey !== null)
    const whole = offered.filter((item) => !partial.includes(item))
    const first = await writeChunk(run, { chunk, writer, items: partial, container: null })
    const second = await writeChunk(run, { chunk, writer, items: whole, container: containerOf(run, chunk, whole) })
    return first || second ? 'broke-off' : done
  } catch (error) {
    const known = asKnown(error)
    if (known instanceof UncertainWriteError || known instanceof ContainerClosedError) return 'broke-off'
    run.stops.push(known)
    return 'done'
  }
}

type FoundItem = SendItem & { readonly found: Found }

/**
 * The documents with their bodies. One whose body was made anew and belongs elsewhere now, in another company,
 * journal or under another key, is not of this chunk any more: it goes under its new plan, in a later one.
 */
const prepareChunk = async (run: RunContext, chunk: Chunk): Promise<{ items: SendItem[]; replanned: boolean }> => {
  const items: SendItem[] = []
  let replanned = false
  for (const id of chunk.ids) {
    const entry = present(await run.store.get(id), 'a document of the backlog')
    const prepared = await prepareItem(run, entry)
    if ('body' in prepared) {
      const { plan, amount } = prepared.entry
      if (plan !== null && isOfChunk(chunk, plan) && isAsPlanned(entry, prepared.entry)) {
        items.push(prepared)
        continue
      }
      await replan(run, entry, { plan: present(plan, 'the plan'), amount })
      replanned = true
    } else if (prepared.state === 'parked') recordParked(run, entry, { problems: prepared.problems, by: 'check' })
    else if (prepared.state === 'skipped') record(run, entry, { event: 'skipped', entry: { ...entry, state: 'skipped', problems: prepared.problems } })
  }
  return { items, replanned }
}

const isOfChunk = (chunk: Chunk, plan: WritePlan): boolean =>
  plan.form === chunk.form && plan.legalEntity === chunk.legalEntity && plan.containerKey === chunk.containerKey

/** The same money under the same key on the same day: the key that was reserved, and what the guards saw. */
const isAsPlanned = (stored: DocumentEntry, fresh: DocumentEntry): boolean =>
  PLANNED.every((field) => stored.plan?.[field] === fresh.plan?.[field]) &&
  stored.amount?.currency === fresh.amount?.currency &&
  stored.amount?.amount === fresh.amount?.amount

const PLANNED = ['naturalKey', 'postingDate', 'lineCount'] as const

const afterFind = (run: RunContext, item: SendItem, found: Found): FoundItem[] => {
  if (recordFound(run, item, found) !== null) return []
  if (run.mode === 'dry-run' && item.entry.state === 'parked') {
    record(run, item.entry, { event: 'released', entry: { ...item.entry, state: 'ready', problems: [], parkedBy: null } })
  }
  return [{ ...item, found }]
}

/** A journal of ours for these documents; its number of this day's journals makes its trace code unique. */
const containerOf = (run: RunContext, chunk: Chunk, items: readonly FoundItem[]): Container | null => {
  const [first] = items
  if (chunk.containerKey === null || first === undefined) return null
  const plan = present(first.entry.plan, 'the plan')
  const members = createHash('sha256').update(items.map((item) => item.entry.id).join()).digest('hex').slice(0, 16)
  return {
    trace: traceCode({ connection: run.sourceName, kind: 'journal', ref: `${run.run}/${chunk.containerKey}/${members}` }),
    form: chunk.form,
    flow: chunk.flow,
    legalEntity: present(plan.legalEntity, 'the legal entity'),
    currency: present(first.entry.amount, 'the amount').currency,
    postingDate: present(plan.postingDate, 'the posting date'),
  }
}

interface WriteJob {
  readonly chunk: Chunk
  readonly writer: DocumentWriter
  readonly items: readonly FoundItem[]
  readonly container: Container | null
}

/** Answers whether documents were left behind that may go with another journal. */
const writeChunk = async (run: RunContext, job: WriteJob): Promise<boolean> => {
  const { writer, items, container } = job
  if (items.length === 0 || run.signal.aborted) return false
  const lines = lineNumbers(items, container)
  const current = new Map<TraceCode, DocumentEntry>(items.map((item) => [item.entry.id, item.entry]))
  const byId = new Map(items.map((item) => [item.entry.id, item]))
  let journal: ContainerEntry | null = container === null ? null : newJournal(run, container, lines)
  const saveJournal = (change: Partial<ContainerEntry>) => {
    if (journal === null) return
    journal = { ...journal, ...change }
    run.store.recordContainer(journal)
  }
  let written = 0
  let leftBehind = false
  try {
    await writer.write(
      { container, items: items.map((item) => writeItem(item, { found: item.found, lines: lines.get(item.entry.id) ?? [] })) },
      {
        opening: async () => {
          saveJournal({ attemptedAt: run.target.farNow() })
          await run.store.durable()
        },
        opened: (id) => saveJournal({ state: 'open', id }),
        sending: async (ids) => {
          for (const id of ids) current.set(id, recordSending(run, present(byId.get(id), 'the item'), container, lines.get(id) ?? []))
          await run.store.durable()
        },
        stopping: () => mustStop(run),
        outcome: (id, outcome) => {
          if (outcome.kind === 'written') written += 1
          current.set(id, recordOutcome(run, present(current.get(id), 'the document'), outcome))
        },
      },
    )
    await closeJournal(writer, journal, written, saveJournal)
    if ([...current.values()].some((entry) => entry.state === 'ready')) leftBehind = true
  } catch (error) {
    const known = asKnown(error)
    for (const entry of current.values()) if (entry.state === 'sending') recordBrokenOff(run, entry, known)
    // An opening that is in doubt is asked for later; an open journal is not used again.
    if (isOpen(journal)) saveJournal({ state: 'closed' })
    throw known
  }
  return leftBehind
}

const isOpen = (journal: ContainerEntry | null): boolean => journal?.state === 'open'

const newJournal = (run: RunContext, container: Container, lines: ReadonlyMap<TraceCode, readonly number[]>): ContainerEntry => ({
  container,
  route: run.route.name,
  state: 'opening',
  id: null,
  attemptedAt: run.target.farNow(),
  firstMissedAt: null,
  members: [...lines].map(([id, numbers]) => ({ id, lines: numbers })),
})

/** A journal that took no document is removed again. */
const closeJournal = async (
  writer: DocumentWriter,
  journal: ContainerEntry | null,
  written: number,
  save: (change: Partial<ContainerEntry>) => void,
): Promise<void> => {
  if (journal === null) return
  if (written === 0 && journal.state === 'open') await writer.closeContainer?.(journal.container)
  save({ state: 'closed' })
}

/** Members, order and line numbers are decided, and durable, before the header is sent. */
const lineNumbers = (items: readonly FoundItem[], container: Container | null): Map<TraceCode, readonly number[]> => {
  let next = 1
  return new Map(
    items.map(({ entry }) => {
      const count = container === null ? 0 : present(entry.plan, 'the plan').lineCount
      const fresh = Array.from({ length: count }, (_, at) => next + at)
      next += count
      return [entry.id, container === null ? (entry.container?.lines ?? []) : fresh]
    }),
  )
}

/** The intent, with its exact body, and the attempt are one line: durable before the first byte leaves. */
const recordSending = (run: RunContext, item: SendItem, container: Container | null, lines: readonly number[]): DocumentEntry => {
  const { entry } = item
  return record(run, entry, {
    event: 'sending',
    entry: {
      ...notAbsent(entry),
      state: 'sending',
      problems: [],
      parkedBy: null,
      doubt: { code: 'SENDING', message: 'the request was about to be made', attemptedAt: run.target.farNow(), firstMissedAt: null },
      container: container === null ? entry.container : { trace: container.trace, lines },
    },
    facts: item.facts,
    ...(entry.intent === null && { body: item.body }),
  })
}

const asKnown = (error: unknown): MlError => {
  if (error instanceof MlError) return error
  return new DefectError('the writer failed in an unexpected way', { code: 'DEFECT_WRITER', cause: error })
}
