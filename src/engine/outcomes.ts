import type { DocumentEntry } from '../contract/document-entry.ts'
import type { Found, TargetLink, WriteOutcome } from '../contract/target.ts'
import { UncertainWriteError, type MlError } from '../errors/ml-error.ts'
import type { JsonObject } from '../lib/json.ts'
import type { Problem } from '../model/problem.ts'
import { settingsDigest } from './judge.ts'
import type { SendItem } from './prepare-item.ts'
import { record, type RunContext } from './run-context.ts'

/** The document is in the target: linked, and due to be acknowledged when the route says so. */
export const recordWritten = (
  run: RunContext,
  before: DocumentEntry,
  written: { readonly event: 'written' | 'found' | 'resolved-written'; readonly link: TargetLink; readonly booked: boolean; readonly facts: JsonObject; readonly body?: JsonObject },
): DocumentEntry => {
  const isDue = written.booked || run.settings.acknowledgeAt === 'written'
  const base = { ...notAbsent(before), problems: [], parkedBy: null, doubt: null, link: written.link }
  return record(run, before, {
    event: written.event,
    // Also where it was found booked: the follow-up compares what was booked with what was sent before it says so.
    entry: { ...base, state: 'written', acknowledged: isDue && isTold(run, before) ? 'due' : before.acknowledged },
    facts: written.facts,
    // Found without an intent of this state: its body is kept, so that it can be followed.
    ...(before.intent === null && written.body !== undefined && { body: written.body }),
  })
}

/** Whether the source of this document wants to be told at all. */
export const isTold = (run: RunContext, entry: DocumentEntry): boolean =>
  run.source.sources.get(entry.identity.kind)?.acknowledge != null

export const recordParked = (
  run: RunContext,
  before: DocumentEntry,
  parked: { readonly problems: readonly Problem[]; readonly by: 'check' | 'target' | 'wait' },
): DocumentEntry => {
  const isSame = before.state === 'parked' && before.parkedBy === parked.by && before.problems[0]?.code === parked.problems[0]?.code
  if (isSame) return before
  return record(run, before, {
    event: 'parked',
    entry: {
      ...before,
      state: 'parked',
      problems: parked.problems,
      parkedBy: parked.by,
      doubt: null,
      mapping: run.mapping.version,
      settings: settingsDigest(run, before.flow),
    },
  })
}

export const recordDoubt = (run: RunContext, before: DocumentEntry, doubt: { readonly code: string; readonly message: string }): DocumentEntry =>
  record(run, before, {
    event: 'in-doubt',
    entry: { ...before, state: 'in-doubt', doubt: { ...doubt, attemptedAt: run.target.farNow(), firstMissedAt: null } },
  })

/** How a writer's report changes the document. */
export const recordOutcome = (run: RunContext, before: DocumentEntry, outcome: WriteOutcome): DocumentEntry => {
  switch (outcome.kind) {
    case 'written':
      return recordWritten(run, before, { event: 'written', link: outcome.link, booked: false, facts: outcome.echo })
    case 'rejected':
      // Nothing of it is left in the target: the intent ends here, and a corrected mapping makes a new one.
      return recordParked(run, { ...before, intent: null, container: null }, { problems: outcome.problems, by: outcome.waits ? 'wait' : 'target' })
    case 'partial':
      return recordDoubt(run, { ...before, link: outcome.link ?? before.link }, { code: 'PARTIAL', message: outcome.problem.message })
  }
}

/** A writer that broke off: what is proven not to have been written stays ready, all else is in doubt. */
export const recordBrokenOff = (run: RunContext, before: DocumentEntry, error: MlError): DocumentEntry => {
  if (error.retryable) {
    return record(run, before, { event: 'returned', entry: { ...before, state: 'ready', doubt: null, container: null, absent: true } })
  }
  const code = error instanceof UncertainWriteError ? error.code : 'BROKEN_OFF'
  return recordDoubt(run, before, { code, message: error.message })
}

/** What a look-up before the first send means; null when the document may be written. */
export const recordFound = (run: RunContext, item: SendItem, found: Found): DocumentEntry | null => {
  const { entry } = item
  switch (found.kind) {
    case 'absent':
      return null
    case 'ours':
      return foundOurs(run, item, found)
    case 'foreign': {
      const adopts = found.agrees && run.flowSettings(entry.flow).onForeignDuplicate === 'adopt'
      if (!adopts) return recordParked(run, entry, { problems: [foreign(entry, found.link)], by: 'target' })
      return record(run, entry, { event: 'adopted', entry: adopted(run, entry, found.link) })
    }
    case 'unclear':
      // Something stands there after all: only this intent can be compared with it.
      return recordParked(run, notAbsent(entry), { problems: [found.problem], by: 'target' })
    case 'blocked':
      return recordParked(run, entry, { problems: [found.problem], by: 'wait' })
  }
}

const foundOurs = (run: RunContext, { entry, body }: SendItem, found: Extract<Found, { kind: 'ours' }>): DocumentEntry | null => {
  if (found.whole) return recordWritten(run, entry, { event: 'found', link: found.link, booked: found.booked, facts: {}, body })
  // Updates of reference records: it is there, and differs from what it should be.
  if (entry.plan?.bodyHash !== null || entry.intent !== null) return null
  return recordParked(run, entry, { problems: [partOfLostState(found.link)], by: 'target' })
}

/** Another hand's document is followed by nobody: the source is told of it now or never. */
const adopted = (run: RunContext, entry: DocumentEntry, link: TargetLink): DocumentEntry => ({
  ...entry,
  state: 'skipped',
  problems: [ADOPTED],
  parkedBy: null,
  link,
  acknowledged: isTold(run, entry) ? 'due' : entry.acknowledged,
})

/** The entry without the proof that nothing of its intent is in the target. */
export const notAbsent = (entry: DocumentEntry): DocumentEntry => {
  const { absent: _, ...rest } = entry
  return rest
}

const ADOPTED: Problem = {
  code: 'ADOPTED',
  field: 'number',
  value: '',
  message: 'another hand entered the same document; it is left as it is',
  remedy: 'Nothing to do.',
}

const foreign = (entry: DocumentEntry, link: TargetLink): Problem => ({
  code: 'FOREIGN_DUPLICATE',
  field: 'number',
  value: entry.plan?.number ?? '',
  message: `the target already holds a document with this number, entered by another hand (${link.id})`,
  remedy: 'Compare the two: close this one in the source, correct its number, or set onForeignDuplicate to "adopt".',
})

const partOfLostState = (link: TargetLink): Problem => ({
  code: 'PARTIAL',
  field: '',
  value: link.id,
  message: `a part of this document stands in the target (${link.id}), and what was sent is not known here`,
  remedy: 'Delete the unposted part in the target, then `audit replay` the document.',
})
