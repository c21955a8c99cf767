import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { documentEntry } from '../../test/support/document-entry.ts'
import { DOCUMENT_STATES, isBacklog, type DocumentEntry } from '../contract/document-entry.ts'
import { DefectError } from '../errors/ml-error.ts'
import { countsData, countStep, newFlowCounts, proveConservation, type FlowCounts } from './counts.ts'
import { Tally } from './tally.ts'

const usd = (amount: string) => ({ amount, currency: 'USD' })
const entryArb: fc.Arbitrary<DocumentEntry> = fc
  .record({
    state: fc.constantFrom(...DOCUMENT_STATES),
    cents: fc.integer({ min: -99, max: 99 }),
    conflict: fc.constantFrom(null, 'changed'),
  })
  .map(({ state, cents, conflict }) =>
    documentEntry('1', { state, conflict, amount: usd((cents / 100).toFixed(2)) }),
  )
const backlogOf = (entries: Iterable<DocumentEntry | null>) => {
  const tally = new Tally()
  for (const entry of entries) if (entry !== null && isBacklog(entry.state)) tally.add(entry.amount)
  return tally
}

/** A flow's run: what each document was before, and the steps that it took. */
const play = (
  documents: readonly { readonly before: DocumentEntry | null; readonly steps: readonly DocumentEntry[] }[],
) => {
  const counts = newFlowCounts()
  counts.backlogBefore.addAll(backlogOf(documents.map(({ before }) => before)))
  for (const { before, steps } of documents) {
    let last = before
    for (const [at, step] of steps.entries()) {
      const entersBacklog = last !== null && !isBacklog(last.state) && isBacklog(step.state)
      // What is read is new when it was never read, or when it enters the backlog again.
      if (at === 0) {
        counts.read.add(step.amount)
        ;(last === null || entersBacklog ? counts.fresh : counts.repeated).add(step.amount)
      }
      if (at === 0 || !entersBacklog) {
        countStep(counts, last, step)
        last = step
      }
    }
  }
  return counts
}

describe('the conservation law', () => {
  test('holds for every way that documents can go', () => {
    const document = fc.record({ before: fc.option(entryArb), steps: fc.array(entryArb, { maxLength: 5 }) })
    fc.assert(
      fc.property(fc.array(document, { maxLength: 20 }), (documents) => {
        const counts = play(documents)
        const after = documents.map(({ before, steps }) => {
          let last = before
          for (const [at, step] of steps.entries())
            if (at === 0 || last === null || isBacklog(last.state) || !isBacklog(step.state)) last = step
          return last
        })
        proveConservation('bills', counts, backlogOf(after))
      }),
    )
  })

  test.each<[string, keyof FlowCounts]>([
    ['a record that is not accounted for', 'read'],
    ['a document that is new from nowhere', 'fresh'],
    ['a repeated one', 'repeated'],
    ['one that is not taken', 'notTaken'],
    ['a backlog that was another one', 'backlogBefore'],
    ['one that ended unseen', 'finished'],
    ['one that was retired', 'retired'],
  ])('stops the run for %s, by count and by amount', (_, name) => {
    for (const wrong of [
      (tally: Tally) => tally.add(null),
      (tally: Tally) => tally.add(usd('0.01')).subtract(null),
    ]) {
      const counts = play([
        { before: null, steps: [documentEntry('1'), documentEntry('1', { state: 'written' })] },
      ])
      proveConservation('bills', counts, new Tally())
      wrong(counts[name])
      expect(() => proveConservation('bills', counts, new Tally())).toThrow(
        expect.objectContaining({
          code: 'CONSERVATION_BROKEN',
          exitCode: 1,
          message: expect.stringContaining('bills'),
        }),
      )
    }
  })

  test('stops the run when the backlog holds a cent more, or is of another currency', () => {
    const counts = () => play([{ before: null, steps: [documentEntry('1')] }])
    proveConservation('bills', counts(), new Tally().add(usd('10.00')))
    for (const amount of [usd('10.01'), { amount: '10.00', currency: 'EUR' }, null]) {
      expect(() => proveConservation('bills', counts(), new Tally().add(amount))).toThrow(DefectError)
    }
  })
})

describe('a step', () => {
  const step = (before: DocumentEntry | null, after: DocumentEntry) => {
    const counts = newFlowCounts()
    countStep(counts, before, after)
    const { backlogAfter: _, ...data } = countsData(counts, new Tally())
    return Object.fromEntries(
      Object.entries(data)
        .filter(([, tally]) => tally.count !== 0 || Object.keys(tally.amounts).length > 0)
        .map(([name, { count }]) => [name, count]),
    )
  }
  const at = (state: DocumentEntry['state'], change: Partial<DocumentEntry> = {}) =>
    documentEntry('1', { state, ...change })
  const adopted = { problems: [{ code: 'ADOPTED', field: '', value: '', message: '', remedy: '' }] }

  test.each<[string, DocumentEntry | null, DocumentEntry, Record<string, number>]>([
    ['into the backlog', null, at('ready'), {}],
    ['left out at once', null, at('skipped'), { finished: 1, skipped: 1 }],
    ['parked at once', null, at('parked'), { parkedNow: 1 }],
    ['to be sent', at('ready'), at('sending'), {}],
    ['written', at('sending'), at('written'), { finished: 1, written: 1 }],
    ['booked', at('written'), at('booked'), { booked: 1 }],
    ['withdrawn', at('written'), at('withdrawn'), { withdrawn: 1 }],
    ['adopted', at('ready'), at('skipped', adopted), { finished: 1, adopted: 1 }],
    ['parked again for another reason', at('parked'), at('parked'), {}],
    ['in conflict', at('written'), at('written', { conflict: 'changed' }), { conflicts: 1 }],
    [
      'in conflict as before',
      at('written', { conflict: 'changed' }),
      at('booked', { conflict: 'changed' }),
      { booked: 1 },
    ],
    ['of another amount', at('ready'), at('ready', { amount: usd('12.00') }), { revised: 0 }],
    ['acknowledged', at('written'), at('written', { acknowledged: 'done' }), {}],
  ])('%s counts as that', (_, before, after, expected) => expect(step(before, after)).toEqual(expected))
})
