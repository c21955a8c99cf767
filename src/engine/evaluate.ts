import type { DocumentEntry, WritePlan } from '../contract/document-entry.ts'
import type { Flow } from '../contract/route.ts'
import type { SourceDocument } from '../contract/source.ts'
import type { PreparedDocument, TargetLink } from '../contract/target.ts'
import { ProblemsError } from '../errors/problems-error.ts'
import { ParkableError } from '../errors/ml-error.ts'
import { sha256Hex } from '../lib/hash.ts'
import type { JsonObject } from '../lib/json.ts'
import type { TargetDocument } from '../model/document.ts'
import { traceCode, type TraceCode } from '../model/identity.ts'
import type { Problem } from '../model/problem.ts'
import { writerOf, type RunContext } from './run-context.ts'

/** What should become of a document by our own rules. */
export type Evaluation =
  | { readonly state: 'ready'; readonly plan: WritePlan; readonly prepared: PreparedDocument }
  | { readonly state: 'parked'; readonly problems: readonly Problem[] }
  | { readonly state: 'skipped'; readonly problems: readonly Problem[] }

export interface EvaluateItem {
  readonly id: TraceCode
  readonly flow: Flow
  readonly document: SourceDocument
  /** What an earlier write left in the target, for updates. */
  readonly before: DocumentEntry | null
}

const NOT_APPROVED: Problem = {
  code: 'NOT_APPROVED',
  field: 'status',
  value: '',
  message: 'the document is not approved',
  remedy: 'Nothing to do: it is read again once it is approved.',
}

/** Translates, checks and prepares a document; pure but for reading linked documents. Asks the target nothing. */
export const evaluate = async (run: RunContext, item: EvaluateItem): Promise<Evaluation> => {
  const { document, flow } = item
  if (document.approval === 'not-approved') return { state: 'skipped', problems: [NOT_APPROVED] }
  if (document.body === null || document.problems.length > 0) return { state: 'parked', problems: document.problems }
  const linked = await readLinked(run, flow, document)
  try {
    const translated = flow.translate(document, {
      flow: flow.name,
      trace: item.id,
      sourceTitle: run.sourceTitle,
      settings: run.flowSettings(flow.name),
      amortisation: run.settings.amortisation,
      timeZones: run.settings.timeZones,
      mapping: run.mapping,
      reference: run.reference,
      linked,
    })
    if ('skip' in translated) return { state: 'skipped', problems: [translated.skip] }
    const writer = writerOf(run, translated.form)
    const given = linkTo(translated.existingId)
    const prepare = (existing: TargetLink | null) =>
      writer.prepare(translated.document, { trace: item.id, flow: flow.name, reference: run.reference, existing })
    const prepared = prepare(item.before?.link ?? given)
    // What an earlier write left in the target is no change of what is to be written.
    const bodyHash = flow.onChange === 'update' ? digest(prepare(given).body) : null
    return { state: 'ready', prepared, plan: { ...planOf(prepared, translated.document), bodyHash } }
  } catch (error) {
    return { state: 'parked', problems: problemsOf(error) }
  }
}

/** A link that a mapping gave; all but its id is not known. */
const linkTo = (id: string | undefined): TargetLink | null =>
  id === undefined ? null : { id, legalEntity: null, lines: [], voucher: null, url: null }

const digest = (body: JsonObject): string => sha256Hex(JSON.stringify(body)).slice(0, 16)

const planOf = (prepared: PreparedDocument, document: TargetDocument): Omit<WritePlan, 'bodyHash'> => ({
  form: prepared.form,
  legalEntity: prepared.legalEntity,
  postingDate: prepared.postingDate,
  naturalKey: prepared.naturalKey,
  party: document.type === 'invoice' ? document.vendor : null,
  number: document.type === 'invoice' ? document.number : null,
  containerKey: prepared.containerKey,
  lineCount: prepared.lineCount,
  ...(prepared.linesMax !== undefined && { linesMax: prepared.linesMax }),
})

const readLinked = async (run: RunContext, flow: Flow, document: SourceDocument): Promise<Map<string, DocumentEntry | null>> => {
  const linked = new Map<string, DocumentEntry | null>()
  for (const ref of flow.links?.(document) ?? []) {
    linked.set(ref, await run.store.get(traceCode({ connection: run.sourceName, kind: flow.recordKind, ref })))
  }
  return linked
}

/** A document's own problems; any other error is not the document's and goes on. */
export const problemsOf = (error: unknown): readonly Problem[] => {
  if (error instanceof ProblemsError) return error.problems
  if (!(error instanceof ParkableError)) throw error
  return [{ code: error.code, field: '', value: '', message: error.message, remedy: error.hint ?? '' }]
}
