import { GuardError } from '../errors/ml-error.ts'
import { openOf } from './limit.ts'
import type { RunContext } from './run-context.ts'
import { exceeds, Tally } from './tally.ts'

/** What would be sent now: every ready document of the flows of this run. */
export const readyTally = async (run: RunContext): Promise<{ readonly tally: Tally; readonly overAmount: string | null }> => {
  const tally = new Tally()
  const { amountMax } = run.settings.guards
  let overAmount: string | null = null
  for (const flow of run.flows) {
    for await (const entry of openOf(run, { flow: flow.name, states: ['ready'] })) {
      tally.add(entry.amount)
      const bound = entry.amount === null ? undefined : amountMax?.[entry.amount.currency]
      if (bound !== undefined && entry.amount !== null && exceeds(entry.amount.amount, bound)) {
        overAmount ??= `${entry.id} is ${entry.amount.amount} ${entry.amount.currency}, more than ${bound}`
      }
    }
  }
  return { tally, overAmount }
}

/**
 * Stops a run before its first write.
 * @throws GuardError `GUARD_DOCUMENTS`, `GUARD_TOTAL` or `GUARD_AMOUNT`
 */
export const checkGuards = async (run: RunContext): Promise<Tally> => {
  const { documentsMax, totalMax } = run.settings.guards
  const { tally, overAmount } = await readyTally(run)
  if (documentsMax !== undefined && tally.count > documentsMax) {
    throw stopped('GUARD_DOCUMENTS', `${tally.count} documents would be sent, more than ${documentsMax}`, '--max-documents')
  }
  for (const currency of tally.currencies()) {
    const bound = totalMax?.[currency]
    if (bound !== undefined && exceeds(tally.sumOf(currency), bound)) {
      throw stopped('GUARD_TOTAL', `${tally.sumOf(currency)} ${currency} would be sent, more than ${bound}`, '--max-total')
    }
  }
  if (overAmount !== null) throw stopped('GUARD_AMOUNT', overAmount, '--max-amount')
  return tally
}

const stopped = (code: string, what: string, flag: string) =>
  new GuardError(`${what}; nothing was sent`, {
    code,
    hint: `Look at \`ml-connector dry-run\`; if it is right, raise ${flag} or guards of the route for this run.`,
  })
