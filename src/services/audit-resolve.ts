import type { DocumentEntry, DocumentState } from '../contract/document-entry.ts'
import type { StateStore } from '../contract/state-store.ts'
import type { TargetLink } from '../contract/target.ts'
import type { RunContext, RunProgress } from '../engine/run-context.ts'
import {
  askFor,
  closedEntry,
  resolveAbsent,
  resolveWritten,
  sightedAs,
  whyNotClosed,
  type Asked,
  type Decision,
} from '../engine/resolve.ts'
import { UncertainWriteError, UsageError } from '../errors/ml-error.ts'
import { present } from '../lib/assert.ts'
import { isoTime } from '../lib/clock.ts'
import { numberOf } from './audit-list.ts'
import { documentId } from './audit-store.ts'
import type { ProgramContext } from './context.ts'
import { openRun } from './open-run.ts'
import { noteNotices } from './notices.ts'
import { abandon } from './sync.ts'

/** What a person says of a document. */
export type Resolution = 'written' | 'absent' | 'closed'

export interface AuditResolveInput {
  readonly id: string
  readonly as: Resolution
  /** Header reference, journal number or voucher; only with `written`. */
  readonly targetId?: string | undefined
  readonly reason: string
  readonly by: string
  readonly waitMs: number
  readonly signal: AbortSignal
  readonly progress: RunProgress
}

export interface AuditResolveResult {
  readonly id: string
  readonly number: string
  readonly as: Resolution
  readonly before: DocumentState
  readonly after: DocumentState
  readonly link: TargetLink | null
  readonly by: string
  readonly reason: string
  readonly at: string
  /** What the target said when it was asked once more; null where it was not asked. */
  readonly targetSays: Asked['found']['kind'] | null
}

/**
 * Ends a doubt, or a document, by a person's decision, and records who decided and why.
 * @throws UsageError, UncertainWriteError when the decision does not fit what the target says
 */
export const auditResolve = async (
  context: ProgramContext,
  input: AuditResolveInput,
): Promise<AuditResolveResult> => {
  checkInput(input)
  return context.lockFor(input, () => resolveOnce(context, input))
}

const checkInput = ({ as, targetId, reason }: AuditResolveInput): void => {
  if (reason.trim() === '')
    throw wrongUse('a decision needs a reason', 'Say why: --reason "…". The trail keeps it.')
  const isGiven = targetId !== undefined && targetId.trim() !== ''
  if (as === 'written' && !isGiven) {
    throw wrongUse(
      '"written" needs the target id',
      'audit resolve <id> --as written <target id> --reason "…"',
    )
  }
  if (as !== 'written' && isGiven) throw wrongUse(`"${as}" takes no target id`, `Leave out "${targetId}".`)
}

const wrongUse = (message: string, hint: string) => new UsageError(message, { code: 'RESOLVE_USAGE', hint })

const resolveOnce = async (
  context: ProgramContext,
  input: AuditResolveInput,
): Promise<AuditResolveResult> => {
  const run = context.newRunId()
  const store = await context.openStore({ mode: 'write', run })
  try {
    const before = present(await store.get(await documentId(store, input.id)), 'the document')
    const decision = { by: input.by, reason: input.reason, as: input.as, ...targetFact(input) }
    const work = { context, store, input, run, before, decision }
    const { after, asked } = input.as === 'closed' ? close(work) : await settle(work)
    noteNotices(context, store)
    await store.close()
    return {
      id: before.id,
      number: numberOf(after),
      as: input.as,
      before: before.state,
      after: after.state,
      link: after.link,
      by: input.by,
      reason: input.reason,
      at: isoTime(context.clock.now()),
      targetSays: asked?.found.kind ?? null,
    }
  } catch (error) {
    await abandon(context, store, error)
    throw error
  }
}

const targetFact = ({ targetId }: AuditResolveInput) => (targetId === undefined ? {} : { targetId })

interface Work {
  readonly context: ProgramContext
  readonly store: StateStore
  readonly input: AuditResolveInput
  readonly run: string
  readonly before: DocumentEntry
  readonly decision: Decision
}

interface Resolved {
  readonly after: DocumentEntry
  readonly asked: Asked | null
}

const close = ({ store, before, decision }: Work): Resolved => {
  const why = whyNotClosed(before)
  if (why !== null) {
    const hint =
      before.state === 'in-doubt' || before.state === 'sending'
        ? 'Settle the doubt first: audit resolve --as written <target id>, or --as absent.'
        : 'Nothing needs to be done about it here.'
    throw new UsageError(`${before.id} cannot be closed: ${why}`, { code: 'RESOLVE_NOT_OPEN', hint })
  }
  const entry = closedEntry(before, decision.reason)
  return { after: store.record({ event: 'closed', entry, facts: decision }), asked: null }
}

/** States about which the target is asked before a decision counts. */
const DECIDED_AS = {
  written: ['in-doubt', 'sending', 'parked'],
  absent: ['in-doubt', 'sending'],
} as const satisfies Record<Exclude<Resolution, 'closed'>, readonly DocumentState[]>

const settle = async (work: Work): Promise<Resolved> => {
  const { context, store, input, before } = work
  const as = input.as === 'written' ? 'written' : 'absent'
  if (!(DECIDED_AS[as] as readonly DocumentState[]).includes(before.state)) throw notInDoubt(before, as)
  const route = context.route(before.route)
  // Opened without any way to write: deciding sends nothing.
  const parts = { run: work.run, route, flows: route.flows, mode: 'dry-run' as const }
  const run = await openRun(context, store, { ...parts, signal: input.signal, progress: input.progress })
  run.progress.step(`asking ${run.targetName} once more`, 1)
  const asked = await askFor(run, before)
  if (!('found' in asked)) throw cannotAsk(before, asked[0]?.message ?? 'nothing is stored of it')
  const after = as === 'written' ? await asWritten(run, asked, work) : asAbsent(run, asked, work)
  return { after, asked }
}

const asWritten = async (
  run: RunContext,
  asked: Asked,
  { store, input, decision }: Work,
): Promise<DocumentEntry> => {
  const targetId = present(input.targetId, 'the target id')
  const { entry } = asked.item
  const sighted = await sightedAs(run, asked, targetId)
  if (sighted.kind === 'not-there') throw notThere(run, asked, targetId)
  if (sighted.kind === 'partial') throw onlyInPart(run, entry)
  const holder = await store.reserve(present(entry.plan, 'the plan').naturalKey, entry.id)
  if (sighted.kind === 'another-hand' && holder !== entry.id) throw takenBy(targetId, holder)
  return resolveWritten(run, asked, sighted, decision)
}

const asAbsent = (run: RunContext, asked: Asked, { before, decision }: Work): DocumentEntry => {
  const { found, askedAt } = asked
  if (found.kind === 'ours') throw isThere(run, found.link.id, found.whole)
  if (found.kind === 'unclear') throw isUnclear(found.problem.message)
  const believedAt = (before.doubt?.attemptedAt ?? askedAt) + run.settleAfterMs
  if (askedAt < believedAt) throw tooEarly(before, believedAt - askedAt)
  return resolveAbsent(run, asked, decision)
}

const notInDoubt = ({ id, state }: DocumentEntry, as: 'written' | 'absent') =>
  new UsageError(`${id} is ${state}: that it is ${as} cannot be decided`, {
    code: 'RESOLVE_NOT_IN_DOUBT',
    hint:
      state === 'parked'
        ? 'Nothing of it was sent: audit replay, or audit resolve --as closed.'
        : `See: ml-connector audit show ${id}`,
  })

const cannotAsk = ({ id }: DocumentEntry, why: string) =>
  new UsageError(`the target cannot be asked for ${id}: ${why}`, {
    code: 'RESOLVE_CANNOT_ASK',
    hint: 'Mend that first; or close the document: audit resolve --as closed.',
  })

const notThere = (run: RunContext, { found }: Asked, targetId: string) =>
  new UsageError(`${run.targetName} does not show this document as ${targetId}`, {
    code: 'RESOLVE_NOT_FOUND',
    hint:
      'link' in found
        ? `It shows it as ${[found.link.id, found.link.voucher].filter(Boolean).join(', ')}.`
        : sayOf(found),
  })

const sayOf = (found: Asked['found']): string =>
  found.kind === 'unclear'
    ? `${found.problem.message}.`
    : 'It shows nothing of it: look at it there; --as absent lets it go again.'

const onlyInPart = (run: RunContext, { id }: DocumentEntry) =>
  new UsageError(`only a part of ${id} stands in ${run.targetName}`, {
    code: 'RESOLVE_PARTIAL',
    hint: 'Complete it or delete the part there, then resolve it; or let the next sync complete it.',
  })

const takenBy = (targetId: string, holder: string) =>
  new UsageError(`${targetId} belongs to ${holder}, which has the same number`, {
    code: 'RESOLVE_TAKEN',
    hint: 'Close this one: audit resolve --as closed.',
  })

const isThere = (run: RunContext, id: string, whole: boolean) =>
  new UsageError(`it is not absent: ${run.targetName} shows ${whole ? 'it' : 'a part of it'} as ${id}`, {
    code: 'RESOLVE_FOUND',
    hint: whole
      ? `Use --as written ${id}, or let the next sync link it.`
      : 'Delete the part there, or let the next sync complete it.',
  })

const isUnclear = (message: string) =>
  new UsageError(`it is not absent: ${message}`, {
    code: 'RESOLVE_FOUND',
    hint: 'Use --as written with the one that counts, or remove in the target what should not be there.',
  })

const tooEarly = ({ id }: DocumentEntry, leftMs: number) =>
  new UncertainWriteError(
    `it is too early to believe that ${id} is absent: the request may still be carried out`,
    {
      code: 'RESOLVE_TOO_EARLY',
      hint: `Try again in ${Math.ceil(leftMs / 1000)} s; the next sync also settles it by itself.`,
      retryAfterMs: leftMs,
    },
  )
