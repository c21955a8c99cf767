import type { DocumentEntry } from '../contract/document-entry.ts'
import type { Flow } from '../contract/route.ts'
import type { TraceCode } from '../model/identity.ts'
import { writerOf, type RunContext } from './run-context.ts'

/** Documents of one form, company and journal key that are looked up and written together. */
export interface Chunk {
  readonly flow: string
  readonly form: string
  readonly legalEntity: string | null
  readonly containerKey: string | null
  readonly ids: readonly TraceCode[]
}

/** Chunks that may wait to be filled at once: bounds memory. */
const OPEN_CHUNKS_MAX = 256

interface Filling {
  readonly chunk: Omit<Chunk, 'ids'>
  readonly ids: TraceCode[]
  lines: number
  /** Most lines that its container takes: the least that one of its documents says. */
  linesMax: number
}

/** Streams a flow's documents into chunks; a full one is handed on at once, the rest at the end. */
export async function* chunksOf(run: RunContext, flow: Flow, documents: AsyncIterable<DocumentEntry>): AsyncGenerator<Chunk> {
  const filling = new Map<string, Filling>()
  for await (const entry of documents) {
    if (entry.plan === null) continue
    const { form, legalEntity, containerKey, lineCount } = entry.plan
    const writer = writerOf(run, form)
    const linesMax = Math.min(writer.linesPerContainer, entry.plan.linesMax ?? Number.POSITIVE_INFINITY)
    const key = JSON.stringify([form, legalEntity, containerKey])
    const known = filling.get(key)
    const isFull = known !== undefined && (known.ids.length >= writer.documentsPerChunk || (containerKey !== null && known.lines + lineCount > Math.min(known.linesMax, linesMax)))
    if (known !== undefined && isFull) {
      filling.delete(key)
      yield { ...known.chunk, ids: known.ids }
    }
    const current = filling.get(key) ?? { chunk: { flow: flow.name, form, legalEntity, containerKey }, ids: [], lines: 0, linesMax }
    current.ids.push(entry.id)
    current.lines += lineCount
    current.linesMax = Math.min(current.linesMax, linesMax)
    filling.set(key, current)
    if (filling.size <= OPEN_CHUNKS_MAX) continue
    const [oldest, first] = [...filling][0] ?? []
    if (oldest === undefined || first === undefined) continue
    filling.delete(oldest)
    yield { ...first.chunk, ids: first.ids }
  }
  for (const { chunk, ids } of filling.values()) yield { ...chunk, ids }
}
