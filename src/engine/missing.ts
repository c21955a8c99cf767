import type { DocumentEntry } from '../contract/document-entry.ts'
import type { Flow } from '../contract/route.ts'
import type { SourceReader } from '../contract/source.ts'
import { GuardError } from '../errors/ml-error.ts'
import type { Problem } from '../model/problem.ts'
import { evaluate } from './evaluate.ts'
import { notReleased } from './judge.ts'
import { countsOf, record, type RunContext } from './run-context.ts'

/** Fewer than these may vanish without a question. */
const VANISHED_MIN = 5

const LEFT_SOURCE: Problem = {
  code: 'LEFT_SOURCE',
  field: 'status',
  value: '',
  message: 'the source no longer offers it',
  remedy: 'Nothing to do: it is read again when the source offers it again.',
}

/** A queue was read to its end: what waits here and is not in it any more was withdrawn, and must not be sent. */
export const afterQueue = async (run: RunContext, recordKind: string): Promise<void> => {
  for (const flow of flowsOf(run, recordKind)) await skipUnseen(run, flow)
}

/** A full list was read to its end: what was written and is not in it any more is taken out of use, never deleted. */
export const afterFullList = async (run: RunContext, reader: SourceReader): Promise<void> => {
  for (const flow of flowsOf(run, reader.recordKind)) {
    await skipUnseen(run, flow)
    if (flow.retire === undefined) continue
    const filter = { route: run.route.name, flow: flow.name, states: ['written'] } as const
    const unseen = { ...filter, seen: false }
    const live: DocumentEntry[] = []
    for await (const entry of run.store.open(unseen)) if (!entry.retired) live.push(entry)
    const known = run.store.count(filter)
    if (live.length >= VANISHED_MIN && live.length > known * run.settings.guards.vanishedShareMax) {
      run.stops.push(tooMany(flow, live.length, known))
      continue
    }
    for (const entry of live) await retire(run, { flow, reader, entry })
  }
}

const flowsOf = (run: RunContext, recordKind: string): Flow[] =>
  run.flows.filter((flow) => flow.recordKind === recordKind && run.flowSettings(flow.name).enabled)

const skipUnseen = async (run: RunContext, flow: Flow): Promise<void> => {
  for await (const entry of run.store.open({ route: run.route.name, flow: flow.name, states: ['ready', 'parked'], seen: false })) {
    record(run, entry, { event: 'left-source', entry: { ...notReleased(entry), state: 'skipped', problems: [LEFT_SOURCE], parkedBy: null } })
  }
}

const retire = async (run: RunContext, item: { flow: Flow; reader: SourceReader; entry: DocumentEntry }): Promise<void> => {
  const { flow, reader, entry } = item
  const content = await run.store.content(entry)
  if (content === null || flow.retire === undefined) return
  const document = flow.retire(reader.toDocument({ ref: entry.identity.ref, content }, { currencies: run.reference.currencies }))
  const evaluation = await evaluate(run, { id: entry.id, flow, document, before: entry })
  if (evaluation.state !== 'ready') return
  countsOf(run, flow.name).retired.add(entry.amount)
  record(run, entry, { event: 'retired', entry: { ...entry, state: 'ready', plan: evaluation.plan, retired: true, intent: null, acknowledged: 'no' } })
}

const tooMany = (flow: Flow, vanished: number, known: number) =>
  new GuardError(`${vanished} of ${known} ${flow.name} vanished from the source at once; none was taken out of use`, {
    code: 'GUARD_VANISHED',
    hint: 'Check the source; if it is right, raise guards.vanishedShareMax of the route for one run.',
    context: { flow: flow.name, vanished, known },
  })
