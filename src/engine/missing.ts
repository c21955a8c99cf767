import type { DocumentEntry, DocumentState } from '../contract/document-entry.ts'
import type { Flow } from '../contract/route.ts'
import type { DocumentFilter } from '../contract/state-store.ts'
import type { SourceReader } from '../contract/source.ts'
import { GuardError } from '../errors/ml-error.ts'
import { isNoted, LEFT_AFTER_SENT, noteConflict } from './conflict.ts'
import { isOn } from './due.ts'
import { isRefusedAsIs } from './judge.ts'
import { endLeft } from './left-source.ts'
import { retire, retireAgain } from './retire.ts'
import type { RunContext } from './run-context.ts'
import { isTellingInDoubt } from './telling.ts'

/** Fewer than these may vanish without a question. */
const VANISHED_MIN = 5

/** What follows from a document's absence in its source's list. */
type Absence = 'ends' | 'conflicts' | 'retires' | 'retires-again'

/**
 * A list was read to its end. What waits here and is not in it any more was withdrawn, and must not be sent; what was
 * sent and not confirmed is in conflict; a record of reference data is taken out of use, never deleted. Too many at
 * once are no decision of people but a fault of the source, such as a list that came back empty: then nothing follows.
 */
export const afterList = async (run: RunContext, reader: SourceReader): Promise<void> => {
  const flows = run.flows.filter(({ name, recordKind }) => recordKind === reader.recordKind && isOn(run, name))
  let vanished = 0
  let known = 0
  for (const flow of flows) {
    known += knownOf(run, { flow, reader })
    for await (const { absence } of missing(run, { flow, reader })) if (absence !== 'retires-again') vanished += 1
  }
  if (vanished >= VANISHED_MIN && vanished > known * run.settings.guards.vanishedShareMax) {
    run.stops.push(tooMany(reader, vanished, known))
    return
  }
  for (const flow of flows) {
    for await (const { entry, absence } of missing(run, { flow, reader })) await apply(run, { flow, reader, entry, absence })
  }
}

interface Listed {
  readonly flow: Flow
  readonly reader: SourceReader
}

const WAITING = ['ready', 'parked'] as const satisfies readonly DocumentState[]
const IN_DOUBT = ['sending', 'in-doubt'] as const satisfies readonly DocumentState[]

/** Documents whose absence would mean something, by what it would mean; read or not. */
const filtersOf = (run: RunContext, { flow, reader }: Listed): readonly Omit<DocumentFilter, 'seen'>[] => {
  const base = { route: run.route.name, flow: flow.name }
  const waiting = { ...base, states: WAITING }
  if (reader.movement === 'full') return flow.retire === undefined ? [waiting] : [waiting, { ...base, states: ['written'] }]
  const sent = { ...base, states: IN_DOUBT }
  // What was told may have left the queue by that, also where it is not known here.
  if (reader.acknowledge === null || isTellingInDoubt(run)) return [waiting, sent]
  const isLate = run.settings.acknowledgeAt === 'booked'
  const untold = { ...base, states: ['written', 'booked'], ackDue: true } as const
  return isLate ? [waiting, sent, { ...base, states: ['written'] }, { ...untold, states: ['booked'] }] : [waiting, sent, untold]
}

const knownOf = (run: RunContext, listed: Listed): number =>
  filtersOf(run, listed).reduce((sum, filter) => sum + run.store.count(filter), 0)

/** What is not in the list, and what that means. */
async function* missing(run: RunContext, listed: Listed): AsyncGenerator<{ entry: DocumentEntry; absence: Absence }> {
  for (const filter of filtersOf(run, listed)) {
    for await (const entry of run.store.open({ ...filter, seen: false })) {
      const absence = absenceOf(listed, entry)
      if (absence !== null) yield { entry, absence }
    }
  }
}

const absenceOf = (listed: Listed, entry: DocumentEntry): Absence | null => {
  const absence = meaningOf(listed, entry)
  // Reported before: it neither is news nor counts again.
  return absence === 'conflicts' && isNoted(entry, LEFT_AFTER_SENT) ? null : absence
}

const meaningOf = ({ reader }: Listed, entry: DocumentEntry): Absence | null => {
  switch (entry.state) {
    case 'ready':
    case 'parked':
      if (entry.retired) return 'retires-again'
      // A part of it may stand in the target: it is neither ended nor completed before a person has looked.
      return entry.intent !== null && entry.absent !== true ? 'conflicts' : 'ends'
    case 'sending':
    case 'in-doubt':
      return 'conflicts'
    case 'written':
      if (reader.movement === 'full') return entry.retired ? null : 'retires'
      return entry.acknowledged === 'done' ? null : 'conflicts'
    case 'booked':
      return 'conflicts'
    case 'withdrawn':
    case 'skipped':
      return null
  }
}

const apply = async (run: RunContext, found: Listed & { entry: DocumentEntry; absence: Absence }): Promise<void> => {
  const { entry, absence } = found
  switch (absence) {
    case 'ends':
      return endLeft(run, entry)
    case 'conflicts':
      return noteConflict(run, entry, LEFT_AFTER_SENT)
    case 'retires':
      return retire(run, found)
    case 'retires-again':
      if (!isRefusedAsIs(run, entry)) await retireAgain(run, found)
  }
}

const tooMany = (reader: SourceReader, vanished: number, known: number) =>
  new GuardError(`${vanished} of ${known} ${reader.recordKind} records vanished from the source at once; nothing was ended or taken out of use`, {
    code: 'GUARD_VANISHED',
    hint: 'Check the source; if it is right, raise guards.vanishedShareMax of the route for one run.',
    context: { recordKind: reader.recordKind, vanished, known },
  })
