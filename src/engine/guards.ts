import { BACKLOG_STATES } from '../contract/document-entry.ts'
import { GuardError } from '../errors/ml-error.ts'
import { isDue } from './due.ts'
import { openOf } from './limit.ts'
import type { RunContext } from './run-context.ts'
import { exceeds, Tally } from './tally.ts'

/** The backlog before the first write, in one pass. */
export interface BacklogTally {
  /** Every flow of the route. */
  readonly byFlow: ReadonlyMap<string, Tally>
  /** Everything that would be sent now, also what waits for the target. */
  readonly due: Tally
  /** What of it is larger than one document may be; null where none is. */
  readonly overAmount: string | null
}

export const tallyBacklog = async (run: RunContext): Promise<BacklogTally> => {
  const byFlow = new Map<string, Tally>()
  const due = new Tally()
  const { amountMax } = run.settings.guards
  let overAmount: string | null = null
  for (const { name } of run.route.flows) {
    const all = new Tally()
    byFlow.set(name, all)
    for await (const entry of openOf(run, { flow: name, states: [...BACKLOG_STATES] })) {
      all.add(entry.amount)
      if (!isDue(run, entry)) continue
      due.add(entry.amount)
      const bound = entry.amount === null ? undefined : amountMax?.[entry.amount.currency]
      if (bound !== undefined && entry.amount !== null && exceeds(entry.amount.amount, bound)) {
        overAmount ??= `${entry.id} is ${entry.amount.amount} ${entry.amount.currency}, more than ${bound}`
      }
    }
  }
  return { byFlow, due, overAmount }
}

/**
 * Stops a run before its first write.
 * @throws GuardError `GUARD_DOCUMENTS`, `GUARD_TOTAL` or `GUARD_AMOUNT`
 */
export const checkGuards = (run: RunContext, { due, overAmount }: BacklogTally): void => {
  const { documentsMax, totalMax } = run.settings.guards
  if (documentsMax !== undefined && due.count > documentsMax) {
    throw stopped('GUARD_DOCUMENTS', `${due.count} documents would be sent, more than ${documentsMax}`, '--max-documents')
  }
  for (const currency of due.currencies()) {
    const bound = totalMax?.[currency]
    if (bound !== undefined && exceeds(due.sumOf(currency), bound)) {
      throw stopped('GUARD_TOTAL', `${due.sumOf(currency)} ${currency} would be sent, more than ${bound}`, '--max-total')
    }
  }
  if (overAmount !== null) throw stopped('GUARD_AMOUNT', overAmount, '--max-amount')
}

const stopped = (code: string, what: string, flag: string) =>
  new GuardError(`${what}; nothing was sent`, {
    code,
    hint: `Look at \`ml-connector dry-run\`; if it is right, raise ${flag} or guards of the route for this run.`,
  })
