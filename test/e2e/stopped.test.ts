import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/lib/random.ts'
import { installation, type Installation } from '../support/installation.ts'
import { expectNoViolations, expectWholeBooks, syncUntilDone } from '../support/whole-books.ts'
import { endRun, NO_LINE, type EndedRun } from '../torture/ended-run.ts'
import { drawMoment } from '../torture/moment.ts'

const ROUTE = 'airbase-to-d365'
const DONE = [0, 3]
const SIZE = { bills: 12, reimbursements: 3, cards: 5, transfers: 1, fees: 1, amortisations: 1, settlements: 0, problems: 0.2, latencyMs: 3 }
const STOPS = 12
const TIME_MAX_MS = 300_000

/** What each document last was, by the trail. */
const statesOf = async (it: Installation): Promise<ReadonlySet<string>> => {
  const states = new Map<string, string>()
  for (const { doc, entry } of await it.trail()) if (doc !== undefined && entry !== undefined) states.set(doc, entry.state)
  return new Set(states.values())
}

describe.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const)('a sync that gets %s at any moment', (signal, exitCode) => {
  /**
   * Before it listens, and once it has said its result, the signal ends it at once: then nothing is in flight.
   * One that comes while the process ends, or to one that nobody has waited for yet, changes nothing any more.
   */
  const expectDrained = ({ run, landed }: EndedRun): void => {
    expect(run.stderr).toBe('')
    if (run.signal === signal) return expect(landed === NO_LINE || run.stdout !== '', landed).toBe(true)
    if (DONE.includes(run.exitCode ?? -1)) return expect(JSON.parse(run.stdout)).toMatchObject({ interrupted: false, stops: [] })
    expect(run.exitCode, run.stdout).toBe(exitCode)
    // Before there are any documents to tell of, it says only that it was stopped.
    const said = JSON.parse(run.stdout) as { readonly route?: string; readonly error?: { readonly code: string } }
    expect([ROUTE, 'INTERRUPTED'], run.stdout).toContain(said.error?.code ?? said.route)
  }

  test(
    `ends with ${exitCode}, leaves no document on its way and none in doubt, and the next run goes on`,
    async () => {
      const random = seededRandom(exitCode)
      const it = await installation({ ...SIZE, seed: 45 })
      let stops = 0
      for (let left = STOPS; left > 0; left -= 1) {
        const ended = await endRun(it, ROUTE, { signal, moment: drawMoment(random) })
        if (ended.hit) expectDrained(ended)
        else expect(DONE, ended.run.stdout).toContain(ended.run.exitCode)
        const states = await statesOf(it)
        expect([states.has('sending'), states.has('in-doubt')], ended.landed).toEqual([false, false])
        if (!ended.hit) break
        if (ended.run.exitCode === exitCode) stops += 1
      }
      expect(stops).toBeGreaterThan(2)
      await syncUntilDone(it)
      await expectWholeBooks(it)
      await expectNoViolations(it)
    },
    TIME_MAX_MS,
  )
})
