import type { DocumentEntry } from '../contract/document-entry.ts'
import { hasSourceConflict } from './conflict.ts'
import { waitsFor } from './prove-first.ts'
import type { RunContext } from './run-context.ts'

/** How many documents wait for one reason. */
export interface Standing {
  readonly flow: string
  /** `untold`: in the target, and the source does not know it yet. */
  readonly state: 'ready' | 'in-doubt' | 'parked' | 'untold'
  readonly code: string
  readonly message: string
  readonly remedy: string
  readonly count: number
  /** Up to three documents, to look at. */
  readonly examples: readonly string[]
}

type Reason = Pick<Standing, 'code' | 'message' | 'remedy'> & {
  /** The same reason for another document is another row. */
  readonly of?: string
}

const EXAMPLES_MAX = 3

/** Gathers what stands, by flow, state and reason; the most frequent first. */
export const createStandingList = (run: RunContext) => {
  const rows = new Map<string, { -readonly [Key in keyof Standing]: Standing[Key] }>()
  return {
    add: async (entry: DocumentEntry): Promise<void> => {
      const state = stateOf(entry)
      const { of = '', ...reason } = await reasonOf(run, entry, state)
      const key = `${entry.flow}/${state}/${reason.code}/${of}`
      const known = rows.get(key)
      if (known === undefined) {
        rows.set(key, { flow: entry.flow, state, ...reason, count: 1, examples: [entry.id] })
        return
      }
      known.count += 1
      if (known.examples.length < EXAMPLES_MAX) known.examples = [...known.examples, entry.id]
    },
    list: (): readonly Standing[] => [...rows.values()].sort((a, b) => b.count - a.count),
  }
}

const stateOf = ({ state }: DocumentEntry): Standing['state'] => {
  switch (state) {
    case 'ready':
    case 'parked':
      return state
    case 'sending':
    case 'in-doubt':
      return 'in-doubt'
    case 'written':
    case 'booked':
    case 'withdrawn':
    case 'skipped':
      return 'untold'
  }
}

const reasonOf = async (run: RunContext, entry: DocumentEntry, state: Standing['state']): Promise<Reason> => {
  const isHeld = hasSourceConflict(entry) || (entry.state === 'written' && entry.conflict !== null)
  if (isHeld && state !== 'in-doubt') return { ...IN_CONFLICT, message: entry.conflict ?? IN_CONFLICT.message }
  if (state === 'untold') return entry.refused === undefined ? UNTOLD : { ...REFUSED, message: entry.refused.message }
  const [problem] = entry.problems
  const isOff = !run.flowSettings(entry.flow).enabled
  if (isOff && (state === 'ready' || entry.parkedBy === 'wait')) return FLOW_OFF
  if (problem !== undefined) return problem
  if (state === 'ready') return readyOf(await waitsFor(run, entry))
  return { code: entry.doubt?.code ?? 'IN_DOUBT', message: entry.doubt?.message ?? '', remedy: 'Nothing to do: the target is asked again at the next run.' }
}

const READY: Reason = { code: 'READY', message: 'waits to be sent', remedy: '' }

const readyOf = (first: string | null): Reason =>
  first === null
    ? READY
    : {
        code: 'PROVE_FIRST',
        message: `waits until ${first}, the first document of its company and form, is booked as intended`,
        remedy: `Check and post ${first} in the target (ml-connector audit show ${first}), then run again; proveFirst of the route switches this off.`,
        of: first,
      }

const UNTOLD: Reason = {
  code: 'NOT_TOLD',
  message: 'the source was not told yet that it is in the target',
  remedy: 'Nothing to do: the source is told at the next run.',
}

const REFUSED: Reason = {
  code: 'ACKNOWLEDGEMENT_REFUSED',
  message: 'the source refuses to be told that it is in the target',
  remedy: 'Look at the record in the source system; the source is told again at every run.',
}

const FLOW_OFF: Reason = {
  code: 'FLOW_OFF',
  message: 'not taken: its flow is switched off in the settings',
  remedy: 'Set enabled to true for the flow; or close it: ml-connector audit resolve <id> --as closed.',
}

const IN_CONFLICT: Reason = {
  code: 'CONFLICT',
  message: 'its record is not what was sent any more',
  remedy: 'Compare the record with the target, correct that by hand, then `audit resolve --as closed`.',
}
