import type { DocumentEntry } from '../contract/document-entry.ts'
import type { Found, TargetLink } from '../contract/target.ts'
import { present } from '../lib/assert.ts'
import type { JsonObject } from '../lib/json.ts'
import { foldKeyText } from '../model/natural-key.ts'
import type { Problem } from '../model/problem.ts'
import { isTold, recordWritten } from './outcomes.ts'
import { prepareItem, writeItem, type SendItem } from './prepare-item.ts'
import { record, writerOf, type RunContext } from './run-context.ts'
import { timed } from './settle.ts'

/** What the target says of one document now, and when it was asked by its own clock. */
export interface Asked {
  readonly item: SendItem
  readonly found: Found
  readonly askedAt: number
}

/** Asks the target for one document; its problems when it cannot even be asked for. Safe. */
export const askFor = async (run: RunContext, entry: DocumentEntry): Promise<Asked | readonly Problem[]> => {
  const item = await prepareItem(run, entry)
  if (!('body' in item)) return item.state === 'ready' ? [] : item.problems
  const plan = present(item.entry.plan, 'the plan')
  const { answer, from } = await timed(run, () => writerOf(run, plan.form).find([writeItem(item)]))
  return { item, found: present(answer.get(entry.id), 'the answer'), askedAt: from }
}

/** How a person's word that a document is there under `targetId` fits what the target says. */
export type Sighted =
  | { readonly kind: 'ours' | 'another-hand'; readonly booked: boolean; readonly link: TargetLink }
  | { readonly kind: 'partial' }
  | { readonly kind: 'not-there' }

/** Compares the target's answer with the id that a person gives: header, journal number or voucher. */
export const sightedAs = async (run: RunContext, asked: Asked, targetId: string): Promise<Sighted> => {
  const { found } = asked
  if (found.kind === 'ours') {
    if (!names(found.link, targetId)) return { kind: 'not-there' }
    return found.whole ? { kind: 'ours', booked: found.booked, link: found.link } : { kind: 'partial' }
  }
  if (found.kind === 'foreign') {
    const { link } = found
    return names(link, targetId)
      ? { kind: 'another-hand', booked: link.voucher !== null, link }
      : { kind: 'not-there' }
  }
  return found.kind === 'unclear' ? oneOfSeveral(run, asked, found.problem, targetId) : { kind: 'not-there' }
}

/** Of several matches, or of one that was changed by hand, a person names the one that counts. */
const oneOfSeveral = async (
  run: RunContext,
  { item }: Asked,
  problem: Problem,
  targetId: string,
): Promise<Sighted> => {
  const plan = present(item.entry.plan, 'the plan')
  const id = targetId.trim()
  const link: TargetLink = { id, legalEntity: plan.legalEntity, lines: [], voucher: null, url: null }
  const answers = await writerOf(run, plan.form).follow([{ id: item.entry.id, body: item.body, link }])
  const followed = present(answers.get(item.entry.id), 'the answer')
  if (followed.kind === 'unchanged') return { kind: 'ours', booked: false, link }
  if (followed.kind === 'booked') return { kind: 'ours', booked: true, link: followed.link }
  const isNamed = wordsOf(problem.message).includes(foldKeyText(id))
  return isNamed ? { kind: 'another-hand', booked: false, link } : { kind: 'not-there' }
}

const names = (link: TargetLink, targetId: string): boolean =>
  [link.id, link.voucher ?? ''].some((name) => name !== '' && foldKeyText(name) === foldKeyText(targetId))

const wordsOf = (message: string): readonly string[] => message.split(/[\s,;()]+/).map(foldKeyText)

/** A person's decision, as the trail keeps it. */
export type Decision = JsonObject & { readonly by: string; readonly reason: string }

/** It is there: linked and followed from now on; another hand's is only linked, and never written. */
export const resolveWritten = (
  run: RunContext,
  { item }: Asked,
  sighted: Extract<Sighted, { readonly link: TargetLink }>,
  facts: Decision,
): DocumentEntry => {
  const { link, booked } = sighted
  const { entry, body } = item
  if (sighted.kind === 'ours') {
    return recordWritten(run, entry, { event: 'resolved-written', link, booked, facts, body })
  }
  return record(run, entry, {
    event: 'resolved-written',
    entry: {
      ...entry,
      state: 'skipped',
      problems: [ADOPTED],
      parkedBy: null,
      doubt: null,
      link,
      // Nobody follows another hand's document: the source is told of it now or never.
      acknowledged: isTold(run, entry) ? 'due' : entry.acknowledged,
    },
    facts,
  })
}

/** It is not there: it goes again with the next sync, after a look-up as before every write. */
export const resolveAbsent = (run: RunContext, { item: { entry } }: Asked, facts: Decision): DocumentEntry =>
  record(run, entry, {
    event: 'resolved-absent',
    entry: { ...entry, state: 'ready', problems: [], parkedBy: null, doubt: null, container: null, absent: true },
    facts,
  })

/** It is not written by this program, or its conflict is taken note of. Asks nothing. */
export const closedEntry = (entry: DocumentEntry, reason: string): DocumentEntry => {
  const noted = entry.conflict === null ? entry : { ...entry, conflict: null, accepted: entry.conflict }
  // A part of it may be in the target: it goes on as it was sent, now that a person knows of the change.
  const mayBeThere = entry.conflict !== null && entry.intent !== null && entry.absent !== true && entry.state !== 'withdrawn'
  if (mayBeThere || !CLOSABLE.includes(entry.state)) return noted
  return { ...noted, state: 'skipped', problems: [closed(reason)], parkedBy: null, container: null }
}

/** States that a person may end: never one that may be in the target. */
const CLOSABLE: readonly DocumentEntry['state'][] = ['parked', 'ready', 'withdrawn']

/** Why a person cannot close this document; null when they can. */
export const whyNotClosed = (entry: DocumentEntry): string | null => {
  if (entry.conflict !== null || CLOSABLE.includes(entry.state)) return null
  if (entry.state === 'skipped') return 'it has ended already'
  if (entry.state === 'written' || entry.state === 'booked') return 'it is in the target'
  return 'it may be in the target'
}

const closed = (reason: string): Problem => ({
  code: 'CLOSED_BY_PERSON',
  field: '',
  value: '',
  message: `a person closed it: ${reason}`,
  remedy: 'Nothing to do; `audit replay` opens it again.',
})

const ADOPTED: Problem = {
  code: 'ADOPTED',
  field: 'number',
  value: '',
  message: 'a person says that another hand entered the same document; it is left as it is',
  remedy: 'Nothing to do.',
}
