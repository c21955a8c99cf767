import type { DocumentEntry, DocumentState } from '../contract/document-entry.ts'
import type { Found } from '../contract/target.ts'
import { present } from '../lib/assert.ts'
import type { JsonObject } from '../lib/json.ts'
import type { TraceCode } from '../model/identity.ts'
import { chunksOf, type Chunk } from './chunks.ts'
import { recordWritten } from './outcomes.ts'
import { inParallel } from './pool.ts'
import { prepareItem, writeItem, type SendItem } from './prepare-item.ts'
import { writerOf, type RunContext } from './run-context.ts'
import { noteTelling } from './telling.ts'

/** What the target said of one document that is still open here. */
export interface Sighting {
  readonly id: TraceCode
  readonly plan: DocumentEntry['plan']
  readonly found: Found
  /** The body by which it was asked for: kept when it is recorded, so that it can be followed. */
  readonly body: JsonObject
}

/** What was asked, before anything is recorded. */
export interface Sightings {
  /** Documents that were asked for. */
  readonly asked: number
  /** Open documents without a plan or without their content: they cannot be asked for, and are not sent as they are. */
  readonly notAsked: number
  /** Ours and whole in the target, though open here. */
  readonly ours: readonly Sighting[]
  /** In part, by another hand, or not to be told apart: they stay as they are, and the next run asks again. */
  readonly unclear: number
}

const OPEN: readonly DocumentState[] = ['ready', 'sending', 'in-doubt', 'parked']

/**
 * Asks the target for every open document of a route with a plan. Only reads.
 * @throws MlError when the target does not answer: an adoption knows all or nothing
 */
export const lookForOpen = async (run: RunContext): Promise<Sightings> => {
  const sightings = { asked: 0, notAsked: 0, unclear: 0, ours: [] as Sighting[] }
  for (const flow of run.route.flows) {
    const filter = { route: run.route.name, flow: flow.name, states: OPEN } as const
    const total = run.store.count(filter)
    if (total === 0) continue
    run.progress.step(`asking for open ${flow.name}`, null)
    let planned = 0
    const work = async (chunk: Chunk): Promise<void> => {
      planned += chunk.ids.length
      await lookForChunk(run, chunk, sightings)
      run.progress.advance(planned)
    }
    await inParallel(chunksOf(run, flow, run.store.open(filter)), run.concurrency, work)
    sightings.notAsked += total - planned
  }
  return sightings
}

const lookForChunk = async (
  run: RunContext,
  chunk: Chunk,
  sightings: { asked: number; notAsked: number; unclear: number; readonly ours: Sighting[] },
): Promise<void> => {
  const items: SendItem[] = []
  for (const id of chunk.ids) {
    const prepared = await prepareItem(run, present(await run.store.get(id), 'an open document'))
    if ('body' in prepared) items.push(prepared)
    else sightings.notAsked += 1
  }
  if (items.length === 0) return
  const answers = await writerOf(run, chunk.form).find(items.map((item) => writeItem(item)))
  sightings.asked += items.length
  for (const { entry, body } of items) {
    const found = present(answers.get(entry.id), 'the answer')
    if (found.kind === 'ours' && found.whole)
      sightings.ours.push({ id: entry.id, plan: entry.plan, found, body })
    else if (found.kind !== 'absent' && found.kind !== 'blocked') sightings.unclear += 1
  }
}

/** Records what was found as written; answers how many that were. */
export const recordSightings = async (run: RunContext, { ours }: Sightings): Promise<number> => {
  let recorded = 0
  // The lost end of the state may have told the source of documents that this one does not know to be told.
  noteTelling(run, true)
  for (const { id, plan, found, body } of ours) {
    const entry: DocumentEntry | null = await run.store.get(id)
    if (entry === null || found.kind !== 'ours' || !OPEN.includes(entry.state)) continue
    recordWritten(
      run,
      { ...entry, plan },
      { event: 'found', link: found.link, booked: found.booked, facts: { by: 'adopt' }, body },
    )
    recorded += 1
  }
  return recorded
}
