import { addDays } from './calendar.ts'
import { specialAccounts } from './catalogue.ts'
import type { Draft, DraftLine, Span } from './draft.ts'
import { accountReference, type Studio } from './drafting.ts'

/** The document with its cost spread: dates on header and lines, on some lines only, or a prepaid account alone. */
export function spread({ dice }: Studio, draft: Draft): Draft {
  const how = dice.pick(['header', 'some-lines', 'account-alone'] as const)
  const span = (months: number): Span => ({ start: draft.date, end: addDays(draft.date, months * 30) })
  const whole = span(12)
  const spanOf = (index: number): Span | undefined => {
    if (how === 'header') return whole
    return how === 'some-lines' && index % 2 === 0 ? span(dice.between(3, 24)) : undefined
  }
  const lines = draft.lines.map((line, index): DraftLine => {
    const amortised = spanOf(index)
    return amortised ? { ...line, amortised } : line
  })
  return {
    ...draft,
    lines,
    amortised: how === 'header' ? whole : null,
    amortisationAccount: accountReference(specialAccounts.prepaid),
    special: how === 'account-alone' ? 'amortised-without-dates' : 'amortised',
  }
}

/** Whether a line's cost waits on the prepaid account for its months; a month itself is cost. */
export const isSpread = (draft: Draft, line: DraftLine): boolean => {
  if (draft.kind === 'amortisation' || draft.amortisationAccount === null) return false
  return line.amortised !== undefined || draft.lines.every(({ amortised }) => amortised === undefined)
}
